"""Whom a campaign is meant for, and what these people answered, on line or not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import touches
from leads.choices import MemberState, TouchKind
from leads.models import Campaign, Contact, Member, Touch
from leads.moments import too_late

BATCH = 1000
LONGEST_ANSWER = 300
# What somebody can have done that no browser saw.
OFFLINE_KINDS: tuple[str, ...] = (
    TouchKind.EVENT,
    TouchKind.PRICE,
    TouchKind.DEMO_REQUEST,
    TouchKind.CONTENT,
    TouchKind.CLICK,
)
OFFLINE_CHOICES = [(kind, kind) for kind in OFFLINE_KINDS]


def add_members(
    campaign: Campaign, contacts: Iterable[Contact] | QuerySet[Contact], *, by: User | None
) -> int:
    """Put people into a campaign's audience, each once; how many were added.

    People who were erased or who objected are left out. `by` None is a rule.
    """
    _require_member(by)
    wanted = [row.pk for row in contacts]
    added = 0
    with transaction.atomic():
        for start in range(0, len(wanted), BATCH):
            added += _add(campaign, wanted[start : start + BATCH], by)
        if added:
            journal.record("campaign.members_added", actor=by, target=campaign, n=added)
    return added


def require_willing(contact: Contact) -> None:
    """Raise Conflict for somebody who was erased or objected to being contacted."""
    if contact.erased_at is not None:
        raise Conflict(_("This person was erased."), code="erased")
    if contact.opted_out_at is not None:
        raise Conflict(_("This person objected to being contacted."), code="opted_out")


def remove_member(member: Member, *, by: User) -> None:
    """Take somebody out of the audience; what the person answered stays in the timeline."""
    _require_member(by)
    with transaction.atomic():
        journal.record("campaign.member_removed", actor=by, target=member.campaign)
        member.delete()


def set_state(member: Member, *, by: User, state: str) -> Member:
    """Say how far somebody of the audience is: planned, reached, declined.

    An answer is logged, with what was said: raises Incomplete for it and for unknown states.
    """
    _require_member(by)
    if state not in MemberState.values or state == MemberState.ANSWERED:
        raise Incomplete(fields={"state": _("Not one of the choices.")})
    if member.state != state:
        member.state = state
        member.save(update_fields=["state"])
    return member


def log_answer(
    campaign: Campaign,
    contact: Contact,
    *,
    by: User,
    kind: str = TouchKind.EVENT,
    answer: str = "",
    at: datetime | None = None,
) -> Touch:
    """Log what somebody answered at a fair or by phone: a touch that counts like a click.

    The person joins the audience. Sent twice, the same answer of the same day is one. Raises
    Incomplete (a kind that needs a browser, too long, too long ago) or NotAllowed.
    """
    _require_member(by)
    when = at or timezone.now()
    wrong: dict[str, Any] = {}
    if kind not in OFFLINE_KINDS:
        wrong["kind"] = _("Not one of the choices.")
    if len(answer) > LONGEST_ANSWER:
        wrong["answer"] = _("At most {n} characters.").format(n=LONGEST_ANSWER)
    if late := too_late(when, by):
        wrong["at"] = late
    if wrong:
        raise Incomplete(fields=wrong)
    if contact.erased_at is not None:
        raise Conflict(_("This person was erased."), code="erased")
    with transaction.atomic():
        # Who objected may still answer of their own accord.
        Member.objects.get_or_create(campaign=campaign, contact=contact, defaults={"added_by": by})
        member = Member.objects.select_for_update().get(campaign=campaign, contact=contact)
        same = _same_answer(member, kind, answer, when)
        if same is not None:
            return same
        touch = touches.record_touch(
            contact, kind=kind, campaign=campaign, source=campaign.channel, detail=answer, at=when
        )
        _answered(member, touch, answer, when)
        facts: dict[str, Any] = {"contact": contact.pk, "kind": kind, "answer": answer}
        journal.record(
            "campaign.answered", actor=by, target=touch.lead or contact, occurred_at=when, **facts
        )
    return touch


def answered_by_form(touch: Touch, text: str) -> None:
    """Mark the person of a form's touch as having answered its campaign."""
    if touch.campaign is None or touch.contact is None:
        return
    member, _new = Member.objects.get_or_create(campaign=touch.campaign, contact=touch.contact)
    _answered(member, touch, text, touch.occurred_at)


def _add(campaign: Campaign, keys: list[int], by: User | None) -> int:
    known = set(campaign.members.filter(contact__in=keys).values_list("contact_id", flat=True))
    able = Contact.objects.filter(pk__in=keys, erased_at__isnull=True, opted_out_at__isnull=True)
    fresh = [pk for pk in able.order_by("pk").values_list("pk", flat=True) if pk not in known]
    rows = [Member(campaign=campaign, contact_id=pk, added_by=by) for pk in fresh]
    Member.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _same_answer(member: Member, kind: str, answer: str, when: datetime) -> Touch | None:
    touch = member.touch
    if touch is None or member.answer != answer or touch.kind != kind:
        return None
    same_day = timezone.localdate(touch.occurred_at) == timezone.localdate(when)
    return touch if same_day else None


def _answered(member: Member, touch: Touch, answer: str, at: datetime) -> None:
    member.state = MemberState.ANSWERED
    member.answer = answer[:LONGEST_ANSWER]
    member.answered_at = at
    member.touch = touch
    member.save(update_fields=["state", "answer", "answered_at", "touch"])


def _require_member(by: User | None) -> None:
    if by is not None and not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
