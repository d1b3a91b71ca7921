"""Words of the contract: promises, clocks, causes, feedback."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    SIGNED = "signed", _("Signed by both")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    CANCELLED = "cancelled", _("Cancelled")


class Side(models.TextChoices):
    """Who promises, who signs, whose clock it is."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    DIRECTION = "direction", _("Direction")


class Promise(models.TextChoices):
    """What one line of the contract promises."""

    VOLUME = "volume", _("Net MQL volume")
    ACCEPTANCE = "acceptance", _("Quality: acceptance")
    COMPLETE_FILES = "complete_files", _("Quality: complete files")
    ANSWER_RETURNS = "answer_returns", _("Answer to returned leads")
    ANSWER_REFUSALS = "answer_refusals", _("Answer to rejections")
    DECISION = "decision", _("Decision")
    FIRST_ATTEMPT = "first_attempt", _("First attempt by a person")
    PERSISTENCE = "persistence", _("Persistence")
    FEEDBACK_VERDICT = "feedback_verdict", _("Feedback after the verdict")
    FEEDBACK_OUTCOME = "feedback_outcome", _("Feedback after the outcome")
    CAPACITY = "capacity", _("Capacity")


MARKETING_PROMISES = (
    Promise.VOLUME,
    Promise.ACCEPTANCE,
    Promise.COMPLETE_FILES,
    Promise.ANSWER_RETURNS,
    Promise.ANSWER_REFUSALS,
)
SALES_PROMISES = (
    Promise.DECISION,
    Promise.FIRST_ATTEMPT,
    Promise.PERSISTENCE,
    Promise.FEEDBACK_VERDICT,
    Promise.FEEDBACK_OUTCOME,
    Promise.CAPACITY,
)
# Promises that differ with the priority of the lead.
TIERED = frozenset({Promise.DECISION, Promise.FIRST_ATTEMPT})
# Promises that a clock measures, lead by lead.
TIMED = frozenset(
    {
        Promise.ANSWER_RETURNS,
        Promise.ANSWER_REFUSALS,
        Promise.DECISION,
        Promise.FIRST_ATTEMPT,
        Promise.FEEDBACK_VERDICT,
        Promise.FEEDBACK_OUTCOME,
    }
)


def side_of(promise: str) -> str:
    """Which team makes a promise of this kind."""
    return Side.MARKETING if promise in MARKETING_PROMISES else Side.SALES


class ClockResult(models.TextChoices):
    """What became of a clock; empty while it may still go either way or runs late."""

    MET = "met", pgettext_lazy("promise", "Met")
    LATE = "late", _("Late")
    VOID = "void", _("Not counted")


# What a clock may be at one moment; `late` covers those that still run past their time.
CLOCK_STATES = (
    ("running", _("Running")),
    ("paused", _("Paused")),
    ("late", _("Late")),
    ("met", pgettext_lazy("promise", "Met")),
    ("void", _("Not counted")),
)


class Exemption(models.TextChoices):
    """Why a late clock does not count against the team."""

    CAPACITY = "capacity", _("Beyond the agreed capacity")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")


class Cause(models.TextChoices):
    """Why a promise was missed, in one tap; about the work, never about the person."""

    ABSENT = "absent", _("Absent")
    UNREACHABLE = "unreachable", _("Prospect could not be reached")
    OVERLOADED = "overloaded", _("Too much at once")
    BAD_DATA = "bad_data", _("Bad data")
    FORGOTTEN = "forgotten", _("Slipped through")
    PROCESS = "process", _("The process, not a person")


# Which side a cause speaks to, for the page of late promises.
CAUSE_SIDE = {
    Cause.ABSENT: "process",
    Cause.UNREACHABLE: "process",
    Cause.OVERLOADED: Side.SALES,
    Cause.BAD_DATA: Side.MARKETING,
    Cause.FORGOTTEN: Side.SALES,
    Cause.PROCESS: "process",
}


class Moment(models.TextChoices):
    """When feedback is given."""

    VERDICT = "verdict", _("After the verdict")
    OUTCOME = "outcome", _("After the outcome")


class Subject(models.TextChoices):
    """What the feedback is about: the verdict or outcome that asked for it."""

    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    REJECTED = "rejected", _("Rejected")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    RECYCLED = "recycled", _("Recycled")
    DISQUALIFIED = "disqualified", _("Disqualified")


class Effect(models.TextChoices):
    """How a message went down."""

    HIT = "hit", _("Hit home")
    NEUTRAL = "neutral", pgettext_lazy("effect", "Neutral")
    HURT = "hurt", _("Got in the way")


class AnswerKind(models.TextChoices):
    """What marketing does with a feedback."""

    REPLY = "reply", pgettext_lazy("kind of answer", "Reply")
    CONTEST = "contest", _("Contest")
    RECYCLE = "recycle", _("Recycle")
    ACTION = "action", _("Create an action")


class Evidence(models.TextChoices):
    """What speaks for a contested lead."""

    ICP_MET = "icp_met", _("Meets the ideal customer")
    NEED_STATED = "need_stated", _("Stated a need")
    ASKED_CONTENT = "asked_content", _("Asked for content")
    CAME_TO_EVENT = "came_to_event", _("Came to an event")
    ASKED_PRICE = "asked_price", _("Asked for a price or a demo")
    NEVER_CALLED = "never_called", _("No attempt was logged")
    REACHABLE = "reachable", _("Contact details checked")
