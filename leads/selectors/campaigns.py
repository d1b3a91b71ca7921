"""Campaigns and what they brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from leads.choices import DealStatus
from leads.models import Campaign, Lead, Opportunity, Touch

MOST_SHOWN = 25


@dataclass(frozen=True)
class Yield:
    """What a campaign brought: cycles that ever came so far, and what each MQL cost (euros)."""

    leads: int = 0
    mql: int = 0
    accepted: int = 0
    won: int = 0
    cost_per_mql: Decimal | None = None


def with_yield(campaigns: Iterable[Campaign]) -> list[Campaign]:
    """The campaigns with `brought` (Yield), in one grouped statement."""
    rows = list(campaigns)
    found = {row.pop("campaign"): row for row in _counts(rows)}
    for row in rows:
        row.brought = _yield_of(row, found.get(row.pk, {}))  # type: ignore[attr-defined]
    return rows


def won_value(campaign: Campaign) -> Decimal:
    """Euros without tax of the orders signed, yearly where they recur."""
    won = Opportunity.objects.countable().filter(lead__campaign=campaign, status=DealStatus.WON)
    return won.aggregate(total=Sum("value"))["total"] or Decimal(0)


def newest_leads(campaign: Campaign) -> list[Lead]:
    """The newest leads of the campaign, at most MOST_SHOWN."""
    leads = Lead.objects.countable().filter(campaign=campaign).with_people()
    return list(leads.order_by("-captured_at", "-id")[:MOST_SHOWN])


def first_campaign(lead: str = "") -> Coalesce:
    """The campaign of the first touch of a cycle; the lead's own where no touch names one (K20).

    `lead` is the path to the lead ("lead__").
    """
    key = OuterRef(lead.removesuffix("__") or "pk")
    named = Touch.objects.filter(lead=key).order_by("occurred_at", "id").values("campaign")[:1]
    return Coalesce(Subquery(named), F(f"{lead}campaign_id"), output_field=BigIntegerField())


def _counts(campaigns: list[Campaign]) -> Iterable[dict[str, Any]]:
    leads = Lead.objects.countable().filter(campaign__in=[row.pk for row in campaigns])
    return (
        leads.order_by()
        .values("campaign")
        .annotate(
            leads=Count("pk"),
            # A person counts once as a new MQL, as in the figures.
            mql=Count("pk", filter=Q(mql_at__isnull=False, mql_repeat=False)),
            accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
            won=Count("pk", filter=Q(won_at__isnull=False)),
        )
    )


def _yield_of(campaign: Campaign, counts: dict[str, int]) -> Yield:
    mql = counts.get("mql", 0)
    cost = campaign.budget / mql if campaign.budget is not None and mql else None
    return Yield(**counts, cost_per_mql=cost)
