"""The feedback of the demo company: asked since its first contract, mostly given, some answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alignment.library.models import Content
from alignment.people.models import User
from alignment.rituals.models import Action
from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.business_days import add_months, local_date
from leads import files
from leads.choices import MissingItem, Stage, Verdict
from leads.demo.chance import Chance
from leads.models import Handover, Lead, Post
from sla import questions
from sla.choices import AnswerKind, Effect, Evidence, Moment, Subject
from sla.deadlines import schedule
from sla.demo import feedback_words as words
from sla.feedback import row_for
from sla.models import Contest, Feedback, FeedbackAnswer, FeedbackMessage

SEED = 11
OUTCOMES = {
    Stage.WON: Subject.WON,
    Stage.LOST: Subject.LOST,
    Stage.RECYCLED: Subject.RECYCLED,
    Stage.DISQUALIFIED: Subject.DISQUALIFIED,
}
LIKELY_MISSING = (
    (MissingItem.BUDGET, 6), (MissingItem.TIMING, 5), (MissingItem.REACH, 4),
    (MissingItem.NEED, 3), (MissingItem.CURRENT_SOLUTION, 2), (MissingItem.PERSON, 2),
)  # fmt: skip
EFFECTS = (Effect.HIT, Effect.NEUTRAL, Effect.HURT)
# The newest still waits; of the rest of the month most is given, before it everything.
FRESH, MONTH = timedelta(days=2), timedelta(days=25)
GIVEN, LATE = 0.8, 0.07
# Marketing answers most of what it was told, all of it in the end.
ANSWERED, ANSWERED_AT_LAST = 0.55, 1.0


@dataclass
class Story:
    """Rows to write, and chance."""

    chance: Chance
    now: datetime
    promises: list[Message]
    objections: list[Message]
    contents: list[Content]
    rows: list[Feedback] = field(default_factory=list)
    effects: list[FeedbackMessage] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    met: list[Any] = field(default_factory=list)


@transaction.atomic
def run(*, now: datetime, months: int) -> None:
    """Messages and contents, then feedback on every verdict and outcome under the contract."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    story = Story(Chance(SEED), now, *_library(people["ines"], now, months))
    since = add_months(local_date(now), 1 - months)
    times = schedule()
    for handover in _decided(since):
        _of_verdict(story, handover, times)
    for lead in _ended(since):
        _of_outcome(story, lead, times)
    Feedback.objects.bulk_create(story.rows, batch_size=500)
    FeedbackMessage.objects.bulk_create(story.effects, batch_size=500)
    Feedback.contents.through.objects.bulk_create(story.shown, batch_size=500)
    Feedback.objections.through.objects.bulk_create(story.met, batch_size=500)
    _contests()
    _answers(story, people)


def _library(
    by: User, now: datetime, months: int
) -> tuple[list[Message], list[Message], list[Content]]:
    at = now - timedelta(days=31 * months)
    told = [(MessageKind.PROMISE, text, answer) for text, answer, _weights in words.PROMISES]
    told += [(MessageKind.OBJECTION, text, answer) for text, answer, _weight in words.OBJECTIONS]
    rows = Message.objects.bulk_create(
        Message(kind=kind, text=text, answer=answer, position=n, created_by=by, created_at=at)
        for n, (kind, text, answer) in enumerate(told, 1)
    )
    contents = Content.objects.bulk_create(
        Content(title=title, created_by=by, created_at=at) for title in words.CONTENTS
    )
    count = len(words.PROMISES)
    return rows[:count], rows[count:], contents


def _decided(since: Any) -> Iterator[Handover]:
    verdicts = (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.OVERTURNED)
    rows = Handover.objects.filter(verdict__in=verdicts, decided_on__gte=since)
    yield from rows.select_related("lead__company", "lead__contact", "assignee").order_by("pk")


def _ended(since: Any) -> Iterator[Lead]:
    rows = Lead.objects.filter(
        stage__in=OUTCOMES, closed_on__gte=since, accepted_at__isnull=False, owner__isnull=False
    )
    related = rows.select_related("company", "contact", "owner")
    yield from related.prefetch_related("opportunities", "handovers").order_by("pk")


def _of_verdict(story: Story, handover: Handover, times: Any) -> None:
    subject = Subject.ACCEPTED if handover.verdict == Verdict.ACCEPTED else Subject.REJECTED
    said = {"reason": handover.reason, "answer": handover.answer}
    at = handover.decided_at
    assert at
    row = row_for(handover.lead, handover, subject, handover.assignee, at, times, **said)
    _give(story, row)


def _of_outcome(story: Story, lead: Lead, times: Any) -> None:
    subject, deal = OUTCOMES[Stage(lead.stage)], next(iter(lead.opportunities.all()), None)
    handover = next((h for h in lead.handovers.all() if h.verdict == Verdict.ACCEPTED), None)
    about_deal = subject in (Subject.WON, Subject.LOST) and deal
    said = {"reason": deal.reason if about_deal and deal else lead.close_reason}
    if said["reason"] in words.ANSWERS:
        said["answer"] = words.ANSWERS[said["reason"]]  # type: ignore[index]
    assert lead.closed_at
    row = row_for(lead, handover, subject, lead.owner, lead.closed_at, times, **said)
    _give(story, row)


def _give(story: Story, row: Feedback) -> None:
    """Given a while after it was asked, or not at all; the newest still waits."""
    chance, effects = story.chance, 0
    story.rows.append(row)
    is_old = row.asked_at < story.now - MONTH
    if is_old or (row.asked_at < story.now - FRESH and chance.happens(GIVEN)):
        _fill(story, row)
        effects = _speak(story, row) if is_old or chance.happens(0.9) else 0
        wait = (150, 260) if chance.happens(LATE) else (0, 60)
        row.opened_at = min(chance.after(row.asked_at, *wait), story.now - timedelta(minutes=2))
        row.first_saved_at = row.changed_at = row.opened_at + timedelta(seconds=3)
        row.given_by = row.asked_of
    due = questions.due_of(row, has_messages=True)
    given = questions.given_of(row, due, effects=effects)
    row.due_fields, row.given_fields = len(due), len(given)
    if len(given) < len(due):
        return
    row.fill_seconds = chance.randint(4, 24) if row.opened_at else None
    row.done_at = row.asked_at
    if row.opened_at and row.fill_seconds:
        row.done_at = row.opened_at + timedelta(seconds=row.fill_seconds)
    row.first_saved_at, row.given_by = row.first_saved_at or row.done_at, row.asked_of
    row.done_on = local_date(row.done_at)


def _fill(story: Story, row: Feedback) -> None:
    chance = story.chance
    if questions.may_speak_of_file(row):
        lacking = set(files.missing_items(row.lead))
        if chance.happens(0.35):
            lacking |= {chance.weighted(LIKELY_MISSING) for _item in range(chance.randint(1, 2))}
        row.missing = [code for code in MissingItem.values if code in lacking]
        row.is_complete_file = not row.missing
    if questions.is_about_a_deal(row):
        there = chance.happens(0.6)
        row.competitor = chance.choice(words.COMPETITORS) if there else questions.NO_COMPETITOR
    if chance.happens(0.2):
        row.sentence = chance.choice(words.SENTENCES)
    if row.moment == Moment.OUTCOME and chance.happens(0.12):
        row.content_missing = chance.choice(words.LACKED)


def _speak(story: Story, row: Feedback) -> int:
    """Messages, objections and contents of a talk; returns how many messages."""
    chance = story.chance
    if row.moment == Moment.VERDICT:
        return 0
    spoken = chance.sample(range(len(story.promises)), chance.randint(1, 2))
    for index in spoken:
        weights = words.PROMISES[index][2]
        effect = chance.weighted(list(zip(EFFECTS, weights, strict=True)))
        message = story.promises[index]
        story.effects.append(FeedbackMessage(feedback=row, message=message, effect=effect))
    if chance.happens(0.5):
        likely = [(m, w[2]) for m, w in zip(story.objections, words.OBJECTIONS, strict=True)]
        met = chance.weighted(likely)
        story.met.append(Feedback.objections.through(feedback=row, message=met))
    if chance.happens(0.5):
        shown = chance.choice(story.contents)
        story.shown.append(Feedback.contents.through(feedback=row, content=shown))
    return len(spoken)


def _contests() -> None:
    found = Handover.objects.filter(contested_at__isnull=False).select_related("lead")
    Contest.objects.bulk_create(
        Contest(
            handover=handover,
            lead=handover.lead,
            opened_by_id=handover.contested_by_id,
            opened_at=handover.contested_at or handover.handed_over_at,
            evidence=[Evidence.ICP_MET, Evidence.NEED_STATED],
            argument=handover.argument or words.ARGUMENT,
            reason=handover.reason,
            ruling=_ruling(handover),
            ruled_by_id=handover.ruled_by_id,
            ruled_at=handover.ruled_at,
        )
        for handover in found
    )


def _ruling(handover: Handover) -> str:
    if not handover.ruled_at:
        return ""
    return "overturn" if handover.verdict == Verdict.OVERTURNED else "uphold"


def _answers(story: Story, people: dict[str, User]) -> None:
    """Marketing replied to most of what calls for it; a few causes were mended, citing refusals."""
    chance, marketers = story.chance, [people["maya"], people["ines"]]
    said = [row for row in story.rows if _calls_for_answer(row)]
    replied = [row for row in said if chance.happens(_share_answered(row, story.now))]
    for row in replied:
        at = min(chance.after(row.first_saved_at or row.asked_at, 2, 30), story.now)
        by, text = chance.choice(marketers), chance.choice(words.REPLIES)
        post = Post.objects.create(lead=row.lead, author=by, text=text, created_at=at)
        FeedbackAnswer.objects.create(feedback=row, kind=AnswerKind.REPLY, by=by, at=at, post=post)
    refused = [row for row in replied if row.subject == Subject.REJECTED]
    _actions(story, refused, marketers)


def _calls_for_answer(row: Feedback) -> bool:
    return bool(row.subject == Subject.REJECTED or row.sentence or row.content_missing)


def _share_answered(row: Feedback, now: datetime) -> float:
    if row.asked_at > now - FRESH:
        return 0
    return ANSWERED if row.asked_at > now - MONTH else ANSWERED_AT_LAST


def _actions(story: Story, cited: list[Feedback], marketers: list[User]) -> None:
    newest = sorted(cited, key=lambda row: row.asked_at, reverse=True)[: 3 * len(words.ACTIONS)]
    today = local_date(story.now)
    for index, (title, changed) in enumerate(words.ACTIONS):
        owner = marketers[index % len(marketers)]
        ended = story.chance.at_work(story.now - timedelta(days=4 + 5 * index))
        done_at = ended if changed else None
        action = Action.objects.create(
            title=title,
            owner=owner,
            due_on=today + timedelta(days=4 + index if not changed else -2 - 5 * index),
            done_at=done_at,
            done_by=owner if changed else None,
            changed=changed,
            created_by=marketers[0],
            created_at=story.now - timedelta(days=30 + 5 * index),
        )
        FeedbackAnswer.objects.bulk_create(
            FeedbackAnswer(
                feedback=row, kind=AnswerKind.ACTION, by=owner, action=action,
                at=max(row.asked_at, action.created_at),
            )
            for row in newest[index :: len(words.ACTIONS)]
        )  # fmt: skip
