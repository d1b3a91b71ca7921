"""Reading feedback: what a rep still owes, what marketing has to answer, what it changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from alignment.people.choices import TeamKind
from alignment.people.models import Absence, User
from alignment.rituals.models import Action
from alignment.web.business_days import today
from leads.models import Lead
from sla.choices import Subject
from sla.models import Feedback, FeedbackAnswer

# A card comes up by itself for so long after the verdict; then it waits in the list.
JUST_NOW = timedelta(minutes=3)
CHANGED_WITHIN = timedelta(days=30)
SHOWN_ON_QUEUE = 5
MOST_CHANGES = 10
MOST_COUNTED = 100
# A refusal, or words of one's own; what was missing alone is counted, not answered one by one.
CALLS_FOR_ANSWER = Q(subject=Subject.REJECTED) | ~Q(sentence="") | ~Q(content_missing="")


@dataclass(frozen=True)
class Changes:
    """What a rep's feedback has changed: how many of theirs are cited, by which done actions."""

    cited: int
    actions: list[Action]


def with_lead(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """With what a row or a card shows of the lead."""
    return rows.select_related(
        "lead__company", "lead__contact", "lead__campaign", "lead__owner", "asked_of", "given_by",
        "handover",
    )  # fmt: skip


def waiting_for(user: User) -> QuerySet[Feedback]:
    """What this person owes, for themselves or for whom they stand in today; oldest due first."""
    day = today()
    away = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day)
    covered = away.filter(Q(deputy=user) | Q(deputy__isnull=True, user__deputy=user))
    asked = Q(asked_of=user) | Q(asked_of__in=covered.values("user"))
    return with_lead(Feedback.objects.waiting().filter(asked)).order_by("due_by", "id")


def count_for(user: User) -> int:
    """How many cards wait for a person of sales, for the menu; at most MOST_COUNTED."""
    if TeamKind.SALES not in user.kinds:
        return 0
    waiting = Feedback.objects.waiting().filter(asked_of=user).order_by()
    return waiting[:MOST_COUNTED].count()


def just_asked(user: User, now: datetime | None = None) -> Feedback | None:
    """The newest that came up moments ago and was not touched yet."""
    now = now or timezone.now()
    fresh = Feedback.objects.waiting().filter(
        asked_of=user, asked_at__gte=now - JUST_NOW, postponed_at__isnull=True, opened_at=None
    )
    return with_lead(fresh).order_by("-asked_at", "-id").first()


def of_lead(lead: Lead) -> list[Feedback]:
    """Everything asked about a lead and still standing, the newest first."""
    rows = with_lead(Feedback.objects.filter(lead=lead, cancelled_at__isnull=True))
    return list(with_words(rows).order_by("-asked_at", "-id"))


def with_words(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """With everything that was said and answered."""
    return rows.prefetch_related(
        "effects__message", "contents", "objections", "answers__by", "answers__post",
        "answers__action", "answers__next_owner",
    )  # fmt: skip


def inbox() -> QuerySet[Feedback]:
    """Everything that was asked and still stands, with its words; test leads left out."""
    return with_words(with_lead(standing()))


def standing() -> QuerySet[Feedback]:
    """What numbers count: asked, not taken back, of leads that count."""
    return Feedback.objects.filter(
        cancelled_at__isnull=True, lead__is_test=False, lead__merged_at__isnull=True
    )


def changes_of(user: User, now: datetime | None = None) -> Changes:
    """Actions of the last 30 days that cite feedback of this person."""
    now = now or timezone.now()
    done = Q(action__done_at__gte=now - CHANGED_WITHIN)
    cited = FeedbackAnswer.objects.filter(done, feedback__asked_of=user)
    keys = cited.order_by().values("action")
    actions = Action.objects.filter(pk__in=keys).select_related("done_by").order_by("-done_at")
    total: dict[str, Any] = cited.aggregate(n=Count("feedback", distinct=True))
    return Changes(total["n"], list(actions[:MOST_CHANGES]))


def to_answer() -> QuerySet[Feedback]:
    """What calls for an answer of marketing and has none."""
    return standing().filter(CALLS_FOR_ANSWER, answers__isnull=True)
