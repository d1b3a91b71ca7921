"""Campaigns and what they brought."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from alignment.web.business_days import today
from leads.choices import DealStatus, MemberState
from leads.costs import ledger
from leads.models import Campaign, Lead, Opportunity, Touch

MOST_SHOWN = 25


def whole_euros(euros: Decimal) -> Decimal:
    """Rounded half up, as every amount that is shown without cents."""
    return euros.quantize(Decimal(1), ROUND_HALF_UP)


@dataclass(frozen=True)
class Price:
    """Euros spent for each of n; None where nothing came, or nothing is known of the cost."""

    n: int = 0
    spent: Decimal | None = None

    @property
    def each(self) -> Decimal | None:
        return self.spent / self.n if self.n and self.spent is not None else None

    @property
    def whole(self) -> Decimal | None:
        """Each, in whole euros, as it is shown."""
        return None if self.each is None else whole_euros(self.each)

    @property
    def spent_whole(self) -> Decimal | None:
        return None if self.spent is None else whole_euros(self.spent)


@dataclass(frozen=True)
class Yield:
    """What a campaign brought: cycles that ever came so far, and what each cost until today."""

    leads: int = 0
    mql: int = 0
    accepted: int = 0
    won: int = 0
    spent: Decimal | None = None
    per_mql: Price = field(default_factory=Price)
    per_sql: Price = field(default_factory=Price)
    per_customer: Price = field(default_factory=Price)

    @property
    def cost_per_mql(self) -> Decimal | None:
        return self.per_mql.each


def with_yield(campaigns: Iterable[Campaign]) -> list[Campaign]:
    """The campaigns with `brought` (Yield), in four statements for any number of them."""
    rows = list(campaigns)
    found = {row.pop("campaign"): row for row in _counts(rows)}
    first = {row.pop("_campaign"): row for row in _first_counts(rows)}
    book = ledger(rows)
    for row in rows:
        spent = book.cost(row.pk, date.min, today())
        reached = first.get(row.pk, {})
        row.brought = Yield(  # type: ignore[attr-defined]
            **found.get(row.pk, {}),
            spent=None if spent is None else whole_euros(spent),
            per_mql=Price(reached.get("mql", 0), spent),
            per_sql=Price(reached.get("sql", 0), spent),
            per_customer=Price(reached.get("won", 0), spent),
        )
    return rows


def with_totals() -> QuerySet[Campaign]:
    """Campaigns with `answered`, people who did, and `won_total`, the euros signed."""
    won = Opportunity.objects.countable().filter(
        lead__campaign=OuterRef("pk"), status=DealStatus.WON
    )
    total = won.order_by().values("lead__campaign").annotate(total=Sum("value")).values("total")
    people = Count("members", filter=Q(members__state=MemberState.ANSWERED))
    rows = Campaign.objects.select_related("owner")
    return rows.annotate(answered=people, won_total=Subquery(total))


def newest_deals(campaign: Campaign) -> list[Opportunity]:
    """The newest opportunities of the campaign's leads, at most MOST_SHOWN."""
    deals = Opportunity.objects.countable().filter(lead__campaign=campaign)
    deals = deals.select_related("lead__company", "lead__contact", "owner")
    return list(deals.order_by("-opened_at", "-id")[:MOST_SHOWN])


def tracked_link(page: str, campaign: Campaign, *, source: str, medium: str) -> str:
    """The address of a page with the campaign's UTM words; what it already asked stays."""
    parts = urlsplit(page)
    words = {"utm_source": source, "utm_medium": medium, "utm_campaign": campaign.utm_campaign}
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in words]
    asked = [*kept, *((name, value) for name, value in words.items() if value)]
    return urlunsplit(parts._replace(query=urlencode(asked)))


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


def _first_counts(campaigns: list[Campaign]) -> Iterable[dict[str, Any]]:
    """Cycles by the campaign of their first touch (K20)."""
    keys = [row.pk for row in campaigns]
    touched = Touch.objects.filter(campaign__in=keys).values("lead")
    leads = Lead.objects.countable().filter(Q(pk__in=touched) | Q(campaign__in=keys))
    leads = leads.annotate(_campaign=first_campaign()).filter(_campaign__in=keys)
    return (
        leads.order_by()
        .values("_campaign")
        .annotate(
            mql=Count("pk", filter=Q(mql_at__isnull=False, mql_repeat=False)),
            sql=Count("pk", filter=Q(sql_at__isnull=False)),
            won=Count("pk", filter=Q(won_at__isnull=False)),
        )
    )
