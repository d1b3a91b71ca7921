"""Which days a measure covers, and the evening on which it is known. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from alignment.web.business_days import DAY, add_months, first_of_month, working_days_in
from dashboards.choices import Period

# The periods that a night keeps up to date: this one and those before it.
ALIVE = {Period.MONTH: 13, Period.QUARTER: 5, Period.YEAR: 2}
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True)
class Window:
    """Facts from `first` to `last` (both included), known on the evening of `as_of`.

    `start` names the period: its first day, or the evening itself for a day.
    """

    period: str
    start: date
    first: date
    last: date
    as_of: date

    @property
    def is_finished(self) -> bool:
        return self.period == Period.DAY or end_of(self.period, self.start) <= self.as_of


def start_of(period: str, day: date) -> date:
    """The first day of the period that holds the day."""
    if period == Period.DAY:
        return day
    months = MONTHS[Period(period)]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def end_of(period: str, start: date) -> date:
    """The last day of the period that begins on `start`."""
    return start if period == Period.DAY else shifted(period, start, 1) - DAY


def shifted(period: str, start: date, count: int) -> date:
    """The start of the period that many periods later (earlier when negative)."""
    if period == Period.DAY:
        return start + timedelta(days=count)
    return add_months(start, count * MONTHS[Period(period)])


def starts_between(period: str, first: date, last: date) -> Iterator[date]:
    """The starts of every period that has a day between the two, both included."""
    start = start_of(period, first)
    while start <= last:
        yield start
        start = shifted(period, start, 1)


def window(period: str, start: date, as_of: date, *, trailing: int) -> Window:
    """The window of a period; a day looks back over its `trailing` days, itself included."""
    if period == Period.DAY:
        return Window(period, start, start - timedelta(days=trailing - 1), start, as_of)
    return Window(period, start, start, min(end_of(period, start), as_of), as_of)


def days_before(span: Window, days: int) -> Window:
    """The so many days that end just before the window, known on the same evening."""
    last = span.first - DAY
    return Window(Period.DAY, last, last - timedelta(days=days - 1), last, span.as_of)


def previous(span: Window) -> Window:
    """The same stretch one period earlier: an unfinished month against as many working days.

    Empty (`last` before `first`) when the earlier period has no such days yet.
    """
    if span.period == Period.DAY:
        return days_before(span, (span.last - span.first).days + 1)
    start = shifted(span.period, span.start, -1)
    last = end_of(span.period, start)
    if not span.is_finished:
        last = _same_progress(start, last, span)
    return Window(span.period, start, start, last, span.as_of)


def _same_progress(start: date, end: date, span: Window) -> date:
    """The day with as many working days behind it, days off after it where ours has some."""
    done = working_days_in(span.first, span.last)
    day = start - DAY
    while day < end and working_days_in(start, day) < done:
        day += DAY
    on_a_day_off = working_days_in(span.last, span.last) == 0
    while on_a_day_off and day < end and working_days_in(start, day + DAY) == done:
        day += DAY
    return day


def month_before(day: date) -> date:
    """The first day of the month before the day's."""
    return add_months(first_of_month(day), -1)
