"""The card of a feedback as it is shown: questions, chips, which key presses which."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alignment.library.models import Content
from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.business_days import today
from leads import files
from leads.choices import MissingItem
from sla import questions
from sla.choices import Effect
from sla.models import Feedback

KEYS = "123456789"
MOST_CONTENTS, MOST_COMPETITORS = 12, 5
REMEMBERED = timedelta(days=365)
# Each tap on a message turns it on to the next effect, the last one back to nothing.
NEXT_EFFECT = {
    "": Effect.HIT,
    Effect.HIT: Effect.NEUTRAL,
    Effect.NEUTRAL: Effect.HURT,
    Effect.HURT: "",
}
NOTHING, SUGGESTED = "complete", "suggested"


@dataclass(frozen=True)
class Chip:
    """A button of the card: what pressing it sends says the state wanted, so twice is once."""

    name: str
    value: str
    label: Any
    is_pressed: bool = False
    effect: str = ""
    is_suggested: bool = False
    key: str = ""

    @property
    def id(self) -> str:
        return f"tap-{self.name}-{self.value.lstrip('+-').partition(':')[0]}"


@dataclass(frozen=True)
class Question:
    """One question with its chips, or a line to type."""

    code: str
    title: Any
    chips: list[Chip] = field(default_factory=list)
    text: str = ""
    value: str = ""
    longest: int = 0
    help: Any = ""
    is_due: bool = False
    is_given: bool = False

    @property
    def is_settled(self) -> bool:
        """The verdict has said it already: one line, open to a second thought."""
        return self.code in (questions.REASON, questions.ANSWER) and self.is_due and self.is_given

    @property
    def answer(self) -> Any:
        """What was chosen, in words."""
        return next((chip.label for chip in self.chips if chip.is_pressed), self.value)


@dataclass(frozen=True)
class Card:
    """What one person sees of one feedback."""

    feedback: Feedback
    due: list[Question]
    more: list[Question]

    @property
    def left(self) -> int:
        return self.feedback.due_fields - self.feedback.given_fields

    @property
    def is_more_said(self) -> bool:
        """Whether the optional part holds something already: then it is shown open."""
        return any(question.is_given for question in self.more)


def card_of(feedback: Feedback) -> Card:
    """The questions that are due, first the ones without an answer, then the rest."""
    messages = list(Message.objects.all())
    promises = [row for row in messages if row.kind == MessageKind.PROMISE]
    has_messages = any(row.is_active for row in promises)
    effects = {row.message_id: row.effect for row in feedback.effects.all()}
    wanted = questions.due_of(feedback, has_messages=has_messages)
    given = questions.given_of(feedback, wanted, effects=len(effects))
    asked = [
        replace(question, is_due=question.code in wanted, is_given=_is_given(question, given))
        for question in _questions(feedback, promises, effects, messages)
    ]
    due = [question for question in asked if question.is_due]
    return Card(feedback, _with_keys(due), [q for q in asked if not q.is_due])


def suggested_missing(feedback: Feedback) -> list[str]:
    """What the file lacks as far as the lead itself tells."""
    return files.missing_items(feedback.lead)


def competitors() -> list[str]:
    """Those named most in the last year."""
    named = (
        Feedback.objects.filter(asked_on__gte=today() - REMEMBERED, cancelled_at__isnull=True)
        .exclude(competitor__in=("", questions.NO_COMPETITOR))
        .order_by()
        .values_list("competitor")
        .annotate(n=Count("pk"))
        .order_by("-n", "competitor")
    )
    return [name for name, _n in named[:MOST_COMPETITORS]]


def _is_given(question: Question, given: list[str]) -> bool:
    if question.code in given:
        return True
    return bool(question.value) or any(chip.is_pressed for chip in question.chips)


def _questions(
    feedback: Feedback,
    promises: list[Message],
    effects: dict[int, str],
    messages: list[Message],
) -> Iterator[Question]:
    if reasons := questions.reasons_of(feedback):
        yield Question(
            questions.REASON,
            _("Why?"),
            [Chip("reason", code, label, code == feedback.reason) for code, label in reasons],
        )
    if question := questions.question_of(feedback):
        yield Question(
            questions.ANSWER, question, text="answer", value=feedback.answer, longest=500
        )
    if questions.may_speak_of_file(feedback):
        yield _file(feedback)
    if promises:
        yield Question(
            questions.EFFECT,
            _("Which message hit home, which got in the way?"),
            list(_effects(promises, effects)),
            help=_("Each tap: hit home, neutral, got in the way, nothing."),
        )
    if questions.is_about_a_deal(feedback):
        yield _competitor(feedback)
    yield from _rest(feedback, messages)


def _file(feedback: Feedback) -> Question:
    returned = questions.MISSING in questions.ASKED[feedback.subject]
    chips = []
    if not returned:
        pressed = feedback.is_complete_file is True
        chips.append(Chip("file", NOTHING, _("Nothing was missing"), pressed))
    lacking = [] if feedback.missing else suggested_missing(feedback)
    if lacking and feedback.is_complete_file is None:
        names = ", ".join(str(MissingItem(code).label) for code in lacking)
        label = _("Missing: {items}").format(items=names)
        chips.append(Chip("file", SUGGESTED, label, is_suggested=True))
    chips += [
        _toggle("missing", code, label, code in feedback.missing)
        for code, label in MissingItem.choices
    ]
    code = questions.MISSING if returned else questions.FILE
    return Question(code, _("What was missing in the file?"), chips)


def _effects(promises: Iterable[Message], effects: dict[int, str]) -> Iterator[Chip]:
    for message in promises:
        effect = effects.get(message.pk, "")
        if message.is_active or effect:
            value = f"{message.public_id}:{NEXT_EFFECT[effect]}"
            yield Chip("effect", value, message.text, bool(effect), effect)


def _competitor(feedback: Feedback) -> Question:
    named = competitors()
    none = feedback.competitor == questions.NO_COMPETITOR
    label = pgettext("competitor", "None")
    chips = [Chip("rival", questions.NO_COMPETITOR, label, none)]
    chips += [Chip("rival", name, name, name == feedback.competitor) for name in named]
    return Question(
        questions.COMPETITOR,
        _("Which competitor?"),
        chips,
        text="competitor",
        value="" if none else feedback.competitor,
        longest=160,
    )


def _rest(feedback: Feedback, messages: list[Message]) -> Iterator[Question]:
    chosen = {row.pk for row in feedback.objections.all()}
    objections = [
        _toggle("objection", row.public_id, row.text, row.pk in chosen)
        for row in messages
        if row.kind == MessageKind.OBJECTION and (row.is_active or row.pk in chosen)
    ]
    if objections:
        yield Question("objections", _("Objections met"), objections)
    if shown := list(_contents(feedback)):
        yield Question("contents", _("Contents shown"), shown)
    yield Question(
        "content_missing",
        _("Which content did you lack?"),
        text="content_missing",
        value=feedback.content_missing,
        longest=160,
    )
    yield Question(
        "sentence",
        _("In one sentence"),
        text="sentence",
        value=feedback.sentence,
        longest=140,
        help=_("Facts only: the person may read it."),
    )


def _contents(feedback: Feedback) -> Iterator[Chip]:
    chosen = {row.pk: row for row in feedback.contents.all()}
    known: QuerySet[Content] = Content.objects.active().exclude(pk__in=chosen)
    for row in [*chosen.values(), *known[:MOST_CONTENTS]]:
        yield _toggle("content", row.public_id, row.title, row.pk in chosen)


def _toggle(name: str, key: Any, label: Any, is_on: bool) -> Chip:
    return Chip(name, f"{'-' if is_on else '+'}{key}", label, is_on)


def _with_keys(due: list[Question]) -> list[Question]:
    """Digits press the chips of the first question that has no answer yet."""
    first = next((q for q in due if not q.is_given and q.chips), None)
    return [
        replace(
            question,
            chips=[
                replace(chip, key=KEYS[index] if index < len(KEYS) else "")
                for index, chip in enumerate(question.chips)
            ],
        )
        if question is first
        else question
        for question in due
    ]


EFFECT_WORDS = {
    Effect.HIT: gettext_lazy("hit home"),
    Effect.NEUTRAL: gettext_lazy("neutral"),
    Effect.HURT: gettext_lazy("got in the way"),
}
