"""Immersions, trainings, pairs and joint projects: planned, done, and what changed."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.programme.choices import ImmersionState
from alignment.programme.models import Immersion, Milestone, Pair, Project, Training
from alignment.web.business_days import today
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER

NOT_THE_OTHER_TEAM = _("Choose somebody of the other team.")
PAST = _("This day is past.")


@transaction.atomic
def plan_immersion(
    *, by: User, host: User, on: date, meeting: uuid.UUID | None = None
) -> Immersion:
    """Go along with somebody of another team, to a meeting if one is named; the host is told.

    Raises Incomplete for one's own team or a past day, Conflict when it is planned already.
    """
    wrong = {}
    if not _of_different_teams(by, host):
        wrong["host"] = NOT_THE_OTHER_TEAM
    if on < today():
        wrong["on"] = PAST
    _stop_at(wrong)
    try:
        with transaction.atomic():
            row = Immersion.objects.create(
                guest=by, host=host, planned_on=on, meeting=meeting, created_by=by
            )
    except IntegrityError:
        raise Conflict(_("You go along to this meeting already."), code="planned") from None
    journal.record("immersion.planned", actor=by, target=row, tell=[host.pk])
    return row


@transaction.atomic
def report(
    row: Immersion,
    *,
    by: User,
    learned: str,
    to_change: str = "",
    content_idea: str = "",
    nothing: bool = False,
) -> Immersion:
    """Say in three lines what it taught; what is to change becomes an action or a request.

    Raises NotAllowed (somebody else's), Conflict unless planned, Incomplete without what was
    learned, or with neither a change, an idea nor the word that there is none.
    """
    require_guest(row, by)
    said = {"learned": _line(learned), "to_change": _line(to_change)}
    said["content_idea"] = _line(content_idea)
    wrong = {}
    if not said["learned"]:
        wrong["learned"] = _("Say in one line what you learned.")
    if not nothing and not (said["to_change"] or said["content_idea"]):
        wrong["to_change"] = _("Say what to change, or tick that nothing is.")
    _stop_at(wrong)
    planned = Immersion.objects.filter(pk=row.pk, state=ImmersionState.PLANNED)
    if not planned.update(state=ImmersionState.DONE, reported_at=timezone.now(), **said):
        raise Conflict(_("It was reported or cancelled already."), code="not_planned")
    row.refresh_from_db()
    journal.record("immersion.reported", actor=by, target=row, tell=[row.host_id])
    row.refresh_from_db(fields=["actions"])
    return row


@transaction.atomic
def cancel_immersion(row: Immersion, *, by: User) -> Immersion:
    """It will not take place; raises NotAllowed for somebody who is in neither role."""
    if by.pk not in (row.guest_id, row.host_id) and not MANAGER.holds(by):
        raise NotAllowed
    planned = Immersion.objects.filter(pk=row.pk, state=ImmersionState.PLANNED)
    if not planned.update(state=ImmersionState.CANCELLED):
        raise Conflict(_("It was reported or cancelled already."), code="not_planned")
    row.refresh_from_db()
    tell = [pk for pk in (row.guest_id, row.host_id) if pk != by.pk]
    journal.record("immersion.cancelled", actor=by, target=row, tell=tell)
    return row


@transaction.atomic
def plan_training(
    *, by: User, title: str, owner: User, on: date, attendees: Iterable[User] = (),
    material: Any | None = None, metric: str = "",
) -> Training:  # fmt: skip
    """Plan that somebody shows the others how they work; who is invited is told."""
    title, wrong = _line(title), {}
    if not title:
        wrong["title"] = _("Required.")
    if on < today():
        wrong["on"] = PAST
    _stop_at(wrong)
    row = Training.objects.create(
        title=title, owner=owner, planned_on=on, material=material, metric=metric, created_by=by
    )
    guests = [person for person in attendees if person.pk != owner.pk]
    row.attendees.set(guests)
    tell = sorted({owner.pk, *(person.pk for person in guests)} - {by.pk})
    journal.record("training.planned", actor=by, target=row, tell=tell)
    return row


@transaction.atomic
def hold_training(row: Training, *, by: User, on: date, attendees: Iterable[User]) -> Training:
    """Note that it took place, and who was there."""
    require_trainer(row, by)
    if on > today():
        raise Incomplete(fields={"on": _("This day is still to come.")})
    row.held_on = on
    row.save(update_fields=["held_on"])
    row.attendees.set([person for person in attendees if person.pk != row.owner_id])
    journal.record("training.held", actor=by, target=row)
    return row


@transaction.atomic
def make_pair(
    *, by: User, first: User, second: User, starts_on: date, ends_on: date,
    next_on: date | None = None,
) -> Pair:  # fmt: skip
    """Put two people of different teams together for a time; both are told."""
    wrong = {}
    if not _of_different_teams(first, second):
        wrong["second"] = NOT_THE_OTHER_TEAM
    if ends_on <= starts_on:
        wrong["ends_on"] = _("The end must come after the start.")
    _stop_at(wrong)
    row = Pair.objects.create(
        first=first, second=second, starts_on=starts_on, ends_on=ends_on, next_on=next_on,
        created_by=by,
    )  # fmt: skip
    journal.record("pair.made", actor=by, target=row, tell=sorted({first.pk, second.pk} - {by.pk}))
    return row


@transaction.atomic
def meet_again(row: Pair, *, by: User, next_on: date | None, end: bool = False) -> Pair:
    """Say when the two meet next, or that the pair has ended; nothing of what they say is kept."""
    if by.pk not in (row.first_id, row.second_id) and not MANAGER.holds(by):
        raise NotAllowed
    if row.ended_on:
        raise Conflict(_("This pair has ended."), code="ended")
    if not end and (next_on is None or next_on < today()):
        raise Incomplete(fields={"next_on": _("Choose a day to come.")})
    row.next_on, row.ended_on = (None, today()) if end else (next_on, None)
    row.save(update_fields=["next_on", "ended_on"])
    journal.record("pair.ended" if end else "pair.dated", actor=by, target=row)
    return row


@transaction.atomic
def start_project(
    *, by: User, title: str, kind: str, goal: str, marketing_lead: User, sales_lead: User
) -> Project:
    """Begin something that both teams carry, with a lead of each; both are told."""
    title, goal = _line(title), _line(goal)
    wrong = {}
    if not title:
        wrong["title"] = _("Required.")
    if not goal:
        wrong["goal"] = _("Say what it is for, in one line.")
    if not marketing_lead.is_marketing:
        wrong["marketing_lead"] = _("Choose somebody of marketing.")
    if not sales_lead.is_sales or sales_lead.pk == marketing_lead.pk:
        wrong["sales_lead"] = _("Choose somebody of sales.")
    _stop_at(wrong)
    row = Project.objects.create(
        title=title, kind=kind, goal=goal, marketing_lead=marketing_lead, sales_lead=sales_lead,
        created_by=by,
    )  # fmt: skip
    tell = sorted({marketing_lead.pk, sales_lead.pk} - {by.pk})
    journal.record("project.started", actor=by, target=row, tell=tell)
    return row


@transaction.atomic
def add_milestone(project: Project, *, by: User, title: str, due_on: date) -> Milestone:
    """Add a step with its day."""
    _require_open(project)
    if not (title := _line(title)):
        raise Incomplete(fields={"title": _("Required.")})
    row = Milestone.objects.create(project=project, title=title, due_on=due_on)
    journal.record("project.changed", actor=by, target=project)
    return row


@transaction.atomic
def tick_milestone(row: Milestone, *, by: User, done: bool) -> Milestone:
    """A step is done, or is not after all."""
    _require_open(row.project)
    row.done_on = today() if done else None
    row.save(update_fields=["done_on"])
    journal.record("project.changed", actor=by, target=row.project)
    return row


@transaction.atomic
def end_project(project: Project, *, by: User, outcome: str) -> Project:
    """Say what came of it; who leads it, or a manager, ends it."""
    require_lead(project, by)
    _require_open(project)
    if not (outcome := _line(outcome)):
        raise Incomplete(fields={"outcome": _("Say in one line what came of it.")})
    project.outcome, project.ended_on = outcome, today()
    project.save(update_fields=["outcome", "ended_on"])
    journal.record("project.ended", actor=by, target=project)
    return project


def require_guest(row: Immersion, by: User) -> None:
    """Raise NotAllowed for anybody but who went along."""
    if row.guest_id != by.pk:
        raise NotAllowed(_("Only the person who went along can say what it taught."))


def require_trainer(row: Training, by: User) -> None:
    """Raise NotAllowed for anybody but who gives it, or a manager."""
    if by.pk != row.owner_id and not MANAGER.holds(by):
        raise NotAllowed(_("Only who gives the training, or a manager, can say this."))


def require_lead(project: Project, by: User) -> None:
    """Raise NotAllowed for anybody but who leads it, or a manager."""
    if by.pk not in (project.marketing_lead_id, project.sales_lead_id) and not MANAGER.holds(by):
        raise NotAllowed(_("Only who leads the project, or a manager, can end it."))


def _require_open(project: Project) -> None:
    if project.ended_on:
        raise Conflict(_("This project has ended."), code="ended")


def _of_different_teams(one: User, other: User) -> bool:
    return one.pk != other.pk and bool(one.kinds) and bool(other.kinds - {one.team_kind})


def _line(text: str) -> str:
    return " ".join(text.split())


def _stop_at(wrong: dict) -> None:
    if wrong:
        raise Incomplete(fields=wrong)
