"""The days of each lead and of each hand-over, from which the KPIs of a night are counted.

One KPI alone asks the database to count what it needs. A night asks for nearly all of it, a dozen
times over: there both tables are read once, and counted here.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet

from dashboards.facts import SEGMENT_COLUMNS, Row, counted, group
from dashboards.reading import is_read_once, once
from leads.models import Handover, Lead
from leads.selectors.campaigns import first_campaign

Days = tuple[date, date]
EVERY: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class History:
    """A table with the columns that KPIs group it by; `lead` is the path to the lead."""

    name: str
    rows: Callable[[], QuerySet]
    columns: Sequence[str]
    lead: str = ""

    def read(self) -> list[Row]:
        """Every row with its columns and its segments."""
        segments = (self.lead + name for name in SEGMENT_COLUMNS.values())
        return list(self.rows().order_by().values_list(*self.columns, *segments))

    def place(self, column: str) -> int:
        return self.columns.index(column)


LEADS = History(
    "leads",
    lambda: Lead.objects.filter(counted()).annotate(_campaign=first_campaign()),
    (
        "captured_on", "mql_on", "handed_over_on", "accepted_on", "sql_on", "opportunity_on",
        "won_on", "lost_on", "closed_on", "mql_inferred", "handed_over_inferred",
        "accepted_inferred", "sql_inferred", "opportunity_inferred", "mql_repeat", "_campaign",
    ),
)  # fmt: skip
HANDOVERS = History(
    "handovers",
    lambda: Handover.objects.countable().annotate(_campaign=first_campaign("lead__")),
    (
        "handed_over_on", "first_attempt_on", "decided_on", "verdict", "fault", "attempt_on_time",
        "attempt_by_on", "returned_at", "resubmitted_at", "attempt_minutes", "tier", "_campaign",
    ),
    lead="lead__",
)  # fmt: skip


def grouped(
    history: History,
    day: str,
    *columns: str,
    between: Days | None = None,
    where: Mapping[str, object] = EVERY,
) -> list[Row]:
    """Rows of (day, columns, segments, how many) in the order of their day, as `facts.group` does.

    Only rows that have the day (`between` two days, both included) and the values of `where`.
    """
    if not is_read_once():
        reach: dict[str, Any] = {f"{day}__range": between} if between else {f"{day}__isnull": False}
        return group(history.rows().filter(Q(**reach), **where), day, *columns, lead=history.lead)
    rows = _kept(history, day, between, where)
    pick = itemgetter(*(history.place(name) for name in (day, *columns)), -3, -2, -1)
    # Counted in the order of their day, the groups are in that order too.
    return [(*key, n) for key, n in Counter(map(pick, rows)).items()]


def _kept(
    history: History, day: str, between: Days | None, where: Mapping[str, object]
) -> list[Row]:
    rows, at = once(f"{history.name} by {day}", lambda: _in_order(history, day)), history.place(day)
    if between:
        low = bisect_left(rows, between[0], key=itemgetter(at))
        rows = rows[low : bisect_right(rows, between[1], lo=low, key=itemgetter(at))]
    for name, value in where.items():
        place = history.place(name)
        rows = [row for row in rows if row[place] == value]
    return rows


def _in_order(history: History, day: str) -> list[Row]:
    rows, at = once(history.name, history.read), history.place(day)
    return sorted((row for row in rows if row[at] is not None), key=itemgetter(at))
