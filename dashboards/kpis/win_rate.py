"""Win rate: of the deals closed in the period, the share won."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dashboards.facts import Facts, counted, group, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.statistics import rate, wilson
from dashboards.windows import Window
from leads.choices import DealStatus
from leads.models import Opportunity
from leads.reasons import DealReason

KEY = "win_rate"
VERSION = 1
VIEW = PERIOD
LABEL = _("Win rate")
DESCRIPTION = _(
    "Won out of won and lost, among the opportunities closed in the period. A customer who did "
    "not decide is a loss; invalid and duplicate ones do not count."
)
VARIANTS = {"count": _("By number"), "value": _("By value")}
UNITS = dict.fromkeys(VARIANTS, "share")
FACTS = dict.fromkeys(VARIANTS, "closed")
PARTS = ("won", "lost", "without_amount")
TRAILING = 90


def default() -> str:
    """By number: one large deal does not decide it."""
    return "count"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Closed deals by day and outcome, with their value and how many have one."""
    found = closed_deals().filter(closed_on__range=reach(windows))
    sums = {"_value": Sum("value"), "_priced": Count("value")}
    return Facts(group(found, "closed_on", "status", lead="lead__", **sums), summed=True)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Won of won and lost, by number with a Wilson interval, or by value in euros (K7)."""
    deals: Counter[str] = Counter()
    euros: dict[str, Decimal] = {DealStatus.WON: Decimal(), DealStatus.LOST: Decimal()}
    unpriced = 0
    for _day, status, value, priced, *_segments, n in facts.within(window.first, window.last):
        deals[status] += n
        euros[status] += value or 0
        unpriced += n - priced
    won, lost = deals[DealStatus.WON], deals[DealStatus.LOST]
    extra = {"won": won, "lost": lost, "without_amount": unpriced}
    if variant == "value":
        total = euros[DealStatus.WON] + euros[DealStatus.LOST]
        return Figure(
            value=float(euros[DealStatus.WON] / total) if total else None,
            numerator=float(euros[DealStatus.WON]),
            denominator=float(total),
            n=won + lost - unpriced,
            extra=extra,
            seen=won + lost,
        )
    interval = wilson(won, won + lost)
    return Figure(
        value=rate(won, won + lost),
        numerator=won,
        denominator=won + lost,
        n=won + lost,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        extra=extra,
        seen=won + lost,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The opportunities closed in the window: won, lost, or without an amount."""
    found = closed_deals().filter(
        of_segment(segment, segment_value, "lead__"), closed_on__range=(window.first, window.last)
    )
    wanted = {
        "won": Q(status=DealStatus.WON),
        "lost": Q(status=DealStatus.LOST),
        "without_amount": Q(value__isnull=True),
    }
    return found.filter(wanted.get(part, Q()))


def closed_deals() -> QuerySet:
    """Won and lost opportunities with the day they closed, without invalid ones."""
    return (
        Opportunity.objects.filter(counted("lead__"), status__in=(DealStatus.WON, DealStatus.LOST))
        .exclude(reason=DealReason.INVALID)
        .annotate(closed_on=Coalesce(F("won_on"), F("lost_on")))
    )
