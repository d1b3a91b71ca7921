"""Writing a planned chunk: rows with one INSERT per batch, then the events that tell them."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils import timezone

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import day_bounds, local_date
from leads import tiers
from leads.choices import (
    ConsentState,
    DealStatus,
    LegalBasis,
    Stage,
    Tier,
    TouchKind,
    Verdict,
    origin_of,
)
from leads.importing import kept, telling
from leads.importing.planning import VIA, Change, Plan
from leads.models import (
    Company,
    Consent,
    Contact,
    DealRevision,
    Handover,
    Import,
    Lead,
    Opportunity,
    Touch,
)
from leads.models.companies import REFUSED_AT
from leads.models.deals import yearly
from leads.reasons import fault_of
from leads.rules import arriving

BATCH = 500
STATUSES = {"won": DealStatus.WON, "lost": DealStatus.LOST}


def write(plan: Plan, batch: Import, *, by: User | None) -> None:
    """Write a chunk inside the caller's transaction and count it on the import."""
    plan.parties.save(batch)
    fresh = [change for change in plan.changes if change.is_new]
    for change in fresh:
        change.lead.batch = batch
    Lead.objects.bulk_create([change.lead for change in fresh], batch_size=BATCH)
    moved = [change for change in plan.changes if change.before]
    _write_handovers(plan.changes, batch, by)
    deals = _write_deals(plan.changes, batch)
    _mark_customers(plan.changes, batch)
    _write_leads(moved, batch)
    restated = [change for change in moved if change.is_restated]
    telling.take_back([change.lead.pk for change in restated], batch, by=by)
    if not plan.terms.is_history:
        _write_touches(fresh)
        _write_consents(plan, by)
        journal.record_many(telling.of_parties(plan.parties, batch, by), via=VIA)
    journal.record_many(telling.of_leads(fresh + restated, moved, deals, batch, by), via=VIA)
    if not plan.terms.is_history:
        # Whom the file names keeps the lead; the rules say who gets the others.
        arriving.assign(
            change.lead
            for change in fresh
            if change.lead.stage == Stage.NEW and change.draft.owner is None
        )


def changed_deals(change: Change) -> dict[str, Any]:
    """What of the stored opportunity the draft would move; empty when nothing, or none is due."""
    deal = _stored_deal(change)
    if deal is None:
        return {}
    values = _deal_values(change, deal)
    return {name: value for name, value in values.items() if getattr(deal, name) != value}


def is_changed(change: Change) -> bool:
    """Whether a known lead, or its opportunity, is written at all."""
    if change.before:
        return True
    return change.is_ours and bool(changed_deals(change))


def _write_leads(moved: list[Change], batch: Import) -> None:
    kept.write(batch, [(change.lead, change.before) for change in moved])
    pks = [change.lead.pk for change in moved]
    Lead.objects.filter(pk__in=pks).update(version=models.F("version") + 1)


def _write_touches(fresh: list[Change]) -> None:
    """How each new lead came to us, as of one that somebody logs by hand."""
    Touch.objects.bulk_create(
        [
            Touch(
                lead=change.lead,
                contact=change.lead.contact,
                campaign=change.lead.campaign,
                kind=TouchKind.CAPTURE,
                source=change.lead.source,
                occurred_at=change.lead.captured_at,
            )
            for change in fresh
        ],
        batch_size=BATCH,
    )


def _write_consents(plan: Plan, by: User | None) -> None:
    """What the file says of new people, in their history: that they were informed, or agreed.

    Whoever objected before is known by the suppression list, and a file cannot say otherwise.
    """
    terms, now = plan.terms, timezone.now()
    at = day_bounds(terms.informed_on)[0] if terms.informed_on else now
    states = [ConsentState.INFORMED] if terms.informed_on else []
    if terms.legal_basis == LegalBasis.CONSENT:
        states.append(ConsentState.GIVEN)
    people = [row for row in plan.parties.made if isinstance(row, Contact) and not _objected(row)]
    Consent.objects.bulk_create(
        [
            Consent(
                contact=row, state=state, legal_basis=terms.legal_basis,
                via=terms.provenance[:120], by=by, at=at,
            )
            for row in people
            for state in states
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _objected(row: Contact) -> bool:
    names = ("opted_out_at", *REFUSED_AT.values())
    return any(getattr(row, name) is not None for name in names)


# --- Hand-overs -----------------------------------------------------------------------------


def _write_handovers(changes: list[Change], batch: Import, by: User | None) -> None:
    """A hand-over with a date of its own and somebody to decide counts; crossed ones do not."""
    fresh: list[Handover] = []
    added: list[Handover] = []
    moved: list[tuple[models.Model, dict[str, Any]]] = []
    times = tiers.schedule()
    for change in changes:
        if not change.is_ours or not (change.is_new or change.is_restated):
            continue
        values = _handover_values(change, times)
        stored = None if change.is_new else next(iter(change.lead.handovers.all()), None)
        if values and stored is None:
            (fresh if change.is_new else added).append(
                Handover(lead=change.lead, given_by=change.lead.marketer or by, **values)
            )
        elif values and stored is not None:
            before = kept.put(stored, values)
            if before:
                moved.append((stored, before))
    Handover.objects.bulk_create(fresh + added, batch_size=BATCH)
    kept.note_created(batch, added)
    kept.write(batch, moved)


def _handover_values(change: Change, times: Any) -> dict[str, Any]:
    line = change.timeline
    given = line.get("handed_over")
    verdict, decided = _verdict(change)
    if given is None or given.inferred or not verdict or change.lead.owner is None:
        return {}
    decide_by, attempt_by = times.of_handover(Tier.P2, given.at, change.lead.owner.holiday_zone)
    return {
        "assignee": change.lead.owner,
        "tier": Tier.P2,
        "handed_over_at": given.at,
        "handed_over_on": local_date(given.at),
        "decide_by": decide_by,
        "attempt_by": attempt_by,
        "attempt_by_on": local_date(attempt_by),
        "verdict": verdict,
        "decided_at": decided,
        "decided_on": local_date(decided) if decided else None,
        "decided_by": change.lead.owner if decided else None,
        "reason": line.reason if verdict == Verdict.REJECTED else "",
        "fault": fault_of(line.reason) if verdict == Verdict.REJECTED else "",
    }


def _verdict(change: Change) -> tuple[str, Any]:
    accepted, rejected = change.timeline.get("accepted"), change.timeline.at("rejected")
    if rejected:
        return Verdict.REJECTED, rejected
    if accepted and not accepted.inferred:
        return Verdict.ACCEPTED, accepted.at
    pending = change.timeline.stage == Stage.HANDED_OVER
    return (Verdict.PENDING, None) if pending else ("", None)


# --- Opportunities --------------------------------------------------------------------------


def _write_deals(changes: list[Change], batch: Import) -> dict[int, tuple[Opportunity, bool]]:
    """Opportunities by the lead's key, with whether a stored one changed by itself."""
    fresh: list[Opportunity] = []
    added: list[Opportunity] = []
    moved: list[tuple[models.Model, dict[str, Any]]] = []
    deals: dict[int, tuple[Opportunity, bool]] = {}
    for change in changes:
        if not change.is_ours or change.timeline.get("opportunity") is None:
            continue
        stored = _stored_deal(change)
        if stored is not None:
            before = kept.put(stored, _deal_values(change, stored))
            deals[change.lead.pk] = (stored, bool(before))
            if before:
                moved += [(stored, before), *_revised(stored)]
        elif change.is_new or change.before:
            deal = Opportunity(lead=change.lead)
            kept.put(deal, _deal_values(change, None))
            (fresh if change.is_new else added).append(deal)
            deals[change.lead.pk] = (deal, False)
    Opportunity.objects.bulk_create(fresh + added, batch_size=BATCH)
    DealRevision.objects.bulk_create([_first_revision(deal) for deal in fresh + added], BATCH)
    kept.note_created(batch, added)
    kept.write(batch, moved)
    return deals


def _stored_deal(change: Change) -> Opportunity | None:
    if change.is_new:
        return None
    return next(iter(change.lead.opportunities.all()), None)


def _deal_values(change: Change, stored: Opportunity | None) -> dict[str, Any]:
    """How the opportunity stands after the timeline; what the file does not say is left."""
    line, lead, said = change.timeline, change.lead, change.draft.deal
    opened = line.get("opportunity")
    if opened is None:
        return {}
    won, lost = line.at("won"), line.at("lost")
    values: dict[str, Any] = {
        "opened_at": opened.at,
        "opened_on": local_date(opened.at),
        "opened_inferred": opened.inferred,
        "status": STATUSES.get(line.stage, _status(line.stage)),
        "won_at": won,
        "won_on": local_date(won) if won else None,
        "lost_at": lost,
        "lost_on": local_date(lost) if lost else None,
        "touched_at": line.entered_at,
        "origin": origin_of(lead.source) if stored is None else stored.origin,
        "owner": lead.owner if stored is None else stored.owner or lead.owner,
        **said,
    }
    if line.stage in (Stage.RECYCLED, Stage.DISQUALIFIED):
        values |= {"cancelled_at": line.closed_at, "cancelled_on": local_date(line.entered_at)}
    if "amount" in said:
        recurrence = stored.recurrence if stored else Opportunity().recurrence
        values["value"] = yearly(said["amount"], recurrence)
    return values


def _status(stage: str) -> str:
    ended = stage in (Stage.RECYCLED, Stage.DISQUALIFIED)
    return DealStatus.CANCELLED if ended else DealStatus.OPEN


def _first_revision(deal: Opportunity) -> DealRevision:
    return DealRevision(
        opportunity=deal,
        at=deal.opened_at,
        on=deal.opened_on,
        value=deal.value,
        step=deal.step,
        expected_close_on=deal.expected_close_on,
    )


def _revised(deal: Opportunity) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    """The opening revision follows what the file now says; later ones were made by people."""
    first = next(iter(deal.revisions.all()), None)
    if first is None:
        return
    before = kept.put(
        first,
        {
            "at": deal.opened_at,
            "on": deal.opened_on,
            "value": deal.value,
            "expected_close_on": deal.expected_close_on,
        },
    )
    if before:
        yield first, before


def _mark_customers(changes: list[Change], batch: Import) -> None:
    """Who signed is a customer from now on."""
    winners = {
        change.lead.company.pk: change.lead.company
        for change in changes
        if change.is_ours
        and change.timeline.stage == Stage.WON
        and change.lead.company
        and not change.lead.company.is_customer
    }
    moved: list[tuple[models.Model, dict[str, Any]]] = []
    for company in winners.values():
        before = kept.put(company, {"is_customer": True})
        if company.batch_id == batch.pk:
            Company.objects.filter(pk=company.pk).update(is_customer=True)
        else:
            moved.append((company, before))
    kept.write(batch, moved)
