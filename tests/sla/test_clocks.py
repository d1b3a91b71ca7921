"""Clocks follow from what happened, in working time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leads import activities, transitions
from sla import hours
from sla.choices import ClockResult, Promise
from sla.models import Agreement, Breach, Clock, Commitment
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def paris(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def clock(lead, promise) -> Clock:
    return Clock.objects.get(lead=lead, promise=promise)


@pytest.fixture
def at(time_machine_at):
    return time_machine_at


def test_the_worked_example_of_the_contract(at, maya, sam, manager):
    """Thursday 16:00, sent back Friday 10:00, completed Monday 15:00: due Tuesday 10:30."""
    at(paris(19, 15, 59))
    lead = factories.mql(maya)
    at(paris(19, 16))
    transitions.hand_over(lead, by=maya, assignee=sam, tier="P2")
    assert clock(lead, Promise.FIRST_ATTEMPT).due_at == paris(20, 16)
    at(paris(20, 10))
    transitions.return_(lead, by=sam, missing=["budget"], question="Combien ?")
    paused = clock(lead, Promise.FIRST_ATTEMPT)
    assert paused.is_paused and paused.due_at is None and paused.state() == "paused"
    at(paris(23, 15))
    transitions.resubmit(lead, by=maya, answer="40 k€")
    assert clock(lead, Promise.FIRST_ATTEMPT).due_at == paris(24, 10, 30)
    assert clock(lead, Promise.ANSWER_RETURNS).result == ClockResult.MET

    at(paris(25, 9))
    assert clock(lead, Promise.FIRST_ATTEMPT).state() == "late"
    deputy = factories.person("Deputy")
    transitions.reassign(lead, by=manager, owner=deputy, why="Sam est absent")
    moved = clock(lead, Promise.FIRST_ATTEMPT)
    assert moved.due_at == paris(24, 10, 30)  # what the prospect feels
    assert moved.owner == deputy and moved.owner_due_at == paris(25, 18)


def test_an_acceptance_stops_the_decision_but_not_the_first_attempt(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    assert clock(lead, Promise.DECISION).due_at == paris(19, 11)
    at(paris(19, 10, 30))
    transitions.accept(lead, by=sam)
    assert clock(lead, Promise.DECISION).result == ClockResult.MET
    assert clock(lead, Promise.FIRST_ATTEMPT).result == ""
    activities.log_activity(lead, by=sam, kind="call", outcome="no_answer")
    assert clock(lead, Promise.FIRST_ATTEMPT).result == ClockResult.MET


def test_a_refusal_ends_the_contact_clock_and_starts_that_of_marketing(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    at(paris(19, 11))
    transitions.reject(lead, by=sam, reason="out_of_icp", answer="Trop petit")
    assert clock(lead, Promise.FIRST_ATTEMPT).result == ClockResult.VOID
    answer = clock(lead, Promise.ANSWER_REFUSALS)
    assert (answer.side, answer.owner) == ("marketing", maya)
    assert answer.due_at == paris(23, 11)  # two working days
    transitions.contest(lead, by=maya, argument="Le critère est rempli")
    assert clock(lead, Promise.ANSWER_REFUSALS).result == ClockResult.MET


def test_an_undo_lets_the_clock_run_again(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    transitions.accept(lead, by=sam)
    transitions.undo(lead, by=sam)
    assert clock(lead, Promise.DECISION).result == ""
    assert clock(lead, Promise.DECISION).due_at == paris(20, 10)


def test_an_undone_hand_over_leaves_no_clock_to_count(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    transitions.undo(lead, by=maya)
    assert not Clock.objects.exclude(result=ClockResult.VOID).exists()


def test_a_call_told_late_withdraws_the_breach(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    transitions.accept(lead, by=sam)
    at(paris(23, 10))
    activities.log_activity(lead, by=sam, kind="call", occurred_at=paris(20, 17))
    late = clock(lead, Promise.FIRST_ATTEMPT)
    assert late.result == ClockResult.LATE
    assert late.breach.breached_at == paris(20, 10)
    activities.log_activity(lead, by=sam, kind="call", occurred_at=paris(20, 9))
    assert clock(lead, Promise.FIRST_ATTEMPT).result == ClockResult.MET
    assert Breach.objects.get(clock=late).withdrawn_at is not None


def test_a_version_governs_what_started_under_it_for_life(at, maya, sam):
    first = Agreement.objects.create(
        number=1, status="superseded", effective_on="2026-11-01", ends_on="2026-11-18"
    )
    Commitment.objects.create(
        agreement=first, promise=Promise.DECISION, tier="P2", minutes=60, share="0.8"
    )
    second = Agreement.objects.create(number=2, status="active", effective_on="2026-11-19")
    Commitment.objects.create(
        agreement=second, promise=Promise.FIRST_ATTEMPT, tier="P2", minutes=120, share="0.8"
    )
    at(paris(18, 17))
    old = factories.handed_over(to=sam, by=maya, tier="P2")
    at(paris(19, 9))
    new = factories.handed_over(to=sam, by=maya, tier="P2")
    assert clock(old, Promise.DECISION).due_at == paris(18, 18)
    assert not old.clocks.filter(promise=Promise.FIRST_ATTEMPT).exists()
    assert clock(new, Promise.FIRST_ATTEMPT).due_at == paris(19, 11)
    assert not new.clocks.filter(promise=Promise.DECISION).exists()
    transitions.accept(old, by=sam)
    assert clock(old, Promise.DECISION).agreement == first


def test_a_late_clock_is_late_before_any_timer_saw_it(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    at(paris(19, 11, 1))
    assert clock(lead, Promise.DECISION) in Clock.objects.late()
    assert clock(lead, Promise.DECISION) in Clock.objects.settled()


def test_the_day_that_counts_is_that_of_the_stop_in_time_or_of_the_due_time(at, maya, sam):
    at(paris(30, 17))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    assert clock(lead, Promise.DECISION).counted_on.isoformat() == "2026-12-01"
    transitions.accept(lead, by=sam)
    assert clock(lead, Promise.DECISION).counted_on.isoformat() == "2026-11-30"


def test_reps_of_alsace_have_their_own_holidays(at, maya):
    rep = factories.person("Anne", holiday_zone="57")
    at(datetime(2026, 4, 2, 17, 30, tzinfo=PARIS))
    lead = factories.handed_over(to=rep, by=maya, tier="P1")
    assert clock(lead, Promise.DECISION).due_at == datetime(2026, 4, 7, 9, 30, tzinfo=PARIS)


def test_times_are_kept_in_utc(at, maya, sam):
    at(paris(19, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    due_at = clock(lead, Promise.DECISION).due_at
    assert due_at.tzinfo is UTC or due_at.utcoffset() == timedelta(0)


def test_a_day_off_moves_what_the_queue_shows_as_well(at, maya, sam, manager):
    at(paris(19, 17))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    assert lead.due_at == paris(20, 17)
    friday = date(2026, 11, 20)
    hours.add_closure(name="Pont", starts_on=friday, ends_on=friday, by=manager)
    lead.refresh_from_db()
    handover = lead.handovers.get()
    assert clock(lead, Promise.DECISION).due_at == paris(23, 17)
    assert lead.due_at == handover.decide_by == handover.attempt_by == paris(23, 17)
    assert handover.attempt_by_on == date(2026, 11, 23)
