"""What a person leaves in the words of others: every place it may stand in, blanked."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications import deliveries
from leads.choices import Record
from leads.finding import index
from leads.importing import uploads
from leads.models import (
    Activity,
    BulkFailure,
    Consent,
    Contact,
    Firing,
    FormAnswer,
    Handover,
    HandoverFacts,
    Import,
    ImportChange,
    ImportFault,
    Lead,
    Member,
    Merge,
    Opportunity,
    Post,
    RightsRequest,
    Share,
    ShareVisit,
    Task,
    Touch,
)
from leads.models.handed import PERSONAL as PERSONAL_ON_FACTS
from leads.selectors.merges import former_ids, former_people
from leads.transitions import elsewhere
from leads.transitions.identity import Identity

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
    "relevance",
)
PERSONAL_ON_HANDOVER = ("note", "question", "answer", "argument")
# Words that numbers group by: they go only where they name the person.
PERHAPS_ON_LEAD = ("source", "track")
PERHAPS_ON_OPPORTUNITY = ("name", "competitor")
KEPT_FACTS = ("from", "to", "reason", "import", "post")


def blank(lead_ids: list[int], contacts: list[Contact]) -> None:
    """Blank all that is personal of these people and cycles; dates, amounts and codes stay."""
    contact_ids = [contact.pk for contact in contacts]
    # Rows that were folded into theirs are no more, but words about them are.
    former = former_ids(Record.CONTACT, contact_ids)
    identity = Identity.of([*contacts, *former_people(former)])
    contact_ids += former
    _blank_rows(lead_ids, contact_ids)
    _blank_mentions(lead_ids, contact_ids, identity)
    _blank_imports(lead_ids, contact_ids, identity)
    _blank_copies(contact_ids, identity)
    _blank_events(lead_ids, contact_ids)
    elsewhere.blank(identity, contacts)


def _blank_rows(lead_ids: list[int], contact_ids: list[int]) -> None:
    now = timezone.now()
    Lead.objects.filter(pk__in=lead_ids).update(
        **dict.fromkeys(PERSONAL_ON_LEAD, ""), fit_reasons=[], extra={}, erased_at=now
    )
    Contact.objects.filter(pk__in=contact_ids).update(
        **dict.fromkeys(PERSONAL_ON_CONTACT, ""), extra={}, erased_at=now
    )
    index.read_now("contact", contact_ids)
    Opportunity.objects.filter(lead__in=lead_ids).update(extra={})
    Handover.objects.filter(lead__in=lead_ids).update(**dict.fromkeys(PERSONAL_ON_HANDOVER, ""))
    HandoverFacts.objects.filter(handover__lead__in=lead_ids).update(
        **dict.fromkeys(PERSONAL_ON_FACTS, "")
    )
    theirs = Q(lead__in=lead_ids) | Q(contact__in=contact_ids)
    Activity.objects.filter(theirs).update(text="")
    Touch.objects.filter(theirs).update(detail="", utm={}, first_utm={})
    Task.objects.filter(theirs).open().update(cancelled_at=now)
    Task.objects.filter(theirs).update(title="", note="", place="")
    FormAnswer.objects.filter(theirs).update(values={}, utm={}, first_utm={}, page="")
    Firing.objects.filter(lead__in=lead_ids).update(told=[])
    of_contact = Q(contact__in=contact_ids)
    Member.objects.filter(of_contact).update(answer="")
    Consent.objects.filter(of_contact).update(via="")
    RightsRequest.objects.filter(of_contact).update(who="", note="", outcome="")
    Post.objects.filter(lead__in=lead_ids).update(text="")
    # What the person did goes; that a content was used stays, and its link is closed.
    ShareVisit.objects.filter(share__in=Share.objects.filter(theirs)).delete()
    Share.objects.filter(theirs).update(contact=None, revoked_at=now)


def _blank_mentions(lead_ids: list[int], contact_ids: list[int], identity: Identity) -> None:
    theirs = Q(lead__in=lead_ids) | Q(contact__in=contact_ids)
    found: tuple[tuple[models.QuerySet[Any], tuple[str, ...]], ...] = (
        (Lead.objects.filter(pk__in=lead_ids), PERHAPS_ON_LEAD),
        (Contact.objects.filter(pk__in=contact_ids), ("source",)),
        (Touch.objects.filter(theirs), ("source",)),
        (HandoverFacts.objects.filter(handover__lead__in=lead_ids), ("source",)),
        (Opportunity.objects.filter(lead__in=lead_ids), PERHAPS_ON_OPPORTUNITY),
    )
    for rows, names in found:
        for pk, *values in list(rows.values_list("pk", *names)):
            pairs = zip(names, values, strict=True)
            gone = {name: "" for name, value in pairs if identity.is_in(value)}
            if gone:
                rows.model._default_manager.filter(pk=pk).update(**gone)


def _blank_imports(lead_ids: list[int], contact_ids: list[int], identity: Identity) -> None:
    """What imports kept to be taken back, and what they complained of, line by line.

    The names of the kept fields stay: an empty snapshot means a row that the import made.
    """
    kept: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        ("leads.lead", lead_ids, (*PERSONAL_ON_LEAD, *PERHAPS_ON_LEAD)),
        ("leads.contact", contact_ids, (*PERSONAL_ON_CONTACT, "source")),
        ("leads.handover", _of(Handover, lead_ids), PERSONAL_ON_HANDOVER),
        ("leads.opportunity", _of(Opportunity, lead_ids), PERHAPS_ON_OPPORTUNITY),
    )
    for model, row_ids, names in kept:
        for change in ImportChange.objects.filter(model=model, row_id__in=row_ids):
            gone: dict[str, Any] = {name: "" for name in names if name in change.before}
            if "fit_reasons" in change.before:
                gone["fit_reasons"] = []
            change.before |= gone
            change.save(update_fields=["before"])
    for batch in Import.objects.only("pk", "problems"):
        said = ["" if identity.is_in(text) else text for text in batch.problems]
        if said != batch.problems:
            batch.problems = said
            batch.save(update_fields=["problems"])


def _blank_copies(contact_ids: list[int], identity: Identity) -> None:
    """What merges, imports and runs over many rows kept of a person, to be undone or mended."""
    Merge.objects.filter(record=Record.CONTACT, kept_id__in=contact_ids).update(
        gone={}, kept_before={}, moved={}, gone_label=""
    )
    for fault in ImportFault.objects.only("pk", "row", "value"):
        if identity.is_in(f"{fault.value} {fault.row}"):
            ImportFault.objects.filter(pk=fault.pk).update(row=[], value="")
    uploads.forget_files_that(identity.is_in)
    for failure in BulkFailure.objects.only("pk", "label", "reason"):
        if identity.is_in(f"{failure.label} {failure.reason}"):
            BulkFailure.objects.filter(pk=failure.pk).update(label="", reason="")


def _blank_events(lead_ids: list[int], contact_ids: list[int]) -> None:
    """The journal lets names and facts be blanked (its migration 0002), and nothing else."""
    targets = {
        Lead: lead_ids,
        Contact: contact_ids,
        Handover: _of(Handover, lead_ids),
        Opportunity: _of(Opportunity, lead_ids),
        Activity: _of(Activity, lead_ids),
        Touch: _of(Touch, lead_ids),
        Post: _of(Post, lead_ids),
        Task: list(
            Task.objects.filter(Q(lead__in=lead_ids) | Q(contact__in=contact_ids)).values_list(
                "pk", flat=True
            )
        ),
    }
    about = Q(pk__in=[])
    for model, row_ids in targets.items():
        about |= Q(target_kind=model._meta.label_lower, target_id__in=row_ids)
    events = list(Event.objects.filter(about).only("pk", "facts"))
    for event in events:
        kept = {name: event.facts[name] for name in KEPT_FACTS if name in event.facts}
        Event.objects.filter(pk=event.pk).update(facts=kept, target_label="")
    deliveries.blank(events)


def _of(model: Any, lead_ids: list[int]) -> list[int]:
    return list(model.objects.filter(lead__in=lead_ids).values_list("pk", flat=True))
