"""The calendars of the company and of its people elsewhere, from stored hours and closures."""

import time as clock
from datetime import date, time

from django.conf import settings

from alignment.web.business_days import holidays_of
from sla.models import Closure, Slot
from sla.worktime import WorkCalendar

MORNING, AFTERNOON = (time(9), time(12, 30)), (time(14), time(18))
# Other processes see a change of hours after so many seconds at most. Whoever makes a change
# recomputes the clocks that run, and a worker does it once more when nobody can remember the old
# hours (sla/hours.py).
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
    slots, closures, known = _read()
    place = zone or settings.HOLIDAY_ZONE
    if place not in known:
        known[place] = WorkCalendar(
            settings.COMPANY_ZONE, slots, lambda year: holidays_of(year, place), closures
        )
    return known[place]


def forget() -> None:
    """Read the rows again before the next answer: after a change, or in a test."""
    Kept.rows = None
    Kept.calendars = {}


def week() -> Hours:
    """The company's hours of each weekday, Monday first, as they stand now."""
    return _hours()


def _read() -> tuple[Hours, Closed, dict[str, WorkCalendar]]:
    """The hours, the closures and the calendars made of them; other threads may be reading too."""
    known, rows = Kept.calendars, Kept.rows
    if rows is None or clock.monotonic() - Kept.read_at > FRESH_FOR:
        fresh = _hours(), tuple(Closure.objects.values_list("starts_on", "ends_on"))
        if fresh != rows:
            known = {}
            Kept.rows, Kept.calendars = fresh, known
        rows, Kept.read_at = fresh, clock.monotonic()
    return *rows, known


def _hours() -> Hours:
    found: list[list[tuple[time, time]]] = [[] for _day in range(7)]
    for weekday, starts, ends in Slot.objects.values_list("weekday", "starts", "ends"):
        found[weekday].append((starts, ends))
    return tuple(tuple(sorted(day)) for day in found) if any(found) else DEFAULT_HOURS
