"""What the demo company wants to reach: goals of the year and the quarter, one being signed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision import signing
from alignment.vision.goals import save_objective
from alignment.vision.models.goals import GoalFigure, GoalPeriod, Objective
from alignment.web.business_days import DAY, add_months, local_date
from dashboards.choices import Period
from dashboards.goals import measuring
from dashboards.windows import start_of
from leads.choices import DealStatus
from leads.models import Lead, Opportunity

# A little more than what was done: what a company writes down in a good week.
MORE = Decimal("1.1")


def write(*, now: datetime, months: int, **_others: Any) -> None:
    """Goals that both teams signed, measured up to yesterday, and one that waits for a word."""
    day = local_date(now)
    quarter, year = start_of(Period.QUARTER, day), start_of(Period.YEAR, day)
    won = Opportunity.objects.countable().filter(status=DealStatus.WON)
    a_day = (won.aggregate(total=Sum("value"))["total"] or 0) / Decimal(max(1, months) * 30)
    sqls = Lead.objects.countable().filter(sql_on__isnull=False).count() / (months * 30)
    _signed(GoalFigure.REVENUE, GoalPeriod.YEAR, year, _round(a_day * 365 * MORE, 10_000), day)
    _signed(GoalFigure.SQLS, GoalPeriod.QUARTER, quarter, _round(sqls * 92, 5), day)
    _signed(GoalFigure.ACCEPTANCE, GoalPeriod.QUARTER, quarter, Decimal("0.8"), day)
    _signed(GoalFigure.DECISION, GoalPeriod.QUARTER, quarter, Decimal(2), day)
    before = add_months(quarter, -3)
    _signed(GoalFigure.SQLS, GoalPeriod.QUARTER, before, _round(sqls * 85, 5), day)
    _proposed(GoalFigure.OPPORTUNITIES, add_months(quarter, 3), _round(sqls * 60, 5))


def _round(value: Any, step: int) -> Decimal:
    return max(Decimal(step), Decimal(round(float(value) / step)) * step)


def _signed(figure: str, period: str, first: date, target: Decimal, day: date) -> None:
    goal = _draft(figure, period, first, target)
    signing.propose(goal, by=_manager(TeamKind.MARKETING))
    for side in (TeamKind.MARKETING, TeamKind.SALES):
        signing.sign(goal, by=_manager(side), side=side.value)
    signed_at = goal.created_at - (local_date(goal.created_at) - (first - 7 * DAY))
    Objective.objects.filter(pk=goal.pk).update(
        created_at=signed_at, proposed_at=signed_at, marketing_at=signed_at,
        sales_at=signed_at, effective_at=signed_at,
    )  # fmt: skip
    measuring.measure(goal, day - DAY)


def _proposed(figure: str, first: date, target: Decimal) -> None:
    goal = _draft(figure, GoalPeriod.QUARTER, first, target)
    signing.propose(goal, by=_manager(TeamKind.MARKETING))


def _draft(figure: str, period: str, first: date, target: Decimal) -> Objective:
    marketing, sales = (_manager(side) for side in (TeamKind.MARKETING, TeamKind.SALES))
    return save_objective(
        None, by=marketing, figure=figure, period=period, first=first, target=target,
        marketing_owner=marketing, sales_owner=sales,
    )  # fmt: skip


def _manager(kind: str) -> User:
    """Who manages the team, or whoever is in it."""
    people = User.objects.active().filter(team__kind=kind).order_by("-is_manager", "pk")
    return people[0]
