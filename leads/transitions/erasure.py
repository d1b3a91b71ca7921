"""Erasing a person: identity goes, dates and amounts stay, so that past numbers do not move."""

from django.db import transaction
from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.models import User
from leads.choices import Stage, Verdict
from leads.models import Activity, Contact, Lead, Touch
from leads.transitions.engine import moving

PERSONAL_ON_LEAD = (
    "need",
    "offer",
    "timing",
    "budget",
    "current_solution",
    "instruction",
    "why_now",
    "note",
    "next_action",
    "reopen_trigger",
    "external_id",
    "search",
)
PERSONAL_ON_CONTACT = (
    "first_name",
    "last_name",
    "job_title",
    "role",
    "email",
    "phone",
    "mobile",
    "name_key",
)


def erase(lead: Lead, *, by: User) -> Lead:
    """Blank everything personal of the lead's contact, on all of their cycles (domain: 20)."""
    with transaction.atomic():
        with moving(lead, "erase", by=by) as move:
            contact = move.lead.contact
            _close(move)
            move.set(erased_at=move.at, fit_reasons=[])
        # After the event is written: what it kept for an undo is personal too.
        cycles = (
            Lead.objects.filter(contact=contact) if contact else Lead.objects.filter(pk=lead.pk)
        )
        _blank(list(cycles.values_list("pk", flat=True)), contact)
    lead.refresh_from_db()
    return lead


def _close(move) -> None:
    """An open cycle ends here; a closed one keeps its outcome and dates in the numbers."""
    pending = move.lead.handovers.pending().first()
    if pending:
        move.change(
            pending, verdict=Verdict.VOID, decided_at=move.at, decided_on=timezone.localdate()
        )
    if move.lead.is_open:
        move.to(Stage.ERASED)
        move.close()


def _blank(lead_ids: list[int], contact: Contact | None) -> None:
    now = timezone.now()
    Lead.objects.filter(pk__in=lead_ids).update(
        **dict.fromkeys(PERSONAL_ON_LEAD, ""), fit_reasons=[], erased_at=now
    )
    Activity.objects.filter(lead__in=lead_ids).update(text="")
    Touch.objects.filter(lead__in=lead_ids).update(detail="")
    if contact:
        Contact.objects.filter(pk=contact.pk).update(
            **dict.fromkeys(PERSONAL_ON_CONTACT, ""), erased_at=now
        )
    events = Event.objects.filter(target_kind=Lead._meta.label_lower, target_id__in=lead_ids)
    for event in events.only("pk", "facts"):
        kept = {name: event.facts[name] for name in ("from", "to", "reason") if name in event.facts}
        Event.objects.filter(pk=event.pk).update(facts=kept, target_label="")
