"""The forms of tasks: one line that is read, and the task field by field."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import zone
from leads.choices import TaskKind
from leads.forms.fields import DayField, PersonField
from leads.forms.records import RecordForm, line, menu
from leads.mentions import members, mentions_in
from leads.models import Task
from leads.parsing.plans import LIMIT, Plan, lasts, read_plan
from leads.todo import LONGEST_NOTE, LONGEST_TITLE


@dataclass(frozen=True)
class Reading:
    """A line as it was understood: what, when, and for whom (None: oneself)."""

    plan: Plan
    owner: User | None

    @property
    def starts_at(self) -> datetime | None:
        return at_hour(self.plan.due_on, self.plan.starts)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        plan, starts = self.plan, self.starts_at
        return {
            "title": plan.title,
            "kind": plan.kind,
            "due_on": plan.due_on,
            "starts_at": starts,
            "ends_at": ends_at(starts, at_hour(plan.due_on, plan.ends), plan.kind),
        }


def read_line(text: str) -> Reading:
    """Read a line now; « @Maya » gives it to her."""
    text, owner = text[:LIMIT], None
    for mention in mentions_in(text, members()) if "@" in text else ():
        owner, text = mention.user, text[: mention.start] + text[mention.end :]
        break
    return Reading(
        read_plan(text, timezone.localtime(timezone.now(), zone()).replace(tzinfo=None)), owner
    )


def at_hour(day: date | None, hour: time | None) -> datetime | None:
    """An hour of the company's wall clock as an instant."""
    return datetime.combine(day, hour, tzinfo=zone()) if day and hour else None


def ends_at(starts: datetime | None, ends: datetime | None, kind: str) -> datetime | None:
    """The end that was said, else what such a thing usually takes."""
    return (ends or starts + lasts(kind)) if starts else None


class PlanForm(RecordForm):
    """What to do and when, in one line."""

    line = line(
        _("What, and when?"), LIMIT, required=True, placeholder=_("Call Claire back Tuesday 10am")
    )
    owner = PersonField(tuple(TeamKind), label=_("For"), required=False)
    renamed = dict.fromkeys(("title", "due_on", "starts_at", "ends_at", "kind"), "line")

    def values(self) -> dict[str, Any]:
        reading = read_line(self.cleaned_data["line"])
        owner = self.cleaned_data["owner"] or reading.owner
        return reading.values() | ({"owner": owner} if owner else {})


class TaskForm(RecordForm):
    """A task, field by field."""

    title = line(_("What"), LONGEST_TITLE, required=True)
    kind = menu(_("Kind"), TaskKind.choices, required=True)
    due_on = DayField(label=_("Day"), required=False)
    starts = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("To"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    owner = PersonField(tuple(TeamKind), label=_("Who"), required=True)
    place = line(_("Place"), LONGEST_TITLE)
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    renamed = {"starts_at": "starts", "ends_at": "ends"}

    def __init__(self, data: Any = None, *, task: Task) -> None:
        local = {
            name: timezone.localtime(at, zone()).time() if at else None
            for name, at in (("starts", task.starts_at), ("ends", task.ends_at))
        }
        known = {name: getattr(task, name) for name in ("title", "kind", "due_on", "place", "note")}
        super().__init__(data, initial=known | local | {"owner": task.owner.public_id})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts") and not data.get("due_on"):
            self.add_error("due_on", _("An hour needs a day."))
        return data

    def values(self) -> dict[str, Any]:
        values = super().values()
        starts, ends = values.pop("starts"), values.pop("ends")
        values["starts_at"] = at_hour(values["due_on"], starts)
        said = at_hour(values["due_on"], ends)
        values["ends_at"] = ends_at(values["starts_at"], said, values["kind"])
        return values
