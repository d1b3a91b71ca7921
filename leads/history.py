"""What fields said before: each change as a sentence, and one old value put back."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.figures import money, phone
from alignment.web.policies import OPERATOR
from leads import custom_fields, deals, services
from leads.choices import Record
from leads.cleaning import COMPANY_FIELDS, CONTACT_FIELDS, LEAD_FIELDS
from leads.models import Company, Contact, Lead, Opportunity
from leads.models.cycles import SOURCE_LABELS
from leads.selectors.merges import former_ids

MODELS: dict[str, type[Any]] = {
    Record.LEAD: Lead,
    Record.COMPANY: Company,
    Record.CONTACT: Contact,
    Record.OPPORTUNITY: Opportunity,
}
RESTORABLE = {
    Record.LEAD: LEAD_FIELDS,
    Record.COMPANY: COMPANY_FIELDS,
    Record.CONTACT: CONTACT_FIELDS,
    Record.OPPORTUNITY: ("amount", "step", "expected_close_on", "recurrence"),
}
# Not of a field that people know: keys, stamps, what is derived.
UNSAID = {"name_key", "domain", "changed_at", "created_at", "provenance", "extra", "search"}
OF_DEAL = "opportunity.changed"
EXTRA = "extra."
MOST = 60
# Doors that no hand opened.
MACHINES = ("job", "import", "command", "rule")


@dataclass(frozen=True)
class Change:
    """One field that one event changed."""

    event: uuid.UUID
    at: datetime
    who: str
    side: str
    name: str
    label: str | Promise
    was: str
    now: str
    is_machine: bool
    may_restore: bool


def changes_of(record: str, row: Any, *, reader: User) -> list[Change]:
    """The last changes of the row's fields, newest first, those of rows folded into it too.

    A change may be taken back by who may write the row, unless the field says that value now.
    """
    found: list[Change] = []
    for event in _events(record, row)[:MOST]:
        found += _of_event(record, row, event, reader)
    return found


def restore(record: str, row: Any, *, by: User, event_id: uuid.UUID, name: str) -> Any:
    """Put the value back that the field had before this event, through the row's own service.

    Raises Conflict (nothing to restore, the person was erased), Incomplete (no such event, or the
    value is no longer valid).
    """
    if not OPERATOR.holds(by):
        raise NotAllowed
    if getattr(row, "erased_at", None):
        raise Conflict(_("An erased person stays erased."), code="erased")
    event = _events(record, row).filter(public_id=event_id).first()
    if event is None:
        raise Incomplete(fields={"event": _("There is no such row.")})
    if name not in _pairs(event):
        raise _nothing()
    return put_back(record, row, event, name, by=by)


def put_back(record: str, row: Any, event: Event, name: str, *, by: User) -> Any:
    """Give a field of the row the value it had before this change of it, through its service."""
    kind = _kind(record, event)
    if not _is_own(kind, name):
        raise _nothing()
    value = _value(kind, name, _said(event, name)[0])
    given: dict[str, Any] = (
        {"extra": {name.removeprefix(EXTRA): value}} if name.startswith(EXTRA) else {name: value}
    )
    if event.verb == OF_DEAL:
        deal = Opportunity.objects.get(pk=event.facts["opportunity"])
        return deals.change_deal(deal, by=by, **given)
    return _WRITERS[Record(record)](row, by=by, **given)


def edits_of(row: Any, name: str) -> Iterator[Event]:
    """The events that changed this field of a lead, company, contact or deal, newest first."""
    record = row._meta.model_name
    events = _events(record, row)
    if record == Record.OPPORTUNITY:
        events = _events(Record.LEAD, row.lead).filter(verb=OF_DEAL, facts__opportunity=row.pk)
    for event in events.order_by("-id").iterator(chunk_size=20):
        was, now = _pairs(event).get(name, (None, None))
        if was != now:
            yield event


def says(row: Any, event: Event, name: str, *, before: bool = False) -> bool:
    """Whether the field still says what this event made of it, or what it said before."""
    value = _now(row, name)
    value = value.pk if isinstance(value, models.Model) else value
    return _as_text(value) == _as_text(_said(event, name)[0 if before else 1])


def _events(record: str, row: Any) -> models.QuerySet[Event]:
    keys = [row.pk]
    if record in (Record.COMPANY, Record.CONTACT):
        keys += former_ids(record, keys)
    label = MODELS[record]._meta.label_lower
    verbs = Q(verb__endswith=".edited") | Q(verb__endswith=".merged") | Q(verb=OF_DEAL)
    verbs |= Q(verb__endswith=".completed")
    events = Event.objects.filter(verbs, target_kind=label, target_id__in=keys)
    undone = Event.objects.filter(reverses=OuterRef("pk"))
    events = events.filter(~Exists(undone), reverses__isnull=True)
    return events.order_by("-occurred_at", "-id")


def _of_event(record: str, row: Any, event: Event, reader: User) -> Iterator[Change]:
    kind = _kind(record, event)
    may_write = OPERATOR.holds(reader) and not getattr(row, "erased_at", None)
    for name, (was, now) in _pairs(event).items():
        if name in UNSAID:
            continue
        before, after = _shown(kind, name, was), _shown(kind, name, now)
        if before == after:
            continue
        stands = event.verb != OF_DEAL and before == _shown(kind, name, _now(row, name))
        yield Change(
            event=event.public_id,
            at=event.occurred_at,
            who=event.who,
            side=event.actor_team,
            name=name,
            label=_label(kind, name),
            was=before,
            now=after,
            is_machine=event.is_of_system or event.via in MACHINES,
            may_restore=may_write and not stands and _is_own(kind, name),
        )


def _pairs(event: Event) -> dict[str, tuple[Any, Any]]:
    """The fields an event changed, each with what it said and what it says."""
    facts = event.facts
    was, now = facts.get("was"), facts.get("now")
    if not isinstance(was, dict):
        return {}
    after = now if isinstance(now, dict) else {}
    if event.verb == OF_DEAL:
        after = {**facts, **after}
    named = {name.removesuffix("_id"): value for name, value in was.items()}
    said = {name.removesuffix("_id"): value for name, value in after.items()}
    return {name: (value, said.get(name)) for name, value in named.items()}


def _said(event: Event, name: str) -> tuple[Any, Any]:
    """What a field said before and after; a row by its key, where the journal kept it."""
    keys = event.facts.get("keys") or {}
    return tuple(keys[name]) if name in keys else _pairs(event)[name]


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _nothing() -> Conflict:
    return Conflict(_("There is nothing to restore here."), code="nothing_to_restore")


def _kind(record: str, event: Event) -> str:
    return Record.OPPORTUNITY if event.verb == OF_DEAL else record


def _is_own(kind: str, name: str) -> bool:
    """Whether people write this field by hand."""
    if name.startswith(EXTRA):
        return _custom(kind, name) is not None
    return name in RESTORABLE[Record(kind)] and name not in UNSAID


def _custom(kind: str, name: str) -> Any:
    key = name.removeprefix(EXTRA)
    return next((field for field in custom_fields.fields_of(kind) if field.key == key), None)


def _label(kind: str, name: str) -> str | Promise:
    if name.startswith(EXTRA):
        field = _custom(kind, name)
        return field.label if field else name.removeprefix(EXTRA)
    try:
        return MODELS[kind]._meta.get_field(name).verbose_name
    except FieldDoesNotExist:
        return name


def _now(row: Any, name: str) -> Any:
    if name.startswith(EXTRA):
        return row.extra.get(name.removeprefix(EXTRA))
    return getattr(row, name, None)


def _shown(kind: str, name: str, value: Any) -> str:
    """A value as people read it; the journal keeps rows by name, merges keep them by key."""
    if value in (None, ""):
        return ""
    if name.startswith(EXTRA):
        field = _custom(kind, name)
        return custom_fields.shown(field, value) if field else str(value)
    if name in ("phone", "mobile"):
        return phone(str(value))
    if name == "source":
        return str(SOURCE_LABELS.get(value, value))
    try:
        field = MODELS[kind]._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value)
    return _by_field(field, value)


def _by_field(field: Any, value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value in (True, "True") else _("no")
    if isinstance(field, models.DateField) and (day := parse_date(str(value)[:10])):
        return date_format(day, "SHORT_DATE_FORMAT")
    if isinstance(field, models.ForeignKey) and isinstance(value, int):
        row = field.related_model._base_manager.filter(pk=value).first()
        return str(row or "")
    if isinstance(field, models.DecimalField) and field.name in ("amount", "revenue"):
        return money(field.to_python(value))
    return str(value)


def _value(kind: str, name: str, was: Any) -> Any:
    """The old value as the service takes it; Incomplete when it cannot be meant any more."""
    if name.startswith(EXTRA):
        return was
    field = MODELS[kind]._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return None if was in (None, "") else _row_called(field, was)
    if was in (None, ""):
        return None if field.null else ""
    try:
        return field.to_python(was)
    except ValidationError as error:
        raise Incomplete(fields={name: " ".join(error.messages)}) from None


def _row_called(field: Any, was: Any) -> Any:
    """The row that was meant: by key, else the only one of that name; nobody who has left."""
    rows: Iterable[Any]
    if isinstance(was, int):
        rows = list(field.related_model._base_manager.filter(pk=was))
        was = str(rows[0]) if rows else was
        rows = [row for row in rows if not isinstance(row, User) or row.is_active]
    elif field.related_model is User:
        rows = [user for user in User.objects.active() if str(user) == was]
    else:
        rows = field.related_model._default_manager.filter(name=was)[:2]
    found = list(rows)
    if len(found) != 1:
        raise Incomplete(
            fields={field.name: _("“{name}” cannot be found any more.").format(name=was)}
        )
    return found[0]


_WRITERS: dict[str, Any] = {
    Record.LEAD: services.edit_lead,
    Record.COMPANY: services.save_company,
    Record.CONTACT: services.save_contact,
}
