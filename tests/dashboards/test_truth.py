"""Every KPI against a second, naive definition, on random histories lived for real."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.choices import Period
from tests import factories
from tests.dashboards import naive
from tests.dashboards.rows import figure, span_of
from tests.dashboards.stories import START, live, ticks

pytestmark = pytest.mark.django_db
# How far into the story the evening lies on which everything is looked at, in per cent.
looks = st.integers(20, 110)
CHECKED = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@CHECKED
@given(story=ticks, look=looks, earlier=st.booleans())
def test_figures_are_what_the_journal_tells(story, look, earlier):
    check(story, look, earlier)


@pytest.mark.slow
@settings(CHECKED, max_examples=200)
@given(story=ticks, look=looks, earlier=st.booleans())
def test_figures_are_what_the_journal_tells_at_length(story, look, earlier):
    check(story, look, earlier)


def check(story, look, earlier):
    """Live the story, look at one evening of it and compare; nothing is kept."""
    with transaction.atomic():
        boss = factories.person("Dana", "direction", email="dana.truth@example.com")
        rep = factories.person("Sam", email="sam.truth@example.com")
        end = live(story, boss, rep)
        evening = (START + (end - START) * look / 100).date()
        month = evening.replace(day=1) - timedelta(days=1) if earlier else evening
        compare(naive.replay(), month, evening)
        transaction.set_rollback(True)


def compare(cycles, month, evening):
    span = span_of("lvr", month, as_of=evening)
    dates = (span.first, span.last)

    def of(kpi, variant, period=Period.MONTH, day=month):
        return figure(kpi, variant, day, period=period, as_of=evening)

    compare_growth(cycles, of, dates, month, evening)
    compare_decisions(cycles, of, dates, evening)
    compare_conversions(cycles, of, dates, evening)
    compare_money(cycles, of, dates, evening)


def compare_growth(cycles, of, dates, month, evening):
    for variant, name in (("mql", "mql"), ("sal", "accepted"), ("sql", "sql")):
        now = naive.reached(cycles, name, *dates)
        found = of("lvr", variant)
        assert found.n == now
        if month < evening.replace(day=1):
            last = dates[0] - timedelta(days=1)
            before = naive.reached(cycles, name, last.replace(day=1), last)
            assert found.denominator == before
            assert found.value == (pytest.approx((now - before) / before) if before else None)


def compare_decisions(cycles, of, dates, evening):
    yes, no, pending, expired, neutral = naive.acceptance(cycles, *dates, evening)
    found = of("acceptance_rate", "decided")
    assert (found.numerator, found.denominator) == (yes, yes + no)
    assert [found.extra[name] for name in ("pending", "expired", "not_counted")] == [
        pending, expired, neutral,
    ]  # fmt: skip
    found = of("acceptance_rate", "throughput")
    assert found.denominator == yes + no + pending + expired
    found = of("stage_duration", "handover_decision")
    assert (found.value, found.n) == naive.decision_median(cycles, *dates, evening)
    found = of("first_contact", "within_target")
    assert (found.numerator, found.denominator) == naive.tried_in_time(cycles, *dates, evening)
    found = of("untouched_rate", "rate")
    assert (found.numerator, found.denominator) == naive.untouched(cycles, *dates, evening)
    found = of("untouched_rate", "stock", Period.DAY, evening)
    assert found.value == naive.waiting(cycles, evening)


def compare_conversions(cycles, of, dates, evening):
    ways = {
        "captured_mql": ("captured", "mql"),
        "mql_handed_over": ("mql", "handed_over"),
        "handed_over_accepted": ("handed_over", "accepted"),
        "accepted_sql": ("accepted", "sql"),
        "sql_opportunity": ("sql", "opportunity"),
        "opportunity_won": ("opportunity", "won"),
        "mql_sql": ("mql", "sql"),
        "mql_won": ("mql", "won"),
        "captured_won": ("captured", "won"),
    }
    for variant, (start, goal) in ways.items():
        found = of("stage_conversion", variant)
        told = (found.extra["window_days"], found.numerator, found.n, found.extra["pending"])
        assert told == naive.conversion(cycles, start, goal, *dates, evening), variant
    for start in ("mql", "captured"):
        found = of("stage_conversion", f"{start}_won_ever")
        told = (found.numerator, found.denominator)
        assert told == naive.ever(cycles, start, "won", *dates, evening)


def compare_money(cycles, of, dates, evening):
    won, lost, euros, both = naive.closed_deals(cycles, *dates)
    found = of("win_rate", "count")
    assert (found.extra["won"], found.extra["lost"]) == (won, lost)
    found = of("win_rate", "value")
    assert (found.numerator, found.denominator) == (float(euros), float(both))
    days = naive.cycle_days(cycles, *dates)
    found = of("sales_cycle", "opportunity")
    assert found.n == len(days)
    if days:
        middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
        assert found.value == middle
    found = of("marketing_sourced", "revenue")
    ours, total = naive.sourced(cycles, *dates)
    assert (found.numerator, found.denominator) == (float(ours), float(total))
    found = of("pipeline_value", "total", Period.DAY, evening)
    euros, alive, dormant = naive.open_value(cycles, evening)
    assert (found.value, found.n, found.extra["dormant"]) == (float(euros), alive, dormant)


def test_a_story_reaches_every_part_of_the_pipeline():
    """The comparison above would mean little if nothing ever happened in the stories."""
    boss = factories.person("Dana", "direction")
    rep = factories.person("Sam")
    story = [(1, who, 0) for who in range(6)]
    story += [(40, who, choice) for choice in range(14) for who in range(6)]
    live(story, boss, rep)
    cycles = naive.replay()
    assert sum(len(cycle.handed) for cycle in cycles) >= 3
    assert any("won" in cycle.reached for cycle in cycles)
    assert all(cycle.reached["captured"] >= date(2026, 1, 20) for cycle in cycles)
