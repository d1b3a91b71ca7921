"""How one transition is written: locked, checked, compare-and-set, recorded, reversible."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import custom_fields
from leads.choices import MILESTONES, Stage
from leads.models import Lead
from leads.moments import is_odd, too_late
from leads.transitions.hearing import who_hears
from leads.transitions.lines import Action
from leads.transitions.table import ACTIONS

CLOCK_SKEW = timedelta(minutes=1)


class Move:
    """What one transition will write to the lead and its rows; committed at the end of `moving`."""

    def __init__(self, lead: Lead, action: Action, by: User | None, at: datetime) -> None:
        self.lead = lead
        self.action = action
        self.by = by
        self.at = at
        self.came_from = lead.stage
        self.facts: dict[str, Any] = {}
        self._changes: dict[str, Any] = {}
        self._before_rows: list[list[Any]] = []

    def to(self, stage: str) -> None:
        """Enter a stage, and raise the high-water mark when it is a milestone."""
        self.set(stage=stage, stage_entered_at=self.at)
        if stage in MILESTONES and MILESTONES.index(Stage(stage)) > MILESTONES.index(
            Stage(self.lead.highest)
        ):
            self.set(highest=stage)

    def set(self, **fields: Any) -> None:
        """Write fields of the lead; the last value of a field wins."""
        self._changes.update(fields)

    def stamp(self, milestone: str, *, inferred: bool = False) -> None:
        """Set a milestone's instant and local day, unless it stands already."""
        if getattr(self.lead, f"{milestone}_at") is not None:
            return
        self.set(**{f"{milestone}_at": self.at, f"{milestone}_on": local_date(self.at)})
        if inferred:
            self.set(**{f"{milestone}_inferred": True})

    def close(self, reason: str = "") -> None:
        """End the cycle: nobody has the ball and no clock runs."""
        self.set(
            closed_at=self.at,
            closed_on=local_date(self.at),
            due_at=None,
            close_reason=reason,
            next_action="",
            next_action_on=None,
        )

    def change(self, row: models.Model, **fields: Any) -> None:
        """Write fields of a related row and keep what they were."""
        before = {name: _plain(row, name) for name in fields}
        self._before_rows.append([row._meta.label_lower, row.pk, before])
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))

    def create(self, row: models.Model) -> None:
        """Insert a related row that an undo takes away again."""
        row.save(force_insert=True)
        self._before_rows.append([row._meta.label_lower, row.pk, None])

    def require_own_fields(self) -> None:
        """Raise Incomplete for the company's own fields that the stage asks for; never of jobs."""
        stage = self._changes.get("stage")
        if stage and self.by is not None:
            custom_fields.require(self.lead, stage)

    def commit(self) -> Event:
        """Compare-and-set the lead, then write the event that tells it."""
        before = {name: _plain(self.lead, name) for name in self._changes}
        changed = Lead.objects.filter(pk=self.lead.pk, stage=self.came_from).update(
            **self._changes, version=models.F("version") + 1, changed_at=timezone.now()
        )
        if changed != 1:
            raise overtaken(self.lead)
        for name, value in self._changes.items():
            setattr(self.lead, name, value)
        self.lead.version += 1
        return journal.record(
            self.action.verb,
            actor=self.by,
            target=self.lead,
            occurred_at=self.at,
            **{
                "from": self.came_from,
                "to": self.lead.stage,
                **self.facts,
                "tell": who_hears(self),
                "before": {"lead": before, "rows": self._before_rows},
            },
        )


@contextmanager
def moving(
    lead: Lead,
    name: str,
    *,
    by: User | None,
    at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Iterator[Move]:
    """One transition in one transaction: lock, check stage, right, fields and instant, then write.

    Raises Conflict (stage left in the meantime), NotAllowed, Incomplete (fields named). After it
    the caller's `lead` is up to date.
    """
    action = ACTIONS[name]
    with transaction.atomic():
        locked = (
            Lead.objects.select_for_update(of=("self",))
            .select_related("contact", "company")
            .get(pk=lead.pk)
        )
        if locked.stage not in action.sources:
            raise overtaken(locked)
        require_right(action, by, locked)
        require_fields(action, locked, data or {})
        move = Move(locked, action, by, instant(locked, by, at))
        yield move
        move.require_own_fields()
        move.commit()
    lead.refresh_from_db()


def require_right(action: Action, by: User | None, lead: Lead) -> None:
    """Raise NotAllowed unless the table lets this person, or the system, do it to this lead."""
    allowed = action.system if by is None else (bool(by.kinds) and action.who(by, lead))
    if not allowed:
        raise NotAllowed(
            _("“{action}” is not yours to do on this lead.").format(action=action.label)
        )


def require_fields(action: Action, lead: Lead, data: Mapping[str, Any]) -> None:
    """Raise Incomplete naming every required field that is empty or holds an unknown choice."""
    wrong: dict[str, Any] = {}
    for field in action.fields:
        value = data.get(field.name)
        if value in (None, "", [], ()):
            if field.required and not known(lead, field.known_as):
                wrong[field.name] = _("Required.")
        elif field.choices and not _among(value, {code for code, _label in field.choices()}):
            wrong[field.name] = _("Not one of the choices.")
        elif isinstance(value, str) and len(value) > field.max_length:
            wrong[field.name] = _("At most {n} characters.").format(n=field.max_length)
        elif is_odd(value):
            wrong[field.name] = _("This year cannot be meant.")
    if wrong:
        raise Incomplete(fields=wrong)


def known(lead: Lead, attribute: str) -> bool:
    """Whether the lead already carries what an action asks for."""
    if attribute == "contact_role":
        return bool(lead.contact and lead.contact.role)
    return bool(attribute and getattr(lead, attribute))


def instant(lead: Lead, by: User | None, at: datetime | None) -> datetime:
    """When it happened: now, or a checked past instant (late entry)."""
    now = timezone.now()
    if at is None:
        return now
    if at > now + CLOCK_SKEW:
        raise Incomplete(fields={"at": _("This is in the future.")})
    if at < lead.stage_entered_at:
        raise Incomplete(fields={"at": _("This is before the previous step.")})
    late = too_late(at, by)
    if late:
        raise Incomplete(fields={"at": late})
    return at


def overtaken(lead: Lead) -> Conflict:
    """The conflict that says who was first, when, and where the lead stands now."""
    fresh = Lead.objects.only("pk", "stage").get(pk=lead.pk)
    # A step of the lead: what was only said about it moved nothing.
    last = Event.objects.about(fresh).filter(verb__startswith="lead.").order_by("-id").first()
    if last is None:
        return Conflict(code="wrong_stage")
    return Conflict(
        _("{who} was here first, at {when}: this lead is now “{stage}”.").format(
            who=last.who,
            when=timezone.localtime(last.recorded_at).strftime("%H:%M"),
            stage=Stage(fresh.stage).label,
        ),
        code="wrong_stage",
    )


def _among(value: Any, codes: set[str]) -> bool:
    return set(value) <= codes if isinstance(value, list | tuple) else value in codes


def _plain(row: models.Model, name: str) -> Any:
    """A field's present value as JSON can keep it."""
    field = row._meta.get_field(name)
    if isinstance(field, models.JSONField):
        return getattr(row, name)
    value = getattr(row, field.attname)  # type: ignore[union-attr]
    return None if value is None else field.value_to_string(row)  # type: ignore[union-attr]
