"""Taking an import back: what it made goes, what it changed returns, what people touched stays."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.journal.services import News
from alignment.people.models import User
from alignment.web.errors import Conflict
from leads.choices import ImportStatus
from leads.importing import kept
from leads.importing.planning import VIA, touched_by_people
from leads.importing.telling import standing_events
from leads.models import (
    Company,
    Contact,
    DealRevision,
    Handover,
    Import,
    ImportChange,
    Lead,
    Opportunity,
)

CHUNK = 500
PARTIES = ("leads.company", "leads.contact")
# What may be taken back: an import that was stopped half-way as well as a whole one.
ENDED = (ImportStatus.DONE, ImportStatus.CANCELLED, ImportStatus.FAILED)


@dataclass
class Reverted:
    """How many rows went, came back, or stayed because people worked on them."""

    removed: int = 0
    restored: int = 0
    kept: int = 0


@transaction.atomic
def revert(batch: Import, *, by: User | None = None) -> Reverted:
    """Take a finished import back, with reversals in the journal; all of it or nothing.

    Rows that people acted on since stay as they are. Raises Conflict (taken back before, or a
    later import builds on it).
    """
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    if batch.status == ImportStatus.REVERTED:
        raise Conflict(_("This import was taken back already."), code="already_reverted")
    if batch.status not in ENDED:
        raise Conflict(_("This import is still running: cancel it first."), code="running")
    refuse_later(batch)
    done = Reverted()
    _restore_known(batch, by, done)
    _remove_leads(batch, by, done)
    _remove_parties(batch)
    batch.status, batch.reverted_at = ImportStatus.REVERTED, timezone.now()
    batch.save(update_fields=["status", "reverted_at"])
    facts = {"removed": done.removed, "restored": done.restored, "kept": done.kept}
    journal.record_many([News("import.reverted", batch, by, None, facts)])
    return done


def refuse_later(batch: Import) -> None:
    """A later import that changed rows of this one has to go first."""
    ours = Lead.objects.filter(batch=batch).values("pk")
    changed = ImportChange.objects.filter(batch=batch, model="leads.lead").values("row_id")
    later = (
        ImportChange.objects.filter(model="leads.lead", batch_id__gt=batch.pk)
        .exclude(batch__status=ImportStatus.REVERTED)
        .filter(Q(row_id__in=ours) | Q(row_id__in=changed))
        .values_list("batch_id", flat=True)
        .order_by("-batch_id")
        .first()
    )
    if later is not None:
        raise Conflict(
            _("Import {id} came later and changed the same leads: take it back first.").format(
                id=later
            ),
            code="later_import",
        )


def _restore_known(batch: Import, by: User | None, done: Reverted) -> None:
    changes = list(ImportChange.objects.filter(batch=batch).order_by("-pk"))
    parents = _parents(changes)
    leads = set(parents.values())
    touched = touched_by_people(leads, since=batch.finished_at)
    busy = _touched_parties(changes, batch)
    for change in changes:
        where = (change.model, change.row_id)
        if change.model == "leads.campaign" or where in busy or parents.get(where) in touched:
            continue
        kept.restore(change)
    _take_back_party_news(changes, busy, batch, by)
    done.restored += len(leads - touched)
    done.kept += len(leads & touched)
    for ids in _cut(sorted(leads - touched)):
        _retell(ids, batch, by)


def _take_back_party_news(
    changes: list[ImportChange], busy: set[tuple[str, int]], batch: Import, by: User | None
) -> None:
    """What the import told of companies and people that are as before no longer counts."""
    for label in PARTIES:
        ids = {c.row_id for c in changes if c.model == label and (label, c.row_id) not in busy}
        for part in _cut(sorted(ids)):
            told = Event.objects.standing().filter(
                target_kind=label, target_id__in=part, via=VIA, facts__import=batch.pk
            )
            journal.reverse_many(told, by=by, via=VIA, **{"import": batch.pk})


def _parents(changes: list[ImportChange]) -> dict[tuple[str, int], int]:
    """The lead that each changed row belongs to; companies and contacts belong to none."""
    ways: tuple[tuple[type[Model], str], ...] = (
        (Lead, "pk"),
        (Opportunity, "lead_id"),
        (DealRevision, "opportunity__lead_id"),
        (Handover, "lead_id"),
    )
    found: dict[tuple[str, int], int] = {}
    for model, way in ways:
        label = model._meta.label_lower
        ids = [change.row_id for change in changes if change.model == label]
        for part in _cut(ids):
            rows = model._default_manager.filter(pk__in=part)
            found |= {(label, pk): lead for pk, lead in rows.values_list("pk", way)}
    return found


def _touched_parties(changes: list[ImportChange], batch: Import) -> set[tuple[str, int]]:
    """Companies and contacts that somebody edited since."""
    found = set()
    for label in PARTIES:
        ids = [change.row_id for change in changes if change.model == label]
        for part in _cut(ids):
            events = Event.objects.filter(
                target_kind=label, target_id__in=part, recorded_at__gt=batch.finished_at
            ).exclude(via=VIA)
            found |= {(label, pk) for pk in events.values_list("target_id", flat=True)}
    return found


def _retell(lead_ids: list[int], batch: Import, by: User | None) -> None:
    """Events of this import stop counting; those that it had reversed count again, as copies."""
    replaced = list(
        Event.objects.filter(target_kind="leads.lead", target_id__in=lead_ids, via=VIA)
        .filter(reversed_by__facts__import=batch.pk)
        .order_by("id")
    )
    told = [e for e in standing_events(lead_ids) if e.facts.get("import") == batch.pk]
    journal.reverse_many(told, by=by, via=VIA, **{"import": batch.pk})
    leads = Lead.objects.select_related("company", "contact").in_bulk(lead_ids)
    journal.record_many(
        [
            News(event.verb, leads[event.target_id], event.actor, event.occurred_at, event.facts)
            for event in replaced
        ],
        via=VIA,
    )


def _remove_leads(batch: Import, by: User | None, done: Reverted) -> None:
    ids = list(Lead.objects.filter(batch=batch).values_list("pk", flat=True))
    for part in _cut(ids):
        staying = touched_by_people(part) | _leant_on(part)
        going = [pk for pk in part if pk not in staying]
        journal.reverse_many(standing_events(going), by=by, via=VIA, **{"import": batch.pk})
        Lead.objects.filter(pk__in=going).delete()
        done.removed += len(going)
        done.kept += len(staying)


def _leant_on(ids: list[int]) -> set[int]:
    """Leads that other cycles were merged into or reopened from."""
    found = Lead.objects.filter(Q(merged_into__in=ids) | Q(reopened_from__in=ids))
    pairs = found.values_list("merged_into_id", "reopened_from_id")
    return {pk for pair in pairs for pk in pair if pk is not None} & set(ids)


def _remove_parties(batch: Import) -> None:
    """People, companies and campaigns that came with the import and that nobody uses any more."""
    for model, unused in (
        (Contact, Contact.objects.filter(batch=batch, leads=None)),
        (Company, Company.objects.filter(batch=batch, leads=None, contacts=None)),
    ):
        ids = list(unused.values_list("pk", flat=True))
        for part in _cut(ids):
            told = Event.objects.filter(
                target_kind=model._meta.label_lower, target_id__in=part
            ).exclude(via=VIA)
            model.objects.filter(pk__in=part).exclude(pk__in=told.values("target_id")).delete()
    for change in ImportChange.objects.filter(batch=batch, model="leads.campaign"):
        if not Lead.objects.filter(campaign_id=change.row_id).exists():
            kept.restore(change)


def _cut(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
