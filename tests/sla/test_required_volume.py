"""From a revenue to a monthly volume, and what the last 90 days say of another delay."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from alignment.web.business_days import DAY
from leads.choices import DealStatus, Origin, Stage, Verdict
from leads.models import Opportunity
from sla.choices import ClockResult, Promise
from sla.required import Past, Ratio, need_for, room_for
from sla.selectors.past import past_of
from sla.selectors.replay import replay
from tests.sla.rows import at, clock, handover, lead, version

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORKED = Past(
    won=Ratio(30, 120),
    to_opportunity=Ratio(80, 200),
    accepted=Ratio(160, 200),
    mean_deal=Decimal(12000),
    marketing_share=0.6,
)


def test_a_revenue_takes_this_many_leads_with_the_uncertainty_of_the_rates():
    need = need_for(Decimal(600_000), WORKED)
    assert need is not None
    assert (need.customers, need.opportunities, need.accepted) == (30, 120, 300)
    assert (round(need.mqls), need.a_month) == (375, 31)
    assert (round(need.likely), round(need.safe)) == (376, 440)


def test_the_same_question_has_the_same_answer_twice():
    assert need_for(Decimal(600_000), WORKED) == need_for(Decimal(600_000), WORKED)


def test_nothing_is_proposed_while_the_past_says_nothing():
    empty = Past(Ratio(0, 0), Ratio(0, 0), Ratio(0, 0), None, None)
    assert need_for(Decimal(600_000), empty) is None
    assert need_for(Decimal(0), WORKED) is None


@pytest.mark.parametrize(("cap", "enough"), [(5, True), (3, False), (None, None)])
def test_the_volume_is_checked_against_what_the_reps_agreed_to_take(cap, enough):
    room = room_for(37, 2, cap)
    assert room.per_week == pytest.approx(37 * 12 / 52 / 2)
    assert room.is_enough is enough
    assert room_for(37, 0, cap).is_enough is None


@pytest.mark.django_db
def test_the_past_is_read_from_deals_verdicts_and_opportunities_of_twelve_months():
    def deal(status, day, value, origin=Origin.SALES):
        moment = {"won_on": day} if status == DealStatus.WON else {"lost_on": day}
        Opportunity.objects.create(
            lead=lead(), status=status, value=value, origin=origin,
            opened_at=at(day), opened_on=day, **moment,
        )  # fmt: skip

    deal(DealStatus.WON, TODAY - DAY, 8000, Origin.MARKETING)
    deal(DealStatus.WON, TODAY - DAY, 16000)
    deal(DealStatus.LOST, TODAY - DAY, 5000)
    deal(DealStatus.WON, TODAY - 400 * DAY, 90000)
    Opportunity.objects.create(
        lead=lead(), value=30000, opened_at=NOW, opened_on=TODAY,
        expected_close_on=TODAY + 30 * DAY,
    )  # fmt: skip
    handover(TODAY - DAY, verdict=Verdict.ACCEPTED)
    handover(TODAY - DAY, verdict=Verdict.REJECTED, reason="out_of_icp")
    yesterday = {"accepted_on": TODAY - DAY}
    lead(**yesterday, opportunity_at=NOW)
    lead(**yesterday, closed_at=NOW, stage=Stage.RECYCLED)
    lead(**yesterday)
    past = past_of(TODAY)
    assert (past.won, past.accepted) == (Ratio(2, 3), Ratio(1, 2))
    assert past.to_opportunity == Ratio(1, 2)
    assert past.mean_deal == 12000
    assert past.on_its_way == 20000
    assert past.marketing_share == pytest.approx(8 / 24)


@pytest.mark.django_db
def test_a_replay_counts_what_another_delay_would_have_met():
    contract = version(date(2026, 9, 1), (Promise.FIRST_ATTEMPT, "P2", {"minutes": 450}))
    start = datetime(2026, 11, 17, 8, tzinfo=UTC)  # Tuesday, 9:00 in Paris

    def tried_after(hours, **fields):
        stop = start + timedelta(hours=hours)
        fields = {"started_at": start, "stopped_at": stop, "result": ClockResult.MET, **fields}
        clock(contract, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 17), **fields)

    tried_after(1)
    tried_after(3)
    tried_after(8)
    tried_after(1, result=ClockResult.VOID)
    clock(
        contract, Promise.FIRST_ATTEMPT, "P2", TODAY,
        started_at=NOW - timedelta(minutes=30), stopped_at=None, result="",
    )  # fmt: skip
    found = replay(Promise.FIRST_ATTEMPT, "P2", 120, now=NOW)
    assert (found.met, found.due) == (1, 3)
    assert (found.was_met, found.was_due) == (3, 3)
    assert replay(Promise.FIRST_ATTEMPT, "P1", 120, now=NOW).due == 0


@pytest.mark.django_db
def test_a_replay_leaves_pauses_out_and_old_clocks_alone():
    contract = version(date(2026, 1, 1), (Promise.FIRST_ATTEMPT, "P2", {"minutes": 450}))
    start = datetime(2026, 11, 17, 8, tzinfo=UTC)
    clock(
        contract, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 20),
        started_at=start, paused_at=start + timedelta(hours=1),
        resumed_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
        stopped_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    )  # fmt: skip
    clock(contract, Promise.FIRST_ATTEMPT, "P2", date(2026, 3, 3))
    assert replay(Promise.FIRST_ATTEMPT, "P2", 120, now=NOW).met == 1
    assert replay(Promise.FIRST_ATTEMPT, "P2", 60, now=NOW).met == 0
