"""What may be signed, month by month: open opportunities in full and weighted (domain: K19)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from dashboards import open_deals
from dashboards.kpis import pipeline_value
from leads.choices import DealStep

MOST_MONTHS = 12


@dataclass
class Line:
    """Deals together; euros a year without tax. `weighted` counts each by its step's chance."""

    deals: int = 0
    value: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    unpriced: int = 0

    @property
    def whole(self) -> Decimal:
        """The weighted sum as it is shown, in whole euros."""
        return self.weighted.quantize(Decimal(1), ROUND_HALF_UP)

    def add(self, deals: int, value: Decimal | None, priced: int, chance: float) -> None:
        self.deals += deals
        self.value += value or 0
        self.weighted += (value or Decimal(0)) * Decimal(str(chance))
        self.unpriced += deals - priced


@dataclass
class Month(Line):
    """What is expected in a month; None is a deal without a date, or beyond the last month."""

    first: date | None = None
    label: str = ""
    # Of the largest month, in percent.
    share: int = 0
    weighted_share: int = 0


@dataclass
class Forecast:
    """The months ahead, what falls outside them, and what sleeps."""

    as_of: date
    months: list[Month] = field(default_factory=list)
    later: Month = field(default_factory=lambda: Month(label=_("Later")))
    undated: Month = field(default_factory=lambda: Month(label=_("Without a date")))
    alive: Line = field(default_factory=Line)
    dormant: Line = field(default_factory=Line)
    chances: dict[str, float] = field(default_factory=dict)

    @property
    def lines(self) -> list[Month]:
        """The months, then what falls outside them where there is any."""
        return [*self.months, *(line for line in (self.later, self.undated) if line.deals)]


def forecast(as_of: date) -> Forecast:
    """The forecast as known on the evening of a local day, in two statements.

    The same rows as « Pipeline value »: the months, those later and those without a date add up
    to it; dormant deals stand apart, in full.
    """
    chances = pipeline_value.chances_on(as_of)
    found = Forecast(as_of, chances=chances)
    months = {first: Month(first=first) for first in _months(as_of)}
    for first, step, is_dormant, deals, value, priced in _rows(as_of):
        if is_dormant:
            found.dormant.add(deals, value, priced, 0)
            continue
        line = months.get(first) or (found.later if first else found.undated)
        for one in (line, found.alive):
            one.add(deals, value, priced, chances[step])
    found.months = _until_last(list(months.values()))
    _draw(found.lines)
    return found


def _rows(as_of: date) -> Any:
    return (
        open_deals.open_on(as_of)
        .annotate(month=TruncMonth("expected_close_on_then"))
        .order_by()
        .values_list("month", "step_then", "dormant")
        .annotate(deals=Count("pk"), total=Sum("value_then"), priced=Count("value_then"))
    )


def _months(as_of: date) -> list[date]:
    start = as_of.year * 12 + as_of.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(start, start + MOST_MONTHS)]


def _until_last(months: list[Month]) -> list[Month]:
    """Without the empty months at the end, at least three."""
    last = max((place for place, month in enumerate(months) if month.deals), default=0)
    return months[: max(last + 1, 3)]


def _draw(months: list[Month]) -> None:
    largest = max((month.value for month in months), default=Decimal(0))
    for month in months:
        month.share = round(100 * month.value / largest) if largest else 0
        month.weighted_share = round(100 * month.weighted / largest) if largest else 0


def steps(found: Forecast) -> list[tuple[str, float]]:
    """Each step in words with its chance of being won, between 0 and 1."""
    return [(str(step.label), found.chances[step]) for step in DealStep]
