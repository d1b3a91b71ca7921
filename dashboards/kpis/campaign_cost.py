"""What campaigns cost for each MQL, SQL and customer they brought, and what a customer costs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.facts import EPOCH, Facts, Row, counted, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.histories import LEADS, grouped
from dashboards.windows import Window
from leads import costs
from leads.choices import CostKind
from leads.costs import Ledger
from leads.models import Campaign, Lead
from leads.selectors.campaigns import first_campaign

KEY = "campaign_cost"
VERSION = 1
VIEW = PERIOD
LABEL = _("Cost of acquisition")
DESCRIPTION = _(
    "What campaigns cost in the period (costs, else the budget, spread by day) for each cycle that "
    "came as far in it and whose first touch was theirs. The cost of a customer adds salaries and "
    "sales where they were entered, over the period shifted back by the median cycle."
)
VARIANTS = {
    "mql": _("Cost per MQL"),
    "sql": _("Cost per SQL"),
    "customer": _("Campaign cost per customer"),
    "cac": _("Cost of a new customer (CAC)"),
}
UNITS = dict.fromkeys(VARIANTS, "money")
FACTS = {"mql": "mql", "sql": "sql", "customer": "won", "cac": "won"}
PARTS = ("n",)
TRAILING = 90
# The median cycle is that of the customers of the year before.
YEAR = timedelta(days=365)


def default() -> str:
    """The one that budgets are decided by."""
    return "mql"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Cycles by day and campaign of their first touch; campaigns stand as stock, by channel."""
    first, last = reach(windows)
    columns = (f"{name}_on", "_campaign")
    reached = grouped(LEADS, *columns, between=(first, last), where=_where(name))
    notes: dict[str, Any] = {"ledger": costs.ledger()}
    if name == "won":
        notes["cycles"] = _cycles(first - YEAR, last)
    stock: list[Row] = [
        (EPOCH, pk, channel, None, "", 1)
        for pk, channel in Campaign.objects.order_by("pk").values_list("pk", "channel")
    ]
    return Facts(reached, stock, notes=notes)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Euros for each, with what each campaign spent and brought in extra (K20).

    Nothing brought is no cost per anything: the value is None and the numerator what was spent.
    """
    if variant == "cac":
        return _customer_cost(facts, window)
    brought: dict[int, int] = defaultdict(int)
    for _day, campaign, n in facts.within(window.first, window.last):
        if campaign is not None:
            brought[campaign] += n
    spent = _spent(facts, window.first, window.last)
    n, euros = sum(brought.values()), sum(spent.values(), Decimal())
    each = {
        str(pk): {"spent": float(spent.get(pk, 0)), "n": brought.get(pk, 0)}
        for pk in sorted({*spent, *brought})
    }
    return Figure(
        value=float(euros / n) if n and euros else None,
        numerator=float(euros),
        denominator=n,
        n=n,
        extra={"campaigns": each},
        seen=n,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The cycles that came as far in the window through a campaign; for the CAC, all of them."""
    found = _reached(FACTS[variant], window.first, window.last)
    found = found.filter(of_segment(segment, segment_value))
    return found if variant == "cac" else found.filter(Q(_campaign__isnull=False))


def _customer_cost(facts: Facts, window: Window) -> Figure:
    """All that was spent, shifted back by the median cycle, for each new customer."""
    customers = sum(row[-1] for row in facts.within(window.first, window.last))
    cycle = _median_cycle(facts.notes["cycles"], window.last)
    back = timedelta(days=cycle)
    first, last = window.first - back, window.last - back
    marketing = sum(_spent(facts, first, last).values(), Decimal())
    ledger: Ledger = facts.notes["ledger"]
    outside = ledger.outside(first, last) if facts.stock else {}
    sales = outside.pop(CostKind.SALES, Decimal())
    total = marketing + sum(outside.values(), Decimal()) + sales
    return Figure(
        value=float(total / customers) if customers and total else None,
        numerator=float(total),
        denominator=customers,
        n=customers,
        extra={
            "cycle_days": cycle,
            "campaigns": float(marketing),
            "marketing": float(sum(outside.values(), Decimal())),
            "sales": float(sales),
            "with_salaries": CostKind.SALARIES in outside and bool(sales),
        },
        seen=customers,
    )


def _spent(facts: Facts, first: date, last: date) -> dict[int, Decimal]:
    ledger: Ledger = facts.notes["ledger"]
    mine = {row[1] for row in facts.stock}
    return {pk: euros for pk, euros in ledger.costs(first, last).items() if pk in mine}


def _reached(name: str, first: date, last: date) -> QuerySet[Lead]:
    """Cycles that reached the milestone between the days; a person is a new MQL once a month."""
    found = Lead.objects.filter(counted(), **{f"{name}_on__range": (first, last)}, **_where(name))
    return found.annotate(_campaign=first_campaign())


def _where(name: str) -> dict[str, bool]:
    return {"mql_repeat": False} if name == "mql" else {}


def _cycles(first: date, last: date) -> list[tuple[date, int]]:
    """The day each customer signed and how long the cycle took, in days."""
    won = Lead.objects.filter(counted(), won_on__range=(first, last), won_on__gte=F("captured_on"))
    return [
        (day, (day - captured).days)
        for day, captured in won.order_by("won_on").values_list("won_on", "captured_on")
        if day is not None
    ]


def _median_cycle(cycles: Sequence[tuple[date, int]], evening: date) -> int:
    """Days from first record to signature of half of the year's customers, 0 without any."""
    days = [length for day, length in cycles if evening - YEAR < day <= evening]
    return round(median(days)) if days else 0
