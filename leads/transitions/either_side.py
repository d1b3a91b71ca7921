"""What either side, an arbiter, a manager or the system does to a cycle."""

from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, Refused
from leads import activities, reasons, suppression
from leads.choices import (
    OPEN_STAGES,
    SALES_STAGES,
    UPSTREAM_STAGES,
    Channel,
    ConsentState,
    Ruling,
    Stage,
    Verdict,
)
from leads.models import Consent, Contact, Lead
from leads.models.companies import REFUSED_AT
from leads.reasons import Reason
from leads.tiers import answer_by
from leads.transitions.downstream import cancel_open_deals, require_contact_reason
from leads.transitions.engine import Move, moving
from leads.transitions.table import ACTIONS
from leads.transitions.upstream import last_handover, refuse_ping_pong, start_again

MOST_CYCLES_A_YEAR = 3


def rule(lead: Lead, *, by: User, ruling: str, why: str, at: datetime | None = None) -> Lead:
    """The arbiter ends a contest: the rejection stands, or the lead goes back (domain: 11)."""
    with moving(lead, "rule", by=by, at=at, data={"ruling": ruling, "why": why}) as move:
        handover = last_handover(move.lead)
        move.change(handover, ruled_at=move.at, ruled_on=local_date(move.at), ruled_by=by)
        move.facts.update(ruling=ruling, why=why, handover=handover.pk)
        if ruling == Ruling.UPHOLD:
            move.to(Stage.REJECTED)
            move.set(due_at=answer_by(Stage.REJECTED, move.at))
        else:
            move.change(handover, verdict=Verdict.OVERTURNED)
            move.to(Stage.HANDED_OVER)
            start_again(move, handover)
    return lead


def recycle(
    lead: Lead,
    *,
    by: User | None,
    wake_up_on: date,
    reason: str = "",
    answer: str = "",
    track: str = "",
    at: datetime | None = None,
) -> Lead:
    """Close the cycle and wake the person up later (domain: 10 and 13)."""
    data = {"reason": reason, "answer": answer, "wake_up_on": wake_up_on, "track": track}
    with moving(lead, "recycle", by=by, at=at, data=data) as move:
        if wake_up_on <= local_date(move.at):
            raise Incomplete(fields={"wake_up_on": _("Choose a day to come.")})
        reason = _reason_of(move, by, reason, answer)
        move.to(Stage.RECYCLED)
        move.set(wake_up_on=wake_up_on, track=track)
        move.close(reason)
        move.facts.update(
            reason=reason, answer=answer, wake_up_on=wake_up_on.isoformat(), track=track
        )
    return lead


def disqualify(
    lead: Lead, *, by: User | None, reason: str, answer: str = "", at: datetime | None = None
) -> Lead:
    """End the cycle for good: never a fit, fake, competitor (domain: 10, 13 and 19)."""
    with moving(
        lead, "disqualify", by=by, at=at, data={"reason": reason, "answer": answer}
    ) as move:
        if move.came_from in (Stage.ACCEPTED, Stage.SQL) and by is not None:
            require_contact_reason(move.lead, reason, answer)
        move.to(Stage.DISQUALIFIED)
        move.close(reason)
        move.facts.update(reason=reason, answer=answer, fault=reasons.fault_of(reason))
    return lead


def expire(lead: Lead, *, reason: str, wake_up_on: date) -> Lead:
    """The system ends a hand-over that nobody decided or completed: a breach, never a yes."""
    with moving(lead, "expire", by=None) as move:
        handover = last_handover(move.lead)
        move.change(
            handover,
            verdict=Verdict.EXPIRED,
            decided_at=move.at,
            decided_on=local_date(move.at),
            reason=reason,
        )
        move.to(Stage.RECYCLED)
        move.set(wake_up_on=wake_up_on)
        move.close(reason)
        move.facts.update(reason=reason, handover=handover.pk)
    return lead


def reassign(
    lead: Lead, *, by: User | None, owner: User, why: str, at: datetime | None = None
) -> Lead:
    """Give an open lead to another owner; the lead's own clock does not restart (domain: 18)."""
    with moving(lead, "reassign", by=by, at=at, data={"owner": owner, "why": why}) as move:
        on_sales_ground = move.came_from in SALES_STAGES or move.came_from in (
            Stage.RETURNED,
            Stage.REJECTED,
            Stage.CONTESTED,
        )
        fits = owner.is_sales if on_sales_ground else owner.is_marketing or owner.is_sales
        if not (owner.is_active and fits):
            raise Incomplete(fields={"owner": _("This person cannot hold a lead at this stage.")})
        if owner.is_sales and owner.pk != move.lead.owner_id:
            refuse_ping_pong(move, owner, field="owner")
        handover = move.lead.handovers.pending().first()
        if handover:
            move.change(handover, assignee=owner)
        if owner.is_marketing and move.came_from in UPSTREAM_STAGES:
            move.set(marketer=owner)
        move.facts.update(owner=owner.pk, was=move.lead.owner_id, why=why)
        move.set(owner=owner, team=owner.team, assigned_at=move.at)
    return lead


def take(lead: Lead, *, by: User, at: datetime | None = None) -> Lead:
    """A colleague takes over what is late and untouched (« Prendre »); its clock runs on.

    Raises Refused while it is not late or once somebody tried.
    """
    with moving(lead, "take", by=by, at=at) as move:
        handover = last_handover(move.lead)
        due = handover.decide_by if move.came_from == Stage.HANDED_OVER else handover.attempt_by
        if due >= move.at:
            raise Refused(_("This lead is not late: it stays with its owner."), code="not_late")
        if handover.first_attempt_at:
            raise Refused(_("Somebody has tried already: ask them first."), code="attempted")
        refuse_ping_pong(move, by, field="owner")
        if handover.verdict == Verdict.PENDING:
            move.change(handover, assignee=by)
        move.facts.update(owner=by.pk, was=move.lead.owner_id)
        move.set(owner=by, team=by.team, assigned_at=move.at)
    return lead


def reopen(lead: Lead, *, by: User | None, trigger: str, at: datetime | None = None) -> Lead:
    """Start a new cycle for the same person; the old one keeps its milestones (domain: 17)."""
    with moving(lead, "reopen", by=by, at=at, data={"trigger": trigger}) as move:
        _require_reopenable(move, by)
        old = move.lead
        fresh = Lead(
            company=old.company,
            contact=old.contact,
            cycle=old.cycle + 1,
            reopened_from=old,
            reopen_trigger=trigger,
            stage=Stage.NURTURING,
            stage_entered_at=move.at,
            source=old.source,
            campaign=old.campaign,
            need=old.need,
            offer=old.offer,
            timing=old.timing,
            budget=old.budget,
            current_solution=old.current_solution,
            legal_basis=old.legal_basis,
            informed_on=old.informed_on,
            marketer=old.marketer,
            owner=by or old.marketer,
            team=(by.team if by else old.team),
            captured_at=move.at,
            captured_on=local_date(move.at),
            search=old.search,
            created_by=by,
            assigned_at=move.at,
        )
        move.create(fresh)
        move.facts.update(trigger=trigger, cycle=fresh.cycle, lead=str(fresh.public_id))
        facts: dict[str, Any] = {"from": "", "to": fresh.stage, "reopened_from": str(old.public_id)}
        journal.record("lead.logged", actor=by, target=fresh, occurred_at=move.at, **facts)
    return fresh


def opt_out(lead: Lead, *, by: User | None, channel: str, at: datetime | None = None) -> Lead:
    """Record the person's objection; an open cycle is closed with it (domain: 20).

    `by` None is the person, through a link. See also: `consents.record_consent`, by channel.
    """
    with transaction.atomic():
        with moving(lead, "opt_out", by=by, at=at, data={"channel": channel}) as move:
            contact = move.lead.contact
            is_first = contact is not None and contact.opted_out_at is None
            if contact is not None and is_first:
                _refuse_everything(move, contact, channel)
            if move.lead.is_open:
                _void_pending(move, Reason.OPT_OUT)
                cancel_open_deals(move)
                move.to(Stage.DISQUALIFIED)
                move.close(Reason.OPT_OUT)
            move.facts.update(channel=channel)
        if is_first:
            # The objection is the person's, not the cycle's: the other open ones end with it.
            for other in Lead.objects.filter(contact=contact, stage__in=OPEN_STAGES):
                opt_out(other, by=by, channel=channel)
    return lead


def merge(lead: Lead, *, by: User, into: Lead, at: datetime | None = None) -> Lead:
    """Fold a duplicate cycle into the open one to keep; the folded one leaves every number."""
    with transaction.atomic():
        kept = _lock_both(lead, into)
        with moving(lead, "merge", by=by, at=at, data={"into": kept}) as move:
            if kept is None or kept.pk == move.lead.pk or not kept.is_open:
                raise Incomplete(fields={"into": _("Choose another lead that is open.")})
            _keep_earliest(move, kept)
            activities.carry_over(move, kept)
            old = move.lead
            told = (old.activities, old.touches, old.posts, old.tasks, old.form_answers)
            parties = old.parties.exclude(contact__in=_people_on(kept))
            for related in chain(*(rows.all() for rows in told), parties):
                move.change(related, lead=kept)
            _void_pending(move, Reason.DUPLICATE)
            move.to(Stage.MERGED)
            move.set(merged_into=kept, merged_at=move.at)
            move.close(Reason.DUPLICATE)
            move.facts.update(into=str(kept.public_id))
    if kept is not None:
        into.refresh_from_db()
    return lead


def may(user: User, name: str, lead: Lead) -> bool:
    """Whether the table opens the action to this person on this lead now."""
    action = ACTIONS[name]
    return lead.stage in action.sources and action.who(user, lead)


def _lock_both(lead: Lead, into: Lead | None) -> Lead | None:
    """The lead to keep as it stands now; locked in one order, so that two merges cannot cross."""
    keys = [row.pk for row in (lead, into) if row is not None]
    rows = Lead.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows.select_related("contact")}
    return found.get(into.pk) if into is not None else None


def _keep_earliest(move: Move, into: Lead) -> None:
    """The kept lead takes the earlier capture, so that its first touch stays the first."""
    if move.lead.captured_at < into.captured_at:
        move.change(into, captured_at=move.lead.captured_at, captured_on=move.lead.captured_on)


def _refuse_everything(move: Move, contact: Contact, via: str) -> None:
    """Every channel is closed and kept closed, in rows that an undo takes away again."""
    refused = {name: move.at for name in REFUSED_AT.values() if getattr(contact, name) is None}
    move.change(contact, opted_out_at=move.at, **refused)
    said = {"state": ConsentState.REFUSED, "via": via, "by": move.by, "at": move.at}
    move.create(Consent(contact=contact, **said))
    for channel in (Channel.EMAIL, Channel.PHONE):
        addresses = suppression.addresses_of(contact, channel)
        for row in suppression.missing(channel, addresses, at=move.at):
            move.create(row)


def _people_on(lead: Lead) -> list[int]:
    """Keys of the people who are on the lead already."""
    parties = list(lead.parties.values_list("contact_id", flat=True))
    return [*parties, lead.contact_id] if lead.contact_id else parties


def _void_pending(move: Move, reason: str) -> None:
    handover = move.lead.handovers.pending().first()
    if handover:
        move.change(
            handover,
            verdict=Verdict.VOID,
            reason=reason,
            decided_at=move.at,
            decided_on=local_date(move.at),
            decided_by=move.by,
        )


def _reason_of(move: Move, by: User | None, reason: str, answer: str) -> str:
    """After contact a reason is due; after a rejection the one of sales stands."""
    if move.came_from == Stage.REJECTED:
        return reason or last_handover(move.lead).reason
    if by is not None:
        if not reason:
            raise Incomplete(fields={"reason": _("Required.")})
        require_contact_reason(move.lead, reason, answer)
    return reason


def _require_reopenable(move: Move, by: User | None) -> None:
    contact = move.lead.contact
    if contact and contact.opted_out_at:
        raise Conflict(_("This person objected to being contacted."), code="opted_out")
    if Lead.objects.filter(reopened_from=move.lead).exists():
        raise Conflict(_("This cycle was already reopened."), code="already_reopened")
    if contact and by is not None and not (by.is_manager or by.is_direction):
        year_ago = timezone.now() - timedelta(days=365)
        if contact.leads.filter(captured_at__gt=year_ago).count() >= MOST_CYCLES_A_YEAR:
            raise Conflict(
                _("Three cycles in twelve months: ask a manager to reopen."), code="too_many_cycles"
            )
