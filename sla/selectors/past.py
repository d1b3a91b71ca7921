"""What the funnel did in the last twelve months, for sizing a promise of volume."""

from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, Q, Sum

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import DAY
from leads.choices import DealStatus, Origin
from leads.models import Handover, Lead, Opportunity
from leads.reasons import DealReason
from sla.required import Past, Ratio
from sla.selectors.kept import ACCEPTED, REJECTED

TRAILING = 365 * DAY


def past_of(today: date, until: date | None = None) -> Past:
    """Own rates, mean deal and marketing's share over the twelve months up to yesterday.

    Open deals are on their way when they are due until a day, a year from today unless said.
    """
    days = (today - TRAILING, today - DAY)
    deals = _deals(days)
    to_sql, to_opportunity = _onwards(days)
    won = Ratio(deals["won"], deals["won"] + deals["lost"])
    return Past(
        won=won,
        to_sql=to_sql,
        to_opportunity=to_opportunity,
        accepted=_accepted(days),
        mean_deal=_euros(deals["mean"]),
        marketing_share=_share(deals["marketing"], deals["total"]),
        on_its_way=_on_its_way(until or today + TRAILING, won),
    )


def reps_count() -> int:
    """Reps who take leads: active people of sales, managers among them only when they are alone."""
    sales = User.objects.active().filter(team__kind=TeamKind.SALES)
    return sales.filter(is_manager=False).count() or sales.count()


def _deals(days: tuple[date, date]) -> dict:
    won = Q(status=DealStatus.WON, won_on__range=days)
    lost = Q(status=DealStatus.LOST, lost_on__range=days) & ~Q(reason=DealReason.INVALID)
    return Opportunity.objects.countable().aggregate(
        won=Count("pk", filter=won),
        lost=Count("pk", filter=lost),
        mean=Avg("value", filter=won),
        total=Sum("value", filter=won),
        marketing=Sum("value", filter=won & Q(origin=Origin.MARKETING)),
    )


def _on_its_way(until: date, won: Ratio) -> Decimal:
    """Open deals due until a day, at the rate at which deals are won (euros)."""
    due = Opportunity.objects.countable().open().filter(expected_close_on__lte=until)
    total = due.aggregate(total=Sum("value"))["total"] or 0
    return Decimal(float(total) * (won.value or 0)).quantize(Decimal(1))


def _onwards(days: tuple[date, date]) -> tuple[Ratio, Ratio]:
    """Of the leads accepted that went on or ended: to SQL, to opportunity.

    Those still worked on say nothing yet.
    """
    there = Q(opportunity_at__isnull=False)
    counts = Lead.objects.countable().filter(
        there | Q(closed_at__isnull=False), accepted_on__range=days
    )
    found = counts.aggregate(
        n=Count("pk"),
        sqls=Count("pk", filter=Q(sql_at__isnull=False)),
        k=Count("pk", filter=there),
    )
    return Ratio(found["sqls"], found["n"]), Ratio(found["k"], found["n"])


def _accepted(days: tuple[date, date]) -> Ratio:
    found = (
        Handover.objects.countable()
        .filter(decided_on__range=days)
        .aggregate(yes=Count("pk", filter=ACCEPTED), no=Count("pk", filter=REJECTED))
    )
    return Ratio(found["yes"], found["yes"] + found["no"])


def _euros(value: Decimal | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal(1))


def _share(part: Decimal | None, total: Decimal | None) -> float | None:
    return float(part / total) if part and total else None
