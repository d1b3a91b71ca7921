"""Reading actions: mine, everybody's, and what the done ones changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from alignment.people.models import User
from alignment.rituals.choices import Kind, State
from alignment.rituals.models import Action, Meeting, Ritual

MINE, OPEN, DONE = "mine", "open", "done"
SHOWN = (MINE, OPEN, DONE)


def actions_shown(which: str, user: User) -> QuerySet[Action]:
    """Open ones of the person, all open ones, or the done ones."""
    rows = Action.objects.select_related("owner__team", "owner__second_team", "done_by")
    if which == DONE:
        return rows.done()  # type: ignore[attr-defined]
    waiting = rows.open()  # type: ignore[attr-defined]
    return waiting.filter(owner=user) if which == MINE else waiting


def rituals_shown() -> list[Ritual]:
    """Every ritual with its next meeting and the last ones, in three statements."""
    return list(Ritual.objects.prefetch_related(
        Prefetch("meetings", Meeting.objects.select_related("facilitator", "ritual")), "invited"
    ))  # fmt: skip


def missing_kinds(rituals: list[Ritual]) -> list[Kind]:
    """The kinds of meetings that nobody has set up yet."""
    known = {ritual.kind for ritual in rituals}
    return [kind for kind in Kind if kind not in known]


@dataclass(frozen=True)
class Rhythm:
    """A ritual, its next meeting, the last ones, and K24: meetings held of planned."""

    ritual: Ritual
    next: Meeting | None
    past: list[Meeting]
    held: int
    planned: int


def rhythm(ritual: Ritual, now: datetime, shown: int) -> Rhythm:
    """Read from the prefetched meetings; a meeting counts once its time has come."""
    waiting = (State.PLANNED, State.RUNNING)
    rows = list(ritual.meetings.all())
    due = [row for row in rows if row.planned_at <= now and row.state != State.RUNNING]
    coming = [row for row in rows if row.state in waiting]
    return Rhythm(
        ritual,
        min(coming, key=lambda row: row.planned_at, default=None),
        [row for row in due if row.state not in waiting][:shown],
        sum(row.state == State.HELD for row in due),
        len(due),
    )
