"""Erasing a person: identity goes, dates and amounts stay, so that past numbers do not move."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import NotAllowed
from leads import suppression
from leads.choices import Stage, Verdict
from leads.models import Contact, Lead
from leads.transitions import traces
from leads.transitions.downstream import cancel_open_deals
from leads.transitions.engine import Move, moving
from leads.transitions.table import ACTIONS
from leads.transitions.who import eraser


def erase(lead: Lead, *, by: User) -> Lead:
    """Blank everything personal of the lead's contact, and end all of their cycles (domain: 20).

    Each cycle tells of it, so that who keeps words about a lead elsewhere can blank them too.
    """
    with transaction.atomic():
        contacts = _same_person(lead)
        cycles = Lead.objects.filter(Q(pk=lead.pk) | Q(contact__in=contacts)).order_by("pk")
        locked = list(cycles.select_for_update(of=("self",)))
        _end(lead, by)
        for cycle in locked:
            if cycle.pk != lead.pk and cycle.stage in ACTIONS["erase"].sources:
                _end(cycle, by)
        suppression.suppress_all(contacts)
        # After the events are written: what they kept for an undo is personal too.
        traces.blank([cycle.pk for cycle in locked], contacts)
    lead.refresh_from_db()
    return lead


def erase_contact(contact: Contact, *, by: User) -> None:
    """Blank a person, with or without cycles; see also: `erase`."""
    lead = contact.leads.filter(stage__in=ACTIONS["erase"].sources).order_by("pk").first()
    if lead is not None:
        erase(lead, by=by)
        return
    if not eraser(by, None):
        raise NotAllowed
    with transaction.atomic():
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        suppression.suppress_all([row])
        journal.record("contact.erased", actor=by, target=row)
        merged = list(row.leads.values_list("pk", flat=True))
        traces.blank(merged, [row])


def _same_person(lead: Lead) -> list[Contact]:
    """The lead's contact, and doubles of it whose cycles were merged into theirs."""
    contact = Lead.objects.select_related("contact").get(pk=lead.pk).contact
    if contact is None:
        return []
    alike = Q(pk__in=[])
    for name in ("email", "phone", "mobile", "name_key"):
        if getattr(contact, name):
            alike |= Q(**{name: getattr(contact, name)})
    merged = Contact.objects.filter(alike, leads__merged_into__contact=contact)
    return [contact, *merged.exclude(pk=contact.pk).distinct()]


def _end(cycle: Lead, by: User) -> None:
    with moving(cycle, "erase", by=by) as move:
        _close(move)
        move.set(erased_at=move.at, fit_reasons=[])


def _close(move: Move) -> None:
    """An open cycle ends here; a closed one keeps its outcome and dates in the numbers."""
    pending = move.lead.handovers.pending().first()
    if pending:
        move.change(
            pending, verdict=Verdict.VOID, decided_at=move.at, decided_on=timezone.localdate()
        )
    if move.lead.is_open:
        cancel_open_deals(move)
        move.to(Stage.ERASED)
        move.close()
