"""Marketing's ground: qualify, pre-qualify, hand over, answer what came back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.people.selectors import stand_in_for
from alignment.web.business_days import local_date, working_days_between
from alignment.web.errors import Conflict, Incomplete
from leads import files, fit, tiers
from leads.choices import MINIMAL_FILE, PrequalOutcome, Stage, Tier, Verdict
from leads.models import Handover, Lead
from leads.transitions.engine import Move, moving

# A person counts as a new MQL at most once in this time, whatever the number of cycles.
MQL_ONCE_PER = timedelta(days=30)
CONTEST_WITHIN_DAYS = 5
SAME_REP_AFTER = timedelta(days=30)


def qualify(lead: Lead, *, by: User, need: str = "", at: datetime | None = None) -> Lead:
    """Marketing says: worth a rep's time. Grades the fit under the ICP in force (domain: 2)."""
    with moving(lead, "qualify", by=by, at=at, data={"need": need}) as move:
        if need:
            move.set(need=need)
            move.lead.need = need
        _enter_mql(move)
        move.to(Stage.MQL)
        move.set(marketer=by, due_at=None)
        _own(move, by)
    return lead


def prequalify(
    lead: Lead, *, by: User, owner: User, due_on: date, at: datetime | None = None
) -> Lead:
    """Ask a named person of either team to confirm the lead by a conversation (domain: 3)."""
    with moving(lead, "prequalify", by=by, at=at, data={"owner": owner, "due_on": due_on}) as move:
        _require_member(owner, "owner")
        move.to(Stage.PREQUAL)
        move.set(prequal_started_at=move.at, prequal_ended_at=None, due_at=tiers.end_of(due_on))
        if move.lead.marketer_id is None:
            move.set(marketer=by)
        _own(move, owner)
        move.facts.update(owner=owner.pk, due_on=due_on.isoformat())
    return lead


def conclude(
    lead: Lead,
    *,
    by: User,
    outcome: str,
    need: str = "",
    role: str = "",
    timing: str = "",
    wake_up_on: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Lead:
    """The outcome of the pre-qualification call (domain: 4); a confirmed lead is a TQL."""
    data = {
        "outcome": outcome,
        "need": need,
        "role": role,
        "timing": timing,
        "wake_up_on": wake_up_on,
        "reason": reason,
    }
    with moving(lead, "conclude", by=by, at=at, data=data) as move:
        _require_outcome(move.lead, data)
        move.set(prequal_ended_at=move.at, due_at=None)
        move.facts.update(outcome=outcome)
        if outcome == PrequalOutcome.CONFIRMED:
            move.to(Stage.MQL)
            move.set(is_tql=True, need=need or move.lead.need, timing=timing or move.lead.timing)
            if role and move.lead.contact:
                move.change(move.lead.contact, role=role)
        elif outcome == PrequalOutcome.NURTURE:
            move.to(Stage.NURTURING)
            move.set(wake_up_on=wake_up_on)
        else:
            move.to(Stage.DISQUALIFIED)
            move.close(reason)
            move.facts.update(reason=reason)
        _own(move, move.lead.marketer or by)
    return lead


def hand_over(
    lead: Lead,
    *,
    by: User,
    assignee: User,
    tier: str = "",
    note: str = "",
    need: str = "",
    details: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Lead:
    """Pass the lead to a named rep with a minimal file; the clock of sales starts (domain: 5).

    `details` completes company and contact on the way. From new or nurturing the crossed MQL is
    stamped as inferred. A rep may take a lead (self-service) without the file.
    """
    data = {"assignee": assignee, "tier": tier, "note": note, "need": need, **(details or {})}
    with moving(lead, "hand_over", by=by, at=at, data=data) as move:
        _require_seller(assignee)
        assignee = _present(move, assignee)
        refuse_ping_pong(move, assignee, field="assignee")
        taking = by.is_sales and not by.is_marketing and not by.is_direction
        if taking and assignee != by and not by.is_manager:
            raise Incomplete(fields={"assignee": _("You may take a lead for yourself only.")})
        files.fill(move, {**(details or {}), "need": need})
        if not taking:
            files.require_minimal(move.lead)
        if move.lead.mql_at is None:
            _enter_mql(move, inferred=True)
        end_prequal(move)
        move.to(Stage.HANDED_OVER)
        move.stamp("handed_over")
        if move.lead.marketer_id is None and not taking:
            move.set(marketer=by)
        _start_handover(move, assignee, tier or fit.tier_of(move.lead), note, self_service=taking)
    return lead


def resubmit(
    lead: Lead,
    *,
    by: User,
    answer: str = "",
    need: str = "",
    details: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Lead:
    """Answer what sales missed; its clock resumes where it stopped (domain: 8)."""
    data = {"answer": answer, "need": need, **(details or {})}
    with moving(lead, "resubmit", by=by, at=at, data=data) as move:
        handover = pending_of(move.lead)
        files.fill(move, {**(details or {}), "need": need})
        still = set(handover.missing) & set(files.missing_items(move.lead))
        beyond = set(handover.missing) - set(MINIMAL_FILE)
        if not answer and (still or beyond or not handover.missing):
            raise Incomplete(fields={"answer": _("Answer, or fill in what was missing.")})
        assert handover.returned_at, "What is answered was sent back."
        decide_by, attempt_by = tiers.schedule().of_handover(
            handover.tier,
            handover.handed_over_at,
            handover.assignee.holiday_zone,
            pause=(handover.returned_at, move.at),
        )
        move.change(
            handover,
            resubmitted_at=move.at,
            decide_by=decide_by,
            attempt_by=attempt_by,
            attempt_by_on=local_date(attempt_by),
        )
        move.to(Stage.HANDED_OVER)
        move.set(due_at=handover.decide_by)
        move.facts.update(answer=answer, handover=handover.pk)
    return lead


def contest(lead: Lead, *, by: User, argument: str, at: datetime | None = None) -> Lead:
    """Marketing contests a rejection, once per cycle, within 5 working days (domain: 11)."""
    with moving(lead, "contest", by=by, at=at, data={"argument": argument}) as move:
        handover = last_handover(move.lead)
        if move.lead.handovers.filter(contested_at__isnull=False).exists():
            raise Conflict(_("A rejection can be contested once."), code="already_contested")
        assert handover.decided_on, "What is contested was rejected."
        days = working_days_between(handover.decided_on, local_date(move.at))
        if days > CONTEST_WITHIN_DAYS:
            raise Conflict(
                _("A rejection can be contested within 5 working days."), code="too_late"
            )
        move.change(
            handover,
            contested_at=move.at,
            contested_on=local_date(move.at),
            contested_by=by,
            argument=argument,
        )
        move.to(Stage.CONTESTED)
        move.set(due_at=tiers.answer_by(Stage.CONTESTED, move.at))
        move.facts.update(argument=argument, handover=handover.pk)
    return lead


def nurture(
    lead: Lead,
    *,
    by: User | None,
    why: str = "",
    wake_up_on: date | None = None,
    at: datetime | None = None,
) -> Lead:
    """Keep the lead warm; an MQL that goes back needs a reason (domain: 19)."""
    data = {"why": why, "wake_up_on": wake_up_on}
    with moving(lead, "nurture", by=by, at=at, data=data) as move:
        if move.lead.stage == Stage.MQL and not why:
            raise Incomplete(fields={"why": _("Required.")})
        move.to(Stage.NURTURING)
        move.set(wake_up_on=wake_up_on, due_at=None)
        move.facts.update(why=why)
    return lead


def pending_of(lead: Lead) -> Handover:
    """The hand-over that waits for a verdict (Conflict when there is none)."""
    handover = lead.handovers.pending().first()
    if handover is None:
        raise Conflict(code="nothing_pending")
    return handover


def last_handover(lead: Lead) -> Handover:
    """The latest hand-over of the cycle (Conflict when there is none)."""
    handover = lead.handovers.order_by("-handed_over_at", "-id").first()
    if handover is None:
        raise Conflict(code="no_handover")
    return handover


def end_prequal(move: Move) -> None:
    """A step that leaves pre-qualification without its outcome ends it all the same."""
    if move.came_from == Stage.PREQUAL:
        move.set(prequal_ended_at=move.at)


def start_again(move: Move, handover: Handover) -> None:
    """A second look by the same rep after a ruling; it does not count a second time."""
    _start_handover(
        move, handover.assignee, handover.tier, handover.note, self_service=False, counts=False
    )


def _present(move: Move, assignee: User) -> User:
    """The rep, or their deputy while they are away: an absence never stops a lead's clock."""
    deputy = stand_in_for(assignee, local_date(move.at))
    if deputy == assignee or not deputy.is_sales:
        return assignee
    move.facts.update(instead_of=assignee.pk)
    return deputy


def _start_handover(
    move: Move, assignee: User, tier: str, note: str, *, self_service: bool, counts: bool = True
) -> None:
    tier = Tier(tier)
    decide_by, attempt_by = tiers.schedule().of_handover(tier, move.at, assignee.holiday_zone)
    handover = Handover(
        lead=move.lead,
        given_by=move.by,
        assignee=assignee,
        tier=tier,
        note=note or move.lead.why_now,
        is_self_service=self_service,
        counts=counts,
        is_complete=not files.missing_items(move.lead),
        handed_over_at=move.at,
        handed_over_on=local_date(move.at),
        decide_by=decide_by,
        attempt_by=attempt_by,
        attempt_by_on=local_date(attempt_by),
        verdict=Verdict.PENDING,
    )
    move.create(handover)
    move.set(tier=tier, due_at=decide_by, why_now=note or move.lead.why_now)
    _own(move, assignee)
    move.facts.update(assignee=assignee.pk, tier=str(tier), handover=handover.pk)


def _enter_mql(move: Move, *, inferred: bool = False) -> None:
    """Stamp the MQL milestone, and grade the lead as it is known now."""
    repeat = (
        move.lead.contact_id is not None
        and move.lead.mql_at is None
        and Lead.objects.filter(
            contact_id=move.lead.contact_id, mql_at__gt=move.at - MQL_ONCE_PER, mql_at__lte=move.at
        )
        .exclude(pk=move.lead.pk)
        .exists()
    )
    move.stamp("mql", inferred=inferred)
    if repeat:
        move.set(mql_repeat=True)
    move.set(**fit.graded(move.lead, at=move.at))


def refuse_ping_pong(move: Move, rep: User, *, field: str) -> None:
    """Not back to the same rep within 30 days, unless the prospect acted since the reopening.

    Raises Incomplete naming `field`.
    """
    old = move.lead.reopened_from
    if old is None or old.owner_id != rep.pk or old.closed_at is None:
        return
    if move.at - old.closed_at >= SAME_REP_AFTER:
        return
    if not move.lead.touches.filter(occurred_at__gte=_reopened_at(old, move.lead)).exists():
        raise Incomplete(
            fields={field: _("This rep had the lead less than 30 days ago: choose another.")}
        )


def _reopened_at(old: Lead, lead: Lead) -> datetime:
    """When the new cycle began: a merge may have moved its capture back, never this event."""
    told = Event.objects.about(old).standing().filter(verb="lead.reopened").order_by("-id").first()
    return told.occurred_at if told else lead.captured_at


def _own(move: Move, owner: User) -> None:
    move.set(owner=owner, team=owner.team, assigned_at=move.at)


def _require_outcome(lead: Lead, data: Mapping[str, Any]) -> None:
    needed = {
        PrequalOutcome.CONFIRMED: ("need", "role", "timing"),
        PrequalOutcome.NURTURE: ("wake_up_on",),
        PrequalOutcome.DISQUALIFY: ("reason",),
    }[PrequalOutcome(data["outcome"])]
    has = {"need": bool(lead.need), "timing": bool(lead.timing)}
    has["role"] = bool(lead.contact and lead.contact.role)
    wrong = {name: _("Required.") for name in needed if not data[name] and not has.get(name)}
    if wrong:
        raise Incomplete(fields=wrong)


def _require_seller(user: User) -> None:
    if not (user.is_active and user.is_sales):
        raise Incomplete(fields={"assignee": _("Choose a rep of the sales team.")})


def _require_member(user: User, name: str) -> None:
    if not (user.is_active and (user.is_sales or user.is_marketing)):
        raise Incomplete(fields={name: _("Choose somebody of marketing or sales.")})
