"""Marketing-sourced: the share of pipeline and revenue that marketing started."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, Row, counted, evenings, group, not_known, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.journeys import journeys
from dashboards.windows import Window
from leads.choices import ORIGIN_OF_SOURCE, DealStatus, Origin, origin_of
from leads.models import DealRevision, Opportunity

KEY = "marketing_sourced"
VERSION = 2
VIEW = PERIOD
LABEL = _("Started by marketing")
DESCRIPTION = _(
    "The share by value that marketing started, of the pipeline created and of the revenue won in "
    "the period; unknown is never spread. By first touch: the first one of any linked person in "
    "the twelve months before, fixed when the opportunity is created. By source: that of the lead. "
    "Before sales: a touch of marketing came before the first act of sales."
)
VARIANTS = {
    "pipeline": _("Pipeline created"),
    "revenue": _("Revenue won"),
    "pipeline_source": _("Pipeline created, by source"),
    "revenue_source": _("Revenue won, by source"),
    "pipeline_presales": _("Pipeline created, before sales"),
    "revenue_presales": _("Revenue won, before sales"),
}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = {name: name for name in VARIANTS}
PARTS = ("n", "marketing", "without_amount")
TRAILING = 90


def default() -> str:
    """Money in."""
    return "revenue"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Deals by day and origin with their value, as known on each evening."""
    found: list[Row] = []
    sums = {"_value": Sum("value_then"), "_priced": Count("value_then")}
    origin = _origins(name, windows)
    for evening in evenings(windows):
        first, last = reach([span for span in windows if span.as_of == evening])
        deals = _deals(name, evening).filter(**{f"{_day(name)}__range": (first, last)})
        keyed = deals.annotate(_key=F(KEYS[_reading(name)]))
        for day, key, *rest in group(keyed, _day(name), "_key", lead="lead__", **sums):
            found.append((day, evening, origin(key), *rest))
    found.sort(key=lambda row: row[0])
    return Facts(found, summed=True)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Marketing's euros out of all euros, with the split by origin in extra (K16)."""
    deals: Counter[str] = Counter()
    euros: dict[str, Decimal] = defaultdict(Decimal)
    unpriced = 0
    for _d, evening, origin, value, priced, *_segments, n in facts.within(
        window.first, window.last
    ):
        if evening == window.as_of:
            deals[origin] += n
            euros[origin] += value or 0
            unpriced += n - priced
    total, ours = sum(euros.values(), Decimal()), euros[Origin.MARKETING]
    stated = total - euros[Origin.UNKNOWN]
    return Figure(
        value=float(ours / total) if total else None,
        numerator=float(ours),
        denominator=float(total),
        n=deals.total(),
        extra={
            "origins": {
                name: {"n": deals[name], "value": float(euros[name])} for name in Origin.values
            },
            "known_share": float(ours / stated) if stated else None,
            "count_share": deals[Origin.MARKETING] / deals.total() if deals else None,
            "marketing": deals[Origin.MARKETING],
            "without_amount": unpriced,
        },
        seen=deals.total(),
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The opportunities created or won in the window, those of marketing, those without amount."""
    found = _deals(variant, window.as_of).filter(
        of_segment(segment, segment_value, "lead__"),
        **{f"{_day(variant)}__range": (window.first, window.last)},
    )
    if part == "without_amount":
        return found.filter(value_then__isnull=True)
    return found.filter(_by_marketing(variant, found)) if part == "marketing" else found


# What tells who started a deal, by reading.
FIRST_TOUCH, SOURCE, PRESALES = "", "source", "presales"
KEYS = {FIRST_TOUCH: "origin", SOURCE: "lead__source", PRESALES: "pk"}


def variant_of(base: str, reading: str) -> str:
    """The variant of a reading: `revenue_source`; that of the first touch has no suffix."""
    return f"{base}_{reading}" if reading else base


def deals_of(variant: str, evening: date, first: date, last: date) -> QuerySet[Opportunity]:
    """Deals opened (or won) between two days with `value_then`, their value on the evening."""
    return _deals(variant, evening).filter(**{f"{_day(variant)}__range": (first, last)})


def _reading(variant: str) -> str:
    return variant.partition("_")[2]


def _origins(variant: str, windows: Sequence[Window]) -> Callable[[Any], str]:
    """How the key of a group tells who started its deals."""
    reading = _reading(variant)
    if reading == SOURCE:
        return origin_of
    if reading == PRESALES:
        deals = Opportunity.objects.filter(**{f"{_day(variant)}__range": reach(windows)})
        started = {each.deal["pk"]: each.before_sales for each in journeys(deals)}
        return lambda key: started[key]
    return str


def _by_marketing(variant: str, found: QuerySet[Opportunity]) -> Q:
    reading = _reading(variant)
    if reading == SOURCE:
        return ~Q(lead__source__in=list(ORIGIN_OF_SOURCE))
    if reading == PRESALES:
        ours = [e.deal["pk"] for e in journeys(found) if e.before_sales == Origin.MARKETING]
        return Q(pk__in=ours)
    return Q(origin=Origin.MARKETING)


def _day(variant: str) -> str:
    return "opened_on" if variant.startswith("pipeline") else "won_on"


def _deals(variant: str, evening: date) -> QuerySet:
    """Deals with the value they had on the evening; the amount of a won deal is final."""
    deals = Opportunity.objects.filter(counted("lead__"))
    if variant.startswith("revenue"):
        return deals.filter(status=DealStatus.WON).annotate(value_then=F("value"))
    revisions = DealRevision.objects.filter(opportunity=OuterRef("pk"), on__lte=evening)
    newest = revisions.order_by("-on", "-id").values("value")[:1]
    return (
        deals.filter(not_known("cancelled_on", evening))
        .annotate(revised=Exists(revisions))
        .annotate(value_then=Case(When(revised=True, then=Subquery(newest)), default=F("value")))
    )
