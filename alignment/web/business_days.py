"""The company's calendar by days: weekends and French public holidays, in the company's zone.

Counting uses one running total per year, so that a hundred thousand counts cost a moment.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
from dateutil.easter import easter  # type: ignore[import-untyped]
from django.conf import settings

DAY = timedelta(days=1)
SATURDAY = 5


class Place(NamedTuple):
    """Whose public holidays: a département of HolidayZone, "" and "FR" for the mainland."""

    code: str
    whit_monday_worked: bool


def zone() -> ZoneInfo:
    """The time zone of the company: days, months and deadlines are its days."""
    return ZoneInfo(settings.COMPANY_ZONE)


def local_date(moment: datetime) -> date:
    """The company's date at an aware moment."""
    return moment.astimezone(zone()).date()


def today() -> date:
    """The company's date now."""
    return local_date(datetime.now(UTC))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The day in UTC, end excluded; 23 or 25 hours long when the clocks change."""
    return _midnight(day), _midnight(day + DAY)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The calendar month of the date in UTC, end excluded."""
    first = first_of_month(month)
    return _midnight(first), _midnight(next_month(first))


def first_of_month(day: date) -> date:
    """The first day of the date's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after the date's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def add_months(day: date, count: int) -> date:
    """The first day of the month that many months later (earlier when negative)."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_between(start: date, end: date) -> Iterator[date]:
    """The first day of every month from that of `start` to that of `end`, both included."""
    month = first_of_month(start)
    while month <= end:
        yield month
        month = next_month(month)


def days_between(start: date, end: date) -> Iterator[date]:
    """Every day from start to end, both included."""
    for offset in range((end - start).days + 1):
        yield start + offset * DAY


def is_working_day(day: date) -> bool:
    """Monday to Friday without the public holidays of the company's place."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year, _company())


def holiday_name(day: date) -> str:
    """The name of the public holiday in French, "" on other days."""
    return _holidays(day.year, _company()).get(day, "")


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when end is earlier.

    From a Friday to the next Monday is 1; from a day to itself 0.
    """
    return _total(end) - _total(start)


def working_days_in(start: date, end: date) -> int:
    """Working days from start to end, both included."""
    return working_days_between(start - DAY, end)


def working_days_in_month(month: date) -> int:
    """Working days of the calendar month of the date."""
    return working_days_in(first_of_month(month), next_month(month) - DAY)


def add_working_days(day: date, count: int) -> date:
    """The working day that lies `count` working days later (earlier when negative).

    Starting on a day off, one working day later is the next working day. 0 is the day itself.
    """
    step = DAY if count > 0 else -DAY
    for _left in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, zone()).astimezone(UTC)


def _total(day: date) -> int:
    """Working days of the day's year up to and including it, plus those of all years before."""
    year = _running_totals(day.year, _company())
    return _before_year(day.year, _company()) + year[day.timetuple().tm_yday]


def _company() -> Place:
    return Place(settings.HOLIDAY_ZONE, settings.WHIT_MONDAY_WORKED)


def holidays_of(year: int, place: str) -> dict[date, str]:
    """Public holidays of a place in France by day, with their names in French.

    `place` is a département of HolidayZone; "" and "FR" are the mainland.
    """
    return _holidays(year, Place(place, settings.WHIT_MONDAY_WORKED))


@lru_cache(maxsize=256)
def _holidays(year: int, place: Place) -> dict[date, str]:
    # The three départements of the old border share one set.
    subdivision = "57" if place.code in ("57", "67", "68", "6AE") else place.code
    mainland = subdivision in ("", "FR")
    found = holidays.country_holidays(
        "FR", subdiv=None if mainland else subdivision, years=year, language="fr"
    )
    off = dict(found)
    if place.whit_monday_worked:
        # The company gives its day of solidarity then.
        off.pop(easter(year) + 50 * DAY, None)
    return off


@lru_cache(maxsize=256)
def _running_totals(year: int, place: Place) -> list[int]:
    """Index n holds the working days among the first n days of the year."""
    off, totals, day = _holidays(year, place), [0], date(year, 1, 1)
    while day.year == year:
        totals.append(totals[-1] + (day.weekday() < SATURDAY and day not in off))
        if day == date.max:
            break
        day += DAY
    return totals


@lru_cache(maxsize=256)
def _before_year(year: int, place: Place) -> int:
    """Working days from 2000 to the end of the year before; negative for earlier years."""
    if year >= 2000:
        return sum(_running_totals(y, place)[-1] for y in range(2000, year))
    return -sum(_running_totals(y, place)[-1] for y in range(year, 2000))
