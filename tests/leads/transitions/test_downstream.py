"""After the verdict: conversation, SQL, opportunity, won or lost, and new cycles."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from alignment.web.errors import Conflict, Incomplete
from leads import activities, deals, transitions
from leads.choices import Stage
from leads.models import DealRevision
from tests import factories

pytestmark = pytest.mark.django_db


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_sql_needs_a_logged_conversation(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    activities.log_activity(lead, by=sam, kind="call", outcome="no_answer")
    with pytest.raises(Incomplete) as refused:
        transitions.qualify_sql(
            lead, by=sam, role="decider", next_action="Devis", next_action_on=tomorrow()
        )
    assert set(refused.value.fields) == {"conversation"}


def test_the_conversation_may_be_told_with_the_qualification(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    transitions.qualify_sql(
        lead,
        by=sam,
        role="decider",
        next_action="Devis",
        next_action_on=tomorrow(),
        conversation="Veut un devis avant Noël",
    )
    assert lead.stage == Stage.SQL
    assert lead.first_conversation_at == lead.sql_at
    assert lead.activities.get().text == "Veut un devis avant Noël"


def test_an_inbound_call_jumps_to_sql_with_inferred_milestones_and_no_hand_over(sam):
    lead = factories.lead(by=sam)
    transitions.qualify_sql(
        lead,
        by=sam,
        role="decider",
        next_action="Devis",
        next_action_on=tomorrow(),
        conversation="A appelé",
    )
    assert lead.mql_inferred and lead.handed_over_inferred and lead.accepted_inferred
    assert not lead.sql_inferred
    assert not lead.handovers.exists()


def test_an_opportunity_needs_an_amount_or_says_it_is_to_estimate(sam):
    lead = factories.sql(sam)
    with pytest.raises(Incomplete) as refused:
        transitions.open_opportunity(lead, by=sam, expected_close_on=tomorrow())
    assert set(refused.value.fields) == {"amount"}
    transitions.open_opportunity(lead, by=sam, expected_close_on=tomorrow(), to_estimate=True)
    assert lead.opportunities.get().amount is None


def test_the_origin_is_frozen_from_the_first_touch(sam):
    lead = factories.opportunity(sam, source="webinar")
    assert lead.opportunities.get().origin == "marketing"
    assert factories.opportunity(sam, source="unknown").opportunities.get().origin == "unknown"


def test_a_recurring_amount_is_valued_by_the_year(sam):
    lead = factories.sql(sam)
    transitions.open_opportunity(
        lead, by=sam, expected_close_on=tomorrow(), amount=Decimal("500"), recurrence="monthly"
    )
    assert lead.opportunities.get().value == Decimal("6000")


def test_each_change_of_amount_is_kept(sam):
    lead = factories.opportunity(sam, amount=Decimal("12000"))
    deals.change_deal(lead.opportunities.get(), by=sam, amount=Decimal("9000"), step="proposal")
    values = list(DealRevision.objects.values_list("value", flat=True))
    assert values == [Decimal("12000"), Decimal("9000")]


def test_winning_dates_the_signature_and_makes_a_customer(sam):
    lead = factories.opportunity(sam)
    transitions.win(
        lead, by=sam, reason="trust", signed_on=timezone.localdate(), amount=Decimal("11000")
    )
    deal = lead.opportunities.get()
    assert (lead.stage, deal.status, deal.amount) == ("won", "won", Decimal("11000"))
    assert deal.won_on == lead.won_on == timezone.localdate()
    lead.company.refresh_from_db()
    assert lead.company.is_customer


def test_a_signature_cannot_lie_in_the_future(sam):
    with pytest.raises(Incomplete) as refused:
        transitions.win(factories.opportunity(sam), by=sam, reason="trust", signed_on=tomorrow())
    assert set(refused.value.fields) == {"signed_on"}


def test_going_back_to_qualification_keeps_the_opportunity_as_cancelled(sam):
    lead = factories.opportunity(sam)
    transitions.back_to_sql(lead, by=sam, why="Trop tôt")
    assert (lead.stage, lead.opportunities.get().status) == (Stage.SQL, "cancelled")
    assert lead.lost_at is None


def test_unreachable_needs_six_attempts(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    wake = timezone.localdate() + timedelta(days=90)
    with pytest.raises(Incomplete):
        transitions.recycle(lead, by=sam, reason="unreachable", wake_up_on=wake)
    for _attempt in range(6):
        activities.log_activity(lead, by=sam, kind="call", outcome="no_answer")
    transitions.recycle(lead, by=sam, reason="unreachable", wake_up_on=wake)
    assert (lead.stage, lead.close_reason, lead.wake_up_on) == ("recycled", "unreachable", wake)


def test_reopening_starts_a_new_cycle_and_keeps_the_old_one(maya):
    old = factories.won()
    fresh = transitions.reopen(old, by=maya, trigger="Deuxième atelier")
    assert (fresh.cycle, fresh.reopened_from, fresh.stage) == (2, old, Stage.NURTURING)
    assert old.stage == Stage.WON and old.won_at
    with pytest.raises(Conflict):
        transitions.reopen(old, by=maya, trigger="Encore")


def test_an_objection_closes_the_cycle_and_is_remembered(maya):
    lead = factories.handed_over()
    transitions.opt_out(lead, by=maya, channel="téléphone")
    lead.contact.refresh_from_db()
    assert (lead.stage, lead.close_reason) == ("disqualified", "opt_out")
    assert lead.contact.opted_out_at
    with pytest.raises(Conflict):
        transitions.reopen(lead, by=maya, trigger="Essai")


def test_a_merged_lead_gives_its_history_to_the_kept_one(maya):
    kept, double = factories.lead(maya), factories.lead(maya)
    activities.log_activity(double, by=maya, kind="note", text="Vu au salon")
    transitions.merge(double, by=maya, into=kept)
    assert (double.stage, double.merged_into) == ("merged", kept)
    assert kept.activities.get().text == "Vu au salon"


def test_erasing_blanks_the_person_and_keeps_dates_and_amounts(admin):
    lead = factories.won()
    name = lead.contact.last_name
    transitions.erase(lead, by=admin)
    lead.contact.refresh_from_db()
    assert lead.contact.full_name == "" and lead.need == ""
    assert lead.won_at and lead.opportunities.get().amount
    from alignment.journal.models import Event

    told = str(list(Event.objects.about(lead).values_list("facts", "target_label")))
    assert name not in told


def test_reassigning_keeps_the_lead_s_own_clock(sam, manager):
    other = factories.person("Chloé")
    lead = factories.handed_over(to=sam)
    due = lead.due_at
    transitions.reassign(lead, by=manager, owner=other, why="Congés")
    assert (lead.owner, lead.due_at, lead.handovers.get().assignee) == (other, due, other)


def test_a_late_entry_reaches_back_seven_days_and_further_for_a_manager(sam, manager):
    with time_machine.travel("2026-11-02 09:00 +0000", tick=False) as clock:
        lead = factories.handed_over(to=sam)
        clock.move_to("2026-11-13 09:00 +0000")
        early = timezone.now() - timedelta(days=9)
        with pytest.raises(Incomplete) as refused:
            transitions.accept(lead, by=sam, at=early)
        assert set(refused.value.fields) == {"at"}
        transitions.accept(lead, by=manager, at=early)
        assert lead.accepted_at == early


@pytest.mark.parametrize("days", [-30, 1])
def test_an_impossible_instant_is_refused(sam, days):
    lead = factories.handed_over(to=sam)
    with pytest.raises(Incomplete):
        transitions.accept(lead, by=sam, at=timezone.now() + timedelta(days=days))
