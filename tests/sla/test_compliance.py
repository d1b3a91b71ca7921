"""Each line of the contract against worked examples, and the rows against the numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.choices import Verdict
from sla.choices import ClockResult, Exemption, Promise
from sla.compliance import Flag, State, report_of
from sla.selectors.behind import ALL, MISSED, rows_of
from tests import factories
from tests.sla.rows import clock, given_up, handover, version

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
DECEMBER_10 = datetime(2026, 12, 10, 9, tzinfo=UTC)
NOVEMBER_16 = datetime(2026, 11, 16, 9, tzinfo=UTC)
VOLUME_40 = (Promise.VOLUME, "", {"number": 40})
VOLUME_60 = (Promise.VOLUME, "", {"number": 60})
ACCEPTANCE_80 = (Promise.ACCEPTANCE, "", {"share": Decimal("0.8")})


def first_attempt(minutes: int, share: str = "0.9"):
    return (Promise.FIRST_ATTEMPT, "P2", {"minutes": minutes, "share": Decimal(share)})


def line(promise, month=NOVEMBER, now=DECEMBER_10, tier=""):
    lines = report_of(month, now=now).lines
    return next(each for each in lines if (each.promise, each.tier) == (promise, tier))


def behind(promise, part, tier="", now=DECEMBER_10):
    return rows_of(promise, tier, NOVEMBER, part, now).count()


def rejected(day, reason, fault, **fields):
    return handover(day, verdict=Verdict.REJECTED, reason=reason, fault=fault, **fields)


def test_a_volume_that_changes_in_mid_month_adds_up_by_working_days():
    version(date(2026, 9, 1), VOLUME_40, until=date(2026, 11, 15))
    version(date(2026, 11, 16), VOLUME_60)
    found = line(Promise.VOLUME)
    assert found.due == 51
    assert found.target == "40 a month, then 60 a month"


def test_net_volume_leaves_out_what_was_rejected_for_marketings_part():
    version(date(2026, 9, 1), VOLUME_40)
    for _n in range(37):
        handover(date(2026, 11, 10))
    for _n in range(5):
        rejected(date(2026, 11, 10), "out_of_icp", "marketing")
    for _n in range(2):
        rejected(date(2026, 11, 10), "bad_data", "marketing")
    found = line(Promise.VOLUME)
    assert (found.done, found.due, found.rate, found.state) == (37, 40, 0.925, State.MISSED)
    assert behind(Promise.VOLUME, ALL) == 44
    assert behind(Promise.VOLUME, MISSED) == 7


def test_the_pace_of_a_volume_is_measured_against_the_working_days_gone_by():
    version(date(2026, 9, 1), VOLUME_40)
    for _n in range(17):
        handover(date(2026, 11, 5))
    found = line(Promise.VOLUME, now=NOVEMBER_16)
    assert (found.expected, found.state) == (18, State.AT_RISK)
    assert found.pace == pytest.approx(17 / 18)
    handover(date(2026, 11, 13))
    assert line(Promise.VOLUME, now=NOVEMBER_16).state == State.HELD


def test_acceptance_counts_what_was_decided_in_the_month_without_neutral_reasons():
    version(date(2026, 9, 1), ACCEPTANCE_80)
    for _n in range(36):
        handover(date(2026, 11, 10), verdict=Verdict.ACCEPTED)
    for _n in range(8):
        rejected(date(2026, 11, 10), "out_of_icp", "marketing")
    rejected(date(2026, 11, 10), "duplicate", "neutral")
    handover(date(2026, 11, 10))
    found = line(Promise.ACCEPTANCE)
    assert (found.done, found.due, found.state) == (36, 44, State.HELD)
    assert found.rate == pytest.approx(0.818, abs=0.001)
    assert behind(Promise.ACCEPTANCE, ALL) == 44
    assert behind(Promise.ACCEPTANCE, MISSED) == 8


def test_a_rejection_waits_while_contested_and_counts_as_accepted_once_overturned():
    version(date(2026, 9, 1), ACCEPTANCE_80)
    day = date(2026, 11, 10)
    contested = rejected(day, "out_of_icp", "marketing", contested_on=day)
    assert line(Promise.ACCEPTANCE).due == 0
    contested.verdict, contested.ruled_on = Verdict.OVERTURNED, day
    contested.save()
    found = line(Promise.ACCEPTANCE)
    assert (found.done, found.due) == (1, 1)


def test_a_target_that_changes_in_mid_month_is_weighted_by_what_was_decided():
    version(date(2026, 9, 1), ACCEPTANCE_80, until=date(2026, 11, 15))
    version(date(2026, 11, 16), (Promise.ACCEPTANCE, "", {"share": Decimal("0.6")}))
    for _n in range(3):
        handover(date(2026, 11, 10), verdict=Verdict.ACCEPTED)
    handover(date(2026, 11, 20), verdict=Verdict.ACCEPTED)
    assert line(Promise.ACCEPTANCE).required == pytest.approx((3 * 0.8 + 0.6) / 4)


def test_a_delay_is_judged_by_the_version_of_each_clock():
    old = version(date(2026, 9, 1), first_attempt(450), until=date(2026, 11, 15))
    new = version(date(2026, 11, 16), first_attempt(240, "0.5"))
    for _n in range(29):
        clock(old, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 10))
    for _n in range(6):
        clock(new, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 20), result=ClockResult.LATE)
    running = {"result": "", "stopped_at": None}
    overdue = datetime(2026, 11, 24, 9, tzinfo=UTC)
    for _n in range(2):
        clock(new, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 24), **running, due_at=overdue)
    not_due = datetime(2027, 1, 24, 9, tzinfo=UTC)
    clock(new, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 30), **running, due_at=not_due)
    found = line(Promise.FIRST_ATTEMPT, tier="P2")
    assert (found.done, found.due) == (29, 37)
    assert found.rate == pytest.approx(0.784, abs=0.001)
    assert found.required == pytest.approx((29 * 0.9 + 8 * 0.5) / 37)
    assert found.target == "1 working day, then 4\xa0h"
    assert behind(Promise.FIRST_ATTEMPT, ALL, "P2") == 37
    assert behind(Promise.FIRST_ATTEMPT, MISSED, "P2") == 8


def test_exempt_clocks_and_clocks_before_any_contract_do_not_count():
    contract = version(date(2026, 11, 1), first_attempt(450))
    day = date(2026, 11, 10)
    clock(contract, Promise.FIRST_ATTEMPT, "P2", day)
    late = {"result": ClockResult.LATE}
    clock(contract, Promise.FIRST_ATTEMPT, "P2", day, exemption=Exemption.CAPACITY, **late)
    clock(None, Promise.FIRST_ATTEMPT, "P2", day, **late)
    found = line(Promise.FIRST_ATTEMPT, tier="P2")
    assert (found.done, found.due) == (1, 1)


def test_complete_files_are_a_share_of_what_was_handed_over():
    version(date(2026, 9, 1), (Promise.COMPLETE_FILES, "", {"share": Decimal("0.9")}))
    for complete in (True, True, True, False):
        handover(date(2026, 11, 10), is_complete=complete)
    found = line(Promise.COMPLETE_FILES)
    assert (found.done, found.due, found.state) == (3, 4, State.MISSED)
    assert behind(Promise.COMPLETE_FILES, MISSED) == 1


def test_persistence_asks_for_attempts_on_channels_over_days():
    promise = {"number": 3, "channels": 2, "within_days": 5, "share": Decimal("0.9")}
    version(date(2026, 9, 1), (Promise.PERSISTENCE, "", promise))
    given_up(date(2026, 11, 2), date(2026, 11, 10), "call", "call", "email")
    given_up(date(2026, 11, 2), date(2026, 11, 10), "call", "call", "call")
    given_up(date(2026, 11, 2), date(2026, 11, 10), "call", "email", "note")
    given_up(date(2026, 11, 9), date(2026, 11, 10), "call", "call", "email")
    found = line(Promise.PERSISTENCE)
    assert (found.done, found.due) == (1, 4)
    assert behind(Promise.PERSISTENCE, ALL) == 4
    assert behind(Promise.PERSISTENCE, MISSED) == 3


def test_capacity_counts_the_weeks_of_reps():
    version(date(2026, 9, 1), (Promise.CAPACITY, "", {"number": 2, "share": Decimal(1)}))
    other = factories.person("Rita", "sales")
    for day in (2, 3, 4, 9):
        handover(date(2026, 11, day))
    handover(date(2026, 11, 3), to=other)
    handover(date(2026, 12, 1), to=other)
    found = line(Promise.CAPACITY)
    assert (found.done, found.due) == (3, 4)
    assert behind(Promise.CAPACITY, ALL) == 6
    assert behind(Promise.CAPACITY, MISSED) == 1


def test_the_whole_is_its_worst_line_and_one_promise_a_side_is_enough():
    contract = version(date(2026, 11, 1), VOLUME_40, first_attempt(450))
    handover(date(2026, 11, 10))
    clock(contract, Promise.FIRST_ATTEMPT, "P2", date(2026, 11, 10))
    report = report_of(NOVEMBER, now=DECEMBER_10)
    assert {each.state for each in report.lines} == {State.HELD, State.MISSED}
    assert report.state == State.MISSED
    assert [len(report.of_side(side)) for side in ("marketing", "sales")] == [1, 1]


def test_a_running_month_is_at_risk_and_missed_once_it_is_over():
    version(date(2026, 9, 1), ACCEPTANCE_80)
    for verdict in (Verdict.ACCEPTED, Verdict.REJECTED):
        handover(date(2026, 11, 10), verdict=verdict, reason="out_of_icp")
    assert line(Promise.ACCEPTANCE, now=NOVEMBER_16).state == State.AT_RISK
    assert line(Promise.ACCEPTANCE).state == State.MISSED


def test_a_past_month_keeps_its_version():
    version(date(2026, 9, 1), VOLUME_40, until=date(2026, 10, 31))
    version(date(2026, 11, 1), VOLUME_60)
    assert line(Promise.VOLUME, month=date(2026, 10, 1)).due == 40
    assert report_of(date(2026, 8, 1), now=DECEMBER_10).versions == []


@pytest.mark.parametrize(
    ("verdicts", "flag"),
    [("aaa", Flag.ALWAYS), ("rrr", Flag.NEVER), ("ara", ""), ("aa", "")],
)
def test_what_was_always_or_never_met_for_three_months_is_flagged(verdicts, flag):
    version(date(2026, 8, 1), ACCEPTANCE_80)
    for month, verdict in zip((11, 10, 9), verdicts, strict=False):
        word = Verdict.ACCEPTED if verdict == "a" else Verdict.REJECTED
        handover(date(2026, month, 10), verdict=word, reason="out_of_icp")
    assert line(Promise.ACCEPTANCE).flag == flag


def test_the_number_of_statements_does_not_grow_with_rows_or_months():
    contract = version(date(2026, 6, 1), VOLUME_40, ACCEPTANCE_80, first_attempt(450))
    handover(date(2026, 11, 10), verdict=Verdict.ACCEPTED)
    with CaptureQueriesContext(
        connection,
    ) as few:
        report_of(NOVEMBER, now=DECEMBER_10)
    for day in range(2, 28):
        handover(date(2026, 10, day), verdict=Verdict.ACCEPTED)
        clock(contract, Promise.FIRST_ATTEMPT, "P2", date(2026, 9, day))
    with CaptureQueriesContext(connection) as many:
        report_of(NOVEMBER, now=DECEMBER_10)
    assert len(many) == len(few) <= 8
