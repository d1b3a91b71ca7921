"""How a goal stands: two rules, worked out by hand, and the days counted one by one."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.web.business_days import is_working_day, working_days_in
from dashboards.goals.pace import (
    Z80,
    Standing,
    State,
    expected_volume,
    landing_of_rate,
    landing_of_volume,
    pace_of,
    rate_of_the_rest,
)
from dashboards.goals.sources import Kind


def of(kind, standing, target, done, total, *, low=False):
    return pace_of(kind, standing, target=target, done=done, total=total, low_is_better=low)


def test_a_volume_lands_where_the_same_pace_takes_it():
    # 12 leads in 10 of 20 days: 12 + (12 + 1/2) x 1 = 24.5; spread 12.5 x (1 + 1) = 25, root 5.
    landing = landing_of_volume(Standing(12, n=12), 10, 20)
    assert landing.low == pytest.approx(24.5 - Z80 * 5)
    assert landing.high == pytest.approx(24.5 + Z80 * 5)
    assert (round(landing.low, 2), round(landing.high, 2)) == (18.09, 30.91)


def test_euros_move_as_much_as_the_deals_differ():
    # Three deals of 10, 20 and 30 k€ in 30 of 60 days: 60 k€ more expected, squares 1 400 k€².
    standing = Standing(60_000, n=3, squares=1_400_000_000)
    landing = landing_of_volume(standing, 30, 60)
    half = Z80 * math.sqrt(1_400_000_000 * 1 * 2)
    assert landing.low == pytest.approx(60_000 + max(0, 60_000 - half))
    assert landing.high == pytest.approx(120_000 + half)


def test_what_is_done_never_goes_away():
    assert landing_of_volume(Standing(60_000, n=1, squares=3.6e9), 30, 60).low == 60_000


def test_a_rate_lands_with_as_many_decisions_a_day():
    # 16 of 20 in half of the days, so 20 more: chance 16.5/21, all of 40.
    landing = landing_of_rate(Standing(0.8, k=16, n=20), 10, 20)
    chance = 16.5 / 21
    half = Z80 * math.sqrt(20 * chance * (1 - chance) * 41 / 22)
    assert landing.low == pytest.approx((16 + 20 * chance - half) / 40)
    assert landing.high == pytest.approx((16 + 20 * chance + half) / 40)


def test_what_the_rest_of_a_rate_must_reach():
    # 80 % of 40 is 32; 14 are there, so 18 of the 20 to come.
    assert rate_of_the_rest(0.8, Standing(0.7, k=14, n=20), 10, 20) == pytest.approx(0.9)
    assert rate_of_the_rest(0.8, Standing(0.5, k=10, n=20), 10, 20) == pytest.approx(1.1)
    assert rate_of_the_rest(0.8, Standing(0.7, k=14, n=20), 20, 20) is None


def test_a_volume_and_a_rate_follow_different_rules():
    volume = of(Kind.VOLUME, Standing(20, n=20), 40, 10, 20)
    rate = of(Kind.RATE, Standing(0.8, k=16, n=20), 0.8, 10, 20)
    assert (volume.expected, rate.expected) == (20, 0.8)
    assert volume.rest is None
    assert rate.rest == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("value", "done", "state"),
    [
        (1, 2, State.TOO_EARLY),  # fewer than five days
        (4, 9, State.TOO_EARLY),  # few arrivals in the first half
        (4, 15, State.BEHIND),
        (20, 10, State.UNCERTAIN),
        (35, 10, State.ON_TRACK),
        (40, 3, State.REACHED),  # even early: a volume never falls
        (39, 20, State.MISSED),
    ],
)
def test_the_states_of_a_volume(value, done, state):
    assert of(Kind.VOLUME, Standing(value, n=value), 40, done, 20).state == state


def test_a_volume_to_stay_under_is_only_kept_at_the_end():
    def state(value, done):
        return of(Kind.VOLUME, Standing(value, n=value), 40, done, 20, low=True).state

    assert state(41, 3) == State.MISSED
    assert state(5, 10) == State.ON_TRACK
    assert state(40, 20) == State.REACHED


@pytest.mark.parametrize(
    ("k", "n", "done", "low", "state"),
    [
        (9, 9, 10, False, State.TOO_EARLY),  # fewer than ten decisions
        (90, 100, 4, False, State.TOO_EARLY),
        (79, 100, 10, False, State.UNCERTAIN),
        (95, 100, 10, False, State.ON_TRACK),
        (50, 100, 10, False, State.BEHIND),
        (50, 100, 10, True, State.ON_TRACK),
        (80, 100, 20, False, State.REACHED),
        (79, 100, 20, False, State.MISSED),
    ],
)
def test_the_states_of_a_rate(k, n, done, low, state):
    found = of(Kind.RATE, Standing(k / n, k=k, n=n), 0.8, done, 20, low=low)
    assert found.state == state
    assert (found.landing is not None) == (state in ("uncertain", "on_track", "behind"))


def test_a_level_is_never_drawn_further():
    for value, done, state in (
        (90.0, 5, State.NOT_YET),
        (110.0, 5, State.MET_NOW),
        (90.0, 20, State.MISSED),
        (110.0, 20, State.REACHED),
    ):
        found = of(Kind.LEVEL, Standing(value), 100, done, 20)
        assert (found.state, found.landing) == (state, None)


def test_nothing_is_said_of_what_nobody_knows():
    for kind in Kind:
        assert of(kind, Standing(None), 100, 10, 20).state == State.UNKNOWN


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 370), st.integers(0, 370), st.integers(1, 100_000))
def test_the_pace_is_what_a_walk_day_by_day_finds(first, length, passed, target):
    last = first + timedelta(days=length)
    evening = min(first + timedelta(days=passed), last)
    worked = [day for day in _walk(first, last) if is_working_day(day)]
    due = 0.0
    for day in worked:
        due += target / len(worked) if day <= evening else 0
    done, total = working_days_in(first, evening), working_days_in(first, last)
    expected = expected_volume(target, done, total)
    assert expected == pytest.approx(due if worked else target)


def _walk(first, last):
    return (first + timedelta(days=each) for each in range((last - first).days + 1))


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.integers(1, 250), st.integers(0, 250), st.booleans())
def test_the_interval_holds_the_pace_itself_and_shrinks_to_the_end(n, done, left, money):
    standing = Standing(n * 100.0, n=n, squares=n * 12_000.0) if money else Standing(n, n=n)
    total = done + left
    landing = landing_of_volume(standing, done, total)
    value = standing.value
    assert value <= landing.low <= landing.high
    assert landing.low <= max(value, value * total / done + 0.5 * left / done) <= landing.high
    if not left:
        assert landing.low == landing.high == value
