"""Two rankings of the same rows, compared."""

from itertools import product

import numpy as np
import pytest

from dashboards.learning.measuring import against


def slow_auc(y, said):
    """Every pair of a yes and a no, one by one; a tie is a half."""
    yes, no = said[y == 1], said[y == 0]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in product(yes, no)]
    return sum(pairs) / len(pairs)


@pytest.fixture
def ranked():
    chance = np.random.default_rng(4)
    y = chance.integers(0, 2, 150)
    good = y + chance.normal(0, 1, 150)
    grades = np.round(y * 0.3 + chance.normal(0, 1, 150))  # full of ties
    return y, good, grades


def test_both_rankings_are_those_of_a_slow_count(ranked):
    y, good, grades = ranked
    found = against(y, good, grades)
    assert found["auc"] == pytest.approx(slow_auc(y, good))
    assert found["other_auc"] == pytest.approx(slow_auc(y, grades))
    assert found["low"] < found["difference"] < found["high"]


def test_the_interval_is_that_of_drawing_rows_again(ranked):
    y, good, grades = ranked
    found, chance = against(y, good, grades), np.random.default_rng(5)
    drawn = []
    for _each in range(400):
        again = chance.integers(0, len(y), len(y))
        drawn.append(against(y[again], good[again], grades[again])["difference"])
    assert (found["high"] - found["low"]) / 3.92 == pytest.approx(np.std(drawn), rel=0.15)


def test_the_same_ranking_differs_by_nothing_and_rows_without_one_are_left_out(ranked):
    y, good, _grades = ranked
    same = against(y, good, good * 2)
    assert same["low"] == same["difference"] == same["high"] == 0
    partial = np.where(np.arange(150) < 100, good, np.nan)
    assert against(y, good, partial)["rows"] == 100


def test_one_outcome_alone_compares_nothing(ranked):
    _y, good, grades = ranked
    assert against(np.ones(150, dtype=int), good, grades) is None
