"""Attribution: which campaigns the revenue won is credited to, by six models."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards import attribution
from dashboards.facts import Facts, Row, of_segment, reach
from dashboards.figures import PERIOD, Figure
from dashboards.journeys import Journey, journeys
from dashboards.kpis import marketing_sourced
from dashboards.windows import Window

KEY = "attribution"
VERSION = 1
VIEW = PERIOD
LABEL = _("Revenue credited to campaigns")
DESCRIPTION = _(
    "The revenue won in the period, shared among the marketing touches of the linked people in the "
    "twelve months before the opportunity and until the signature. The models differ in which "
    "touch gets how much; a deal without a touch is credited to none, and said so."
)
VARIANTS = {
    attribution.FIRST: _("First touch"),
    attribution.LAST: _("Last touch"),
    attribution.LINEAR: _("All alike"),
    attribution.U_SHAPED: _("First touch and lead (U)"),
    attribution.W_SHAPED: _("First touch, lead and opportunity (W)"),
    attribution.TIME_DECAY: _("The latest most (30 days)"),
}
UNITS = dict.fromkeys(VARIANTS, "money")
FACTS = dict.fromkeys(VARIANTS, "won")
PARTS = ("n", "attributed", "unattributed")
TRAILING = 90


def default() -> str:
    """The one for campaigns."""
    return attribution.W_SHAPED


def facts(name: str, windows: Sequence[Window]) -> Facts:
    """Each deal won with its value and, by model, the euros of each campaign."""
    first, last = reach(windows)
    won = marketing_sourced.deals_of("revenue", last, first, last)
    found: list[Row] = []
    for each in journeys(won):
        deal = each.deal
        segments = deal["lead__source"], deal["lead__team"], deal["lead__fit_grade"]
        found.append((deal["won_on"], each.value, credits_of(each), *segments, 1))
    found.sort(key=lambda row: row[0])
    return Facts(found, summed=True)


def measure(variant: str, facts: Facts, window: Window) -> Figure:
    """Euros credited under the model, by campaign in extra; the rest stays unattributed (K18)."""
    credited: dict[str, Decimal] = defaultdict(Decimal)
    deals: Counter[str] = Counter()
    total, n, with_touch = Decimal(), 0, 0
    for _day, value, by_model, *_n in facts.within(window.first, window.last):
        n += 1
        total += value or 0
        with_touch += bool(by_model)
        for key, euros in by_model.get(variant, {}).items():
            credited[key] += euros
            deals[key] += 1
    ours = sum(credited.values(), Decimal())
    return Figure(
        value=float(ours) if n else None,
        numerator=float(ours),
        denominator=float(total),
        n=n,
        extra={
            "attributed": with_touch,
            "unattributed": n - with_touch,
            "credits": {
                key: {"value": float(euros), "n": deals[key]} for key, euros in credited.items()
            },
        },
        seen=n,
    )


def rows(
    variant: str, window: Window, part: str, segment: str = "", segment_value: str = ""
) -> QuerySet:
    """The deals won in the window, those with a marketing touch, those without."""
    found = marketing_sourced.deals_of("revenue", window.as_of, window.first, window.last)
    found = found.filter(of_segment(segment, segment_value, "lead__"))
    if part == "n":
        return found
    touched = [each.deal["pk"] for each in journeys(found) if each.marketing]
    return found.filter(pk__in=touched) if part == "attributed" else found.exclude(pk__in=touched)


def credits_of(journey: Journey) -> dict[str, dict[str, Decimal]]:
    """By model, the euros of the deal that each campaign (or source) gets; none without touch."""
    if not journey.marketing:
        return {}
    return {model: _by_key(journey, model) for model in attribution.MODELS}


def _by_key(journey: Journey, model: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    parts = attribution.shares(model, journey.path)
    euros = attribution.split(journey.value or Decimal(), parts)
    for step, share, part in zip(journey.marketing, parts, euros, strict=True):
        if share:
            found[step.key] += part
    return dict(found)
