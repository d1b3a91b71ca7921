"""A call, a mail, a meeting or a note in one line, wherever one is."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import activities, parties
from leads.models import Activity
from tests import factories


def test_on_a_persons_page_it_goes_to_their_one_open_lead(page, sam):
    lead = factories.handed_over(to=sam)
    answer = page(sam).post(f"{lead.contact.get_absolute_url()}log/", {"kind": "call"}, follow=True)
    assert "Noted on" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.first_attempt_at and lead.handovers.get().first_attempt_at


def test_with_several_open_leads_it_asks_which(page, sam, maya):
    lead = factories.handed_over(to=sam)
    other = factories.lead(maya, company=lead.company, contact=lead.contact)
    for record in (lead.contact, lead.company):
        path = f"{record.get_absolute_url()}log/"
        asked = page(sam).post(path, {"kind": "call", "text": "Il rappelle"})
        assert asked.status_code == 400
        assert "which one" in asked.content.decode() and "Il rappelle" in asked.content.decode()
        page(sam).post(path, {"kind": "call", "about": str(other.public_id)})
        page(sam).post(path, {"kind": "note", "text": "À part", "about": "none"})
    assert other.activities.count() == 2 and lead.activities.count() == 0
    assert Activity.objects.filter(lead=None).count() == 2


def test_without_an_open_lead_it_stays_with_the_person(sam):
    contact = factories.contact(factories.company())
    row = activities.log_about(by=sam, contact=contact, kind="call", outcome="reached")
    assert (row.lead, row.contact, row.company) == (None, contact, contact.company)
    contact.refresh_from_db()
    assert contact.last_prospect_contact_at == row.occurred_at
    assert Event.objects.about(contact).filter(verb="activity.logged").exists()


def test_somebody_on_the_lead_is_reached_on_it(sam):
    lead = factories.handed_over(to=sam)
    other = factories.contact(lead.company)
    parties.add_party(lead, by=sam, contact=other)
    row = activities.log_about(by=sam, contact=other, kind="call", outcome="reached")
    assert (row.lead, row.contact) == (lead, other)
    other.refresh_from_db()
    assert other.last_prospect_contact_at
    lead.contact.refresh_from_db()
    assert lead.contact.last_prospect_contact_at is None


@pytest.mark.parametrize(("kind", "counts"), [("note", False), ("call", True), ("email", True)])
def test_it_is_a_first_contact_only_when_a_human_tried(sam, kind, counts):
    lead = factories.handed_over(to=sam)
    activities.log_about(by=sam, company=lead.company, kind=kind, text="Bonjour")
    lead.refresh_from_db()
    assert bool(lead.first_attempt_at) is counts


def test_what_was_logged_is_taken_back_with_what_it_stamped(page, sam):
    lead = factories.handed_over(to=sam)
    row = activities.log_about(by=sam, contact=lead.contact, kind="call", outcome="reached")
    assert page(sam).post(f"/activities/{row.public_id}/undo/").status_code == 302
    lead.refresh_from_db()
    assert lead.first_attempt_at is None and lead.handovers.get().first_attempt_at is None
    lead.contact.refresh_from_db()
    assert lead.contact.last_prospect_contact_at is None


def test_on_a_person_alone_too_for_fifteen_minutes_by_its_author(sam, maya):
    contact = factories.contact(factories.company())
    row = activities.log_about(by=sam, contact=contact, kind="call", outcome="reached")
    with pytest.raises(NotAllowed):
        activities.take_back(row, by=maya)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)), pytest.raises(Conflict):
        activities.take_back(row, by=sam)
    activities.take_back(row, by=sam)
    contact.refresh_from_db()
    assert contact.last_prospect_contact_at is None
    assert not Activity.objects.exists()
    reversal = Event.objects.get(reverses__isnull=False)
    assert reversal.verb == "activity.logged"


def test_a_key_on_a_row_opens_the_line_with_its_kind(page, sam):
    lead = factories.handed_over(to=sam)
    htmx = {"HX-Request": "true"}
    part = page(sam).get(f"{lead.get_absolute_url()}log/?kind=meeting", headers=htmx)
    assert 'value="meeting"' in part.content.decode()
    assert part.context["form"]["kind"].value() == "meeting"
    assert page(sam).get(f"{lead.get_absolute_url()}log/?kind=zzz").status_code == 200


def test_nothing_is_logged_on_nothing(sam):
    with pytest.raises(Incomplete):
        activities.log_about(by=sam, kind="note", text="Rien")
