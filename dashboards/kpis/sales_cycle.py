"""Sales cycle: how long the deals won in the period took."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, calendar_days, counted, group, of_segment, rank_of, reach
from dashboards.figures import PERIOD, Figure
from dashboards.statistics import MEDIAN_ROWS, mean, median
from dashboards.windows import Window
from leads.choices import DealStatus
from leads.models import Lead, Opportunity

KEY = "sales_cycle"
VERSION = 1
VIEW = PERIOD
LABEL = _("Sales cycle")
DESCRIPTION = _(
    "The median number of days from the opportunity to the signature, for the deals won in the "
    "period; the full journey counts from the day the lead was captured."
)
VARIANTS = {"opportunity": _("Opportunity to won"), "full": _("Captured to won")}
UNITS = dict.fromkeys(VARIANTS, "days")
FACTS = {name: name for name in VARIANTS}
PARTS = ("n", "anomalies")
TRAILING = 90
BEGIN = {"opportunity": "opened_on", "full": "captured_on"}


def default() -> str:
    """What sales can act on."""
    return "opportunity"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Deals won by the day of the signature and the day it began."""
    found = _won(name).filter(won_on__range=reach(windows))
    return Facts(group(found, "won_on", BEGIN[name], lead=_path(name)))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Median in calendar days, P90 by nearest rank and mean in extra (K4).

    A deal signed before it began is kept as 0 days and counted as an anomaly.
    """
    days: Counter[int] = Counter()
    anomalies = 0
    for row in facts.within(window.first, window.last):
        won, begun, n = row[0], row[1], row[-1]
        days[calendar_days(begun, won)] += n
        anomalies += n if won < begun else 0
    return Figure(
        value=median(days.elements()),
        n=days.total(),
        extra={
            "p90": rank_of(days, 0.9),
            "mean": mean(days.elements()),
            "anomalies": anomalies,
            "too_few": days.total() < MEDIAN_ROWS,
        },
        seen=days.total(),
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The deals won in the window (leads for the full journey), or those with odd dates."""
    found = _won(variant).filter(
        of_segment(segment, segment_value, _path(variant)),
        won_on__range=(window.first, window.last),
    )
    if part == "anomalies":
        return found.filter(won_on__lt=F(BEGIN[variant]))
    return found


def _won(variant: str) -> QuerySet:
    if variant == "full":
        return Lead.objects.filter(counted())
    # An opportunity that nobody dated lasted no time that could be measured.
    return Opportunity.objects.filter(
        counted("lead__"), status=DealStatus.WON, opened_inferred=False
    )


def _path(variant: str) -> str:
    return "" if variant == "full" else "lead__"
