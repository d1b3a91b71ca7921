"""What campaigns cost in a period: one reckoning for every figure (K10, K20).

Precedence: a campaign with costs of its own is worth those, whatever its budget says; without any,
its budget stands for them. Either is spread evenly over its days. A budget without an end is
spread over the year from its start, one without a start is spent on the day it is known from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Incomplete, NotAllowed
from leads.choices import OF_NO_CAMPAIGN
from leads.cleaning import full_clean
from leads.models import Campaign, Cost
from leads.moments import odd_days

YEAR = timedelta(days=364)


@dataclass(frozen=True)
class Spending:
    """Euros spread evenly from the first day to the last, both included."""

    amount: Decimal
    first: date
    last: date

    def within(self, first: date, last: date) -> Decimal:
        """The part that falls between the two days, both included."""
        days = (min(last, self.last) - max(first, self.first)).days + 1
        if days <= 0:
            return Decimal()
        return self.amount * days / ((self.last - self.first).days + 1)


@dataclass(frozen=True)
class Ledger:
    """What every campaign spent, read once; `shared` is what belongs to no campaign."""

    campaigns: Mapping[int, list[Spending]] = field(default_factory=dict)
    shared: Mapping[str, list[Spending]] = field(default_factory=dict)

    def cost(self, campaign: int, first: date, last: date) -> Decimal | None:
        """Euros without tax of a campaign in the period; None when nothing is known of its cost."""
        lines = self.campaigns.get(campaign)
        return None if lines is None else _sum(lines, first, last)

    def costs(self, first: date, last: date) -> dict[int, Decimal]:
        """Euros of each campaign that spent something in the period."""
        found = {pk: _sum(lines, first, last) for pk, lines in self.campaigns.items()}
        return {pk: euros for pk, euros in found.items() if euros}

    def outside(self, first: date, last: date) -> dict[str, Decimal]:
        """Euros of no campaign in the period, by kind of cost."""
        found = {kind: _sum(lines, first, last) for kind, lines in self.shared.items()}
        return {kind: euros for kind, euros in found.items() if euros}

    @property
    def priced(self) -> frozenset[int]:
        """The campaigns of which a cost is known, be it nought."""
        return frozenset(self.campaigns)


def ledger(campaigns: Iterable[Campaign] | None = None) -> Ledger:
    """The spending of these campaigns, or of all and of none, in one or two statements."""
    chosen = None if campaigns is None else list(campaigns)
    rows = Cost.objects.order_by()
    if chosen is not None:
        rows = rows.filter(campaign__in=[row.pk for row in chosen])
    spent: dict[int, list[Spending]] = defaultdict(list)
    shared: dict[str, list[Spending]] = defaultdict(list)
    for row in rows.only("campaign", "kind", "amount", "starts_on", "ends_on"):
        lines = shared[row.kind] if row.campaign_id is None else spent[row.campaign_id]
        lines.append(Spending(row.amount, row.starts_on, row.ends_on))
    for each in _with_budget() if chosen is None else chosen:
        if each.budget is not None and each.pk not in spent:
            spent[each.pk].append(budget_of(each))
    return Ledger(dict(spent), dict(shared))


def _with_budget() -> QuerySet[Campaign]:
    columns = ("pk", "budget", "starts_on", "ends_on", "created_at")
    return Campaign.objects.filter(budget__isnull=False).only(*columns)


def budget_of(campaign: Campaign) -> Spending:
    """The budget over its days, for a campaign that has one."""
    first = campaign.starts_on or campaign.ends_on or local_date(campaign.created_at)
    last = campaign.ends_on or (first + YEAR if campaign.starts_on else first)
    return Spending(campaign.budget or Decimal(), first, last)


def save_cost(cost: Cost | None, *, by: User, campaign: Campaign | None, **fields: Any) -> Cost:
    """Enter or change a cost, in euros without tax; one of no campaign is shared.

    One day is enough: the end is then the same. Raises NotAllowed, or Incomplete with its fields.
    """
    _require_marketing(by)
    row = cost or Cost(campaign=campaign)
    row.by = row.by or by
    for name, value in fields.items():
        setattr(row, name, value)
    row.ends_on = row.ends_on or row.starts_on
    wrong: dict[str, Any] = dict(odd_days({"starts_on": row.starts_on, "ends_on": row.ends_on}))
    if row.campaign is not None and row.kind in OF_NO_CAMPAIGN:
        wrong["kind"] = _("A cost of this kind belongs to no campaign.")
    if wrong:
        raise Incomplete(fields=wrong)
    full_clean(row)
    with transaction.atomic():
        row.save()
        _tell("cost.edited" if cost else "cost.entered", row, by=by)
    return row


def remove_cost(cost: Cost, *, by: User) -> None:
    """Take a cost away; figures that are not closed follow at the next night."""
    _require_marketing(by)
    with transaction.atomic():
        _tell("cost.removed", cost, by=by)
        cost.delete()


def _tell(verb: str, cost: Cost, *, by: User) -> None:
    facts: dict[str, Any] = {"amount": str(cost.amount), "kind": cost.kind, "label": cost.label}
    journal.record(verb, actor=by, target=cost.campaign or cost, **facts)


def _require_marketing(by: User) -> None:
    if not (by.is_marketing or by.is_direction):
        raise NotAllowed


def _sum(lines: Iterable[Spending], first: date, last: date) -> Decimal:
    return sum((line.within(first, last) for line in lines), Decimal())
