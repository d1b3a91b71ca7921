"""Doubled work: what the tool can see of things done twice. For its trend only."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Remake
from alignment.web.business_days import day_bounds, local_date
from dashboards.facts import SEGMENT_COLUMNS, Facts, Row, group, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.windows import Window
from leads.choices import MINIMAL_FILE
from leads.models import Handover, Lead

KEY = "doubled_work"
VERSION = 1
VIEW = PERIOD
LABEL = _("Doubled work")
DESCRIPTION = _(
    "What the tool can see of work done twice: cycles entered twice and merged since, leads sent "
    "back for information that their complete file held already, contents that sales made again. "
    "Much doubled work leaves no trace: read the trend, not the number."
)
VARIANTS = {
    "duplicates": _("Entered twice"),
    "asked_again": _("Asked again though known"),
    "remade": _("Contents made again"),
}
UNITS = dict.fromkeys(VARIANTS, "count")
FACTS = {name: name for name in VARIANTS}
PARTS = ("n",)
TRAILING = 90
# Contents stand behind no lead: neither source, team nor grade.
NOWHERE = ("", None, "")


def default() -> str:
    """What marketing and sales both suffer from."""
    return "duplicates"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Each thing done twice by its day; those of leads with their segments."""
    first, last = reach(windows)
    if name == "duplicates":
        return Facts(group(_merged(first, last), "captured_on"))
    if name == "asked_again":
        return Facts(sorted(_asked(first, last), key=_day))
    days = [local_date(at) for at in _remade(first, last).values_list("at", flat=True)]
    return Facts([(day, *NOWHERE, 1) for day in sorted(days)])


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """How often in the window (K23)."""
    n = sum(row[-1] for row in facts.within(window.first, window.last))
    return Figure(value=n, numerator=n, denominator=n, n=n, seen=0 if variant == "remade" else n)


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The cycles merged, the hand-overs asked about again, or the contents made again."""
    if variant == "duplicates":
        return _merged(window.first, window.last).filter(of_segment(segment, segment_value))
    if variant == "remade":
        return Remake.objects.none() if segment else _remade(window.first, window.last)
    keys = [pk for pk, _missing, _at, *_segments in _again(window.first, window.last)]
    wanted = of_segment(segment, segment_value, "lead__")
    return Handover.objects.filter(wanted, pk__in=keys)


def _merged(first: date, last: date) -> QuerySet[Lead]:
    """Cycles that were another's: left out of every other number."""
    return Lead.objects.filter(
        is_test=False, merged_at__isnull=False, captured_on__range=(first, last)
    )


def _asked(first: date, last: date) -> Iterator[Row]:
    for _pk, _missing, at, *segments in _again(first, last):
        yield (local_date(at), *segments, 1)


def _again(first: date, last: date) -> Iterator[tuple]:
    """Hand-overs with a complete minimal file, sent back for a line of it."""
    start, end = _bounds(first, last)
    found = Handover.objects.countable().filter(
        is_complete=True, returned_at__gte=start, returned_at__lt=end
    )
    names = [f"lead__{column}" for column in SEGMENT_COLUMNS.values()]
    for row in found.order_by("pk").values_list("pk", "missing", "returned_at", *names):
        if any(item in row[1] for item in MINIMAL_FILE):
            yield row


def _remade(first: date, last: date) -> QuerySet[Remake]:
    start, end = _bounds(first, last)
    return Remake.objects.filter(at__gte=start, at__lt=end)


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    return day_bounds(first)[0], day_bounds(last)[1]


def _day(row: Row) -> date:
    return row[0]
