"""What people of ours did: logging it, and the first attempt and conversation it may be."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Incomplete, NotAllowed
from leads import tiers
from leads.choices import ActivityKind, ActivityOutcome, DealStatus
from leads.models import Activity, Contact, Handover, Lead, Opportunity
from leads.moments import doubt, too_late

if TYPE_CHECKING:
    from leads.transitions.engine import Move


def log_activity(
    lead: Lead,
    *,
    by: User,
    kind: str,
    outcome: str = "",
    text: str = "",
    occurred_at: datetime | None = None,
) -> Activity:
    """Log a call, mail, meeting, message or note; a human act may be the first attempt (K8).

    Raises Incomplete (unknown kind or outcome, a note without text, a moment to come, or more than
    7 days ago by somebody who is no manager).
    """
    at = occurred_at or timezone.now()
    _require_loggable(by, kind, outcome, text, at)
    with transaction.atomic():
        locked = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
        activity = Activity.objects.create(
            lead=locked,
            contact_id=locked.contact_id,
            kind=kind,
            outcome=outcome,
            text=text,
            by=by,
            occurred_at=at,
        )
        changes = _milestones(locked, activity)
        if changes:
            Lead.objects.filter(pk=locked.pk).update(**changes)
        _stamp_handover(locked, activity)
        _note_conversation(locked, activity)
        journal.record(
            "activity.logged",
            actor=by,
            target=locked,
            occurred_at=at,
            kind=kind,
            outcome=outcome,
            activity=activity.pk,
        )
    lead.refresh_from_db()
    return activity


def log_within(move: "Move", *, kind: str, outcome: str, text: str) -> None:
    """Log an activity as part of a transition, so that an undo takes it back with it."""
    activity = Activity(
        lead=move.lead,
        contact=move.lead.contact,
        kind=kind,
        outcome=outcome,
        text=text,
        by=move.by,
        occurred_at=move.at,
    )
    move.create(activity)
    move.facts.update(activity=activity.pk, activity_kind=kind)
    move.set(**_milestones(move.lead, activity))
    handover, changes = _contact_on(move.lead, activity)
    if handover and changes:
        move.change(handover, **changes)
    contact = move.lead.contact
    if contact and activity.is_conversation and _is_newer(move.at, contact):
        move.change(contact, last_prospect_contact_at=move.at)


def carry_over(move: "Move", kept: Lead) -> None:
    """Give the kept lead of a merge what was done for its double, where that came first.

    Reads the double's activities, so it goes before they change hands.
    """
    changes: dict[str, Any] = {}
    for name in ("first_attempt", "first_conversation"):
        ours, theirs = getattr(kept, f"{name}_at"), getattr(move.lead, f"{name}_at")
        if theirs is not None and (ours is None or theirs < ours):
            changes[f"{name}_at"] = theirs
            changes[f"{name}_on"] = getattr(move.lead, f"{name}_on")
    if changes:
        move.change(kept, **changes)
    for activity in move.lead.activities.order_by("occurred_at", "id"):
        handover, stamps = _contact_on(kept, activity)
        if handover and stamps:
            move.change(handover, **stamps)
    _carry_last_contact(move, kept)


def _carry_last_contact(move: "Move", kept: Lead) -> None:
    heard_at = move.lead.contact and move.lead.contact.last_prospect_contact_at
    if heard_at and kept.contact and _is_newer(heard_at, kept.contact):
        move.change(kept.contact, last_prospect_contact_at=heard_at)
    attempts = [
        activity.occurred_at for activity in move.lead.activities.all() if activity.is_attempt
    ]
    deal = kept.opportunities.open().first()
    if deal and attempts and max(attempts) > deal.touched_at:
        move.change(deal, touched_at=max(attempts))


def _is_newer(at: datetime, contact: Contact) -> bool:
    """Whether the person was not heard of since."""
    return contact.last_prospect_contact_at is None or contact.last_prospect_contact_at < at


def _milestones(lead: Lead, activity: Activity) -> dict[str, Any]:
    """First attempt and first conversation of the cycle, where this activity comes first."""
    changes: dict[str, Any] = {}
    for name, applies in (
        ("first_attempt", activity.is_attempt),
        ("first_conversation", activity.is_conversation),
    ):
        known = getattr(lead, f"{name}_at")
        if applies and (known is None or activity.occurred_at < known):
            changes[f"{name}_at"] = activity.occurred_at
            changes[f"{name}_on"] = local_date(activity.occurred_at)
    return changes


def _stamp_handover(lead: Lead, activity: Activity) -> None:
    """The first human attempt after the hand-over stops the contact clock."""
    handover, changes = _contact_on(lead, activity)
    if handover and changes:
        Handover.objects.filter(pk=handover.pk).update(**changes)


def _contact_on(lead: Lead, activity: Activity) -> tuple[Handover | None, dict[str, Any]]:
    """The hand-over that the activity answers, and what it changes on it."""
    if not activity.is_attempt:
        return None, {}
    handover = (
        lead.handovers.filter(handed_over_at__lte=activity.occurred_at)
        .order_by("-handed_over_at", "-id")
        .first()
    )
    if handover is None:
        return None, {}
    changes: dict[str, Any] = {}
    if handover.first_attempt_at is None or activity.occurred_at < handover.first_attempt_at:
        pause = (handover.returned_at, handover.resubmitted_at) if handover.returned_at else None
        waited = tiers.schedule().waited(
            handover.handed_over_at,
            activity.occurred_at,
            handover.assignee.holiday_zone,
            pause=pause,
        )
        changes = {
            "first_attempt_at": activity.occurred_at,
            "first_attempt_on": local_date(activity.occurred_at),
            "attempt_minutes": waited,
            "attempt_on_time": activity.occurred_at <= handover.attempt_by,
        }
    if activity.is_conversation and (
        handover.first_conversation_at is None
        or activity.occurred_at < handover.first_conversation_at
    ):
        changes["first_conversation_at"] = activity.occurred_at
        changes["first_conversation_on"] = local_date(activity.occurred_at)
    return handover, changes


def _note_conversation(lead: Lead, activity: Activity) -> None:
    """A conversation is a sign of life of the prospect, an attempt one of the deal; a note is none.

    A late entry never moves them back.
    """
    at = activity.occurred_at
    if activity.is_conversation and lead.contact_id:
        unheard = Q(last_prospect_contact_at__isnull=True) | Q(last_prospect_contact_at__lt=at)
        Contact.objects.filter(unheard, pk=lead.contact_id).update(last_prospect_contact_at=at)
    if activity.is_attempt:
        deals = Opportunity.objects.filter(lead=lead, status=DealStatus.OPEN)
        deals.filter(touched_at__lt=at).update(touched_at=at)


def _require_loggable(by: User, kind: str, outcome: str, text: str, at: datetime) -> None:
    if not (by.is_sales or by.is_marketing or by.is_direction):
        raise NotAllowed
    wrong: dict[str, Any] = {}
    if kind not in ActivityKind.values:
        wrong["kind"] = _("Not one of the choices.")
    if outcome and outcome not in ActivityOutcome.values:
        wrong["outcome"] = _("Not one of the choices.")
    if kind == ActivityKind.NOTE and not text.strip():
        wrong["text"] = _("Required.")
    if len(text) > 5000:
        wrong["text"] = _("At most {n} characters.").format(n=5000)
    when = doubt(at) or too_late(at, by)
    if when:
        wrong["occurred_at"] = when
    if wrong:
        raise Incomplete(fields=wrong)
