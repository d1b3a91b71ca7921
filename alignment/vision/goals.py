"""Shared goals: one draft at a time for each, signed by both teams, changed by a new version."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision import signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models.goals import Direction, GoalFigure, GoalPeriod, Objective
from alignment.web.business_days import DAY, add_months
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER

RATES = frozenset(
    {GoalFigure.ACCEPTANCE, GoalFigure.WIN_RATE, GoalFigure.CONVERSION, GoalFigure.UNTOUCHED}
)
BETTER_LOW = frozenset({GoalFigure.UNTOUCHED, GoalFigure.DECISION})
MONTHS = {GoalPeriod.MONTH: 1, GoalPeriod.QUARTER: 3, GoalPeriod.YEAR: 12}
LONGEST = 731 * DAY
WRITTEN = (
    "figure", "segment", "segment_value", "period", "first", "last", "target", "direction",
    "marketing_owner", "sales_owner",
)  # fmt: skip


def save_objective(objective: Objective | None, *, by: User, **fields: Any) -> Objective:
    """Write a draft: a new goal for None; raises Incomplete with its fields, Conflict if proposed.

    `first` may be any day of a month, quarter or year; `last` is only read for other dates.
    """
    row = objective or Objective(created_by=by)
    wanted = _checked(fields)
    with transaction.atomic():
        if objective:
            signing.need_draft(objective)
        for name in WRITTEN:
            setattr(row, name, wanted[name])
        row.save()
        if not objective:
            record("objective.drafted", actor=by, target=row, figure=row.figure)
    return row


@transaction.atomic
def change(objective: Objective, *, by: User) -> Objective:
    """The draft of the next version of a goal, started from what is in force when there is none.

    Raises Conflict while a version is being signed.
    """
    draft = objective.series().draft().first()
    if draft:
        return draft
    signing.need_nothing_pending(objective.series())
    last = objective.series().aggregate(last=Max("number"))["last"]
    copied = {name: getattr(objective, name) for name in WRITTEN}
    try:
        with transaction.atomic():
            return Objective.objects.create(
                line=objective.line, number=last + 1, created_by=by, **copied
            )
    except IntegrityError:
        # Somebody else started one at the same instant: theirs is the draft.
        return objective.series().draft().get()


@transaction.atomic
def discard(objective: Objective, *, by: User) -> None:
    """Throw a draft away; raises Conflict once it is proposed."""
    signing.need_draft(objective)
    objective.delete()


@transaction.atomic
def stop(objective: Objective, *, by: User, note: str = "") -> None:
    """Give up a goal before its end; it stays on the books.

    Raises NotAllowed unless a manager does it, Conflict when it is not in force.
    """
    if not MANAGER.holds(by):
        raise NotAllowed(_("Only a manager may stop an objective."))
    stopped = Objective.objects.filter(pk=objective.pk, status=VersionStatus.ACTIVE).update(
        status=VersionStatus.SUPERSEDED, superseded_at=timezone.now()
    )
    if not stopped:
        raise Conflict(_("This objective is not in force."))
    facts: dict[str, Any] = {"figure": objective.figure, "note": note[:500]}
    record("objective.stopped", actor=by, target=objective, **facts)


def in_force_on(day: date) -> Any:
    """Goals in force whose days hold the day, the first to end first."""
    found = Objective.objects.in_force().filter(first__lte=day, last__gte=day)
    return found.with_owners().order_by("last", "pk")


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields made whole, or Incomplete with all that is wrong."""
    wrong: dict[str, Any] = {}
    found = {"segment": "", "segment_value": "", "last": None} | fields
    for name, choices in (("figure", GoalFigure), ("period", GoalPeriod)):
        if found.get(name) not in choices.values:
            wrong[name] = _("Not one of the choices.")
    if not isinstance(found.get("first"), date):
        wrong["first"] = _("Required.")
    if not wrong:
        found["first"], found["last"] = _days(found["period"], found["first"], found["last"])
        wrong |= _wrong_days(found["first"], found["last"])
        wrong |= _wrong_target(found["figure"], found.get("target"))
        low = found["figure"] in BETTER_LOW
        found["direction"] = found.get("direction") or (Direction.DOWN if low else Direction.UP)
    wrong |= _wrong_owners(found)
    if wrong:
        raise Incomplete(fields=wrong)
    return found


def _days(period: str, first: date, last: date | None) -> tuple[date, date | None]:
    if period == GoalPeriod.CUSTOM:
        return first, last
    months = MONTHS[GoalPeriod(period)]
    start = date(first.year, (first.month - 1) // months * months + 1, 1)
    return start, add_months(start, months) - DAY


def _wrong_days(first: date, last: date | None) -> dict[str, Any]:
    if last is None:
        return {"last": _("Required.")}
    if last < first:
        return {"last": _("It ends before it begins.")}
    return {"last": _("Two years at most.")} if last - first > LONGEST else {}


def _wrong_target(figure: str, target: Decimal | None) -> dict[str, Any]:
    if target is None or not target.is_finite() or target <= 0:
        return {"target": _("Write a number above zero.")}
    if figure in RATES and target > 1:
        return {"target": _("A share is 100 % at most.")}
    return {"target": _("This is too much.")} if target >= Decimal(10) ** 10 else {}


def _wrong_owners(found: dict[str, Any]) -> dict[str, Any]:
    """An owner may be named later, but only somebody of the team."""
    wrong = {}
    for side in (TeamKind.MARKETING, TeamKind.SALES):
        owner = found.setdefault(f"{side.value}_owner", None)
        if owner is not None and side not in owner.kinds:
            wrong[f"{side.value}_owner"] = _("Choose somebody of this team.")
    return wrong
