"""Two records that are one become one, whatever hangs on them, and come apart again."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from alignment.journal.models import Event
from alignment.library.models import Content, ContentVersion
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import activities, services, transitions
from leads.choices import PairState, Record, Stage
from leads.merging import choices_between, merge_records, undo_merge
from leads.merging.moving import links_to
from leads.models import (
    Campaign,
    Company,
    Consent,
    Contact,
    FormAnswer,
    Lead,
    Member,
    Merge,
    Party,
    RightsRequest,
    Share,
    SuspectedPair,
    Task,
    Touch,
    WebForm,
)
from leads.selectors.merges import kept_address
from tests import factories

pytestmark = pytest.mark.django_db
CONTACT, COMPANY = Record.CONTACT, Record.COMPANY
# What an undo writes besides: who undid, when a row was last written, what search is to read.
WRITTEN = {"leads.merge", "journal.event", "leads.searchtodo", "sla.clock"}
STAMPS = {"changed_at", "version"}


def snapshot():
    """Every row of every table, without the marks of its last writing."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in WRITTEN:
            continue
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in STAMPS]
        for values in model._base_manager.values("pk", *names):
            found[model._meta.label_lower, values["pk"]] = values
    return found


@pytest.fixture
def pair(maya, sam):
    """Two records of one person with something in every table that points at people."""
    one = factories.company("Bréval", website="https://breval.example", domain="breval.example")
    kept = factories.contact(one, first_name="Hélène", last_name="Durand", phone="", mobile="")
    gone = factories.contact(one, first_name="Helene", last_name="DURAND", job_title="DG")
    for person in (kept, gone):
        furnish(person, maya, sam)
    return kept, gone


def furnish(person, maya, sam):
    lead = factories.mql(maya, company=person.company, contact=person)
    other = factories.lead(maya)
    activities.log_activity(lead, by=maya, kind="call", outcome="reached", text="Oui")
    form, _new = WebForm.objects.get_or_create(name="Devis", title="Devis")
    fair, _new = Campaign.objects.get_or_create(name="Sirha", channel="event")
    touch = Touch.objects.create(contact=person, kind="price")
    Party.objects.create(lead=other, contact=person, role="user")
    Task.objects.create(title="Rappeler", owner=sam, contact=person)
    Member.objects.create(campaign=fair, contact=person, touch=touch)
    Consent.objects.create(contact=person, channel="email", state="given")
    FormAnswer.objects.create(form=form, lead=lead, contact=person)
    case, _new = Content.objects.get_or_create(title="Cas client")
    version, _new = ContentVersion.objects.get_or_create(content=case, number=1)
    soon = timezone.now() + timedelta(days=90)
    Share.objects.create(
        version=version, lead=lead, contact=person, channel="copied", expires_at=soon
    )
    today = timezone.localdate()
    RightsRequest.objects.create(kind="access", contact=person, received_on=today, due_on=today)


def test_no_table_that_points_at_a_person_or_company_is_forgotten():
    """What `links_to` finds is every column that points at them, in every app."""
    for target in (Contact, Company):
        every = {
            (model._meta.label, field.name)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is target
        }
        assert {(f.model._meta.label, f.name) for f in links_to(target)} == every
        assert len(every) >= 4


def test_everything_of_the_person_moves(pair, maya):
    kept, gone = pair
    merge_records(CONTACT, kept, gone, by=maya)
    for field in links_to(Contact):
        rows = field.model._base_manager
        assert not rows.filter(**{field.name: gone.pk}).exists(), field
        assert rows.filter(**{field.name: kept.pk}).exists() or field.model is Contact, field
    assert not Contact.objects.filter(pk=gone.pk).exists()
    # Once per campaign and person.
    assert kept.memberships.count() == 1
    assert kept.parties.count() == 2


def test_everything_of_the_company_moves(maya, sam):
    kept, gone = factories.company("Bréval"), factories.company("Breval SAS")
    lead = factories.won(sam, company=gone)
    Task.objects.create(title="Visiter", owner=sam, company=gone)
    activities_of = lead.activities.count()
    merge_records(COMPANY, kept, gone, by=sam)
    lead.refresh_from_db()
    assert (lead.company, lead.contact.company) == (kept, kept)
    assert lead.activities.count() == activities_of
    assert "breval" in lead.search
    kept.refresh_from_db()
    assert kept.is_customer and kept.tasks.count() == 1


@pytest.mark.parametrize("swap", [False, True])
def test_an_undo_brings_back_every_row_as_it_was(pair, maya, swap):
    kept, gone = reversed(pair) if swap else pair
    low, high = sorted((kept.pk, gone.pk))
    SuspectedPair.objects.create(record=CONTACT, low_id=low, high_id=high, score=90)
    before = snapshot()
    merge = merge_records(CONTACT, kept, gone, by=maya)
    assert snapshot() != before
    undo_merge(merge, by=maya)
    after = snapshot()
    assert {
        key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    } == set()


def test_an_undo_brings_back_a_company(maya, sam):
    kept, gone = factories.company("Bréval"), factories.company("Breval SAS")
    factories.won(sam, company=gone)
    factories.lead(maya, company=kept)
    before = snapshot()
    merge = merge_records(COMPANY, kept, gone, by=sam, take=["siren", "name"])
    kept.refresh_from_db()
    assert (kept.siren, kept.name) == (gone.siren, "Breval SAS")
    undo_merge(merge, by=maya)
    after = snapshot()
    assert {key for key in before if before[key] != after.get(key)} == set()


def test_what_was_written_since_stays_after_an_undo(pair, maya):
    kept, gone = pair
    merge = merge_records(CONTACT, kept, gone, by=maya)
    services.save_contact(kept, by=maya, last_name="Durand-Roux", first_name="Hélène")
    Task.objects.create(title="Depuis", owner=maya, contact=kept)
    undo_merge(merge, by=maya)
    kept.refresh_from_db()
    assert kept.last_name == "Durand-Roux"
    assert kept.tasks.filter(title="Depuis").exists()


def test_two_open_cycles_of_one_person_become_the_one_of_the_earliest_mql(pair, maya):
    kept, gone = pair
    older = gone.leads.get()
    Lead.objects.filter(pk=older.pk).update(mql_at=timezone.now() - timezone.timedelta(days=9))
    newer = kept.leads.get()
    merge_records(CONTACT, kept, gone, by=maya)
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (newer.stage, newer.merged_into) == (Stage.MERGED, older)
    assert older.is_open and older.contact == kept
    assert sorted(kept.leads.values_list("cycle", flat=True)) == [1, 2]


def test_a_cycle_with_an_open_opportunity_is_the_one_that_stays(maya, sam):
    of = factories.company()
    kept, gone = factories.contact(of), factories.contact(of)
    young = factories.mql(maya, company=of, contact=kept)
    selling = factories.opportunity(sam, company=of, contact=gone)
    merge_records(CONTACT, kept, gone, by=sam)
    young.refresh_from_db()
    assert young.merged_into == selling


def test_cycles_of_one_of_them_alone_are_left_alone(maya):
    of = factories.company()
    kept, gone = factories.contact(of), factories.contact(of)
    leads = [factories.lead(maya, company=of, contact=gone) for _number in range(2)]
    merge_records(CONTACT, kept, gone, by=maya)
    assert all(Lead.objects.get(pk=lead.pk).is_open for lead in leads)


def test_the_fuller_and_newer_value_is_proposed(pair):
    kept, gone = pair
    Contact.objects.filter(pk=gone.pk).update(changed_at=kept.changed_at, role="")
    gone.refresh_from_db()
    Contact.objects.filter(pk=kept.pk).update(changed_at=timezone.now())
    kept.refresh_from_db()
    takes = {c.name: c.takes for c in choices_between(CONTACT, kept, gone)}
    assert takes["phone"], "only the one that goes has a phone"
    assert not takes["last_name"], "the one that stays was changed last"
    assert "role" not in takes, "neither says anything"


def test_a_refusal_of_either_is_kept(pair, maya):
    kept, gone = pair
    Contact.objects.filter(pk=gone.pk).update(email_refused_at=timezone.now())
    merge_records(CONTACT, kept, gone, by=maya, take=[])
    kept.refresh_from_db()
    assert kept.email_refused_at is not None


def test_an_old_address_leads_to_the_row_that_stayed(pair, maya):
    kept, gone = pair
    merge_records(CONTACT, kept, gone, by=maya)
    last = factories.contact(kept.company)
    merge_records(CONTACT, last, kept, by=maya)
    assert kept_address(CONTACT, gone.public_id) == last.get_absolute_url()
    assert kept_address(CONTACT, uuid.uuid4()) == ""
    assert kept_address(COMPANY, gone.public_id) == ""


def test_merges_are_undone_the_last_first_and_once(pair, maya):
    kept, gone = pair
    first = merge_records(CONTACT, kept, gone, by=maya)
    last = factories.contact(kept.company)
    second = merge_records(CONTACT, last, kept, by=maya)
    with pytest.raises(Conflict):
        undo_merge(first, by=maya)
    undo_merge(second, by=maya)
    undo_merge(first, by=maya)
    with pytest.raises(Conflict):
        undo_merge(first, by=maya)
    assert Contact.objects.filter(pk__in=[kept.pk, gone.pk, last.pk]).count() == 3


def test_what_cannot_be_merged_is_refused(pair, maya, stranger):
    kept, gone = pair
    with pytest.raises(Incomplete):
        merge_records(CONTACT, kept, kept, by=maya)
    with pytest.raises(Incomplete):
        merge_records(CONTACT, kept, gone, by=maya, take=["password"])
    with pytest.raises(NotAllowed):
        merge_records(CONTACT, kept, gone, by=stranger)
    Contact.objects.filter(pk=gone.pk).update(erased_at=timezone.now())
    with pytest.raises(Conflict):
        merge_records(CONTACT, kept, gone, by=maya)
    assert not Merge.objects.exists()


def test_an_erasure_takes_the_copies_and_the_way_back(pair, maya, admin):
    kept, gone = pair
    merge = merge_records(CONTACT, kept, gone, by=maya)
    transitions.erase(kept.leads.open().first(), by=admin)
    merge.refresh_from_db()
    assert "DURAND" not in str(merge.gone) + str(merge.moved) + merge.gone_label
    events = Event.objects.filter(target_kind="leads.contact", target_id=gone.pk)
    assert all("was" not in event.facts for event in events)
    with pytest.raises(Conflict):
        undo_merge(merge, by=maya)


def test_the_pair_is_settled(pair, maya):
    kept, gone = pair
    low, high = sorted((kept.pk, gone.pk))
    row = SuspectedPair.objects.create(record=CONTACT, low_id=low, high_id=high, score=90)
    merge = merge_records(CONTACT, kept, gone, by=maya)
    row.refresh_from_db()
    assert row.state == PairState.MERGED
    undo_merge(merge, by=maya)
    row.refresh_from_db()
    assert row.state == PairState.OPEN
