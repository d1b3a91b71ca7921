"""Marketing-influenced: the share of pipeline and revenue that marketing had a hand in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import local_date
from dashboards.facts import Facts, Row, evenings, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.journeys import Journey, journeys
from dashboards.kpis import marketing_sourced
from dashboards.windows import Window
from leads.choices import Origin
from leads.models import Opportunity

KEY = "marketing_influenced"
VERSION = 1
VIEW = PERIOD
LABEL = _("Influenced by marketing")
DESCRIPTION = _(
    "The share by value of the deals with at least one form, event, click or asked content of a "
    "linked person between 90 days before the opportunity and its close (or that evening). What "
    "marketing started is part of it: the two are never added."
)
VARIANTS = {"pipeline": _("Pipeline created"), "revenue": _("Revenue won")}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = {name: name for name in VARIANTS}
PARTS = ("n", "influenced", "without_amount")
TRAILING = 90


def default() -> str:
    """Money in."""
    return "revenue"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Each deal of each evening with its value and the day from which it was influenced."""
    hands = {each.deal["pk"]: influenced_on(each) for each in journeys(_ever(name, windows))}
    found: list[Row] = []
    columns = ("pk", "value_then", "lead__source", "lead__team", "lead__fit_grade")
    for evening in evenings(windows):
        first, last = reach([span for span in windows if span.as_of == evening])
        deals = marketing_sourced.deals_of(name, evening, first, last).order_by()
        for day, key, value, *segments in deals.values_list(_day(name), *columns):
            found.append((day, evening, hands[key], value, *segments, 1))
    found.sort(key=lambda row: row[0])
    return Facts(found, summed=True)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Euros of influenced deals out of all euros (K17)."""
    total = ours = Decimal()
    n = influenced = unpriced = 0
    for _d, evening, since, value, *_n in facts.within(window.first, window.last):
        if evening != window.as_of:
            continue
        n += 1
        unpriced += value is None
        total += value or 0
        if since is not None and since <= window.as_of:
            influenced += 1
            ours += value or 0
    return Figure(
        value=float(ours / total) if total else None,
        numerator=float(ours),
        denominator=float(total),
        n=n,
        extra={
            "influenced": influenced,
            "without_amount": unpriced,
            "count_share": influenced / n if n else None,
        },
        seen=n,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The opportunities created or won in the window, the influenced, those without amount."""
    found = marketing_sourced.deals_of(variant, window.as_of, window.first, window.last)
    found = found.filter(of_segment(segment, segment_value, "lead__"))
    if part == "without_amount":
        return found.filter(Q(value_then__isnull=True))
    return found.filter(pk__in=_influenced(found, window.as_of)) if part == "influenced" else found


def _influenced(found: QuerySet[Opportunity], evening: date) -> list[int]:
    return [
        each.deal["pk"]
        for each in journeys(found)
        if (day := influenced_on(each)) is not None and day <= evening
    ]


def influenced_on(journey: Journey) -> date | None:
    """From which day on it counts as influenced: what marketing started does from the opening."""
    if journey.deal["origin"] == Origin.MARKETING:
        return journey.deal["opened_on"]
    return local_date(journey.influenced_at) if journey.influenced_at else None


def _ever(name: str, windows: Sequence[Window]) -> QuerySet[Opportunity]:
    condition: dict[str, Any] = {f"{_day(name)}__range": reach(windows)}
    return Opportunity.objects.filter(**condition)


def _day(variant: str) -> str:
    return "opened_on" if variant == "pipeline" else "won_on"
