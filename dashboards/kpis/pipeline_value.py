"""Pipeline value: what the open opportunities are worth on a day, in full and weighted."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards import open_deals
from dashboards.facts import Facts, instants, known, of_segment
from dashboards.figures import INSTANT, Figure
from dashboards.kpis.win_rate import closed_deals
from dashboards.windows import Window
from leads.choices import DealStatus, DealStep

KEY = "pipeline_value"
VERSION = 1
VIEW = INSTANT
LABEL = _("Pipeline value")
DESCRIPTION = _(
    "The yearly value of the open opportunities on the day, in full and weighted by the chance of "
    "each step in your own history. Dormant ones and those without an amount stand apart."
)
VARIANTS = {"total": _("In full"), "weighted": _("Weighted")}
UNITS = dict.fromkeys(VARIANTS, "money")
FACTS = dict.fromkeys(VARIANTS, "open")
PARTS = ("n", "dormant", "without_amount")
TRAILING = 1
# The chance of a step before there is a history, worth as much as this many closed deals.
PRIOR = {DealStep.DISCOVERY: 0.2, DealStep.PROPOSAL: 0.5, DealStep.NEGOTIATION: 0.7}
PRIOR_WEIGHT = 10
ORDER = list(DealStep)


def default() -> str:
    """Before any forecast: what is on the table."""
    return "total"


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """What stood open on each evening, and the chance of each step as known then."""
    days = instants(windows)
    return Facts(stock=open_deals.stock(days), notes={"chances": _chances(days)}, summed=True)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Euros a year of the open deals that are not dormant, in full or weighted (K19)."""
    chances = facts.notes["chances"][window.last]
    euros: dict[str, Decimal] = defaultdict(Decimal)
    deals: Counter[str] = Counter()
    asleep, asleep_euros, unpriced = 0, Decimal(), 0
    for _d, step, dormant, value, priced, *_segments, n in facts.on(window.last):
        if dormant:
            asleep, asleep_euros = asleep + n, asleep_euros + (value or 0)
            continue
        deals[step] += n
        euros[step] += value or 0
        unpriced += n - priced
    total = float(sum(euros.values(), Decimal()))
    weighted = sum(float(value) * chances[step] for step, value in euros.items())
    return Figure(
        value=total if variant == "total" else weighted,
        numerator=total if variant == "total" else weighted,
        denominator=total,
        n=deals.total(),
        extra={
            "dormant": asleep,
            "dormant_value": float(asleep_euros),
            "without_amount": unpriced,
            "steps": {
                step: {"n": deals[step], "value": float(euros[step]), "chance": chances[step]}
                for step in DealStep.values
            },
        },
        seen=deals.total() + asleep,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The deals open on the day, the dormant ones, or those without an amount."""
    found = open_deals.open_on(window.last).filter(of_segment(segment, segment_value, "lead__"))
    if part == "dormant":
        return found.filter(dormant=1)
    alive = found.filter(dormant=0)
    return alive.filter(value_then__isnull=True) if part == "without_amount" else alive


def chances_on(evening: date) -> dict[str, float]:
    """The chance to win from each step, between 0 and 1, as known on an evening."""
    return _chances([evening])[evening]


def _chances(days: Sequence[date]) -> dict[date, dict[str, float]]:
    """Chance to win from each step, on each evening: own history drawn towards the prior.

    A closed deal speaks for the step where it ended and for all before.
    """
    closed = list(
        closed_deals()
        .filter(known("closed_on", days[-1]))
        .order_by("closed_on")
        .values_list("closed_on", "status", "step")
        .annotate(n=Count("pk"))
    )
    found, won, ended, place = {}, Counter[str](), Counter[str](), 0
    for evening in days:
        while place < len(closed) and closed[place][0] <= evening:
            _day, status, last_step, n = closed[place]
            for step in ORDER[: ORDER.index(DealStep(last_step)) + 1]:
                ended[step] += n
                won[step] += n if status == DealStatus.WON else 0
            place += 1
        found[evening] = {
            str(step): (won[step] + PRIOR_WEIGHT * PRIOR[step]) / (ended[step] + PRIOR_WEIGHT)
            for step in ORDER
        }
    return found
