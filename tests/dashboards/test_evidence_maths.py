"""Lift, strength and suggested weight: the worked example, and what small numbers may not say."""

import pytest

from dashboards.proof.maths import Sides, Strength, katz, same_way, strength_of, suggested_weight

INDUSTRY = Sides(24, 30, 30, 60)


def test_the_worked_example_has_its_lift_and_interval():
    assert [round(each, 2) for each in katz(INDUSTRY)] == [1.6, 1.17, 2.18]


def test_the_worked_example_is_strong_evidence():
    assert strength_of(INDUSTRY) == Strength.STRONG


def test_the_worked_example_suggests_two():
    assert suggested_weight(INDUSTRY) == 2


@pytest.mark.parametrize(
    ("sides", "strength"),
    [
        (Sides(12, 15, 30, 60), Strength.OPEN),  # clear of 1, but fewer than 20 with
        (Sides(19, 20, 4, 60), Strength.OPEN),  # fewer than 5 yes without
        (Sides(14, 20, 30, 60), Strength.MEDIUM),  # 1.4, the interval holds 1
        (Sides(10, 20, 42, 60), Strength.MEDIUM),  # 0.71 counts as much as 1.4
        (Sides(31, 60, 30, 60), Strength.OPEN),
        (Sides(0, 30, 30, 60), Strength.OPEN),
        (Sides(0, 0, 0, 0), Strength.OPEN),
    ],
)
def test_strength_is_as_strict_as_defined(sides, strength):
    assert strength_of(sides) == strength


def test_a_criterion_that_lowers_acceptance_is_proven_too():
    assert strength_of(Sides(30, 60, 24, 30)) == Strength.STRONG
    assert suggested_weight(Sides(30, 60, 24, 30)) == -3


def test_few_leads_suggest_little_and_nothing_goes_beyond_five():
    assert suggested_weight(Sides(4, 5, 30, 60)) < suggested_weight(INDUSTRY)
    assert suggested_weight(Sides(999, 1000, 1, 1000)) == 5
    assert suggested_weight(Sides(1, 1000, 999, 1000)) == -5


def test_a_quarter_confirms_only_the_same_way():
    lift = katz(INDUSTRY)
    assert same_way(lift, Sides(8, 10, 10, 20))
    assert not same_way(lift, Sides(10, 20, 8, 10))
    assert not same_way(lift, Sides(0, 0, 8, 10))
