"""Minutes of working time: weekly hours of a place, without its holidays and closures. Pure.

Each year is laid out once as a list of openings in UTC with the working time before each, so that
counting and looking ahead are two searches, whatever lies between, and clock changes need no rule.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1) // MICROSECOND
DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1990, 2120
# A calendar that opens less often than this has nothing to promise in.
YEARS_AHEAD = 10

Slots = Sequence[Sequence[tuple[time, time]]]


class NeverOpen(ValueError):
    """The calendar has no working time in the years ahead: nothing can be due."""


@dataclass(frozen=True)
class Year:
    """Openings of one year in microseconds since 1970 (UTC), and the working time before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]

    @property
    def total(self) -> int:
        return self.before[-1] + self.ends[-1] - self.starts[-1] if self.starts else 0


class WorkCalendar:
    """When a place works. `slots` holds (from, to) in local time for each weekday, Monday first."""

    def __init__(
        self,
        zone_name: str,
        slots: Slots,
        days_off: Callable[[int], Collection[date]],
        closures: Sequence[tuple[date, date]] = (),
    ) -> None:
        self.zone_name = zone_name
        self.slots = tuple(tuple(sorted(day)) for day in slots)
        if not any(self.slots):
            raise NeverOpen
        self._zone = ZoneInfo(zone_name)
        self._days_off = days_off
        self._closures = tuple(closures)
        self._years: dict[int, Year] = {}

    @property
    def day_minutes(self) -> int:
        """Working minutes of the fullest weekday: what "one working day" means."""
        return max(sum(_minutes(starts, ends) for starts, ends in day) for day in self.slots if day)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from start to end; 0 when the end comes first."""
        if end <= start:
            return 0
        first, done = self._place(_stamp(start))
        last, reached = self._place(_stamp(end))
        whole = sum(self._year(number).total for number in range(first, last))
        return (whole + reached - done) // MINUTE

    def due(self, start: datetime, minutes: int) -> datetime:
        """When so many working minutes after `start` are over (UTC).

        At the end of a slot rather than at the opening of the next. Raises NeverOpen.
        """
        if minutes <= 0:
            return start.astimezone(UTC)
        number, done = self._place(_stamp(start))
        wanted, idle = done + minutes * MINUTE, 0
        while wanted > self._year(number).total:
            idle = 0 if self._year(number).total else idle + 1
            if idle > YEARS_AHEAD or number > LAST_YEAR:
                raise NeverOpen
            wanted -= self._year(number).total
            number += 1
        year = self._year(number)
        index = bisect_right(year.before, wanted - 1) - 1
        return _moment(year.starts[index] + wanted - year.before[index])

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at that moment; the last instant of a slot is closed."""
        stamp = _stamp(at)
        year = self._year(self._year_of(stamp))
        index = bisect_right(year.starts, stamp) - 1
        return index >= 0 and stamp < year.ends[index]

    def next_opening(self, at: datetime) -> datetime:
        """The moment itself while open, else the next opening (UTC). Raises NeverOpen."""
        if self.is_open(at):
            return at.astimezone(UTC)
        stamp = _stamp(at)
        first = self._year_of(stamp)
        for number in range(first, min(first + YEARS_AHEAD, LAST_YEAR) + 1):
            year = self._year(number)
            index = bisect_right(year.starts, stamp)
            if index < len(year.starts):
                return _moment(year.starts[index])
        raise NeverOpen

    def is_day_off(self, day: date) -> bool:
        """A day without any working time: weekend, public holiday or closure."""
        return not self.slots[day.weekday()] or self._is_closed(day)

    def _place(self, stamp: int) -> tuple[int, int]:
        """The local year of the moment, and the working time of that year before it."""
        number = self._year_of(stamp)
        year = self._year(number)
        index = bisect_right(year.starts, stamp) - 1
        if index < 0:
            return number, 0
        return number, year.before[index] + min(stamp, year.ends[index]) - year.starts[index]

    def _year_of(self, stamp: int) -> int:
        return _moment(stamp).astimezone(self._zone).year

    def _year(self, number: int) -> Year:
        if number not in self._years:
            self._years[number] = self._laid_out(number)
        return self._years[number]

    def _laid_out(self, number: int) -> Year:
        year, day, worked = Year([], [], []), date(number, 1, 1), 0
        if not FIRST_YEAR <= number <= LAST_YEAR:
            return year
        while day.year == number:
            if not self._is_closed(day):
                for starts, ends in self.slots[day.weekday()]:
                    opens, closes = self._local(day, starts), self._local(day, ends)
                    if year.ends:  # in the hour that a clock change skips, slots run together
                        opens = max(opens, year.ends[-1])
                    if opens < closes:
                        year.starts.append(opens)
                        year.ends.append(closes)
                        year.before.append(worked)
                        worked += closes - opens
            day += DAY
        return year

    def _local(self, day: date, hour: time) -> int:
        return _stamp(datetime.combine(day, hour, tzinfo=self._zone))

    def _is_closed(self, day: date) -> bool:
        closed = any(first <= day <= last for first, last in self._closures)
        return closed or day in self._days_off(day.year)


def _minutes(starts: time, ends: time) -> int:
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def _stamp(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _moment(stamp: int) -> datetime:
    return EPOCH + stamp * MICROSECOND
