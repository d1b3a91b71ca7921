"""The worked examples of waste, volume, delays and feedback, on real rows."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from leads.choices import Verdict
from leads.models import Campaign
from sla.models import Agreement, Clock, Commitment, Feedback
from tests import factories
from tests.dashboards.rows import figure, handover, lead, noon
from tests.dashboards.test_examples import near

pytestmark = pytest.mark.django_db
DAY, EVENING = date(2026, 11, 2), date(2026, 11, 30)


def campaign(budget) -> Campaign:
    return Campaign.objects.create(
        name=f"Salon {budget}", channel="event", budget=budget, starts_on=DAY, ends_on=DAY
    )


def test_eighteen_untouched_leads_of_eighty_five_euros_cost_1530():
    fair = campaign(Decimal(3400))
    for number in range(40):
        row = lead(DAY, mql=DAY, handed_over=DAY, campaign=fair)
        handover(DAY, lead=row, tried=None if number < 18 else DAY)
    found = figure("wasted_cost", "spent", EVENING)
    assert (found.value, found.n, found.extra["unknown"]) == (1530, 18, 0)


def test_a_campaign_without_a_budget_is_said_and_not_counted_as_nothing():
    row = lead(DAY, mql=DAY, handed_over=DAY, campaign=campaign(None))
    handover(DAY, lead=row)
    found = figure("wasted_cost", "spent", EVENING)
    assert (found.value, found.n, found.extra["unknown"]) == (None, 1, 1)


def test_nothing_wasted_costs_nothing():
    handover(DAY, tried=DAY)
    assert figure("wasted_cost", "spent", EVENING).value == 0


def test_thirty_seven_useful_leads_of_forty_promised_are_92_and_a_half_per_cent():
    agreement = Agreement.objects.create(number=1, status="active", effective_on="2026-01-01")
    Commitment.objects.create(agreement=agreement, promise="volume", number=40)
    for number in range(44):
        reason = "out_of_icp" if number < 5 else "bad_data" if number < 7 else ""
        verdict = Verdict.REJECTED if reason else Verdict.ACCEPTED
        handover(DAY, verdict, reason=reason, fault="marketing" if reason else "")
    found = figure("marketing_volume", "delivered", date(2026, 11, 15), period="month",
                   as_of=EVENING)  # fmt: skip
    assert (found.numerator, found.denominator, found.n) == (37, 40, 44)
    assert near(found.value) == 92.5


def test_two_versions_in_one_month_promise_fifty_one_together():
    for number, volume, start, end in (
        (1, 40, "2026-11-01", "2026-11-15"),
        (2, 60, "2026-11-16", None),
    ):
        status = "active" if end is None else "superseded"
        version = Agreement.objects.create(
            number=number, status=status, effective_on=start, ends_on=end
        )
        Commitment.objects.create(agreement=version, promise="volume", number=volume)
    handover(DAY)
    found = figure("marketing_volume", "delivered", DAY, period="month", as_of=EVENING)
    assert found.denominator == pytest.approx(51)


def test_delays_kept_leave_out_what_runs_and_what_is_exempt():
    row = lead(DAY)

    def clock(number: int, **fields):
        start = datetime(2026, 11, 2, 9, number, tzinfo=noon(DAY).tzinfo)
        Clock.objects.create(
            lead=row, promise="decision", side="sales", tier="P1", minutes=60, started_at=start,
            owner_since=start, due_at=noon(DAY), **{"counted_on": DAY, **fields},
        )  # fmt: skip

    for number, fields in enumerate((
        {"result": "met"}, {"result": "met"}, {"result": "met"}, {"result": "late"},
        {"result": ""},  # its time is up and nobody stopped it
        {"result": "late", "exemption": "capacity"},
        {"result": "void"},
        {"result": "", "counted_on": date(2026, 12, 2)},
    )):  # fmt: skip
        clock(number, **fields)
    found = figure("promise_delay", "decision", EVENING)
    assert (found.numerator, found.denominator) == (3, 5)
    assert figure("promise_delay", "decision_p1", EVENING).n == 5
    assert figure("promise_delay", "decision_p2", EVENING).n == 0


def test_thirty_four_complete_answers_of_forty_are_85_per_cent():
    row = lead(DAY)
    sam = factories.seller()
    for number in range(40):
        done = date(2026, 11, 4) if number < 34 else None
        Feedback.objects.create(
            lead=row, moment="verdict", subject="rejected", asked_of=sam, due_fields=2,
            given_fields=2 if done else 1, asked_on=DAY, done_on=done,
            asked_at=datetime(2026, 11, 2, 9, number, tzinfo=noon(DAY).tzinfo),
            reason="other" if number < 3 else "out_of_icp",
        )  # fmt: skip
    found = figure("feedback_completeness", "strict", EVENING)
    assert (found.numerator, found.denominator, near(found.value)) == (34, 40, 85)
    assert found.extra["other_share"] == 3 / 40
    fields = figure("feedback_completeness", "fields", EVENING)
    assert (fields.numerator, fields.denominator) == (74, 80)


def test_feedback_asked_for_lately_is_not_judged_yet():
    Feedback.objects.create(
        lead=lead(DAY), moment="verdict", subject="rejected", asked_at=noon(date(2026, 11, 27)),
        asked_on=date(2026, 11, 27), due_fields=2,
    )  # fmt: skip
    assert figure("feedback_completeness", "strict", EVENING).n == 0
