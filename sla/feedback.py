"""Feedback of sales: asked when a verdict or an outcome is told, given a tap at a time.

The row is written in the transaction of the event that asks for it, so that what is missing can
be counted. See also: sla/questions.py for what is asked, sla/answers.py for what marketing does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.library.models import Content
from alignment.people.choices import TeamKind
from alignment.people.models import Absence, User
from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.business_days import local_date, today
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import MissingItem, Stage, Verdict
from leads.models import Handover, Lead
from sla.calendars import calendar_of
from sla.choices import Effect, Moment, Promise, Subject
from sla.deadlines import Schedule, schedule, schedule_for
from sla.models import Feedback, FeedbackMessage
from sla.questions import ANSWER, MOMENTS, due_of, given_of, reasons_of

SUBJECTS = {
    "lead.accepted": Subject.ACCEPTED,
    "lead.rejected": Subject.REJECTED,
    "lead.returned": Subject.RETURNED,
    "lead.won": Subject.WON,
    "lead.lost": Subject.LOST,
    "lead.recycled": Subject.RECYCLED,
    "lead.disqualified": Subject.DISQUALIFIED,
}
# There is nobody left to speak of.
GONE = ("lead.merged", "lead.erased")
# An end on the ground of sales is an outcome; elsewhere marketing ends what was refused.
AFTER_ACCEPTANCE = (Stage.ACCEPTED, Stage.SQL, Stage.OPPORTUNITY)
PROMISES = {
    Moment.VERDICT: Promise.FEEDBACK_VERDICT,
    Moment.OUTCOME: Promise.FEEDBACK_OUTCOME,
}
TEXTS = {"answer": 500, "competitor": 160, "content_missing": 160, "sentence": 140}
# A card left open overnight was not being filled in.
LONGEST_OPEN = timedelta(hours=12)


def witness(event: Event) -> None:
    """Ask for feedback after a verdict or an outcome; take the question back with the event."""
    if event.target_kind != Lead._meta.label_lower:
        return
    if event.verb in GONE:
        _let_go(event)
    elif event.verb not in SUBJECTS:
        return
    elif event.reverses:
        _take_back(event, event.reverses)
    elif event.actor_id and _is_asked_after(event):
        _ask_after(event)


def ask(
    lead: Lead,
    *,
    handover: Handover | None,
    subject: str,
    of: User | None,
    at: datetime,
    times: Schedule | None = None,
    **known: Any,
) -> Feedback:
    """Ask a rep for feedback from a moment on; `known` is what the verdict says already.

    Once per lead, moment and instant: asking again returns the row that is there. One that an undo
    took back comes back with all that was said in it.
    """
    row = row_for(lead, handover, subject, of, at, times or schedule(), **known)
    same = Feedback.objects.filter(lead=lead, moment=row.moment, subject=subject)
    taken_back = Q(cancelled_at__isnull=False, handover=handover)
    rows = list(same.filter(Q(asked_at=at) | taken_back).order_by("-asked_at"))
    found = next((one for one in rows if one.asked_at == at), next(iter(rows), None))
    if found is None:
        count(row, effects=0, at=at)
        row.save(force_insert=True)
        return row
    return _ask_again(found, row)


def row_for(
    lead: Lead,
    handover: Handover | None,
    subject: str,
    of: User | None,
    at: datetime,
    times: Schedule,
    **known: Any,
) -> Feedback:
    """An unsaved feedback with the day it is due by."""
    moment = MOMENTS[Subject(subject)]
    zone = of.holiday_zone if of else ""
    minutes = times.target(PROMISES[moment], "", at, zone)
    return Feedback(
        lead=lead,
        handover=handover,
        moment=moment,
        subject=subject,
        asked_of=of,
        asked_at=at,
        asked_on=local_date(at),
        due_by=calendar_of(zone).due(at, minutes),
        **known,
    )


@transaction.atomic
def give(
    feedback: Feedback, *, by: User, opened_at: datetime | None = None, **fields: Any
) -> Feedback:
    """Keep what was said; only the named fields change, so no earlier tap is ever lost.

    Fields: reason, answer, missing (codes), is_complete_file, effects ({message: effect or ""}),
    contents, objections, competitor ("none" for none), content_missing, sentence. `opened_at` is
    when the card came up. Raises NotAllowed unless asked of the person, their manager or deputy,
    Incomplete with the wrong fields, Conflict when it is no longer asked.
    """
    locked = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    require_giver(locked, by)
    if locked.cancelled_at:
        raise Conflict(_("This is no longer asked: the step was undone."), code="cancelled")
    said = _checked(locked, fields)
    reason_before = locked.reason
    for name in ("reason", *TEXTS, "missing", "is_complete_file"):
        if name in said:
            setattr(locked, name, said[name])
    _settle(locked, said, reason_before)
    for name in ("contents", "objections"):
        if name in said:
            getattr(locked, name).set(said[name])
    _note_effects(locked, said.get("effects", {}))
    _note_when(locked, by, opened_at)
    locked.save()
    feedback.refresh_from_db()
    return feedback


@transaction.atomic
def postpone(feedback: Feedback, *, by: User) -> Feedback:
    """« Later », once: it leaves the queue and comes back in the note of the week."""
    require_giver(feedback, by)
    waiting = Feedback.objects.waiting().filter(pk=feedback.pk, postponed_at__isnull=True)
    if not waiting.update(postponed_at=timezone.now()):
        raise Conflict(_("It was put off once already."), code="postponed")
    feedback.refresh_from_db()
    return feedback


def require_giver(feedback: Feedback, by: User) -> None:
    """Raise NotAllowed unless this person may answer."""
    if not may_give(feedback, by):
        raise NotAllowed(_("This was asked of somebody else."))


def may_give(feedback: Feedback, by: User) -> bool:
    """Who was asked, a manager of sales, or whoever stands in for them today."""
    if feedback.asked_of_id == by.pk or by.manages(TeamKind.SALES):
        return True
    asked = feedback.asked_of
    if asked is None:
        return False
    return asked.deputy_id == by.pk or _stands_in(by, asked.pk)


def count(feedback: Feedback, *, effects: int, at: datetime) -> None:
    """Count what is due and given; with nothing missing it is done at that moment, for good."""
    due = due_of(feedback, has_messages=has_messages())
    given = given_of(feedback, due, effects=effects)
    feedback.due_fields, feedback.given_fields = len(due), len(given)
    if len(given) == len(due) and feedback.done_at is None:
        feedback.done_at, feedback.done_on = at, local_date(at)
        # The verdict itself said everything: nobody had to fill in a card.
        feedback.first_saved_at = feedback.first_saved_at or at
        feedback.given_by_id = feedback.given_by_id or feedback.asked_of_id


def has_messages() -> bool:
    """Whether there is a message whose effect can be asked for."""
    return Message.objects.active().filter(kind=MessageKind.PROMISE).exists()


def _is_asked_after(event: Event) -> bool:
    if MOMENTS[SUBJECTS[event.verb]] == Moment.VERDICT:
        return True
    return event.facts.get("from") in AFTER_ACCEPTANCE


def _ask_after(event: Event) -> None:
    lead = Lead.objects.select_related("owner").get(pk=event.target_id)
    subject = SUBJECTS[event.verb]
    handover = _handover_of(event, lead)
    at_verdict = MOMENTS[subject] == Moment.VERDICT
    of = handover.assignee if handover and at_verdict else lead.owner
    ask(
        lead,
        handover=handover,
        subject=subject,
        of=of,
        at=event.occurred_at,
        times=schedule_for(event),
        **_known(event, lead),
    )


def _handover_of(event: Event, lead: Lead) -> Handover | None:
    """The hand-over of the verdict; for an outcome the one that was accepted."""
    found = lead.handovers.select_related("assignee")
    key = event.facts.get("handover")
    if key:
        return found.filter(pk=key).first()
    return found.filter(verdict=Verdict.ACCEPTED).order_by("-handed_over_at").first()


def _known(event: Event, lead: Lead) -> dict[str, Any]:
    """What the step that was told has said already."""
    facts = event.facts
    known: dict[str, Any] = {
        "reason": facts.get("reason") or "",
        "answer": (facts.get("answer") or "")[: TEXTS[ANSWER]],
        "missing": list(facts.get("missing") or []),
    }
    if deal_key := facts.get("opportunity"):
        deal = lead.opportunities.filter(pk=deal_key).first()
        known["competitor"] = deal.competitor if deal else ""
    return known


def _ask_again(found: Feedback, row: Feedback) -> Feedback:
    found.cancelled_at = None
    for name in ("asked_at", "asked_on", "asked_of", "due_by"):
        setattr(found, name, getattr(row, name))
    for name in ("reason", "answer", "missing", "competitor"):
        if getattr(row, name):
            setattr(found, name, getattr(row, name))
    count(found, effects=found.effects.count(), at=row.asked_at)
    found.save()
    return found


def _take_back(reversal: Event, event: Event) -> None:
    asked = Feedback.objects.filter(
        lead=event.target_id, subject=SUBJECTS[event.verb], asked_at=event.occurred_at
    )
    asked.filter(cancelled_at__isnull=True).update(cancelled_at=reversal.occurred_at)


def _let_go(event: Event) -> None:
    """What was not answered yet is no longer asked of a merged or erased lead."""
    of_lead = Feedback.objects.filter(lead=event.target_id)
    if event.reverses:
        of_lead.filter(cancelled_at=event.reverses.occurred_at).update(cancelled_at=None)
    else:
        waiting = of_lead.filter(done_at__isnull=True, cancelled_at__isnull=True)
        waiting.update(cancelled_at=event.occurred_at)


def _stands_in(by: User, absent: int) -> bool:
    day = today()
    away = Absence.objects.filter(user=absent, starts_on__lte=day, ends_on__gte=day)
    return away.filter(Q(deputy=by) | Q(deputy__isnull=True, user__deputy=by)).exists()


@dataclass(frozen=True)
class _Rows:
    """Rows that may be named, by their public id."""

    found: Mapping[str, Any]

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "_Rows":
        return cls({str(row.public_id): row for row in rows})

    def named(self, names: Iterable[Any], field: str) -> list[Any]:
        keys = [str(getattr(name, "public_id", name)) for name in names]
        if any(key not in self.found for key in keys):
            raise Incomplete(fields={field: _("There is no such row.")})
        return [self.found[key] for key in keys]


def _checked(feedback: Feedback, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The named fields, cleaned; Incomplete names each that is wrong."""
    said = dict(fields)
    for name, longest in TEXTS.items():
        if name in said:
            said[name] = " ".join(str(said[name] or "").split())
            if len(said[name]) > longest:
                text = _("At most {n} characters.").format(n=longest)
                raise Incomplete(fields={name: text})
    if said.get("reason") and said["reason"] not in dict(reasons_of(feedback)):
        raise Incomplete(fields={"reason": _("This reason does not fit here.")})
    if set(said.get("missing", ())) - set(MissingItem.values):
        raise Incomplete(fields={"missing": _("Not one of the choices.")})
    if "contents" in said:
        said["contents"] = _Rows.of(Content.objects.all()).named(said["contents"], "contents")
    if "objections" in said:
        kept = Message.objects.filter(kind=MessageKind.OBJECTION)
        said["objections"] = _Rows.of(kept).named(said["objections"], "objections")
    if "effects" in said:
        said["effects"] = _checked_effects(said["effects"])
    return said


def _checked_effects(effects: Mapping[Any, str]) -> dict[Message, str]:
    if set(effects.values()) - {"", *Effect.values}:
        raise Incomplete(fields={"effects": _("Not one of the choices.")})
    kept = _Rows.of(Message.objects.filter(kind=MessageKind.PROMISE))
    return dict(zip(kept.named(effects, "effects"), effects.values(), strict=True))


def _settle(feedback: Feedback, said: Mapping[str, Any], reason_before: str) -> None:
    """What one answer means for another: nothing is both missing and complete."""
    if said.get("missing"):
        feedback.missing = [item for item in MissingItem.values if item in said["missing"]]
        feedback.is_complete_file = False
    elif said.get("is_complete_file"):
        feedback.missing = []
    elif "missing" in said and feedback.is_complete_file is False:
        feedback.is_complete_file = None
    if "answer" not in said and feedback.reason != reason_before:
        # It answered the question of another reason.
        feedback.answer = ""


def _note_effects(feedback: Feedback, effects: Mapping[Message, str]) -> None:
    for message, effect in effects.items():
        if effect:
            FeedbackMessage.objects.update_or_create(
                feedback=feedback, message=message, defaults={"effect": effect}
            )
        else:
            feedback.effects.filter(message=message).delete()


def _note_when(feedback: Feedback, by: User, opened_at: datetime | None) -> None:
    """The moments of opening, first tap, last change and completion."""
    now, was_done = timezone.now(), feedback.done_at is not None
    opened = feedback.opened_at or _believed(opened_at, now)
    feedback.opened_at = opened
    feedback.first_saved_at = feedback.first_saved_at or now
    feedback.given_by, feedback.changed_at = by, now
    count(feedback, effects=feedback.effects.count(), at=now)
    if feedback.done_at and not was_done:
        feedback.fill_seconds = round((now - opened).total_seconds())
        # Saved before it is told: the clocks read it in the same transaction.
        feedback.save()
        _tell(feedback, by)


def _believed(opened_at: datetime | None, now: datetime) -> datetime:
    """When the card came up as far as that can be; else now."""
    if opened_at is None or not now - LONGEST_OPEN <= opened_at <= now:
        return now
    return opened_at


def _tell(feedback: Feedback, by: User) -> None:
    lead = feedback.lead
    hearers = {lead.marketer_id} - {None, by.pk}
    journal.record(
        "feedback.given",
        actor=by,
        target=lead,
        feedback=feedback.pk,
        subject=str(feedback.subject),
        reason=feedback.reason,
        tell=sorted(key for key in hearers if key),
    )
