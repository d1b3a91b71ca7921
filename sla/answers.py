"""What marketing does with feedback: reply, contest with evidence, recycle, or mend the cause.

Each answer wraps the transition or the message that it is in one transaction. See also:
sla/feedback.py for giving it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.rituals import services as rituals
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import conversations, transitions
from leads.choices import Stage
from leads.models import Handover, Lead
from sla.choices import AnswerKind, Evidence
from sla.models import Contest, Feedback, FeedbackAnswer

CONTESTED, RULED, RECYCLED = "lead.contested", "lead.ruled", "lead.recycled"
KIND_OF = {CONTESTED: AnswerKind.CONTEST, RECYCLED: AnswerKind.RECYCLE}


def witness(event: Event) -> None:
    """Keep contests in step with the pipeline: opened, ruled, and taken back by an undo."""
    if event.target_kind != Lead._meta.label_lower:
        return
    told = event.reverses or event
    if told.verb in KIND_OF and event.reverses:
        _forget_answers(told)
    if told.verb in (CONTESTED, RULED):
        _follow(told, taken_back=event if event.reverses else None)


@transaction.atomic
def reply(feedback: Feedback, *, by: User, text: str) -> FeedbackAnswer:
    """Answer in the conversation of the lead, where sales reads it.

    Raises what leads.conversations.post raises, and NotAllowed unless marketing does it.
    """
    require_marketing(by)
    post = conversations.post(feedback.lead, by=by, text=text)
    answer = FeedbackAnswer.objects.create(
        feedback=feedback, kind=AnswerKind.REPLY, by=by, at=post.created_at, post=post
    )
    # Who has the lead has heard of the message itself.
    _tell(answer, besides=feedback.lead.owner_id)
    return answer


@transaction.atomic
def contest(
    feedback: Feedback, *, by: User, argument: str, evidence: Sequence[str] = ()
) -> FeedbackAnswer:
    """Contest the rejection once, with what speaks for the lead; the arbiter decides.

    Raises what the transition raises, Incomplete for evidence that is not known.
    """
    require_marketing(by)
    if set(evidence) - set(Evidence.values):
        raise Incomplete(fields={"evidence": _("Not one of the choices.")})
    handover = _rejected(feedback)
    transitions.contest(feedback.lead, by=by, argument=argument)
    row = Contest.objects.get(handover=handover)
    row.evidence = [code for code in Evidence.values if code in evidence]
    row.save(update_fields=["evidence"])
    answer = FeedbackAnswer.objects.create(
        feedback=feedback, kind=AnswerKind.CONTEST, by=by, at=row.opened_at
    )
    _tell(answer)
    return answer


@transaction.atomic
def recycle(
    feedback: Feedback,
    *,
    by: User,
    wake_up_on: date,
    track: str = "",
    next_owner: User | None = None,
) -> FeedbackAnswer:
    """Let the lead rest until a day, and suggest another rep for then.

    Raises what the transition raises, Incomplete when the rep is the same or no rep.
    """
    require_marketing(by)
    _rejected(feedback)
    if next_owner and (not next_owner.is_sales or not next_owner.is_active):
        raise Incomplete(fields={"next_owner": _("Choose a rep of the sales team.")})
    if next_owner and next_owner.pk == feedback.lead.owner_id:
        raise Incomplete(fields={"next_owner": _("Another rep: this one said no.")})
    transitions.recycle(feedback.lead, by=by, wake_up_on=wake_up_on, track=track)
    answer = FeedbackAnswer.objects.create(
        feedback=feedback, kind=AnswerKind.RECYCLE, by=by, next_owner=next_owner
    )
    _tell(answer)
    return answer


@transaction.atomic
def mend(feedback: Feedback, *, by: User, title: str, owner: User, due_on: date) -> FeedbackAnswer:
    """Mend the cause: an action that cites the feedback, so that sales sees what it changed."""
    require_marketing(by)
    action = rituals.start(by=by, title=title, owner=owner, due_on=due_on)
    answer = FeedbackAnswer.objects.create(
        feedback=feedback, kind=AnswerKind.ACTION, by=by, action=action
    )
    _tell(answer)
    return answer


def may_answer(by: User) -> bool:
    """Marketing answers; the direction stands in."""
    return by.is_marketing or by.is_direction


def require_marketing(by: User) -> None:
    """Raise NotAllowed unless this person may answer."""
    if not may_answer(by):
        raise NotAllowed(_("Marketing answers feedback."))


def _rejected(feedback: Feedback) -> Handover:
    """The rejection that the feedback is about, while the lead stands there."""
    feedback.lead.refresh_from_db(fields=["stage"])
    if feedback.handover is None or feedback.lead.stage != Stage.REJECTED:
        raise Conflict(_("Only a rejected lead can be contested or recycled here."))
    return feedback.handover


def _tell(answer: FeedbackAnswer, besides: int | None = None) -> None:
    """Write it in the journal of the lead: the clock of the answer stops with it."""
    feedback = answer.feedback
    hearers = {feedback.asked_of_id} - {None, answer.by_id, besides}
    journal.record(
        "feedback.answered",
        actor=answer.by,
        target=feedback.lead,
        feedback=feedback.pk,
        kind=str(answer.kind),
        tell=sorted(key for key in hearers if key),
    )


def _follow(event: Event, taken_back: Event | None) -> None:
    if event.verb == RULED:
        # By the lead: an overturned rejection starts a hand-over of its own, named in the facts.
        standing = Contest.objects.filter(lead=event.target_id, withdrawn_at__isnull=True)
        standing.update(**_ruling(event, taken_back))
        return
    handover = Handover.objects.filter(pk=event.facts.get("handover")).first()
    if handover is None:
        return
    if taken_back:
        Contest.objects.filter(handover=handover).update(withdrawn_at=taken_back.occurred_at)
    else:
        Contest.objects.update_or_create(
            handover=handover,
            defaults={
                "lead_id": event.target_id,
                "opened_by": event.actor,
                "opened_at": event.occurred_at,
                "argument": event.facts.get("argument") or "",
                "reason": handover.reason,
                "withdrawn_at": None,
            },
        )


def _ruling(event: Event, taken_back: Event | None) -> dict[str, Any]:
    if taken_back:
        return {"ruling": "", "ruled_by": None, "ruled_at": None}
    return {
        "ruling": event.facts.get("ruling") or "",
        "ruled_by": event.actor,
        "ruled_at": event.occurred_at,
    }


def _forget_answers(event: Event) -> None:
    """An answer that was undone answers nothing any more."""
    FeedbackAnswer.objects.filter(
        feedback__lead=event.target_id, kind=KIND_OF[event.verb], at__gte=event.occurred_at
    ).delete()
