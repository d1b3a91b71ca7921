"""What misalignment costs, as far as the tool can see: each sum with the formula it comes from.

An unknown cost is said to be unknown and never counted as nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, Q, Sum
from django.utils.translation import gettext as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.programme.facts import Cost
from alignment.web import figures
from alignment.web.business_days import today
from dashboards.choices import Period
from dashboards.models import Measure
from dashboards.page import rows_url
from dashboards.selectors import Cut, latest_start
from leads.choices import CostKind, DealStatus, Stage
from leads.costs import ledger
from leads.models import Handover, Opportunity

DAYS, YEAR = 90, 365
# Under this many on either side two rates cannot be told apart.
ENOUGH = 20
HOURS_A_MONTH = Decimal("151.67")
PAY = (CostKind.SALARIES, CostKind.SALES)
# What checking, merging or doing something twice takes: an assumption, and said to be one.
MINUTES_EACH = 20


def costs() -> list[Cost]:
    """Leads nobody touched, answers that came late, work done twice."""
    day = latest_start(Period.DAY)
    return [_untouched(day), _slow(), _doubled(day)] if day else []


def _untouched(day: date) -> Cost:
    """K10 over the 90 days up to the last measured evening."""
    found = _measure("wasted_cost", "spent", day)
    unknown = int(found.extra.get("unknown", 0)) if found else 0
    priced = int(found.extra.get("priced", 0)) if found else 0
    missing = (
        _("For {n} more the cost of the campaign is not known.").format(n=unknown)
        if unknown
        else ""
    )
    return Cost(
        "untouched",
        _("Leads that nobody contacted or that expired"),
        round(found.value) if found and found.value is not None else None,
        _("{n} leads × the cost per MQL of their own campaign").format(n=priced),
        missing,
        rows_url(Cut(Period.DAY, day), "wasted_cost", "spent", "n"),
    )


@dataclass(frozen=True)
class Odds:
    """How often hand-overs with a known end were won."""

    won: int
    ended: int

    @property
    def rate(self) -> float:
        return self.won / self.ended if self.ended else 0.0


def _slow() -> Cost:
    """Late first attempts, times what being late costs in odds, times the mean deal of our own."""
    now = today()
    in_time, late = _odds(True, now), _odds(False, now)
    rows = Handover.objects.countable().filter(handed_over_on__gte=now - timedelta(days=DAYS))
    slow = rows.filter(attempt_on_time=False).count()
    deal = _mean_deal(now)
    label = _("First attempts that came late")
    if min(in_time.ended, late.ended) < ENOUGH or deal is None:
        text = _("late attempts × (rate won when in time − rate won when late) × mean deal")
        return Cost("slow", label, None, text, _("Too few to conclude."))
    lost = max(in_time.rate - late.rate, 0.0)
    formula = _("{n} late attempts × ({fast} won when in time − {slow} when late) × {deal}").format(
        n=slow,
        fast=figures.percent(in_time.rate),
        slow=figures.percent(late.rate),
        deal=figures.money(round(deal)),
    )
    missing = "" if lost else _("Late ones were won as often: no cost can be seen.")
    note = missing or _("An estimate: other things may differ between the two.")
    return Cost("slow", label, round(Decimal(slow) * Decimal(str(lost)) * deal), formula, note)


def _doubled(day: date) -> Cost:
    """K23 times an assumed time, at the hourly cost that the shared salaries give."""
    found = Measure.objects.filter(
        kpi="doubled_work", period=Period.DAY, start=day, segment=""
    ).aggregate(times=Sum("value"))
    hourly = _hourly(today())
    label = _("Work done twice")
    if found["times"] is None:
        text = _("things done twice × minutes each × cost of an hour")
        return Cost("doubled", label, None, text, _("Not measured yet: figures come each night."))
    times = int(found["times"])
    formula = _("{n} times something was done twice × {minutes} minutes (assumed)").format(
        n=times, minutes=MINUTES_EACH
    )
    if hourly is None:
        missing = _("The cost of an hour is not known: enter the salaries among shared costs.")
        return Cost("doubled", label, None, formula, missing)
    formula += _(" × {hourly} an hour").format(hourly=figures.money(round(hourly)))
    return Cost("doubled", label, round(Decimal(times) * MINUTES_EACH / 60 * hourly), formula)


def _odds(in_time: bool, now: date) -> Odds:
    rows = Handover.objects.countable().filter(
        handed_over_on__gte=now - timedelta(days=YEAR), attempt_on_time=in_time,
        lead__closed_on__isnull=False,
    )  # fmt: skip
    found = rows.aggregate(ended=Count("pk"), won=Count("pk", filter=Q(lead__stage=Stage.WON)))
    return Odds(found["won"], found["ended"])


def _mean_deal(now: date) -> Decimal | None:
    won = Opportunity.objects.countable().filter(
        status=DealStatus.WON, won_on__gte=now - timedelta(days=YEAR), value__isnull=False
    )
    return won.aggregate(mean=Avg("value"))["mean"]


def _hourly(now: date) -> Decimal | None:
    """Euros an hour of the people of both teams, from the salaries of the last 90 days."""
    spent = ledger().outside(now - timedelta(days=DAYS), now)
    euros = sum((spent.get(kind, Decimal()) for kind in PAY), Decimal())
    people = User.objects.active().of_kind(TeamKind.MARKETING, TeamKind.SALES).count()
    hours = HOURS_A_MONTH * 12 * DAYS / YEAR
    return euros / people / hours if euros and people else None


def _measure(kpi: str, variant: str, day: date) -> Measure | None:
    return Measure.objects.filter(
        kpi=kpi, variant=variant, period=Period.DAY, start=day, segment=""
    ).first()
