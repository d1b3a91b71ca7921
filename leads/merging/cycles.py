"""One person has one open cycle: what becomes of two when two records turn out to be one person."""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps

from alignment.journal.models import Event
from alignment.people.models import User
from leads import transitions
from leads.choices import DealStatus
from leads.merging.moving import python_value, values_of
from leads.models import Contact, Lead, Opportunity
from leads.transitions.undo import take_back_step

NEVER = datetime.max.replace(tzinfo=UTC)


def open_of_both(kept: Contact, gone: Contact) -> list[int]:
    """Keys of the open cycles when both have some: these are to become one."""
    leads = Lead.objects.open().filter(contact__in=[kept.pk, gone.pk])
    rows = list(leads.values_list("pk", "contact_id"))
    return [pk for pk, _contact in rows] if len({contact for _pk, contact in rows}) == 2 else []


def make_one(lead_ids: list[int], *, by: User) -> list[dict[str, Any]]:
    """Fold the open cycles into the one of the earliest MQL; what it takes to unfold them.

    A cycle with an open opportunity stays, and is the one the others go into.
    """
    leads = list(Lead.objects.filter(pk__in=lead_ids))
    deals = Opportunity.objects.filter(lead__in=lead_ids, status=DealStatus.OPEN)
    selling = set(deals.values_list("lead_id", flat=True))
    leads.sort(key=lambda lead: (lead.pk not in selling, lead.mql_at or NEVER, lead.captured_at))
    done = []
    for lead in leads[1:]:
        if lead.pk not in selling:
            transitions.merge(lead, by=by, into=leads[0])
            done.append(_note(lead))
    return done


def take_apart(notes: list[dict[str, Any]], *, by: User) -> None:
    """Undo these merges of cycles, the last first; what changed since keeps its new value."""
    for note in reversed(notes):
        lead = Lead.objects.get(pk=note["lead"])
        event = Event.objects.get(pk=note["event"])
        since = [change for change in map(_changed_since, note["after"]) if change]
        take_back_step(lead, event, by=by)
        for row, values in since:
            type(row)._base_manager.filter(pk=row.pk).update(**values)


def number_again(contact: Contact) -> list[list[int]]:
    """Number the person's cycles by the day they began; each that changed as [key, was, now]."""
    changed = []
    for number, lead in enumerate(contact.leads.order_by("captured_at", "pk"), start=1):
        if lead.cycle != number:
            changed.append([lead.pk, lead.cycle, number])
            Lead.objects.filter(pk=lead.pk).update(cycle=number)
    return changed


def set_numbers(changed: list[list[int]]) -> None:
    for pk, was, now in changed:
        Lead.objects.filter(pk=pk, cycle=now).update(cycle=was)


def _note(lead: Lead) -> dict[str, Any]:
    """The event of the merge, and how it left the rows that it wrote to."""
    event = Event.objects.about(lead).standing().filter(verb="lead.merged").latest("pk")
    after = []
    for label, pk, before in event.facts["before"]["rows"]:
        row = _row(label, pk)
        if row is not None and before:
            now = values_of(row)
            names = {row._meta.get_field(name).attname for name in before}
            after.append([label, pk, {name: now[name] for name in sorted(names)}])
    return {"lead": lead.pk, "event": event.pk, "after": after}


def _changed_since(noted: list[Any]) -> tuple[Any, dict[str, Any]] | None:
    """The row and those of its columns that no longer say what the merge left."""
    label, pk, after = noted
    row = _row(label, pk)
    if row is None:
        return None
    now = values_of(row)
    fields = {field.attname: field for field in row._meta.concrete_fields}
    values = {
        name: python_value(fields[name], now[name])
        for name in after
        if name in now and now[name] != after[name]
    }
    return (row, values) if values else None


def _row(label: str, pk: int) -> Any:
    return apps.get_model(label)._base_manager.filter(pk=pk).first()
