"""What people of ours did: logging it, and the first attempt and conversation it may be."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import tiers
from leads.choices import ActivityKind, ActivityOutcome, DealStatus
from leads.models import Activity, Company, Contact, Handover, Lead, Opportunity
from leads.moments import doubt, too_late

if TYPE_CHECKING:
    from leads.transitions.engine import Move

TAKE_BACK_WITHIN = timedelta(minutes=15)
MOST_OPEN = 50


def log_activity(
    lead: Lead,
    *,
    by: User,
    kind: str,
    outcome: str = "",
    text: str = "",
    occurred_at: datetime | None = None,
    contact: Contact | None = None,
) -> Activity:
    """Log a call, mail, meeting, message or note; a human act may be the first attempt (K8).

    It was with `contact`, the lead's own unless another is named. Raises Incomplete (unknown kind
    or outcome, a note without text, a moment to come, or more than 7 days ago by somebody who is
    no manager). `transitions.undo` takes it back.
    """
    at = occurred_at or timezone.now()
    _require_loggable(by, kind, outcome, text, at)
    with transaction.atomic():
        locked = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
        activity = Activity.objects.create(
            lead=locked,
            contact_id=contact.pk if contact else locked.contact_id,
            kind=kind,
            outcome=outcome,
            text=text,
            by=by,
            occurred_at=at,
        )
        changes = _milestones(locked, activity)
        before = {name: _plain(getattr(locked, name)) for name in changes}
        if changes:
            Lead.objects.filter(pk=locked.pk).update(**changes)
        rows: list[list[Any]] = [["leads.activity", activity.pk, None]]
        rows += _stamp_handover(locked, activity) + _note_conversation(activity)
        _record(activity, locked, {"lead": before, "rows": rows})
    lead.refresh_from_db()
    return activity


def log_about(
    *,
    by: User,
    lead: Lead | None = None,
    contact: Contact | None = None,
    company: Company | None = None,
    alone: bool = False,
    **said: Any,
) -> Activity:
    """Log something with a person or a company: on their open lead when there is exactly one.

    With several, `lead` must be named (Incomplete), unless it concerns none (`alone`): then, and
    when no lead is open, it stays with the person or the company and starts or stops no clock.
    """
    if lead is None and not alone:
        found = open_leads_of(contact, company)
        if len(found) > 1:
            raise Incomplete(fields={"lead": _("Several leads are open: which one is it about?")})
        lead = found[0] if found else None
    if lead is not None:
        return log_activity(lead, by=by, contact=contact, **said)
    return _log_alone(by, contact, company, **said)


def open_leads_of(contact: Contact | None, company: Company | None = None) -> list[Lead]:
    """Open leads of the person, as their contact or one of their people; else of the company."""
    leads = Lead.objects.open().with_people()
    if contact is not None:
        theirs = Q(contact=contact) | Q(pk__in=contact.parties.values("lead"))
        return list(leads.filter(theirs)[:MOST_OPEN])
    return list(leads.filter(company=company)[:MOST_OPEN]) if company else []


def take_back(activity: Activity, *, by: User) -> None:
    """Take back what one logged on a person or company in the last 15 minutes.

    Raises NotAllowed (somebody else's), Conflict (too late). On a lead, `transitions.undo` does.
    """
    about = activity.contact or activity.company
    if activity.lead_id or about is None:
        raise Conflict(code="nothing_to_undo")
    if activity.by_id != by.pk:
        raise NotAllowed(_("Only the person who did it can undo it."))
    if timezone.now() - activity.recorded_at > TAKE_BACK_WITHIN:
        raise Conflict(_("Undo works for 15 minutes."), code="too_late")
    with transaction.atomic():
        event = event_of(activity)
        for label, pk, values in event.facts["before"]["rows"] if event else ():
            if label == "leads.contact":
                heard = values["last_prospect_contact_at"]
                heard_at = datetime.fromisoformat(heard) if heard else None
                Contact.objects.filter(pk=pk).update(last_prospect_contact_at=heard_at)
        Activity.objects.filter(pk=activity.pk).delete()
        if event:
            journal.reverse(event, by=by)


def event_of(activity: Activity) -> Event | None:
    """The event that told of the activity."""
    about = activity.lead or activity.contact or activity.company
    if about is None:
        return None
    told = Event.objects.about(about).standing().filter(verb="activity.logged")
    return told.filter(facts__activity=activity.pk).first()


def _log_alone(
    by: User,
    contact: Contact | None,
    company: Company | None,
    *,
    kind: str,
    outcome: str = "",
    text: str = "",
    occurred_at: datetime | None = None,
) -> Activity:
    at = occurred_at or timezone.now()
    _require_loggable(by, kind, outcome, text, at)
    about = contact or company
    if about is None:
        raise Incomplete(fields={"lead": _("Say with whom: a lead, a contact or a company.")})
    with transaction.atomic():
        activity = Activity.objects.create(
            contact=contact,
            company=company or (contact.company if contact else None),
            kind=kind,
            outcome=outcome,
            text=text,
            by=by,
            occurred_at=at,
        )
        rows: list[list[Any]] = [["leads.activity", activity.pk, None]]
        _record(activity, about, {"rows": rows + _note_conversation(activity)})
    return activity


def _record(activity: Activity, about: Model, before: dict[str, Any]) -> None:
    journal.record(
        "activity.logged",
        actor=activity.by,
        target=about,
        occurred_at=activity.occurred_at,
        kind=activity.kind,
        outcome=activity.outcome,
        activity=activity.pk,
        before=before,
    )


def _plain(value: Any) -> Any:
    """A day or an instant as the journal keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


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


def _stamp_handover(lead: Lead, activity: Activity) -> list[list[Any]]:
    """The first human attempt after the hand-over stops the contact clock; returns what was."""
    handover, changes = _contact_on(lead, activity)
    if not (handover and changes):
        return []
    before = {name: _plain(getattr(handover, name)) for name in changes}
    Handover.objects.filter(pk=handover.pk).update(**changes)
    return [["leads.handover", handover.pk, before]]


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


def _note_conversation(activity: Activity) -> list[list[Any]]:
    """A conversation is a sign of life of the prospect, an attempt one of the deal; a note is none.

    A late entry never moves them back. Returns what was.
    """
    at, before = activity.occurred_at, []
    if activity.is_conversation and activity.contact_id:
        unheard = Q(last_prospect_contact_at__isnull=True) | Q(last_prospect_contact_at__lt=at)
        for person in Contact.objects.filter(unheard, pk=activity.contact_id):
            heard = {"last_prospect_contact_at": _plain(person.last_prospect_contact_at)}
            before.append(["leads.contact", person.pk, heard])
            Contact.objects.filter(pk=person.pk).update(last_prospect_contact_at=at)
    if activity.is_attempt and activity.lead_id:
        deals = Opportunity.objects.filter(lead=activity.lead_id, status=DealStatus.OPEN)
        for deal in deals.filter(touched_at__lt=at):
            before.append(["leads.opportunity", deal.pk, {"touched_at": _plain(deal.touched_at)}])
            Opportunity.objects.filter(pk=deal.pk).update(touched_at=at)
    return before


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
