"""The funnel read backwards from a goal (K21, `sla.required`), down to the contract's volume."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.vision.choices import VersionStatus
from alignment.vision.models.goals import GoalFigure, Objective
from alignment.web.business_days import DAY, today
from alignment.web.errors import Incomplete
from dashboards.goals.page import Card
from sla import agreements
from sla.choices import Promise
from sla.models import Commitment
from sla.required import (
    SOLID,
    Need,
    Past,
    Ratio,
    Room,
    need_for,
    need_for_opportunities,
    need_for_sqls,
    room_for,
)
from sla.selectors.past import past_of, reps_count

FROM = (GoalFigure.REVENUE, GoalFigure.OPPORTUNITIES, GoalFigure.SQLS)
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Funnel:
    """What is left of a goal and what it takes; `need` is None where the past says too little."""

    left: Decimal
    secured: Decimal
    months: int
    past: Past
    need: Need | None
    room: Room | None
    rates: tuple[Ratio, ...]

    @property
    def is_secured(self) -> bool:
        return self.left <= 0

    @property
    def is_solid(self) -> bool:
        """Whether every rate that was used stands on enough cases."""
        return min(rate.n for rate in self.rates) >= SOLID


def need_of(goal: Objective, card: Card, day: date | None = None) -> Funnel | None:
    """The funnel of what is left from a day on (today unless said).

    None for figures that lead to no volume, for a part of the company, and once it is over.
    """
    now = max(day or today(), goal.first)
    gone = goal.last < now or goal.status == VersionStatus.SUPERSEDED
    if goal.figure not in FROM or goal.segment or gone:
        return None
    past = past_of(day or today(), goal.last)
    there = card.progress.value if card.progress and card.progress.value else Decimal(0)
    secured = past.on_its_way if goal.figure == GoalFigure.REVENUE else Decimal(0)
    left = goal.target - there - secured
    months = max(1, round(((goal.last - now) + DAY).days / DAYS_A_MONTH))
    need = _need(goal.figure, left, past, months)
    room = room_for(need.safe_a_month, reps_count(), _cap()) if need else None
    return Funnel(left, secured, months, past, need, room, _rates(goal.figure, past))


@transaction.atomic
def take_volume(goal: Objective, asked: str, *, by: User) -> int:
    """Write the volume into the contract's draft, begun when there is none; the number written.

    Raises Incomplete for no number above zero, and what the contract refuses.
    """
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    if not number:
        raise Incomplete(fields={"number": _("Write a number above zero.")})
    draft = agreements.start_draft(by=by)
    agreements.save_line(draft, by=by, promise=Promise.VOLUME, number=number, sure=True)
    return number


def _need(figure: str, left: Decimal, past: Past, months: int) -> Need | None:
    if figure == GoalFigure.REVENUE:
        return need_for(left, past, months)
    backwards = need_for_sqls if figure == GoalFigure.SQLS else need_for_opportunities
    return backwards(float(left), past, months)


def _rates(figure: str, past: Past) -> tuple[Ratio, ...]:
    """The rates that a figure is read back through."""
    if figure == GoalFigure.SQLS:
        return past.to_sql, past.accepted
    both = past.to_opportunity, past.accepted
    return (past.won, *both) if figure == GoalFigure.REVENUE else both


def _cap() -> int | None:
    """Hand-overs a week that each rep takes by the contract in force."""
    found = Commitment.objects.filter(agreement__status="active", promise=Promise.CAPACITY)
    return found.values_list("number", flat=True).first()
