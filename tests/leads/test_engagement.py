"""Engagement fades by half in thirty days, and meets the fit in one matrix."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import TouchKind
from leads.engagement import ADVICE_LABELS, POINTS, Advice, engagement, level_of, recommend

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ago(days):
    return NOW - timedelta(days=days)


def test_a_demo_request_of_today_is_worth_fifty_and_half_a_month_later():
    assert engagement([("demo_request", NOW)], at=NOW) == 50
    assert engagement([("demo_request", ago(30))], at=NOW) == pytest.approx(25)
    assert engagement([("demo_request", ago(60))], at=NOW) == pytest.approx(12.5)


def test_points_add_up():
    touches = [("event", NOW), ("content", ago(30)), ("click", NOW), ("visit", NOW)]
    assert engagement(touches, at=NOW) == pytest.approx(25 + 7.5 + 5 + 3)


def test_an_unsubscription_costs_thirty_but_never_below_zero():
    assert engagement([("demo_request", NOW), ("unsubscribe", NOW)], at=NOW) == 20
    assert engagement([("unsubscribe", NOW)], at=NOW) == 0


def test_an_opened_mail_and_the_first_record_are_worth_nothing():
    assert engagement([("open", NOW), ("capture", NOW)], at=NOW) == 0


def test_what_happens_later_does_not_count_yet():
    assert engagement([("demo_request", NOW + timedelta(seconds=1))], at=NOW) == 0


def test_every_kind_of_touch_has_its_points():
    assert set(POINTS) == set(TouchKind)


@pytest.mark.parametrize(
    ("points", "level"), [(60, 1), (59.99, 2), (30, 2), (29.9, 3), (10, 3), (9.9, 4), (0, 4)]
)
def test_levels_start_at_sixty_thirty_and_ten(points, level):
    assert level_of(points) == level


@pytest.mark.parametrize(
    ("grade", "advices"),
    [
        ("A", ["qualify P1", "qualify P2", "prequalify ", "approach "]),
        ("B", ["qualify P1", "qualify P2", "nurture ", "nurture "]),
        ("C", ["prequalify ", "nurture ", "nurture ", "nothing "]),
        ("D", ["check_target ", "nothing ", "nothing ", "nothing "]),
    ],
)
def test_the_matrix_of_fit_and_engagement(grade, advices):
    found = [recommend(grade, level) for level in (1, 2, 3, 4)]
    assert [f"{r.advice} {r.tier}" for r in found] == advices


def test_a_lead_without_a_grade_is_advised_like_grade_b():
    assert recommend("", 1) == recommend("B", 1)
    assert recommend("", 9) == recommend("B", 4)


def test_every_advice_has_words():
    assert set(ADVICE_LABELS) == set(Advice)
    assert all(str(advice.label) for advice in Advice)


touches = st.lists(
    st.tuples(
        st.sampled_from(sorted({*TouchKind.values, "open", "fax"})),
        st.integers(-5, 2000).map(ago),
    ),
    max_size=30,
)


@given(touches)
def test_interest_without_bad_news_only_fades(rows):
    rows = [(kind, moment) for kind, moment in rows if kind != "unsubscribe" and moment <= NOW]
    later = engagement(rows, at=NOW + timedelta(days=1))
    assert 0 <= later <= engagement(rows, at=NOW) + 1e-9


@given(touches)
def test_a_level_is_always_one_to_four(rows):
    assert level_of(engagement(rows, at=NOW)) in {1, 2, 3, 4}
