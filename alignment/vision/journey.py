"""The buyer's path, written together: steps, what happens in each; every change is an event."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.journal.services import record
from alignment.people.models import User
from alignment.vision.models.journey import (
    Actor,
    JourneyPoint,
    JourneyStage,
    Milestone,
    PointKind,
)
from alignment.web.errors import Conflict, Incomplete

MOST_STAGES, MOST_POINTS, LONGEST = 8, 8, 160
KINDS = {"moments": PointKind.MOMENT, "frictions": PointKind.FRICTION}
KINDS["accelerators"] = PointKind.ACCELERATOR
# (buyer's words, what they wonder, where it begins for us, who acts)
START = (
    (gettext_lazy("Something bothers us"), gettext_lazy("Is this normal, or can it be better?"),
     Milestone.CAPTURED, Actor.MARKETING),
    (gettext_lazy("We look around"), gettext_lazy("Who does this, and for companies like ours?"),
     Milestone.MQL, Actor.MARKETING),
    (gettext_lazy("We talk to somebody"), gettext_lazy("Do they understand our trade?"),
     Milestone.ACCEPTED, Actor.BOTH),
    (gettext_lazy("We compare"), gettext_lazy("Is it worth its price, and will it work here?"),
     Milestone.SQL, Actor.SALES),
    (gettext_lazy("We sign and start"), gettext_lazy("Was it the right choice?"),
     Milestone.WON, Actor.BOTH),
)  # fmt: skip


@transaction.atomic
def begin(*, by: User | None) -> list[JourneyStage]:
    """Lay down the five proposed steps in the reader's language; Conflict if there are any."""
    if JourneyStage.objects.exists():
        raise Conflict(_("The path is begun already."))
    rows = [
        JourneyStage(position=place, name=str(name), question=str(question),
                     milestone=milestone, actor=actor, changed_by=by)
        for place, (name, question, milestone, actor) in enumerate(START, start=1)
    ]  # fmt: skip
    JourneyStage.objects.bulk_create(rows)
    record("journey.begun", actor=by, target=rows[0], steps=len(rows))
    return rows


@transaction.atomic
def save_stage(stage: JourneyStage | None, *, by: User | None, **fields: Any) -> JourneyStage:
    """Write a step, a new one at the end for None; the event keeps what it was.

    `moments`, `frictions` and `accelerators` are lines of text; those not given stay. Raises
    Incomplete with its fields.
    """
    row = stage or JourneyStage(position=_last() + 1)
    was = told(row) if stage else {}
    said = {name: fields.get(name, getattr(row, name)) for name in ("name", "question", "actor")}
    said["milestone"] = fields.get("milestone", row.milestone)
    lines = {name: _lines(fields[name]) for name in KINDS if name in fields}
    _check(said, lines, stage)
    for name, value in said.items():
        setattr(row, name, value.strip())
    row.changed_by, row.changed_at = by, timezone.now()
    row.save()
    for name, texts in lines.items():
        _rewrite(row, KINDS[name], texts)
    now = told(row)
    changed = [name for name in now if was.get(name) != now[name]]
    if changed:
        facts: dict[str, Any] = {"was": {name: was.get(name) for name in changed}}
        facts["now"] = {name: now[name] for name in changed}
        record("journey.changed", actor=by, target=row, about=row.name, **facts)
    return row


@transaction.atomic
def move(stage: JourneyStage, *, by: User, places: int) -> None:
    """Move a step one place towards the start (-1) or the end (1)."""
    order = list(JourneyStage.objects.select_for_update().all())
    here = next((index for index, each in enumerate(order) if each.pk == stage.pk), None)
    if here is None or places not in (-1, 1) or not 0 <= here + places < len(order):
        raise Incomplete(fields={"places": _("Not one of the choices.")})
    order[here], order[here + places] = order[here + places], order[here]
    for place, each in enumerate(order, start=1):
        each.position = place
    JourneyStage.objects.bulk_update(order, ["position"])
    record("journey.moved", actor=by, target=stage, about=stage.name, places=places)


@transaction.atomic
def remove(stage: JourneyStage, *, by: User) -> None:
    """Take a step out; the event keeps what it said."""
    record("journey.removed", actor=by, target=stage, about=stage.name, was=told(stage))
    stage.delete()


def told(stage: JourneyStage) -> dict[str, Any]:
    """What a step says, as plain values."""
    points = list(stage.points.order_by("position", "pk"))
    said = {name: getattr(stage, name) for name in ("name", "question", "milestone", "actor")}
    return said | {
        name: [point.text for point in points if point.kind == kind] for name, kind in KINDS.items()
    }


def _lines(text: str | list[str]) -> list[str]:
    lines = text.splitlines() if isinstance(text, str) else text
    return list(dict.fromkeys(found for line in lines if (found := " ".join(line.split()))))


def _check(said: dict[str, str], lines: dict[str, list[str]], stage: JourneyStage | None) -> None:
    wrong: dict[str, Any] = {}
    if not said["name"].strip():
        wrong["name"] = _("Required.")
    for name, longest in (("name", 80), ("question", 200)):
        if len(said[name]) > longest:
            wrong[name] = _("Too long.")
    if said["milestone"] and said["milestone"] not in Milestone.values:
        wrong["milestone"] = _("Not one of the choices.")
    if said["actor"] not in Actor.values:
        wrong["actor"] = _("Not one of the choices.")
    for name, texts in lines.items():
        if len(texts) > MOST_POINTS or any(len(text) > LONGEST for text in texts):
            wrong[name] = _("Eight lines at most, each of 160 characters at most.")
    if stage is None and JourneyStage.objects.count() >= MOST_STAGES:
        wrong["name"] = _("Eight steps at most: a path that is read at a glance.")
    taken = JourneyStage.objects.filter(milestone=said["milestone"])
    if stage is not None:
        taken = taken.exclude(pk=stage.pk)
    if said["milestone"] and taken.exists():
        wrong["milestone"] = _("Another step begins there already.")
    if wrong:
        raise Incomplete(fields=wrong)


def _rewrite(stage: JourneyStage, kind: str, texts: list[str]) -> None:
    stage.points.filter(kind=kind).delete()
    JourneyPoint.objects.bulk_create(
        JourneyPoint(stage=stage, kind=kind, text=text, position=place)
        for place, text in enumerate(texts, start=1)
    )


def _last() -> int:
    return JourneyStage.objects.aggregate(last=Max("position"))["last"] or 0
