from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from alignment.web import moments

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Paris


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 13, 5, tzinfo=UTC), "14:05"),
        (datetime(2026, 11, 23, 8, 5, tzinfo=UTC), "9:05"),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "tomorrow 0:30"),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 11, 27, 8, 0, tzinfo=UTC), "Fri 9:00"),
        (datetime(2026, 12, 1, 8, 0, tzinfo=UTC), "01/12 9:00"),
        (datetime(2025, 11, 1, 8, 0, tzinfo=UTC), "01/11/2025 9:00"),
    ],
)
def test_moments_are_told_from_the_company_s_today(moment, text):
    assert moments.day_hour(moment, NOON) == text


def test_french_days_and_months_have_their_real_abbreviations():
    with override("fr"):
        assert moments.day_hour(datetime(2026, 11, 25, 13, 0, tzinfo=UTC), NOON) == "mer. 14:00"
        assert moments.month_label(date(2026, 7, 1)) == "juil."


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=20), "yesterday 16:00"),
    ],
)
def test_the_past_is_counted_up_to_today(ago, text):
    assert moments.since(NOON - ago, NOON) == text


def test_a_late_deadline_is_bad_and_says_by_how_much():
    due = moments.due(NOON - timedelta(minutes=38), NOON)
    assert (due.state, due.text) == ("bad", "38\u00a0min late")


@pytest.mark.parametrize(
    ("left", "state", "text"),
    [
        (timedelta(0), "warn", "12:00 · 0\u00a0min"),
        (timedelta(minutes=59, seconds=59), "warn", "12:59 · 59\u00a0min"),
        (timedelta(hours=1), "ok", "13:00 · 1\u00a0h\u00a000"),
        (timedelta(hours=21), "ok", "tomorrow 9:00"),
    ],
)
def test_a_deadline_shows_its_hour_and_warns_within_sixty_minutes(left, state, text):
    due = moments.due(NOON + left, NOON)
    assert (due.state, due.text) == (state, text)


def test_the_last_hour_is_counted_across_midnight_too():
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert moments.due(night + timedelta(minutes=45), night).text == "tomorrow 0:15 · 45\u00a0min"


def test_the_page_s_script_gets_the_deadline_in_utc():
    assert moments.due(NOON, NOON).iso == "2026-11-23T11:00:00Z"
