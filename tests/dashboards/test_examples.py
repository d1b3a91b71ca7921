"""The worked examples of the definitions, on real rows."""

from datetime import date, timedelta

import pytest

from alignment.web.business_days import add_working_days
from dashboards.choices import Period
from leads.choices import DealStep, Origin, Verdict
from leads.reasons import DealReason
from tests.dashboards.rows import deal, figure, handover, lead, revise

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 15), date(2026, 11, 16)
END_OF_NOVEMBER = date(2026, 11, 30)


def near(value, digits=1):
    """In per cent, rounded as the definitions print it."""
    return round(float(value) * 100, digits)


def test_forty_then_forty_six_accepted_leads_grow_by_fifteen_per_cent():
    for number in range(86):
        day = OCTOBER if number < 40 else NOVEMBER
        lead(date(2026, 9, 1), accepted=day)
    found = figure("lvr", "sal", NOVEMBER, as_of=END_OF_NOVEMBER)
    assert (found.n, found.denominator, found.numerator) == (46, 40, 6)
    assert found.value == pytest.approx(0.15)
    assert (near(found.low, 0), near(found.high, 0)) == (-25, 76)


def test_growth_after_nothing_is_not_defined():
    lead(NOVEMBER, accepted=NOVEMBER)
    found = figure("lvr", "sal", NOVEMBER, as_of=END_OF_NOVEMBER)
    assert found.value is None
    assert found.n == 1


def test_an_unfinished_month_is_compared_with_as_many_working_days():
    # Friday 6 November is the fifth working day of its month; 7 October is that of October.
    for day in (date(2026, 10, 7), date(2026, 10, 8), date(2026, 11, 6)):
        lead(date(2026, 9, 1), mql=day)
    found = figure("lvr", "mql", date(2026, 11, 6))
    assert (found.denominator, found.n) == (1, 1)
    assert found.extra["working_days"] == found.extra["working_days_before"] == 5


def test_the_same_person_qualified_again_is_not_one_more_mql():
    lead(OCTOBER, mql=OCTOBER)
    lead(NOVEMBER, mql=NOVEMBER, mql_repeat=True)
    assert figure("lvr", "mql", NOVEMBER, as_of=END_OF_NOVEMBER).n == 0


def test_eight_hand_overs_have_a_median_decision_of_four_working_days():
    evening = date(2026, 11, 30)
    decided = {1: Verdict.ACCEPTED, 2: Verdict.ACCEPTED, 4: Verdict.ACCEPTED, 7: Verdict.REJECTED}
    for days, verdict in [*decided.items(), (2, Verdict.REJECTED)]:
        # 2 November 2026 is a Monday; Armistice Day, the 11th, is off.
        handover(date(2026, 11, 2), verdict, decided=add_working_days(date(2026, 11, 2), days))
    for waiting in (3, 5, 9):
        handover(add_working_days(evening, -waiting))
    found = figure("stage_duration", "handover_decision", evening)
    assert (found.value, found.n, found.numerator) == (4, 8, 5)
    assert found.extra["too_few"] is True


def test_the_share_accepted_by_day_four_counts_those_who_still_wait():
    evening = date(2026, 11, 30)
    for days in (1, 2, 4):
        handover(
            date(2026, 11, 2),
            Verdict.ACCEPTED,
            decided=add_working_days(date(2026, 11, 2), days),
        )
    for days in (2, 7):
        handover(
            date(2026, 11, 2),
            Verdict.REJECTED,
            decided=add_working_days(date(2026, 11, 2), days),
        )
    for waiting in (3, 5, 9):
        handover(add_working_days(evening, -waiting))
    found = figure("stage_duration", "handover_decision", evening)
    assert near(found.extra["accepted_by_2"]) == 25.0
    assert near(found.extra["accepted_by_5"]) == 40.6


def test_the_pipeline_moves_at_twelve_hundred_euros_a_day():
    today = date(2026, 11, 20)
    for _number in range(24):
        deal(today - timedelta(days=10), 5000)
    for number in range(12):
        opened = today - timedelta(days=100)
        closing = {"won": opened + timedelta(days=60)} if number < 3 else {"lost": today}
        deal(opened, 12000, **closing)
    found = figure("pipeline_velocity", "", today, period=Period.DAY)
    assert found.value == pytest.approx(1200)
    assert [found.extra[name] for name in ("open", "mean_won", "win_rate", "cycle")] == [
        24, 12000, 0.25, 60,
    ]  # fmt: skip


def test_without_a_deal_won_the_velocity_is_unknown():
    deal(date(2026, 11, 1), 5000)
    assert figure("pipeline_velocity", "", date(2026, 11, 20), period=Period.DAY).value is None


def test_fifty_hand_overs_are_accepted_at_eighty_two_per_cent_within_bounds():
    for number in range(50):
        verdict = Verdict.PENDING
        if number < 44:
            verdict = Verdict.ACCEPTED if number < 36 else Verdict.REJECTED
        handover(NOVEMBER, verdict, reason="bad_data" if verdict == Verdict.REJECTED else "")
    found = figure("acceptance_rate", "decided", NOVEMBER, as_of=END_OF_NOVEMBER)
    assert near(found.value) == 81.8
    assert (near(found.low), near(found.high)) == (68.0, 90.5)
    assert (near(found.extra["lower"]), near(found.extra["upper"])) == (72.0, 84.0)
    assert (found.extra["contract"], found.extra["inference"]) == ("kept", "unproven")
    throughput = figure("acceptance_rate", "throughput", NOVEMBER, as_of=END_OF_NOVEMBER)
    assert near(throughput.value) == 72.0


def test_duplicates_and_silence_are_no_refusals():
    handover(NOVEMBER, Verdict.ACCEPTED)
    handover(NOVEMBER, Verdict.REJECTED, reason="duplicate")
    handover(NOVEMBER, Verdict.EXPIRED, reason="expired_untouched")
    handover(NOVEMBER, Verdict.VOID)
    found = figure("acceptance_rate", "decided", NOVEMBER)
    assert (found.numerator, found.denominator) == (1, 1)
    assert (found.extra["not_counted"], found.extra["expired"]) == (1, 1)


def test_a_contested_rejection_waits_and_an_overturned_one_is_accepted():
    handover(
        date(2026, 11, 2),
        Verdict.OVERTURNED,
        decided=date(2026, 11, 4),
        reason="bad_data",
        contested_on=date(2026, 11, 6),
        ruled_on=date(2026, 11, 12),
    )
    numbers = {}
    for day in (3, 5, 9, 12):
        found = figure("acceptance_rate", "decided", date(2026, 11, day))
        numbers[day] = (found.numerator, found.denominator, found.extra["pending"])
    assert numbers == {3: (0, 0, 1), 5: (0, 1, 0), 9: (0, 0, 1), 12: (1, 1, 0)}


def test_thirty_three_of_sixty_january_mqls_go_on_within_the_usual_time():
    day = date(2026, 1, 20)
    for number in range(60):
        lead(day, mql=day, sql=day + timedelta(days=60) if number < 33 else None)
    found = figure("stage_conversion", "mql_sql", day, as_of=date(2026, 6, 1))
    assert found.extra["window_days"] == 60
    assert (found.numerator, found.denominator) == (33, 60)
    assert (near(found.low), near(found.high)) == (42.5, 66.9)
    assert found.extra["mature"] is True


def test_a_young_cohort_shows_bounds_and_no_rate():
    day = date(2026, 11, 3)
    for number in range(10):
        lead(day, mql=day, won=date(2026, 11, 9) if number < 4 else None)
    found = figure("stage_conversion", "mql_won", day, as_of=date(2026, 11, 20))
    assert found.value is None
    assert (found.extra["pending"], found.extra["reached"]) == (6, 4)
    assert (found.extra["lower"], found.extra["upper"]) == (0.4, 1.0)
    ever = figure("stage_conversion", "mql_won_ever", day, as_of=date(2026, 11, 20))
    assert (ever.numerator, ever.denominator) == (4, 10)


def test_a_win_dated_before_its_lead_is_kept():
    lead(date(2026, 3, 10), mql=date(2026, 3, 10), won=date(2026, 3, 1))
    ever = figure("stage_conversion", "mql_won_ever", date(2026, 3, 10), as_of=date(2026, 6, 1))
    assert ever.numerator == 1
    cycle = figure("sales_cycle", "full", date(2026, 3, 10), as_of=date(2026, 6, 1))
    assert (cycle.value, cycle.n, cycle.extra["anomalies"]) == (0, 1, 1)


def test_the_funnel_counts_one_cohort_at_every_milestone():
    day = date(2026, 3, 2)
    lead(day)
    lead(day, mql=day, handed_over=day, accepted=day, inferred=("mql",))
    lead(day, mql=day, won=date(2026, 5, 2))
    found = figure("stage_conversion", "captured_won_ever", day, as_of=date(2026, 4, 30))
    assert found.extra["funnel"] == {
        "captured": 3, "mql": 2, "handed_over": 1, "accepted": 1, "sql": 0, "opportunity": 0,
        "won": 0,
    }  # fmt: skip


def test_nine_won_and_twenty_one_lost_make_thirty_per_cent():
    for number in range(30):
        deal(OCTOBER, 1000, **({"won": NOVEMBER} if number < 9 else {"lost": NOVEMBER}))
    deal(OCTOBER, 1000, lost=NOVEMBER, reason=DealReason.INVALID)
    found = figure("win_rate", "count", NOVEMBER)
    assert near(found.value) == 30.0
    assert (near(found.low), near(found.high)) == (16.7, 47.9)


def test_the_win_rate_by_value_leaves_out_what_has_no_amount():
    deal(OCTOBER, 3000, won=NOVEMBER)
    deal(OCTOBER, 1000, lost=NOVEMBER)
    deal(OCTOBER, None, lost=NOVEMBER)
    found = figure("win_rate", "value", NOVEMBER)
    assert (found.value, found.n, found.extra["without_amount"]) == (0.75, 2, 1)


def test_twenty_nine_of_thirty_seven_due_were_tried_in_time():
    day, evening = date(2026, 11, 2), date(2026, 11, 20)
    for _number in range(29):
        handover(day, tried=day)
    for _number in range(6):
        handover(day, tried=date(2026, 11, 6))
    for _number in range(2):
        handover(day)
    for _number in range(3):
        handover(evening, due=date(2026, 11, 23))
    found = figure("first_contact", "within_target", evening)
    assert (found.numerator, found.denominator) == (29, 37)
    assert near(found.value) == 78.4


def test_the_median_wait_counts_those_not_tried_yet():
    day, evening = date(2026, 11, 2), date(2026, 11, 20)
    handover(day, tried=day, attempt_minutes=60)
    handover(day, tried=date(2026, 11, 3), attempt_minutes=1500)
    handover(day)
    found = figure("first_contact", "median", evening)
    assert (found.value, found.n, found.numerator) == (25, 3, 2)


def test_eighteen_of_one_hundred_and_twenty_were_never_contacted():
    day, evening = date(2026, 11, 2), date(2026, 11, 20)
    for number in range(120):
        handover(day, tried=None if number < 18 else day)
    handover(date(2026, 11, 16))
    found = figure("untouched_rate", "rate", evening)
    assert (found.numerator, found.denominator) == (18, 120)
    assert (near(found.low), near(found.high)) == (9.7, 22.5)


def test_the_untouched_stock_is_counted_by_age():
    evening = date(2026, 11, 20)
    for days in (0, 1, 3, 7, 30):
        handover(add_working_days(evening, -days))
    handover(evening, Verdict.REJECTED, reason="bad_data")
    found = figure("untouched_rate", "stock", evening, period=Period.DAY)
    assert found.value == 5
    assert found.extra["ages"] == {"0_1": 2, "2_4": 1, "5_9": 1, "10_more": 1}


def test_marketing_started_thirty_five_per_cent_of_the_revenue():
    for origin, thousands in (
        (Origin.MARKETING, 70), (Origin.SALES, 90), (Origin.PARTNER, 20), (Origin.UNKNOWN, 20),
    ):  # fmt: skip
        deal(OCTOBER, thousands * 1000, won=NOVEMBER, origin=origin)
    found = figure("marketing_sourced", "revenue", NOVEMBER)
    assert near(found.value) == 35.0
    assert near(found.extra["known_share"]) == 38.9
    assert found.extra["origins"]["unknown"] == {"n": 1, "value": 20000}


def test_the_weighted_pipeline_is_twenty_three_of_seventy_thousand():
    day = date(2026, 11, 16)
    deal(day, 40000, step=DealStep.DISCOVERY)
    deal(day, 30000, step=DealStep.PROPOSAL)
    deal(day, None)
    deal(date(2026, 7, 1), 99000)
    weighted = figure("pipeline_value", "weighted", day, period=Period.DAY)
    assert (weighted.value, weighted.denominator) == (pytest.approx(23000), 70000)
    assert (weighted.extra["without_amount"], weighted.extra["dormant"]) == (1, 1)


def test_a_past_day_is_valued_as_it_stood():
    found = deal(date(2026, 10, 1), 10000)
    found.value = 25000
    found.save(update_fields=["value"])
    revise(found, date(2026, 10, 20))
    then = figure("pipeline_value", "total", date(2026, 10, 10), period=Period.DAY)
    now = figure("pipeline_value", "total", date(2026, 10, 20), period=Period.DAY)
    assert (then.value, now.value) == (10000, 25000)


def test_inferred_steps_are_reached_but_last_no_time():
    day = date(2026, 11, 2)
    lead(day, mql=day, inferred=("mql",))
    lead(day, mql=date(2026, 11, 4))
    assert figure("stage_duration", "captured_mql", NOVEMBER).n == 1
    assert figure("lvr", "mql", NOVEMBER).n == 2


def test_the_cycle_is_the_median_of_the_deals_won():
    for days in (10, 20, 90):
        deal(NOVEMBER - timedelta(days=days), 1, won=NOVEMBER)
    deal(NOVEMBER, 1, won=NOVEMBER, opened_inferred=True)
    found = figure("sales_cycle", "opportunity", NOVEMBER)
    assert (found.value, found.extra["p90"], found.n) == (20, 90, 3)
