"""Rituals come round on the same wall clock, whatever the clocks and the calendar do."""

from datetime import UTC, date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.rituals import recurrence
from alignment.rituals.choices import Kind
from alignment.rituals.models import Ritual
from alignment.web.business_days import holiday_name, is_working_day


def day_by_day(ritual, first, last):
    """The same, one day after the other, without any rule."""
    day = first
    while day <= last:
        second_week = 8 <= day.day <= 14
        right = {
            Kind.WEEKLY: True,
            Kind.MONTHLY: second_week,
            Kind.QUARTERLY: second_week and day.month in (1, 4, 7, 10),
        }[ritual.kind]
        if right and day.weekday() == ritual.weekday and day >= ritual.starts_on:
            yield day
        day += timedelta(days=1)


@given(
    kind=st.sampled_from(list(Kind)), weekday=st.integers(0, 4),
    first=st.dates(date(2024, 1, 1), date(2027, 12, 31)), span=st.integers(0, 500),
    late=st.integers(-40, 40), hour=st.integers(7, 19),
)  # fmt: skip
@settings(deadline=None)
def test_occurrences_agree_with_a_walk_through_the_calendar(kind, weekday, first, span, late, hour):
    ritual = Ritual(
        kind=kind, weekday=weekday, at=time(hour, 30), starts_on=first + timedelta(days=late)
    )
    last = first + timedelta(days=span)
    found = list(recurrence.occurrences(ritual, first, last))
    assert found == list(day_by_day(ritual, first, last))
    for day in found:
        moment = recurrence.at(ritual, day)
        assert (moment.hour, moment.minute, moment.date()) == (hour, 30, day)
        kept = recurrence.kept_day(day)
        assert is_working_day(kept)
        assert (kept == day) == (not holiday_name(day))


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 10, 23), 7), (date(2026, 10, 30), 8)])
def test_half_past_nine_stays_so_when_the_clocks_change(day, hour):
    ritual = Ritual(kind=Kind.WEEKLY, weekday=4, at=time(9, 30), starts_on=date(2026, 1, 1))
    assert recurrence.at(ritual, day).astimezone(UTC).hour == hour


def test_a_meeting_on_a_public_holiday_is_planned_on_the_next_worked_day():
    assert recurrence.kept_day(date(2026, 5, 14)) == date(2026, 5, 15)  # Ascension Day
