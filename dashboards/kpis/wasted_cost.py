"""Wasted-lead cost: what was spent on leads that nobody contacted or that expired undecided."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import DAY, add_working_days
from dashboards.facts import (
    Facts,
    Row,
    counted,
    first_known,
    group,
    known,
    not_known,
    of_segment,
    reach,
)
from dashboards.figures import COHORT, Figure
from dashboards.windows import Window
from leads.choices import Verdict
from leads.models import Campaign, Handover, Lead

KEY = "wasted_cost"
VERSION = 1
VIEW = COHORT
LABEL = _("Cost of wasted leads")
DESCRIPTION = _(
    "For leads handed over at least five working days ago that nobody contacted, or that expired "
    "undecided: the cost per MQL of their own campaign, added up. A campaign without a budget, or "
    "a lead without a campaign, is counted apart, never as zero."
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
    found = Handover.objects.countable().filter(handed_over_on__range=reach(windows))
    columns = ("handed_over_on", "first_attempt_on", "decided_on", "verdict", "lead__campaign")
    return Facts(group(found, *columns, lead="lead__"), notes={"costs": cost_per_mql()})


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Euros over the wasted leads whose campaign has a cost (K10); the others are said apart."""
    costs: dict[int, Decimal] = facts.notes["costs"]
    spent, wasted, unknown = Decimal(), 0, 0
    last = min(window.last, _old_enough(window.as_of))
    told = facts.told(KEY, window.as_of, lambda row: _campaign_of(row, window.as_of))
    for _day, campaign, n in told.within(window.first, last):
        if campaign == KEPT:
            continue
        wasted += n
        cost = costs.get(campaign)
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
    priced = Q(lead__campaign__in=list(cost_per_mql()))
    if part == "unknown":
        return found.filter(~priced | Q(lead__campaign__isnull=True))
    return found.filter(priced) if part == "priced" else found


def cost_per_mql() -> dict[int, Decimal]:
    """Euros per MQL of each campaign that has a budget and brought at least one MQL."""
    mqls = dict(
        Lead.objects.filter(counted(), campaign__isnull=False, mql_on__isnull=False)
        .order_by()
        .values_list("campaign")
        .annotate(n=Count("pk"))
    )
    budgets = Campaign.objects.filter(budget__gt=0).values_list("pk", "budget")
    return {pk: budget / mqls[pk] for pk, budget in budgets if mqls.get(pk)}


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
