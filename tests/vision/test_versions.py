"""Versions of the ideal customer: one draft, one in force, the past untouched."""

import pytest
from django.db import transaction

from alignment.journal.models import Event
from alignment.vision import selectors, services
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Criterion, IcpVersion
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from tests.vision.criteria import INDUSTRY, REGION


@pytest.fixture
def first(db):
    return services.write_version([INDUSTRY, REGION], by=None, note="Première")


def changed_draft(by):
    """A draft that differs from the version in force by one weight."""
    draft = services.start_draft(by=by)
    draft.criteria.filter(label="Industrie").update(weight=4)
    return draft


def test_without_a_publication_nothing_is_in_force(db):
    assert selectors.in_force_version() is None
    assert selectors.draft_version() is None


def test_a_published_version_is_in_force_with_its_criteria(first):
    version = selectors.in_force_version()
    assert (version.number, version.status, version.note) == (1, "active", "Première")
    assert [c.label for c in selectors.criteria_of(version)] == ["Industrie", "Région"]
    assert version.effective_at is not None


def test_a_draft_starts_as_a_copy_and_there_is_only_one(first, maya, sam):
    draft = services.start_draft(by=maya)
    assert services.start_draft(by=sam) == draft
    assert (draft.number, draft.created_by) == (2, maya)
    assert [c.label for c in selectors.criteria_of(draft)] == ["Industrie", "Région"]
    assert first.criteria.count() == 2


def test_a_new_version_supersedes_the_one_before(first, manager):
    draft = changed_draft(manager)
    services.publish(draft, by=None, note="Plus large")
    first.refresh_from_db()
    assert (first.status, draft.status) == (VersionStatus.SUPERSEDED, VersionStatus.ACTIVE)
    assert first.superseded_at == draft.effective_at
    assert selectors.in_force_version() == draft


def test_the_event_of_a_new_version_bears_both_numbers(first, manager):
    services.publish(changed_draft(manager), by=None, note="Plus large")
    event = Event.objects.newest_first().first()
    assert (event.verb, event.actor) == ("icp.published", None)
    found = {name: event.facts[name] for name in ("number", "before", "note")}
    assert found == {"number": 2, "before": 1, "note": "Plus large"}


def test_the_first_version_needs_one_manager(db, maya, manager):
    draft = services.start_draft(by=maya)
    services.save_criterion(draft, Criterion(**INDUSTRY), by=maya)
    with pytest.raises(NotAllowed):
        services.publish(draft, by=maya)
    services.publish(draft, by=manager)
    assert selectors.in_force_version() == draft


def test_a_change_is_never_published_by_one_alone(first, manager):
    draft = changed_draft(manager)
    with pytest.raises(NotAllowed, match="Both teams sign"):
        services.publish(draft, by=manager)
    assert selectors.in_force_version() == first


def test_an_empty_draft_is_not_published(db, dana):
    draft = services.start_draft(by=dana)
    with pytest.raises(Incomplete):
        services.publish(draft, by=dana)
    assert selectors.in_force_version() is None


def test_a_draft_that_says_the_same_again_is_not_published(first, manager):
    draft = services.start_draft(by=manager)
    with pytest.raises(Incomplete, match="Nothing differs from version 1"):
        services.publish(draft, by=None, note="Encore")
    assert selectors.in_force_version() == first
    assert selectors.draft_version() == draft


def test_a_draft_is_published_once(first, dana):
    draft = changed_draft(dana)
    stale = IcpVersion.objects.get(pk=draft.pk)
    services.publish(draft, by=None)
    with pytest.raises(Conflict):
        services.publish(stale, by=None)
    assert IcpVersion.objects.in_force().count() == 1


def test_what_is_published_can_no_longer_be_changed(first, maya):
    criterion = first.criteria.first()
    criterion.weight = 5
    with pytest.raises(Conflict):
        services.save_criterion(first, criterion, by=maya)
    with pytest.raises(Conflict):
        services.remove_criterion(criterion, by=maya)
    with pytest.raises(Conflict):
        services.discard_draft(first, by=maya)
    assert Criterion.objects.get(pk=criterion.pk).weight == 3


def test_a_publication_that_fails_changes_nothing(first, manager):
    draft = changed_draft(manager)
    with pytest.raises(RuntimeError, match="half way"), transaction.atomic():
        services.publish(draft, by=None)
        raise RuntimeError("half way")
    assert selectors.in_force_version() == first
    assert not Event.objects.filter(facts__number=2).exists()


def test_a_draft_is_thrown_away_and_its_number_used_again(first, maya):
    services.discard_draft(services.start_draft(by=maya), by=maya)
    assert selectors.draft_version() is None
    assert services.start_draft(by=maya).number == 2


def test_the_difference_names_what_came_went_and_changed(first, maya):
    draft = services.start_draft(by=maya)
    industry, region = selectors.criteria_of(draft)
    industry.weight = 5
    services.save_criterion(draft, industry, by=maya)
    services.remove_criterion(region, by=maya)
    added = Criterion(label="Taille", kind="weighted", fact="workforce_band", operator="in")
    services.save_criterion(draft, added, by=maya)
    changes = selectors.changes_between(first, selectors.draft_version())
    assert [(c.kind, (c.after or c.before).label) for c in changes] == [
        ("changed", "Industrie"),
        ("added", "Taille"),
        ("removed", "Région"),
    ]


def test_a_copy_differs_in_nothing(first, maya):
    assert selectors.changes_between(first, services.start_draft(by=maya)) == []
