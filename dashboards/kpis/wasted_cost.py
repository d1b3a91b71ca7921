"""Wasted-lead cost: what was spent on leads that nobody contacted or that expired undecided."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import DAY, add_working_days
from dashboards.facts import (
    Facts,
    Row,
    evenings,
    first_known,
    known,
    not_known,
    of_segment,
    reach,
)
from dashboards.figures import COHORT, Figure
from dashboards.histories import HANDOVERS, LEADS, grouped
from dashboards.windows import Window
from leads import costs
from leads.choices import Verdict
from leads.costs import Ledger
from leads.models import Handover
from leads.selectors.campaigns import first_campaign

KEY = "wasted_cost"
VERSION = 2
VIEW = COHORT
LABEL = _("Cost of wasted leads")
DESCRIPTION = _(
    "For leads handed over at least five working days ago that nobody contacted, or that expired "
    "undecided: the cost per MQL of their own campaign, added up. A campaign without costs or "
    "budget, or a lead without a campaign, is counted apart, never as zero."
)
VARIANTS = {"spent": _("Spent in vain")}
UNITS = {"spent": "money"}
FACTS = {"spent": "handovers"}
PARTS = ("n", "unknown", "priced")
TRAILING = 90
OLD_ENOUGH = 5
KEPT = "kept"


def default() -> str:
    """There is one reading."""
    return "spent"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Hand-overs by day, campaign, first attempt and expiry; the cost per MQL in the notes."""
    columns = ("handed_over_on", "first_attempt_on", "decided_on", "verdict", "_campaign")
    return Facts(
        grouped(HANDOVERS, *columns, between=reach(windows)),
        notes={"costs": costs_per_mql(evenings(windows))},
    )


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Euros over the wasted leads whose campaign has a cost (K10); the others are said apart."""
    per_mql: dict[int, Decimal] = facts.notes["costs"][window.as_of]
    spent, wasted, unknown = Decimal(), 0, 0
    last = min(window.last, _old_enough(window.as_of))
    told = facts.told(KEY, window.as_of, lambda row: _campaign_of(row, window.as_of))
    for _day, campaign, n in told.within(window.first, last):
        if campaign == KEPT:
            continue
        wasted += n
        cost = per_mql.get(campaign)
        if cost is None:
            unknown += n
        else:
            spent += cost * n
    priced = wasted - unknown
    return Figure(
        value=float(spent) if priced or not wasted else None,
        numerator=float(spent),
        denominator=wasted,
        n=wasted,
        extra={"unknown": unknown, "priced": priced},
        seen=wasted,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The wasted hand-overs, those whose campaign has a cost, or those without a known one."""
    last = min(window.last, _old_enough(window.as_of))
    found = Handover.objects.countable().filter(
        of_segment(segment, segment_value, "lead__"), handed_over_on__range=(window.first, last)
    )
    expired = Q(verdict=Verdict.EXPIRED) & known("decided_on", window.as_of)
    found = found.filter(not_known("first_attempt_on", window.as_of) | expired)
    found = found.annotate(_campaign=first_campaign("lead__"))
    priced = Q(_campaign__in=list(costs_per_mql([window.as_of])[window.as_of]))
    if part == "unknown":
        return found.filter(~priced | Q(_campaign__isnull=True))
    return found.filter(priced) if part == "priced" else found


def costs_per_mql(days: Sequence[date]) -> dict[date, dict[int, Decimal]]:
    """Euros per MQL of each campaign up to each evening, where its cost is known and MQLs came."""
    mqls: dict[int, list[date]] = defaultdict(list)
    for day, pk, *_segments, n in grouped(LEADS, "mql_on", "_campaign"):
        if pk is not None:
            mqls[pk] += [day] * n
    book = costs.ledger()
    return {day: _per_mql(book, mqls, day) for day in days}


def _per_mql(book: Ledger, mqls: dict[int, list[date]], day: date) -> dict[int, Decimal]:
    found = {}
    for pk, days in mqls.items():
        count, euros = bisect_right(days, day), book.cost(pk, date.min, day)
        if count and euros:
            found[pk] = euros / count
    return found


def _campaign_of(row: Row, as_of: date) -> int | str | None:
    """The campaign that paid for a wasted lead, None without one; KEPT when it was not wasted."""
    _day, tried, decided, verdict, campaign = row[:5]
    return campaign if _is_wasted(tried, decided, verdict, as_of) else KEPT


def _is_wasted(tried: date | None, decided: date | None, verdict: str, as_of: date) -> bool:
    """Nobody tried by that evening, or it had expired by then."""
    expired = verdict == Verdict.EXPIRED and first_known(as_of, decided) is not None
    return expired or first_known(as_of, tried) is None


def _old_enough(as_of: date) -> date:
    return add_working_days(as_of + DAY, -OLD_ENOUGH)
