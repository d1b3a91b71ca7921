"""Every worked check of the definitions, and properties that must hold for any numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.statistics import (
    Contract,
    Display,
    Inference,
    Interval,
    Observation,
    aalen_johansen,
    contract_verdict,
    display_of,
    growth,
    incidence_at,
    inference_verdict,
    kaplan_meier,
    may_conclude,
    mean,
    median,
    median_duration,
    nearest_rank,
    pending_bounds,
    per_step,
    rate,
    round_half_up,
    survival_quantile,
    wilson,
)


def percents(interval, digits=1):
    return tuple(float(round_half_up(100 * end, digits)) for end in interval)


@pytest.mark.parametrize(
    ("successes", "n", "expected"),
    [
        (4, 5, (37.6, 96.4)),
        (36, 44, (68.0, 90.5)),
        (160, 200, (73.9, 85.0)),
        (0, 12, (0.0, 24.3)),
        (33, 60, (42.5, 66.9)),
        (9, 30, (16.7, 47.9)),
        (18, 120, (9.7, 22.5)),
    ],
)
def test_wilson_matches_the_worked_checks(successes, n, expected):
    assert percents(wilson(successes, n)) == pytest.approx(expected, abs=0.051)


def test_wilson_of_nothing_is_nothing():
    assert wilson(0, 0) is None
    assert rate(0, 0) is None


@pytest.mark.parametrize(("successes", "n"), [(5, 4), (-1, 4), (1, 0)])
def test_wilson_refuses_what_is_no_rate(successes, n):
    with pytest.raises(ValueError, match="is not a rate"):
        wilson(successes, n)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_always_contains_the_observed_rate(pair):
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


@given(st.integers(1, 500), st.integers(0, 500))
def test_wilson_is_symmetric_in_success_and_failure(n, k):
    k = min(k, n)
    one, other = wilson(k, n), wilson(n - k, n)
    assert one.low == pytest.approx(1 - other.high)


@pytest.mark.parametrize(
    ("successes", "n"), [(20, 20), (29, 30), (37, 40), (46, 50), (55, 60), (88, 100)]
)
def test_eighty_per_cent_takes_this_many_to_prove_and_not_one_less(successes, n):
    assert inference_verdict(wilson(successes, n), 0.8) == Inference.PROVEN
    assert inference_verdict(wilson(successes - 1, n), 0.8) == Inference.UNPROVEN


def test_contract_kept_and_inference_unproven_are_two_verdicts():
    interval = wilson(36, 44)
    assert contract_verdict(36 / 44, 0.8) == Contract.KEPT
    assert inference_verdict(interval, 0.8) == Inference.UNPROVEN


def test_an_interval_below_the_target_contradicts_it():
    assert inference_verdict(wilson(10, 40), 0.8) == Inference.CONTRADICTED
    assert inference_verdict(None, 0.8) == Inference.UNPROVEN


def test_the_contract_counts_the_target_itself_as_kept_and_no_value_as_no_verdict():
    assert contract_verdict(0.8, 0.8) == Contract.KEPT
    assert contract_verdict(0.7999, 0.8) == Contract.MISSED
    assert contract_verdict(None, 0.8) == Contract.NONE


def test_pending_decisions_bound_the_acceptance_rate():
    assert pending_bounds(36, 8, 6) == Interval(0.72, 0.84)
    assert pending_bounds(0, 0, 0) is None


def test_small_samples_show_a_dash_then_a_count_then_a_rate():
    shown = [display_of(n) for n in (0, 1, 9, 10)]
    assert shown == [Display.DASH, Display.COUNT, Display.COUNT, Display.RATE]


def test_no_conclusion_under_twenty_unless_the_interval_leaves_the_target_out():
    assert may_conclude(20)
    assert not may_conclude(19)
    assert not may_conclude(12, wilson(9, 12), 0.8)
    assert may_conclude(12, wilson(0, 12), 0.8)


# --- Growth -------------------------------------------------------------------------------


def test_forty_to_forty_six_is_fifteen_per_cent_and_noise():
    value, interval = growth(40, 46)
    assert value == pytest.approx(0.15)
    assert percents(interval, 0) == (-25, 76)


def test_rolling_quarters_grow_and_are_still_uncertain():
    value, interval = growth(118, 139)
    assert float(round_half_up(100 * value, 1)) == 17.8
    assert percents(interval, 0) == (-8, 51)
    assert float(round_half_up(100 * per_step(value, 3), 1)) == 5.6


def test_growth_from_nothing_is_undefined_and_to_nothing_has_no_interval():
    assert growth(0, 12) is None
    assert growth(12, 0) == (-1.0, None)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_growth_lies_within_its_interval(before, after):
    value, interval = growth(before, after)
    assert interval.low - 1e-9 <= value <= interval.high + 1e-9


# --- Durations ----------------------------------------------------------------------------

# Eight hand-overs in business days: decided at 1, 2, 2, 4, 7; pending at 3, 5, 9.
HANDOVERS = [
    (1, "accepted"), (2, "accepted"), (2, "rejected"), (4, "accepted"), (7, "rejected"),
    (3, None), (5, None), (9, None),
]  # fmt: skip


def test_kaplan_meier_of_eight_hand_overs():
    steps = kaplan_meier(HANDOVERS)
    assert [float(round_half_up(s.survival, 3)) for s in steps[:3]] == [0.875, 0.625, 0.469]
    assert [(s.time, s.at_risk, s.events) for s in steps] == [
        (1, 8, 1), (2, 7, 2), (4, 4, 1), (7, 2, 1),
    ]  # fmt: skip


def test_the_median_counts_those_still_waiting():
    result = median_duration(HANDOVERS)
    assert (result.value, result.beyond, result.n, result.events) == (4, None, 8, 5)
    assert median([d for d, cause in HANDOVERS if cause]) == 2  # the flattering one
    assert not result.is_solid


def test_a_median_never_reached_says_beyond_what():
    result = median_duration([(2, True), (10, None), (12, None)])
    assert (result.value, result.beyond) == (None, 12)
    assert median_duration([]).value is None
    assert median_duration([]).beyond is None


def test_a_median_is_solid_from_fifteen_rows_with_eight_ends():
    assert median_duration([(1, True, 8), (2, None, 7)]).is_solid
    assert not median_duration([(1, True, 7), (2, None, 8)]).is_solid
    assert not median_duration([(1, True, 14)]).is_solid


def test_half_reached_exactly_is_the_median():
    steps = kaplan_meier([(day, True) for day in range(1, 11)])
    assert survival_quantile(steps) == 5
    assert survival_quantile(steps, 0.9) == 9


def test_aalen_johansen_says_what_share_is_accepted_by_day_four():
    accepted = aalen_johansen(HANDOVERS)["accepted"]
    assert incidence_at(accepted, 4) == pytest.approx(0.40625)
    assert float(round_half_up(100 * incidence_at(accepted, 4.5), 1)) == 40.6
    assert incidence_at(accepted, 0.5) == 0


observations = st.lists(
    st.tuples(
        st.integers(0, 30), st.sampled_from(["accepted", "rejected", None]), st.integers(1, 4)
    ),
    min_size=1,
    max_size=40,
)


@given(observations)
def test_causes_and_survival_always_add_up_to_one(rows):
    waiting = kaplan_meier(rows)[-1].survival if kaplan_meier(rows) else 1.0
    ended = sum(curve[-1][1] for curve in aalen_johansen(rows).values())
    assert waiting + ended == pytest.approx(1)


@given(observations)
def test_survival_never_rises_and_weights_equal_repetition(rows):
    steps = kaplan_meier(rows)
    survivals = [1.0, *(step.survival for step in steps)]
    assert survivals == sorted(survivals, reverse=True)
    assert kaplan_meier([Observation(d, c) for d, c, w in rows for _ in range(w)]) == steps


@given(st.lists(st.integers(0, 50), min_size=1))
def test_without_censoring_the_median_is_the_lower_middle_value(durations):
    ordered = sorted(durations)
    expected = ordered[(len(ordered) + 1) // 2 - 1]
    assert median_duration([(d, True) for d in durations]).value == expected


# --- Plain numbers ------------------------------------------------------------------------


def test_the_ninetieth_percentile_is_by_nearest_rank():
    assert nearest_rank(range(1, 11), 0.9) == 9
    assert nearest_rank([15, 20, 35, 40, 50], 0.3) == 20
    assert nearest_rank([7], 0.9) == 7
    assert nearest_rank([], 0.9) is None


@given(st.lists(st.integers(), min_size=1), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9, 1.0]))
def test_nearest_rank_is_a_value_with_enough_at_or_below(values, share):
    found = nearest_rank(values, share)
    assert found in values
    assert sum(v <= found for v in values) / len(values) >= share - 1e-9


def test_median_and_mean_of_nothing_are_nothing():
    assert median([]) is None
    assert mean([]) is None
    assert median([3, 1, 2, 4]) == 2.5
    assert mean([1, 2, 6]) == 3


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.5, 0, "1"), (2.5, 0, "3"), (-2.5, 0, "-3"), (81.25, 1, "81.3"), (0.285, 2, "0.29"),
     (-0.04, 1, "0.0"), (1098.03, 0, "1098")],
)  # fmt: skip
def test_halves_round_away_from_zero(value, digits, expected):
    assert str(round_half_up(value, digits)) == expected
    assert isinstance(round_half_up(value, digits), Decimal)
