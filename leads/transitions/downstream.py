"""The ground of sales: accept, return, reject, qualify, open, win, lose."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.business_days import add_working_days, local_date, zone
from alignment.web.errors import Conflict, Incomplete
from leads import activities, deals, reasons, tiers
from leads.choices import (
    UPSTREAM_STAGES,
    ActivityKind,
    ActivityOutcome,
    DealStatus,
    Recurrence,
    Stage,
    Verdict,
)
from leads.models import Lead
from leads.reasons import Moment, Reason
from leads.transitions.engine import Move, moving
from leads.transitions.upstream import end_prequal, pending_of

NEXT_ACTION_WORKING_DAYS = 1
MOST_OTHER_REASONS = 2


def accept(
    lead: Lead,
    *,
    by: User,
    next_action_on: date | None = None,
    next_action: str = "",
    at: datetime | None = None,
) -> Lead:
    """Sales commits to work the lead (domain: 6). The next action is tomorrow unless said."""
    data = {"next_action_on": next_action_on, "next_action": next_action}
    with moving(lead, "accept", by=by, at=at, data=data) as move:
        handover = pending_of(move.lead)
        today = local_date(move.at)
        next_on = next_action_on or add_working_days(today, NEXT_ACTION_WORKING_DAYS)
        if next_on < today:
            raise Incomplete(fields={"next_action_on": _("This day is past.")})
        move.change(
            handover, verdict=Verdict.ACCEPTED, decided_at=move.at, decided_on=today, decided_by=by
        )
        move.to(Stage.ACCEPTED)
        move.stamp("accepted")
        move.set(next_action=next_action, next_action_on=next_on, due_at=tiers.end_of(next_on))
        move.facts.update(handover=handover.pk)
    return lead


def return_(
    lead: Lead, *, by: User, missing: Sequence[str], question: str = "", at: datetime | None = None
) -> Lead:
    """Sales asks for what is missing: not a refusal, its clock stops; once a cycle (domain: 7)."""
    data = {"missing": list(missing), "question": question}
    with moving(lead, "return", by=by, at=at, data=data) as move:
        handover = pending_of(move.lead)
        if move.lead.handovers.filter(returned_at__isnull=False).exists():
            raise Conflict(
                _("This lead was sent back once already: accept it, or reject it with a reason."),
                code="already_returned",
            )
        move.change(
            handover, returned_at=move.at, missing=list(dict.fromkeys(missing)), question=question
        )
        move.to(Stage.RETURNED)
        move.set(due_at=tiers.answer_by(Stage.RETURNED, move.at))
        move.facts.update(missing=list(missing), question=question, handover=handover.pk)
    return lead


def reject(
    lead: Lead, *, by: User, reason: str, answer: str = "", at: datetime | None = None
) -> Lead:
    """Sales declines with a reason and its follow-up answer (domain: 9)."""
    with moving(lead, "reject", by=by, at=at, data={"reason": reason, "answer": answer}) as move:
        _require_answer(reason, answer, Moment.VERDICT)
        handover = pending_of(move.lead)
        fault = reasons.fault_of(reason)
        move.change(
            handover,
            verdict=Verdict.REJECTED,
            decided_at=move.at,
            decided_on=local_date(move.at),
            decided_by=by,
            reason=reason,
            fault=fault,
            answer=answer,
        )
        move.to(Stage.REJECTED)
        move.set(due_at=tiers.answer_by(Stage.REJECTED, move.at))
        move.facts.update(reason=reason, answer=answer, fault=fault, handover=handover.pk)
    return lead


def qualify_sql(
    lead: Lead,
    *,
    by: User,
    next_action: str,
    next_action_on: date,
    need: str = "",
    role: str = "",
    conversation: str = "",
    at: datetime | None = None,
) -> Lead:
    """Sales confirms need, role and a dated next step after a conversation (domain: 12).

    From marketing's ground (an inbound call) the crossed milestones are stamped as inferred.
    """
    data = {
        "need": need,
        "role": role,
        "next_action": next_action,
        "next_action_on": next_action_on,
        "conversation": conversation,
    }
    with moving(lead, "qualify_sql", by=by, at=at, data=data) as move:
        if next_action_on < local_date(move.at):
            raise Incomplete(fields={"next_action_on": _("This day is past.")})
        if conversation:
            activities.log_within(
                move, kind=ActivityKind.CALL, outcome=ActivityOutcome.REACHED, text=conversation
            )
        elif move.lead.first_conversation_at is None:
            raise Incomplete(fields={"conversation": _("Log at least one conversation first.")})
        _cross_upstream(move, by)
        move.to(Stage.SQL)
        move.stamp("sql")
        move.set(
            need=need or move.lead.need,
            next_action=next_action,
            next_action_on=next_action_on,
            due_at=tiers.end_of(next_action_on),
        )
        if role and move.lead.contact:
            move.change(move.lead.contact, role=role)
        move.facts.update(next_action=next_action, next_action_on=next_action_on.isoformat())
    return lead


def open_opportunity(
    lead: Lead,
    *,
    by: User,
    expected_close_on: date,
    amount: Decimal | None = None,
    to_estimate: bool = False,
    recurrence: str = "",
    name: str = "",
    at: datetime | None = None,
) -> Lead:
    """Open an opportunity with an amount (or « to estimate ») and an expected date (domain: 14)."""
    data = {
        "amount": amount,
        "to_estimate": to_estimate,
        "expected_close_on": expected_close_on,
        "recurrence": recurrence,
        "name": name,
    }
    with moving(lead, "open_opportunity", by=by, at=at, data=data) as move:
        _require_amount(amount, to_estimate)
        if expected_close_on < local_date(move.at):
            raise Incomplete(fields={"expected_close_on": _("This day is past.")})
        _cross_upstream(move, by)
        if move.lead.sql_at is None:
            move.stamp("sql", inferred=True)
        deal = deals.open_deal(
            move,
            amount=amount,
            recurrence=recurrence or Recurrence.ONE_OFF,
            name=name,
            expected_close_on=expected_close_on,
        )
        move.to(Stage.OPPORTUNITY)
        move.stamp("opportunity")
        move.set(due_at=None)
        move.facts.update(
            opportunity=deal.pk,
            amount=str(amount) if amount is not None else None,
            expected_close_on=expected_close_on.isoformat(),
            origin=deal.origin,
        )
    return lead


def win(
    lead: Lead,
    *,
    by: User,
    reason: str,
    signed_on: date,
    amount: Decimal | None = None,
    competitor: str = "",
    other_reasons: Sequence[str] = (),
    at: datetime | None = None,
) -> Lead:
    """The order is signed; `won_at` is the day of the signature (domain: 15)."""
    data = {
        "reason": reason,
        "signed_on": signed_on,
        "amount": amount,
        "competitor": competitor,
        "other_reasons": list(other_reasons),
    }
    with moving(lead, "win", by=by, at=at or _moment_of(lead, signed_on), data=data) as move:
        deal = deals.open_deal_of(move.lead)
        final = deal.amount if amount is None else amount
        _require_amount(final, to_estimate=False)
        on = local_date(move.at)
        move.change(
            deal,
            status=DealStatus.WON,
            won_at=move.at,
            won_on=on,
            amount=final,
            value=deals.yearly(final, deal.recurrence),
            touched_at=move.at,
            competitor=competitor,
            reason=reason,
            other_reasons=list(other_reasons)[:MOST_OTHER_REASONS],
        )
        deals.revise(move, deal)
        move.to(Stage.WON)
        move.stamp("won")
        move.close()
        move.facts.update(opportunity=deal.pk, reason=reason, amount=str(final))
        if move.lead.company_id:
            deals.settle_customer(move.lead.company_id)
    return lead


def lose(
    lead: Lead,
    *,
    by: User,
    reason: str,
    competitor: str = "",
    other_reasons: Sequence[str] = (),
    at: datetime | None = None,
) -> Lead:
    """The deal is lost, with its main reason; « no decision » is a loss too (domain: 15)."""
    data = {"reason": reason, "competitor": competitor, "other_reasons": list(other_reasons)}
    with moving(lead, "lose", by=by, at=at, data=data) as move:
        deal = deals.open_deal_of(move.lead)
        move.change(
            deal,
            status=DealStatus.LOST,
            lost_at=move.at,
            lost_on=local_date(move.at),
            reason=reason,
            competitor=competitor,
            touched_at=move.at,
            other_reasons=list(other_reasons)[:MOST_OTHER_REASONS],
        )
        move.to(Stage.LOST)
        move.stamp("lost")
        move.close()
        move.facts.update(opportunity=deal.pk, reason=reason)
    return lead


def back_to_sql(lead: Lead, *, by: User, why: str, at: datetime | None = None) -> Lead:
    """The opportunity was opened too early: kept as cancelled, not lost (domain: 16)."""
    with moving(lead, "back_to_sql", by=by, at=at, data={"why": why}) as move:
        deal = deals.open_deal_of(move.lead)
        move.change(
            deal,
            status=DealStatus.CANCELLED,
            cancelled_at=move.at,
            cancelled_on=local_date(move.at),
        )
        move.to(Stage.SQL)
        move.facts.update(opportunity=deal.pk, why=why)
    return lead


def cancel_open_deals(move: Move) -> None:
    """What was hoped for ends with its cycle: out of the forecast, neither won nor lost."""
    for deal in move.lead.opportunities.open():
        move.change(
            deal,
            status=DealStatus.CANCELLED,
            cancelled_at=move.at,
            cancelled_on=local_date(move.at),
        )


def require_contact_reason(lead: Lead, reason: str, answer: str) -> None:
    """Check a reason given after contact: known then, answered, and persistent enough."""
    _require_answer(reason, answer, Moment.CONTACT)
    if reason == Reason.UNREACHABLE:
        attempts = sum(1 for activity in lead.activities.all() if activity.is_attempt)
        if attempts < reasons.UNREACHABLE_AFTER_ATTEMPTS:
            raise Incomplete(
                fields={
                    "reason": _(
                        "“Cannot be reached” needs {n} attempts; {k} logged so far."
                    ).format(n=reasons.UNREACHABLE_AFTER_ATTEMPTS, k=attempts)
                }
            )


def _require_answer(reason: str, answer: str, moment: str) -> None:
    rule = reasons.RULES.get(reason)
    if rule is None or moment not in rule.moments:
        raise Incomplete(fields={"reason": _("This reason does not fit here.")})
    if rule.question and not answer.strip():
        raise Incomplete(fields={"answer": rule.question})


def _require_amount(amount: Decimal | None, to_estimate: bool) -> None:
    if amount is None and not to_estimate:
        raise Incomplete(fields={"amount": _("Give an amount, or say it is to estimate.")})
    if amount is not None and amount < 0:
        raise Incomplete(fields={"amount": _("The amount cannot be negative.")})


def _cross_upstream(move: Move, by: User) -> None:
    """Stamp what a jump from marketing's ground crossed; the seller becomes the owner."""
    if move.came_from not in UPSTREAM_STAGES:
        return
    end_prequal(move)
    for milestone in ("mql", "handed_over", "accepted"):
        move.stamp(milestone, inferred=True)
    move.set(owner=by, team=by.team, assigned_at=move.at)


def _moment_of(lead: Lead, signed_on: date) -> datetime | None:
    """A signature day as an instant: now when it is today, else noon of that day."""
    if not isinstance(signed_on, date) or signed_on >= timezone.localdate():
        if isinstance(signed_on, date) and signed_on > timezone.localdate():
            raise Incomplete(fields={"signed_on": _("This is in the future.")})
        return None
    noon = datetime.combine(signed_on, time(12), tzinfo=zone())
    return max(noon, lead.stage_entered_at)
