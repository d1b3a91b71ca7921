"""Facts grouped by the database, and how they are cut by segment and by days.

A row of facts is a tuple: the local day it belongs to, what the KPI needs, then the source, the
team and the grade of the lead, then how many leads (hand-overs, deals) are alike. One statement
serves the whole company and every segment.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from alignment.web.business_days import working_days_between
from dashboards.choices import Segment
from dashboards.windows import Window
from leads.choices import Stage

Row = tuple[Any, ...]
SEGMENT_COLUMNS = {Segment.SOURCE: "source", Segment.TEAM: "team", Segment.GRADE: "fit_grade"}
# Where working days are counted from; any fixed day does.
EPOCH = date(2000, 1, 1)
DAY_ONE = itemgetter(0)


@dataclass(frozen=True)
class Facts:
    """Rows in the order of their day; `stock` is what stood on single evenings.

    `notes` hold what is the same for every segment. `summed` rows carry sums, so that two of them
    are never alike.
    """

    rows: Sequence[Row] = ()
    stock: Sequence[Row] = ()
    notes: dict[str, Any] = field(default_factory=dict)
    summed: bool = False
    _told: dict[str, tuple[date, "Facts"]] = field(default_factory=dict, compare=False, repr=False)

    def within(self, first: date, last: date) -> Sequence[Row]:
        """The rows of the days from first to last, both included."""
        low = bisect_left(self.rows, first, key=DAY_ONE)
        return self.rows[low : bisect_right(self.rows, last, lo=low, key=DAY_ONE)]

    def told(
        self,
        name: str,
        as_of: date,
        outcome: Callable[[Row], Any],
        among: Iterable[Row] | None = None,
    ) -> "Facts":
        """Rows of (day, outcome, how many): what had become of them (or `among` them) by then.

        Worked out once for all the windows known on an evening; `name` tells the outcomes apart.
        """
        if name not in self._told or self._told[name][0] != as_of:
            counts: dict[tuple[date, Any], int] = {}
            for row in self.rows if among is None else among:
                key = row[0], outcome(row)
                counts[key] = counts.get(key, 0) + row[-1]
            self._told[name] = as_of, Facts([(*key, n) for key, n in counts.items()])
        return self._told[name][1]

    def on(self, day: date) -> Sequence[Row]:
        """What stood on the evening of the day."""
        low = bisect_left(self.stock, day, key=DAY_ONE)
        return self.stock[low : bisect_right(self.stock, day, lo=low, key=DAY_ONE)]


def group(rows: QuerySet, *columns: str, lead: str = "", **sums: Any) -> list[Row]:
    """One GROUP BY over the columns and the segments; the first column is the day.

    `lead` is the path to the lead ("lead__"); sums stand before the segments.
    """
    names = [*columns, *(lead + name for name in SEGMENT_COLUMNS.values())]
    found = rows.order_by(columns[0]).values_list(*names).annotate(_n=Count("pk"), **sums)
    if not sums:
        return list(found)
    width = len(columns)
    return [
        (*row[:width], *row[width + 4 :], *row[width : width + 3], row[width + 3]) for row in found
    ]


def by_segment(facts: Facts) -> Iterator[tuple[str, str, Facts]]:
    """Segment, value and facts of each value that was seen; rows lose their segments.

    The whole company stands first, whether anything was seen or not.
    """
    rows, stock = (_parted(each, facts.summed) for each in (facts.rows, facts.stock))
    for segment in Segment.values:
        mine, standing = rows[segment], stock[segment]
        for value in sorted({*mine, *standing}) if segment else [""]:
            yield (
                segment,
                value,
                Facts(mine.get(value, ()), standing.get(value, ()), facts.notes, facts.summed),
            )


def of_segment(segment: str, value: str, lead: str = "") -> Q:
    """The condition that keeps the leads of one value of a segment."""
    if not segment:
        return Q()
    if segment == Segment.TEAM and not value:
        return Q(**{f"{lead}team__isnull": True})
    return Q(**{lead + SEGMENT_COLUMNS[Segment(segment)]: value})


def counted(lead: str = "") -> Q:
    """Rows of leads that numbers count: no tests, no merged duplicates."""
    return Q(**{f"{lead}is_test": False}) & ~Q(**{f"{lead}stage": Stage.MERGED})


def known(column: str, as_of: date) -> Q:
    """The fact had happened by the evening of the day."""
    return Q(**{f"{column}__lte": as_of})


def not_known(column: str, as_of: date) -> Q:
    """The fact had not happened by the evening of the day."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": as_of})


def first_known(as_of: date, *days: date | None) -> date | None:
    """The earliest of the days that had come by the evening."""
    return min((day for day in days if day is not None and day <= as_of), default=None)


def working_days(start: date, end: date) -> int:
    """Working days from one day to another, 0 when the end comes first."""
    place = settings.HOLIDAY_ZONE
    return max(0, _working_index(end, place) - _working_index(start, place))


def calendar_days(start: date, end: date) -> int:
    """Days from one day to another, 0 when the end comes first."""
    return max(0, (end - start).days)


@lru_cache(maxsize=16384)
def _working_index(day: date, place: str) -> int:
    return working_days_between(EPOCH, day)


def _parted(rows: Iterable[Row], summed: bool) -> dict[str, dict[str, list[Row]]]:
    """Rows by segment and value, alike ones together, still in the order of their day."""
    parted = _apart(rows) if summed else _together(rows)
    return {
        segment: {"" if value is None else str(value): each for value, each in found.items()}
        for segment, found in parted.items()
    }


def _apart(rows: Iterable[Row]) -> dict[str, dict[Any, list[Row]]]:
    found: dict[str, dict[Any, list[Row]]] = {name: defaultdict(list) for name in Segment.values}
    whole, sources, teams, grades = found.values()
    for row in rows:
        kept, (source, team, grade) = (*row[:-4], row[-1]), row[-4:-1]
        for part in (whole[""], sources[source], teams[team], grades[grade]):
            part.append(kept)
    return found


def _together(rows: Iterable[Row]) -> dict[str, dict[Any, list[Row]]]:
    counts: dict[str, dict[Any, dict[Row, int]]]
    counts = {name: defaultdict(dict) for name in Segment.values}
    whole, sources, teams, grades = counts.values()
    for row in rows:
        key, (source, team, grade, n) = row[:-4], row[-4:]
        for part in (whole[""], sources[source], teams[team], grades[grade]):
            part[key] = part.get(key, 0) + n
    return {
        segment: {value: [(*key, n) for key, n in part.items()] for value, part in parts.items()}
        for segment, parts in counts.items()
    }


def rank_of(counts: Counter[Any], share: float) -> Any:
    """The percentile by nearest rank of counted values; None of nothing."""
    left = share * counts.total()
    for value in sorted(counts):
        left -= counts[value]
        # A hair of tolerance, as 0.9 × 10 must be the ninth and not the tenth.
        if left <= 1e-9:
            return value
    return None


def instants(windows: Iterable[Window]) -> list[date]:
    """The evenings on which stocks are looked at, in order."""
    return sorted({span.last for span in windows})


def evenings(windows: Iterable[Window]) -> list[date]:
    """The evenings on which the windows are known, in order."""
    return sorted({span.as_of for span in windows})


def reach(windows: Sequence[Window]) -> tuple[date, date]:
    """The first and the last day that any of the windows needs."""
    return min(span.first for span in windows), max(span.last for span in windows)
