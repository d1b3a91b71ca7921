"""The moment the product exists for: handed over, then yes, no, or something is missing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Conflict, Incomplete
from leads import transitions
from leads.choices import Stage, Verdict
from leads.models import Handover, Lead, Touch
from tests import factories

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-11-19T10:00+01:00", tick=False)
def test_handing_over_starts_the_clock_of_the_named_rep(maya, sam):
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    handover = lead.handovers.get()
    assert (lead.stage, lead.owner, lead.marketer) == (Stage.HANDED_OVER, sam, maya)
    assert handover.decide_by - handover.handed_over_at == timedelta(hours=1)
    assert lead.due_at == handover.decide_by
    assert handover.is_complete


def test_an_incomplete_file_names_each_input_and_hands_nothing_over(maya, sam):
    company = factories.company(siren="", naf_code="")
    lead = factories.mql(maya, company=company)
    with pytest.raises(Incomplete) as refused:
        transitions.hand_over(lead, by=maya, assignee=sam)
    assert set(refused.value.fields) == {"siren", "naf_code"}
    assert Lead.objects.get(pk=lead.pk).stage == Stage.MQL
    assert not Handover.objects.exists()


def test_the_file_can_be_completed_with_the_hand_over(maya, sam):
    company = factories.company(siren="", naf_code="")
    lead = factories.mql(maya, company=company)
    details = {"siren": "732 829 320", "naf_code": "2562b"}
    transitions.hand_over(lead, by=maya, assignee=sam, details=details)
    company.refresh_from_db()
    assert (company.siren, company.naf_code) == ("732829320", "25.62B")


def test_handing_over_a_new_lead_stamps_the_crossed_mql_as_inferred(maya, sam):
    lead = factories.lead(maya)
    transitions.hand_over(lead, by=maya, assignee=sam)
    assert lead.mql_at == lead.handed_over_at
    assert lead.mql_inferred and not lead.handed_over_inferred


def test_a_rep_takes_a_lead_for_themselves_only(sam):
    lead = factories.mql()
    with pytest.raises(Incomplete):
        transitions.hand_over(lead, by=sam, assignee=factories.person("Hugo"))
    assert transitions.hand_over(lead, by=sam, assignee=sam).handovers.get().is_self_service


def test_accepting_commits_to_a_next_action(sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    handover = lead.handovers.get()
    assert (lead.stage, handover.verdict, handover.decided_by) == ("accepted", "accepted", sam)
    assert lead.next_action_on > timezone.localdate()
    assert lead.accepted_at == handover.decided_at


def test_the_second_acceptance_is_told_who_was_first(sam, manager):
    lead = factories.handed_over(to=sam)
    stale = Lead.objects.get(pk=lead.pk)
    transitions.accept(lead, by=sam)
    with pytest.raises(Conflict) as refused:
        transitions.accept(stale, by=manager)
    assert "Sam" in str(refused.value)
    assert Event.objects.filter(verb="lead.accepted").count() == 1


def test_a_rejection_needs_the_answer_to_its_follow_up(sam):
    lead = factories.handed_over(to=sam)
    with pytest.raises(Incomplete) as refused:
        transitions.reject(lead, by=sam, reason="out_of_icp")
    assert set(refused.value.fields) == {"answer"}


def test_a_rejection_knows_its_fault_side(sam):
    ours = factories.rejected(sam, reason="no_capacity").handovers.get()
    theirs = factories.rejected(sam, reason="out_of_icp").handovers.get()
    neutral = factories.rejected(sam, reason="bad_timing").handovers.get()
    assert [h.fault for h in (ours, theirs, neutral)] == ["sales", "marketing", "neutral"]


def test_missing_information_is_not_a_reason_to_reject(sam):
    with pytest.raises(Incomplete):
        transitions.reject(
            factories.handed_over(to=sam), by=sam, reason="insufficient_info", answer="x"
        )


def test_a_return_stops_the_clock_and_resubmitting_resumes_it(maya, sam):
    with time_machine.travel("2026-11-17 09:00 +0000", tick=False) as clock:
        lead = factories.handed_over(to=sam, by=maya, tier="P2")
        due = lead.due_at
        clock.shift(timedelta(hours=2))
        transitions.return_(lead, by=sam, missing=["budget"], question="Quel budget ?")
        assert (lead.stage, lead.ball) == ("returned", "marketing")
        clock.shift(timedelta(hours=5))
        transitions.resubmit(lead, by=maya, answer="30 k€")
        assert lead.due_at == due + timedelta(hours=5)
        assert lead.handovers.get().verdict == Verdict.PENDING


def test_a_lead_is_sent_back_once(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    transitions.return_(lead, by=sam, missing=["budget"])
    transitions.resubmit(lead, by=maya, answer="30 k€")
    with pytest.raises(Conflict):
        transitions.return_(lead, by=sam, missing=["timing"])


def test_resubmitting_answers_what_was_asked(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    transitions.return_(lead, by=sam, missing=["budget"])
    transitions.resubmit(lead, by=maya, answer="x")
    lead = factories.handed_over(to=sam, by=maya)
    lead.company.siren = ""
    lead.company.save()
    transitions.return_(lead, by=sam, missing=["company"])
    with pytest.raises(Incomplete):
        transitions.resubmit(lead, by=maya)


def test_an_overturned_rejection_goes_back_to_sales_and_counts_as_accepted(maya, sam, dana):
    lead = factories.rejected(sam)
    transitions.contest(lead, by=maya, argument="Trois critères sur quatre")
    transitions.rule(lead, by=dana, ruling="overturn", why="Dans la cible")
    first, second = lead.handovers.order_by("pk")
    assert lead.stage == Stage.HANDED_OVER
    assert (first.verdict, first.counts) == (Verdict.OVERTURNED, True)
    assert (second.verdict, second.counts) == (Verdict.PENDING, False)


def test_an_upheld_rejection_stands(maya, sam, dana):
    lead = factories.rejected(sam)
    transitions.contest(lead, by=maya, argument="Trois critères sur quatre")
    transitions.rule(lead, by=dana, ruling="uphold", why="Trop petit")
    assert (lead.stage, lead.handovers.get().verdict) == (Stage.REJECTED, Verdict.REJECTED)
    with pytest.raises(Conflict):
        transitions.contest(lead, by=maya, argument="Encore")


def test_a_rejection_is_contested_within_five_working_days(maya, sam):
    with time_machine.travel("2026-11-02 09:00 +0000", tick=False) as clock:
        lead = factories.rejected(sam)
        clock.move_to("2026-11-10 09:00 +0000")
        with pytest.raises(Conflict):
            transitions.contest(lead, by=maya, argument="Tard")


def test_a_recycled_lead_does_not_come_back_to_the_same_rep_within_30_days(maya, sam):
    lead = factories.rejected(sam)
    wake = timezone.localdate() + timedelta(days=90)
    transitions.recycle(lead, by=maya, wake_up_on=wake)
    fresh = transitions.reopen(lead, by=maya, trigger="Nouveau budget")
    with pytest.raises(Incomplete) as refused:
        transitions.hand_over(fresh, by=maya, assignee=sam)
    assert set(refused.value.fields) == {"assignee"}


def test_nor_by_way_of_a_reassignment(maya, sam, manager):
    fresh = reopened(sam, maya)
    transitions.hand_over(fresh, by=maya, assignee=factories.person("Chloé"))
    with pytest.raises(Incomplete) as refused:
        transitions.reassign(fresh, by=manager, owner=sam, why="Congés")
    assert set(refused.value.fields) == {"owner"}
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        transitions.reassign(fresh, by=manager, owner=sam, why="Congés")
    assert fresh.owner == sam


def test_only_what_the_prospect_did_since_the_reopening_is_something_new(maya, sam):
    fresh = reopened(sam, maya)
    came_before = fresh.captured_at - timedelta(hours=1)
    touch = Touch.objects.create(lead=fresh, kind="form", occurred_at=came_before)
    Lead.objects.filter(pk=fresh.pk).update(captured_at=came_before)  # as a merge does
    with pytest.raises(Incomplete):
        transitions.hand_over(fresh, by=maya, assignee=sam)
    Touch.objects.filter(pk=touch.pk).update(occurred_at=timezone.now())
    transitions.hand_over(fresh, by=maya, assignee=sam)
    assert fresh.owner == sam


def reopened(sam, maya):
    """A second cycle of a lead that Sam declined just now."""
    lead = factories.rejected(by=sam)
    wake = timezone.localdate() + timedelta(days=90)
    transitions.recycle(lead, by=maya, wake_up_on=wake)
    return transitions.reopen(lead, by=maya, trigger="Nouveau budget")


def test_the_same_person_is_an_mql_once_in_thirty_days(maya):
    lead = factories.mql(maya)
    again = factories.mql(maya, company=lead.company, contact=lead.contact)
    assert (lead.mql_repeat, again.mql_repeat) == (False, True)


def test_handing_over_from_prequalification_ends_it(maya, sam):
    lead = transitions.prequalify(
        factories.mql(maya), by=maya, owner=maya, due_on=timezone.localdate() + timedelta(days=2)
    )
    transitions.hand_over(lead, by=maya, assignee=sam)
    assert lead.prequal_ended_at == lead.handed_over_at


def test_a_jump_from_prequalification_ends_it_too(maya, sam):
    soon = timezone.localdate() + timedelta(days=2)
    lead = transitions.prequalify(factories.mql(maya), by=maya, owner=sam, due_on=soon)
    transitions.qualify_sql(
        lead, by=sam, role="decider", next_action="Devis", next_action_on=soon,
        conversation="A appelé",
    )  # fmt: skip
    assert lead.prequal_ended_at == lead.sql_at
