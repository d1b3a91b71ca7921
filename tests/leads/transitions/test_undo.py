"""Undo within 15 minutes, correction by a manager later."""

from datetime import timedelta

import pytest
import time_machine
from django.forms.models import model_to_dict

from alignment.journal.models import Event
from alignment.web.errors import Conflict, NotAllowed
from leads import activities, services, transitions
from leads.conversations import post
from leads.models import Company, Contact, Handover, Lead, Opportunity, Post
from tests import factories

pytestmark = pytest.mark.django_db

MOVES = [
    (factories.lead, "qualify", {}),
    (factories.mql, "nurture", {"why": "Trop tôt"}),
    (factories.handed_over, "accept", {}),
    (factories.handed_over, "return", {"missing": ["budget"]}),
    (factories.handed_over, "reject", {"reason": "out_of_icp", "answer": "Taille"}),
    (factories.rejected, "contest", {"argument": "Si"}),
    (factories.rejected, "disqualify", {"reason": "out_of_icp"}),
    (factories.opportunity, "lose", {"reason": "price"}),
    (factories.opportunity, "back_to_sql", {"why": "Trop tôt"}),
]
MOVING_FIELDS = {"version", "changed_at"}


def picture(lead):
    rows = {
        "lead": model_to_dict(Lead.objects.get(pk=lead.pk)),
        "handovers": list(Handover.objects.filter(lead=lead).order_by("pk").values()),
        "deals": list(Opportunity.objects.filter(lead=lead).order_by("pk").values()),
    }
    rows["lead"] = {k: v for k, v in rows["lead"].items() if k not in MOVING_FIELDS}
    return rows


@pytest.mark.parametrize(("make", "name", "data"), MOVES)
def test_undoing_brings_every_row_back(make, name, data, dana):
    lead = make()
    before = picture(lead)
    transitions.perform(lead, name, by=dana, data=data)
    assert picture(lead) != before
    event = transitions.undo(lead, by=dana)
    assert picture(lead) == before
    assert event.reversed_by.actor == dana


def test_undoing_a_hand_over_takes_the_row_away(maya, sam):
    lead = factories.mql(maya)
    before = picture(lead)
    transitions.hand_over(lead, by=maya, assignee=sam)
    transitions.undo(lead, by=maya)
    assert picture(lead) == before
    assert not Handover.objects.exists()


def test_undoing_the_log_of_a_lead_leaves_nothing_but_the_journal(maya):
    lead = factories.services.log_lead(
        by=maya, company={"name": "Acme"}, contact={"last_name": "Martin"}, source="event"
    )
    transitions.undo(lead, by=maya)
    assert (Lead.objects.count(), Contact.objects.count(), Company.objects.count()) == (0, 0, 0)
    assert Event.objects.filter(verb="lead.logged").count() == 2


def logged(by):
    return factories.services.log_lead(
        by=by, company={"name": "Acme"}, contact={"last_name": "Martin"}, source="event"
    )


def test_a_lead_that_a_colleague_wrote_about_is_not_taken_away(page, maya, sam):
    lead = logged(maya)
    post(lead, by=sam, text="Je le connais")
    with pytest.raises(Conflict) as refused:
        transitions.undo(lead, by=maya)
    assert refused.value.code == "written_about"
    assert Post.objects.count() == Lead.objects.count() == 1
    answer = page(maya).post(f"/leads/{lead.public_id}/undo/")
    assert answer.status_code == 409 and "Somebody has written" in answer.content.decode()


def test_ones_own_messages_go_with_the_lead_and_one_is_told(page, maya):
    lead = logged(maya)
    post(lead, by=maya, text="À rappeler")
    html = page(maya).get(lead.get_absolute_url()).content.decode()
    assert "The lead goes, and your message about it with it. Undo?" in html
    html = page(maya).post(f"/leads/{lead.public_id}/undo/", follow=True).content.decode()
    assert "and your message about it with it" in html
    assert Lead.objects.count() == Post.objects.count() == 0


def test_undoing_another_step_takes_no_message_along(page, maya, sam):
    lead = factories.mql(by=maya)
    post(lead, by=sam, text="Je le connais")
    transitions.undo(lead, by=maya)
    assert Post.objects.count() == 1


def test_only_the_author_undoes(maya, sam, manager):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    with pytest.raises(NotAllowed):
        transitions.undo(lead, by=manager)


def test_undo_ends_after_fifteen_minutes_and_a_manager_corrects(sam, manager):
    with time_machine.travel("2026-11-17 09:00 +0000", tick=False) as clock:
        lead = transitions.accept(factories.handed_over(to=sam), by=sam)
        clock.shift(timedelta(minutes=16))
        with pytest.raises(Conflict):
            transitions.undo(lead, by=sam)
        transitions.correct(lead, by=manager, why="Mauvais clic")
        assert (lead.stage, lead.accepted_at) == ("handed_over", None)


def test_nothing_is_undone_below_a_later_event(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    services.edit_lead(lead, by=sam, need="Trois postes")
    with pytest.raises(Conflict):
        transitions.undo(lead, by=sam)


def test_a_call_is_undone_before_the_step_it_followed(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    activities.log_activity(lead, by=sam, kind="call", outcome="reached")
    transitions.undo(lead, by=sam)
    handover = lead.handovers.get()
    assert (lead.stage, lead.first_attempt_at, lead.first_conversation_at) == (
        "accepted",
        None,
        None,
    )
    assert (handover.first_attempt_at, handover.attempt_on_time) == (None, None)
    assert lead.contact.last_prospect_contact_at is None and not lead.activities.exists()
    transitions.undo(lead, by=sam)
    assert lead.stage == "handed_over"


def test_undo_twice_goes_one_step_at_a_time(maya, sam):
    lead = factories.lead(maya)
    transitions.qualify(lead, by=maya)
    transitions.hand_over(lead, by=maya, assignee=sam)
    transitions.undo(lead, by=maya)
    assert lead.stage == "mql"
    transitions.undo(lead, by=maya)
    assert lead.stage == "new"


@pytest.mark.parametrize("first", [0, 1])
def test_a_company_stays_a_customer_while_another_win_stands(sam, first):
    company = factories.company()
    wins = [factories.won(sam, company=company), factories.won(sam, company=company)]
    transitions.undo(wins.pop(first), by=sam)
    company.refresh_from_db()
    assert company.is_customer
    transitions.undo(wins.pop(), by=sam)
    company.refresh_from_db()
    assert not company.is_customer
