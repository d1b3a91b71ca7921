"""Contents and wins: how much more often deals are won where a content was shown before."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.statistics import relative
from dashboards.facts import Facts, group, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.kpis.win_rate import closed_deals
from dashboards.statistics import rate
from dashboards.windows import Window
from leads.choices import DealStatus
from leads.models import Share
from leads.selectors.contents import DEALS_EACH, WINS_EACH

KEY = "content_influence"
VERSION = 1
VIEW = PERIOD
LABEL = _("Win rate associated with contents")
DESCRIPTION = _(
    "Of the opportunities closed in the period, the win rate where a content was shared before the "
    "close, divided by that where none was. Associated with, never the cause of. Told from 20 "
    "opportunities and 5 wins on each side."
)
VARIANTS = {"": _("Times the rate without")}
UNITS = {"": "times"}
FACTS = {"": "closed"}
PARTS = ("n", "with_content", "with_content_won", "without_content", "without_content_won")
TRAILING = 365


def default() -> str:
    """There is one."""
    return ""


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Closed deals by day, outcome, and whether a content was shown before."""
    found = _deals().filter(closed_on__range=reach(windows))
    return Facts(group(found, "closed_on", "status", "is_shown", lead="lead__"))


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """The ratio of two win rates with Katz's interval (K15); no value while there are too few."""
    deals: Counter[tuple[bool, bool]] = Counter()
    for _day, status, is_shown, n in facts.within(window.first, window.last):
        deals[bool(is_shown), status == DealStatus.WON] += n
    won, other_won = deals[True, True], deals[False, True]
    n, other_n = won + deals[True, False], other_won + deals[False, False]
    enough = min(n, other_n) >= DEALS_EACH and min(won, other_won) >= WINS_EACH
    lift = relative(won, n, other_won, other_n) if enough else None
    return Figure(
        value=lift.value if lift else None,
        numerator=rate(won, n),
        denominator=rate(other_won, other_n),
        n=n + other_n,
        low=lift.interval.low if lift else None,
        high=lift.interval.high if lift else None,
        extra={
            "with_content": n,
            "with_content_won": won,
            "without_content": other_n,
            "without_content_won": other_won,
        },
        seen=n + other_n,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The opportunities closed in the window, with a content or without, won or all."""
    found = _deals().filter(
        of_segment(segment, segment_value, "lead__"),
        closed_on__range=(window.first, window.last),
    )
    if part == "n":
        return found
    found = found.filter(is_shown=part.startswith("with_"))
    return found.filter(Q(status=DealStatus.WON)) if part.endswith("_won") else found


def _deals() -> QuerySet:
    before = Share.objects.filter(lead=OuterRef("lead"), shared_on__lte=OuterRef("closed_on"))
    return closed_deals().annotate(is_shown=Exists(before))
