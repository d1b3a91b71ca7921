"""Opportunities as they are looked at: what each step holds, and which ones fell asleep."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from alignment.web.business_days import local_date, today
from leads.choices import DealStatus, DealStep
from leads.filters import IDLE_DAYS
from leads.models import Opportunity

CARDS = 50
# What a row, a card and the form show; sorting would carry all of a lead's eighty columns.
SHOWN = (
    "public_id", "name", "status", "step", "amount", "recurrence", "value", "expected_close_on",
    "origin", "opened_at", "touched_at", "won_on", "lost_on", "cancelled_on", "reason",
    "competitor", "lead__public_id", "lead__need", "lead__external_id", "lead__company__name",
    "lead__contact__first_name", "lead__contact__last_name", "lead__contact__email",
    "lead__contact__phone", "owner__first_name", "owner__last_name", "owner__email",
    "owner__team__kind",
)  # fmt: skip


@dataclass
class StepColumn:
    """One step: how many opportunities match, their sum (euros, yearly), those without amount."""

    step: DealStep
    deals: int = 0
    value: Decimal = Decimal(0)
    to_estimate: int = 0
    cards: list[Opportunity] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.step.label)


@dataclass(frozen=True)
class Totals:
    """Of everything that matches, not of the page in hand; euros without tax, yearly."""

    deals: int
    value: Decimal
    to_estimate: int


def deals_shown() -> QuerySet[Opportunity]:
    """Opportunities of leads that exist, with what a row shows."""
    rows = Opportunity.objects.filter(lead__merged_at__isnull=True)
    return rows.select_related("lead__company", "lead__contact", "owner__team").only(*SHOWN)


def steps_of(deals: QuerySet[Opportunity]) -> list[StepColumn]:
    """The three steps in their order with the sums of the open ones, in one statement."""
    columns = {step: StepColumn(step) for step in DealStep}
    rows: Any = deals.filter(status=DealStatus.OPEN).order_by().values("step").annotate(**_SUMS)
    for row in rows:
        column = columns[DealStep(row["step"])]
        column.deals, column.to_estimate = row["deals"], row["to_estimate"]
        column.value = row["total"] or Decimal(0)
    return list(columns.values())


def with_cards(columns: list[StepColumn], deals: QuerySet[Opportunity]) -> list[StepColumn]:
    """The first CARDS of each step, next signature first, in one statement per step."""
    for column in columns:
        rows = deals.filter(status=DealStatus.OPEN, step=column.step)
        rows = rows.order_by(F("expected_close_on").asc(nulls_last=True), "id")
        column.cards = marked(rows[:CARDS])
    return columns


def totals_of(deals: QuerySet[Opportunity]) -> Totals:
    """Number and sum of everything that matches, in one statement."""
    row = deals.order_by().aggregate(**_SUMS)
    return Totals(row["deals"], row["total"] or Decimal(0), row["to_estimate"])


def marked(deals: Iterable[Opportunity]) -> list[Opportunity]:
    """The opportunities with `is_dormant` and `is_past` (expected date gone by)."""
    rows, now = list(deals), today()
    for deal in rows:
        deal.is_past = is_past(deal, now)  # type: ignore[attr-defined]
        deal.is_dormant = is_dormant(deal, now)  # type: ignore[attr-defined]
    return rows


def is_past(deal: Opportunity, now: date) -> bool:
    """Open after the day its signature was expected on."""
    expected = deal.expected_close_on
    return deal.status == DealStatus.OPEN and expected is not None and expected < now


def is_dormant(deal: Opportunity, now: date) -> bool:
    """See also: OpportunityFilter.is_dormant, its twin in SQL."""
    idle = local_date(deal.touched_at) < now - timedelta(days=IDLE_DAYS)
    return is_past(deal, now) or (deal.status == DealStatus.OPEN and idle)


_SUMS = {
    "deals": Count("pk"),
    "total": Sum("value"),
    "to_estimate": Count("pk", filter=Q(amount__isnull=True)),
}
