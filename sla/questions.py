"""What a feedback asks, by its subject, and how much of it was answered.

| Subject      | Asked                                                              |
|--------------|--------------------------------------------------------------------|
| accepted     | the file                                                           |
| returned     | what was missing                                                   |
| rejected     | reason, its follow-up, the file (unless the reason makes it idle)  |
| won, lost    | reason, effect of a message, competitor (or none)                  |
| recycled,    |                                                                    |
| disqualified | reason, its follow-up, effect of a message                         |

The file is answered by what was missing, or by « nothing was missing ». The follow-up is due where
the reason asks one, the effect where there are messages to speak of. Everything else is a gift.
"""

from collections.abc import Collection
from typing import Any

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from leads.reasons import RULES, DealReason, Reason, known_choices, verdict_choices, winning_choices
from sla.choices import Moment, Subject
from sla.models import Feedback

REASON, ANSWER, FILE, MISSING = "reason", "answer", "file", "missing"
EFFECT, COMPETITOR = "effect", "competitor"
NO_COMPETITOR = "none"

ASKED: dict[str, tuple[str, ...]] = {
    Subject.ACCEPTED: (FILE,),
    Subject.RETURNED: (MISSING,),
    Subject.REJECTED: (REASON, ANSWER, FILE),
    Subject.WON: (REASON, EFFECT, COMPETITOR),
    Subject.LOST: (REASON, EFFECT, COMPETITOR),
    Subject.RECYCLED: (REASON, ANSWER, EFFECT),
    Subject.DISQUALIFIED: (REASON, ANSWER, EFFECT),
}
MOMENTS = {
    Subject.ACCEPTED: Moment.VERDICT,
    Subject.RETURNED: Moment.VERDICT,
    Subject.REJECTED: Moment.VERDICT,
    Subject.WON: Moment.OUTCOME,
    Subject.LOST: Moment.OUTCOME,
    Subject.RECYCLED: Moment.OUTCOME,
    Subject.DISQUALIFIED: Moment.OUTCOME,
}
# A file says nothing about a lead that should not have been one, or that nobody could take.
FILE_IS_IDLE = frozenset(
    {
        Reason.DUPLICATE,
        Reason.ALREADY_CUSTOMER,
        Reason.IN_PROGRESS,
        Reason.NOT_A_BUYER,
        Reason.NO_CAPACITY,
        Reason.OPT_OUT,
    }
)


def due_of(feedback: Feedback, *, has_messages: bool) -> list[str]:
    """The questions that this feedback has to answer, in the order of the card."""
    return [
        name
        for name in ASKED[feedback.subject]
        if not (
            (name == ANSWER and not question_of(feedback))
            or (name == FILE and feedback.reason in FILE_IS_IDLE)
            or (name == EFFECT and not has_messages)
        )
    ]


def given_of(feedback: Feedback, due: Collection[str], *, effects: int) -> list[str]:
    """Those of the due questions that are answered; `effects` counts the messages spoken of."""
    answered = {
        REASON: bool(feedback.reason),
        ANSWER: bool(feedback.answer),
        FILE: bool(feedback.missing) or feedback.is_complete_file is True,
        MISSING: bool(feedback.missing),
        EFFECT: effects > 0,
        COMPETITOR: bool(feedback.competitor),
    }
    return [name for name in due if answered[name]]


def question_of(feedback: Feedback) -> str | Text:
    """The one follow-up of the reason, empty where it asks none."""
    rule = None if is_about_a_deal(feedback) else RULES.get(feedback.reason)
    return rule.question if rule else ""


def reasons_of(feedback: Feedback) -> list[tuple[str, Any]]:
    """The reasons to choose from, the frequent ones first, always in the same order."""
    if REASON not in ASKED[feedback.subject]:
        return []
    if feedback.subject == Subject.WON:
        return winning_choices()
    if feedback.subject == Subject.LOST:
        return list(DealReason.choices)
    if feedback.subject == Subject.REJECTED:
        return _frequent_first(verdict_choices())
    return _frequent_first(known_choices())


def is_about_a_deal(feedback: Feedback) -> bool:
    """Whether a deal was decided: its reasons are another list."""
    return feedback.subject in (Subject.WON, Subject.LOST)


def may_speak_of_file(feedback: Feedback) -> bool:
    """Whether the card asks about the file."""
    return MISSING in ASKED[feedback.subject] or (
        FILE in ASKED[feedback.subject] and feedback.reason not in FILE_IS_IDLE
    )


QUESTIONS: dict[str, str | Text] = {
    REASON: _("Why?"),
    ANSWER: _("In a word"),
    FILE: _("What was missing in the file?"),
    MISSING: _("What was missing in the file?"),
    EFFECT: _("Which message hit home?"),
    COMPETITOR: _("Which competitor?"),
}

# What sales says most; fixed, so that a key always means the same reason.
_FREQUENT = (
    Reason.OUT_OF_ICP,
    Reason.BAD_TIMING,
    Reason.NO_NEED,
    Reason.NO_BUDGET,
    Reason.WITH_COMPETITOR,
    Reason.UNREACHABLE,
    Reason.WRONG_CONTACT,
    Reason.BAD_DATA,
    Reason.DUPLICATE,
)


def _frequent_first(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    place = {reason: index for index, reason in enumerate(_FREQUENT)}
    return sorted(choices, key=lambda choice: place.get(Reason(choice[0]), len(place)))
