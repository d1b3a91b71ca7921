"""The six models on the worked example, and that nothing is ever lost or made."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.attribution import MODELS, Path, shares, split

CLOSE = datetime(2026, 11, 1, 12, tzinfo=UTC)
AMOUNT = Decimal(10000)


def ago(days) -> datetime:
    return CLOSE - timedelta(days=days)


EXAMPLE = Path([ago(80), ago(60), ago(40), ago(20)], lead_at=ago(60), opened_at=ago(20))


def euros(model, path=EXAMPLE, amount=AMOUNT, **options):
    return [float(part) for part in split(amount, shares(model, path, **options))]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first", [10000, 0, 0, 0]),
        ("last", [0, 0, 0, 10000]),
        ("linear", [2500, 2500, 2500, 2500]),
        ("u_shaped", [4000, 4000, 1000, 1000]),
        ("w_shaped", [3000, 3000, 1000, 3000]),
        ("time_decay", [1098.03, 1743.01, 2766.85, 4392.11]),
    ],
)
def test_the_worked_example(model, expected):
    assert euros(model) == expected


def test_a_shorter_half_life_favours_the_newest():
    assert euros("time_decay", half_life=7) == [22.67, 164.24, 1190.07, 8623.02]


def test_one_touch_takes_every_share():
    path = Path([ago(30)], lead_at=ago(30), opened_at=ago(10))
    assert {model: euros(model, path) for model in MODELS} == dict.fromkeys(MODELS, [10000])


def test_a_touch_on_two_milestones_takes_both():
    path = Path([ago(60), ago(40), ago(20)], lead_at=ago(60), opened_at=ago(20))
    assert euros("u_shaped", path) == [8000, 1000, 1000]
    assert euros("w_shaped", path) == [6000, 1000, 3000]


def test_the_share_of_a_missing_milestone_goes_to_the_others_pro_rata():
    """Nothing led to the lead: its 40 (or 30) is spread over the rest as the rest stands."""
    path = Path([ago(50), ago(20)], lead_at=ago(60), opened_at=ago(10))
    assert euros("u_shaped", path) == [6666.67, 3333.33]
    late = Path([ago(9), ago(5)], lead_at=ago(60), opened_at=ago(10))
    assert euros("w_shaped", late) == [7500, 2500]


def test_without_others_their_share_goes_to_the_milestones():
    path = Path([ago(60), ago(20)], lead_at=ago(60), opened_at=ago(20))
    assert euros("w_shaped", path) == [6666.67, 3333.33]


def test_cents_left_over_go_to_the_largest_remainder_then_to_the_earliest():
    assert split(Decimal("0.05"), [Fraction(1, 3)] * 3) == [
        Decimal("0.02"), Decimal("0.02"), Decimal("0.01"),
    ]  # fmt: skip
    assert split(Decimal("1.00"), []) == []


days = st.floats(0, 4000, allow_nan=False)


@given(
    touched=st.lists(days, max_size=30),
    lead=days,
    opened=days,
    cents=st.integers(0, 10**12),
    model=st.sampled_from(MODELS),
)
def test_shares_add_up_to_all_of_it_and_cents_to_the_amount(touched, lead, opened, cents, model):
    path = Path(sorted(ago(each) for each in touched), lead_at=ago(lead), opened_at=ago(opened))
    found = shares(model, path)
    amount = Decimal(cents) / 100
    assert len(found) == len(touched)
    assert all(0 <= share <= 1 for share in found)
    if touched:
        assert sum(found) == 1
        assert sum(split(amount, found)) == amount
