"""A text that both teams sign: proposed, signed by a manager of each, in force on its day."""

from datetime import UTC, date, datetime

import pytest

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.vision import selectors, services, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.tasks import activate
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from tests import factories
from tests.vision.criteria import INDUSTRY, REGION


@pytest.fixture
def first(db):
    return services.write_version([INDUSTRY, REGION], by=None, note="Première")


@pytest.fixture
def mona(db):
    return factories.person("Mona", TeamKind.MARKETING, is_manager=True)


@pytest.fixture
def draft(first, maya):
    found = services.start_draft(by=maya)
    found.criteria.filter(label="Industrie").update(weight=5)
    return found


@pytest.fixture
def proposed(draft, mona):
    return signing.propose(draft, by=mona, note="Plus d'industrie")


def test_two_signatures_put_it_in_force(first, proposed, mona, manager):
    signing.sign(proposed, by=mona, side="marketing", digest=proposed.digest)
    assert (proposed.status, proposed.missing_sides) == (VersionStatus.PROPOSED, ["sales"])
    signing.sign(proposed, by=manager, side="sales")
    assert selectors.in_force_version() == proposed
    first.refresh_from_db()
    assert first.status == VersionStatus.SUPERSEDED
    assert [(each.side, each.by) for each in proposed.signatures] == [
        ("marketing", mona),
        ("sales", manager),
    ]


def test_it_waits_for_its_day(proposed, mona, manager, time_machine_at):
    signing.withdraw(proposed, by=mona)
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))
    signing.propose(proposed, by=mona, effective_on=date(2026, 12, 1))
    for person, side in ((mona, "marketing"), (manager, "sales")):
        signing.sign(proposed, by=person, side=side)
    assert proposed.status == VersionStatus.SIGNED
    assert signing.activate_due(date(2026, 11, 30)) == []
    time_machine_at(datetime(2026, 12, 1, 1, tzinfo=UTC))
    assert (activate(), activate()) == (1, 0)
    assert selectors.in_force_version() == proposed


def test_what_is_proposed_is_locked(proposed, maya):
    criterion = proposed.criteria.first()
    with pytest.raises(Conflict):
        services.save_criterion(proposed, criterion, by=maya)
    with pytest.raises(Conflict):
        services.remove_criterion(criterion, by=maya)
    with pytest.raises(Conflict, match="Version 2 is being signed"):
        services.start_draft(by=maya)


def test_a_signature_under_other_words_is_refused(proposed, mona):
    with pytest.raises(Conflict, match="not what was proposed"):
        signing.sign(proposed, by=mona, side="marketing", digest="0" * 64)
    Criterion.objects.filter(version=proposed).update(weight=1)
    with pytest.raises(Conflict, match="not what was proposed"):
        signing.sign(proposed, by=mona, side="marketing", digest=proposed.digest)
    proposed.refresh_from_db()
    assert proposed.missing_sides == ["marketing", "sales"]


def test_each_team_signs_by_a_manager_of_its_own(proposed, maya, mona, manager, dana):
    for person, side in ((maya, "marketing"), (mona, "sales"), (manager, "marketing")):
        with pytest.raises(NotAllowed):
            signing.sign(proposed, by=person, side=side)
    with pytest.raises(NotAllowed):
        signing.sign(proposed, by=dana, side="sales")
    with pytest.raises(Incomplete):
        signing.sign(proposed, by=mona, side="direction")


def test_who_manages_both_teams_signs_twice_and_once_each(proposed):
    both = factories.person(
        "Bea", TeamKind.MARKETING, is_manager=True, second_team=factories.team(TeamKind.SALES)
    )
    signing.sign(proposed, by=both, side="marketing")
    with pytest.raises(Conflict, match="signed already"):
        signing.sign(proposed, by=both, side="marketing")
    signing.sign(proposed, by=both, side="sales")
    assert proposed.status == VersionStatus.ACTIVE


def test_withdrawn_it_is_a_draft_that_nobody_signed(proposed, mona, manager, maya):
    signing.sign(proposed, by=mona, side="marketing")
    with pytest.raises(NotAllowed):
        signing.withdraw(proposed, by=maya)
    signing.withdraw(proposed, by=manager)
    again = IcpVersion.objects.get(pk=proposed.pk)
    assert (again.status, again.digest, again.marketing_by) == ("draft", "", None)
    assert Event.objects.filter(verb="icp.withdrawn").get().facts["signed"] == ["marketing"]
    services.remove_criterion(again.criteria.first(), by=maya)


def test_what_is_in_force_is_neither_signed_nor_withdrawn_again(first, mona):
    with pytest.raises(Conflict):
        signing.withdraw(first, by=mona)
    with pytest.raises(Conflict):
        signing.sign(first, by=mona, side="marketing")


def test_only_a_manager_proposes_and_only_a_change_from_today_on(draft, maya, mona):
    with pytest.raises(NotAllowed):
        signing.propose(draft, by=maya)
    with pytest.raises(Incomplete):
        signing.propose(draft, by=mona, effective_on=date(2020, 1, 1))
    draft.criteria.filter(label="Industrie").update(weight=3)
    with pytest.raises(Incomplete, match="Nothing differs"):
        signing.propose(draft, by=mona)


def test_it_waits_for_those_who_sign_and_have_not(proposed, mona, manager, maya, dana):
    assert signing.waiting_for(mona) == signing.waiting_for(manager) == [proposed]
    assert signing.waiting_for(maya) == signing.waiting_for(dana) == []
    signing.sign(proposed, by=mona, side="marketing")
    assert signing.waiting_for(mona) == []
    assert signing.state_for(proposed, manager).sides == ["sales"]


def test_those_who_sign_hear_of_it_and_everybody_of_the_start(manager, dana, proposed, mona, maya):
    told = Event.objects.get(verb="icp.proposed").facts["tell"]
    assert told == sorted([mona.pk, manager.pk, dana.pk])
    signing.sign(proposed, by=mona, side="marketing")
    signing.sign(proposed, by=manager, side="sales")
    told = Event.objects.get(verb="icp.published", facts__number=2).facts["tell"]
    assert maya.pk in told
