"""How many leads a revenue takes: the funnel read backwards, with its uncertainty (pure)."""

import random
from dataclasses import dataclass
from decimal import Decimal

# Each rate is drawn from Beta(k + ½, n − k + ½): what the past allows it to be. The seed is fixed,
# so that two people reading the page read the same number.
DRAWS = 4000
SEED = 2026
MONTHS = 12
WEEKS_A_MONTH = 52 / 12
# Fewer cases than this say little: the page says so.
SOLID = 20


@dataclass(frozen=True)
class Ratio:
    """k of n."""

    k: int
    n: int

    @property
    def value(self) -> float | None:
        return self.k / self.n if self.n else None


@dataclass(frozen=True)
class Past:
    """What the company's own funnel did lately; `on_its_way` are open deals by their win rate.

    `to_sql` is of the same accepted leads as `to_opportunity`.
    """

    won: Ratio
    to_opportunity: Ratio
    accepted: Ratio
    mean_deal: Decimal | None
    marketing_share: float | None
    on_its_way: Decimal = Decimal(0)
    to_sql: Ratio = Ratio(0, 0)

    @property
    def is_enough(self) -> bool:
        """Whether every step was taken at least once: else nothing can be computed."""
        rates = (self.won, self.to_opportunity, self.accepted)
        return bool(self.mean_deal and self.marketing_share) and all(rate.k for rate in rates)

    @property
    def is_solid(self) -> bool:
        return min(self.won.n, self.to_opportunity.n, self.accepted.n) >= SOLID


@dataclass(frozen=True)
class Need:
    """What a goal takes; `likely` holds every second time, `safe` four times in five."""

    customers: float
    opportunities: float
    accepted: float
    mqls: float
    likely: float
    safe: float
    sqls: float | None = None
    months: int = MONTHS

    @property
    def a_month(self) -> int:
        return round(self.mqls / self.months)

    @property
    def likely_a_month(self) -> int:
        return round(self.likely / self.months)

    @property
    def safe_a_month(self) -> int:
        return round(self.safe / self.months)


@dataclass(frozen=True)
class Room:
    """Whether sales can take a monthly volume: what all reps take, and each one's share."""

    reps: int
    cap: int | None
    per_week: float | None

    @property
    def monthly(self) -> int | None:
        return int(self.cap * self.reps * WEEKS_A_MONTH) if self.cap else None

    @property
    def is_enough(self) -> bool | None:
        """None where no cap is agreed."""
        if not self.cap or self.per_week is None:
            return None
        return self.per_week <= self.cap


def need_for(revenue: Decimal, past: Past, months: int = MONTHS) -> Need | None:
    """MQLs for a year's revenue (euros to be won by new deals); None while the past says nothing.

    customers = revenue × marketing's share / mean deal, then each rate backwards; spread over
    `months`.
    """
    if not past.is_enough or revenue <= 0:
        return None
    assert past.mean_deal and past.marketing_share
    customers = float(revenue) * past.marketing_share / float(past.mean_deal)
    accepted = customers / (past.won.value or 1) / (past.to_opportunity.value or 1)
    rates = (past.won, past.to_opportunity, past.accepted)
    return _need(accepted, past, months, customers, rates)


def need_for_opportunities(count: float, past: Past, months: int = MONTHS) -> Need | None:
    """MQLs for so many opportunities, by the same rates; None while the past says nothing."""
    if count <= 0 or not (past.to_opportunity.k and past.accepted.k):
        return None
    accepted = count / (past.to_opportunity.value or 1)
    return _need(accepted, past, months, count, (past.to_opportunity, past.accepted))


def need_for_sqls(count: float, past: Past, months: int = MONTHS) -> Need | None:
    """MQLs for so many SQLs, by the same rates; None while the past says nothing."""
    if count <= 0 or not (past.to_sql.k and past.accepted.k):
        return None
    accepted = count / (past.to_sql.value or 1)
    return _need(accepted, past, months, count, (past.to_sql, past.accepted))


def _need(accepted: float, past: Past, months: int, start: float, rates: tuple[Ratio, ...]) -> Need:
    """Every step of the funnel that so many accepted leads make, and the MQLs they take."""
    opportunities = accepted * (past.to_opportunity.value or 0)
    likely, safe = _drawn(start, rates)
    return Need(
        customers=opportunities * (past.won.value or 0),
        opportunities=opportunities,
        accepted=accepted,
        mqls=accepted / (past.accepted.value or 1),
        likely=likely,
        safe=safe,
        sqls=accepted * past.to_sql.value if past.to_sql.value else None,
        months=months,
    )


def room_for(monthly: int, reps: int, cap: int | None) -> Room:
    """A monthly volume spread over the reps, against the hand-overs each takes in a week."""
    per_week = monthly / WEEKS_A_MONTH / reps if reps else None
    return Room(reps, cap, per_week)


def _drawn(customers: float, rates: tuple[Ratio, ...]) -> tuple[float, float]:
    """Median and 80th percentile of the MQLs over draws of the rates."""
    chance = random.Random(SEED)  # noqa: S311
    found = []
    for _draw in range(DRAWS):
        mqls = customers
        for rate in rates:
            mqls /= chance.betavariate(rate.k + 0.5, rate.n - rate.k + 0.5)
        found.append(mqls)
    found.sort()
    return found[DRAWS // 2], found[DRAWS * 8 // 10]
