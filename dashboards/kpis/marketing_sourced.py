"""Marketing-sourced: the share of pipeline and revenue that marketing started."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, Row, counted, evenings, group, not_known, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.windows import Window
from leads.choices import DealStatus, Origin
from leads.models import DealRevision, Opportunity

KEY = "marketing_sourced"
VERSION = 1
VIEW = PERIOD
LABEL = _("Started by marketing")
DESCRIPTION = _(
    "The share by value that marketing started, of the pipeline created and of the revenue won in "
    "the period. Who started it is fixed when the opportunity is created; unknown is never spread."
)
VARIANTS = {"pipeline": _("Pipeline created"), "revenue": _("Revenue won")}
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
    for evening in evenings(windows):
        first, last = reach([span for span in windows if span.as_of == evening])
        deals = _deals(name, evening).filter(**{f"{_day(name)}__range": (first, last)})
        grouped = group(deals, _day(name), "origin", lead="lead__", **sums)
        found += [(row[0], evening, *row[1:]) for row in grouped]
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
    wanted = {"marketing": Q(origin=Origin.MARKETING), "without_amount": Q(value_then__isnull=True)}
    return found.filter(wanted.get(part, Q()))


def _day(variant: str) -> str:
    return "opened_on" if variant == "pipeline" else "won_on"


def _deals(variant: str, evening: date) -> QuerySet:
    """Deals with the value they had on the evening; the amount of a won deal is final."""
    deals = Opportunity.objects.filter(counted("lead__"))
    if variant == "revenue":
        return deals.filter(status=DealStatus.WON).annotate(value_then=F("value"))
    revisions = DealRevision.objects.filter(opportunity=OuterRef("pk"), on__lte=evening)
    newest = revisions.order_by("-on", "-id").values("value")[:1]
    return (
        deals.filter(not_known("cancelled_on", evening))
        .annotate(revised=Exists(revisions))
        .annotate(value_then=Case(When(revised=True, then=Subquery(newest)), default=F("value")))
    )
