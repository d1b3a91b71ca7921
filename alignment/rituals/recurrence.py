"""When a ritual comes round: counted on the wall clock, so that 9:30 stays 9:30 all year."""

from collections.abc import Iterator
from datetime import date, datetime, time

from dateutil import rrule

from alignment.rituals.choices import Kind
from alignment.rituals.models import Ritual
from alignment.web.business_days import DAY, first_of_month, is_working_day, zone

# Numbers of a month are steady after five working days: its reviews come in the second week.
WEEK_OF_MONTH = 2
QUARTER = 3


def occurrences(ritual: Ritual, first: date, last: date) -> Iterator[date]:
    """The days on which the ritual falls, both ends included, none before it starts."""
    first = max(first, ritual.starts_on)
    if first > last:
        return
    begin = datetime.combine(_anchor(ritual, first), time())
    rule = rrule.rrule(dtstart=begin, until=datetime.combine(last, time()), **_rule(ritual))
    yield from (found.date() for found in rule if found.date() >= first)


def at(ritual: Ritual, day: date) -> datetime:
    """The instant of the ritual on a day, in the company's zone."""
    return datetime.combine(day, ritual.at, tzinfo=zone())


def kept_day(day: date) -> date:
    """The day itself, or the next worked one when it is a public holiday."""
    while not is_working_day(day):
        day += DAY
    return day


def _anchor(ritual: Ritual, first: date) -> date:
    if ritual.kind == Kind.WEEKLY:
        return first
    month = first_of_month(first)
    if ritual.kind == Kind.MONTHLY:
        return month
    return month.replace(month=(month.month - 1) // QUARTER * QUARTER + 1)


def _rule(ritual: Ritual) -> dict:
    if ritual.kind == Kind.WEEKLY:
        return {"freq": rrule.WEEKLY, "byweekday": ritual.weekday}
    nth = rrule.weekday(ritual.weekday)(WEEK_OF_MONTH)
    interval = 1 if ritual.kind == Kind.MONTHLY else QUARTER
    return {"freq": rrule.MONTHLY, "interval": interval, "byweekday": nth}
