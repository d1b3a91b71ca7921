"""Facts of the French calendar, checked by hand against the official list of public holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from alignment.web import business_days as days


@pytest.mark.parametrize(("month", "expected"), [(5, 17), (7, 22), (8, 21), (11, 20)])
def test_months_of_2026_have_their_working_days(month, expected):
    assert days.working_days_in_month(date(2026, month, 1)) == expected


@pytest.mark.parametrize(
    "day", ["2016-03-28", "2026-05-01", "2026-05-14", "2026-05-25", "2026-07-14", "2035-12-25"]
)
def test_a_public_holiday_is_no_working_day(day):
    assert not days.is_working_day(date.fromisoformat(day))
    assert days.holiday_name(date.fromisoformat(day))


def test_good_friday_is_off_in_alsace_and_moselle_alone(settings):
    good_friday = date(2026, 4, 3)
    assert days.is_working_day(good_friday)
    settings.HOLIDAY_ZONE = "57"
    assert not days.is_working_day(good_friday)


def test_reunion_remembers_the_abolition(settings):
    settings.HOLIDAY_ZONE = "974"
    assert not days.is_working_day(date(2027, 12, 20))


def test_from_friday_to_monday_is_one_working_day():
    assert days.working_days_between(date(2026, 11, 20), date(2026, 11, 23)) == 1
    assert days.working_days_between(date(2026, 11, 23), date(2026, 11, 20)) == -1


def test_a_day_and_itself_are_none_apart():
    assert days.working_days_between(date(2026, 11, 20), date(2026, 11, 20)) == 0


def test_counting_agrees_with_walking_over_the_years():
    start, end = date(1998, 3, 1), date(2030, 9, 30)
    walked = sum(days.is_working_day(day) for day in days.days_between(start, end))
    assert days.working_days_in(start, end) == walked


def test_adding_skips_weekends_and_holidays():
    assert days.add_working_days(date(2026, 4, 30), 1) == date(2026, 5, 4)
    assert days.add_working_days(date(2026, 5, 4), -1) == date(2026, 4, 30)
    assert days.add_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_adding_and_counting_agree():
    for offset in range(400):
        day = date(2026, 1, 1) + timedelta(days=offset)
        later = days.add_working_days(day, 7)
        assert days.working_days_between(day, later) == 7


def test_days_are_the_companys_days():
    assert days.local_date(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == date(2026, 11, 22)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_days_when_the_clocks_change_have_another_length(day, hours):
    start, end = days.day_bounds(date.fromisoformat(day))
    assert end - start == timedelta(hours=hours)


def test_months_between_includes_both_ends():
    months = list(days.months_between(date(2025, 12, 31), date(2026, 2, 1)))
    assert months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_adding_months_crosses_years():
    assert days.add_months(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert days.add_months(date(2026, 11, 5), 14) == date(2028, 1, 1)


def test_whit_monday_may_be_worked(settings):
    whit_monday = date(2026, 5, 25)
    assert days.working_days_between(whit_monday - timedelta(days=3), whit_monday) == 0
    settings.WHIT_MONDAY_WORKED = True
    assert days.is_working_day(whit_monday)
    assert days.working_days_between(whit_monday - timedelta(days=3), whit_monday) == 1
