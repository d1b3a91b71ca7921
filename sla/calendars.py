"""The calendars of the company and of its people elsewhere, from stored hours and closures."""

import time as clock
from datetime import date, time

from django.conf import settings

from alignment.web.business_days import holidays_of
from sla.models import Closure, Slot
from sla.worktime import WorkCalendar

MORNING, AFTERNOON = (time(9), time(12, 30)), (time(14), time(18))
# Other processes see a change of hours after so many seconds at most; clocks that run are
# recomputed by the one that made it.
FRESH_FOR = 2.0

Hours = tuple[tuple[tuple[time, time], ...], ...]
Closed = tuple[tuple[date, date], ...]
DEFAULT_HOURS: Hours = ((MORNING, AFTERNOON),) * 5 + ((), ())


class Kept:
    """The calendars of this process and when their rows were read."""

    read_at = 0.0
    rows: tuple[Hours, Closed] | None = None
    calendars: dict[str, WorkCalendar] = {}


def calendar_of(zone: str = "") -> WorkCalendar:
    """The calendar of a person: the company's hours, the public holidays of their place.

    `zone` is a HolidayZone code; empty means where the company is.
    """
    if Kept.rows is None or clock.monotonic() - Kept.read_at > FRESH_FOR:
        _read_again()
    place = zone or settings.HOLIDAY_ZONE
    if place not in Kept.calendars:
        assert Kept.rows is not None
        slots, closures = Kept.rows
        Kept.calendars[place] = WorkCalendar(
            settings.COMPANY_ZONE, slots, lambda year: holidays_of(year, place), closures
        )
    return Kept.calendars[place]


def forget() -> None:
    """Read the rows again before the next answer: after a change, or in a test."""
    Kept.rows = None
    Kept.calendars.clear()


def _read_again() -> None:
    rows = _hours(), tuple(Closure.objects.values_list("starts_on", "ends_on"))
    if rows != Kept.rows:
        Kept.rows = rows
        Kept.calendars.clear()
    Kept.read_at = clock.monotonic()


def _hours() -> Hours:
    week: list[list[tuple[time, time]]] = [[] for _day in range(7)]
    for weekday, starts, ends in Slot.objects.values_list("weekday", "starts", "ends"):
        week[weekday].append((starts, ends))
    return tuple(tuple(sorted(day)) for day in week) if any(week) else DEFAULT_HOURS
