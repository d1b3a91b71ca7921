"""Recycle yield: of the leads recycled a year before, how many came back as an MQL."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, Row, counted, group, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.statistics import rate, wilson
from dashboards.windows import Window
from leads.choices import Stage
from leads.models import Lead

KEY = "recycle_yield"
VERSION = 1
VIEW = PERIOD
LABEL = _("Recycle yield")
DESCRIPTION = _(
    "Of the leads recycled twelve months before, the share that became an MQL again within these "
    "twelve months: whether keeping them warm brings anything back."
)
VARIANTS = {"yield": _("Back as MQL within a year")}
UNITS = {"yield": "share"}
FACTS = {"yield": "recycled"}
PARTS = ("numerator", "denominator")
TRAILING = 365
# A cycle has this long to come back; only then is it counted.
YEAR = timedelta(days=365)


def default() -> str:
    """There is one reading."""
    return "yield"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Recycled cycles by the day their year was over, with the next cycle's first MQL day."""
    first, last = reach(windows)
    found = group(_recycled(first, last), "closed_on", "_next")
    rows: list[Row] = [(day + YEAR, _is_back(day, again), *rest) for day, again, *rest in found]
    return Facts(rows)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Back as an MQL out of all whose year ended in the window, with Wilson's interval (K22)."""
    back = whole = 0
    for _day, is_back, n in facts.within(window.first, window.last):
        whole += n
        back += n if is_back else 0
    interval = wilson(back, whole)
    return Figure(
        value=rate(back, whole),
        numerator=back,
        denominator=whole,
        n=whole,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        seen=whole,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The recycled cycles whose year ended in the window, or those that came back."""
    found = _recycled(window.first, window.last).filter(of_segment(segment, segment_value))
    if part != "numerator":
        return found
    days = found.order_by().values_list("pk", "closed_on", "_next")
    return found.filter(pk__in=[pk for pk, day, again in days if _is_back(day, again)])


def _recycled(first: date, last: date) -> QuerySet:
    """Cycles whose year ended between the days; `_next` is the MQL day of the one after it."""
    closed = (first - YEAR, last - YEAR)
    found = Lead.objects.filter(counted(), stage=Stage.RECYCLED, closed_on__range=closed)
    again = Lead.objects.filter(counted(), reopened_from=OuterRef("pk"), mql_on__isnull=False)
    return found.annotate(_next=Subquery(again.order_by("mql_on").values("mql_on")[:1]))


def _is_back(recycled: date, again: date | None) -> bool:
    return again is not None and again <= recycled + YEAR
