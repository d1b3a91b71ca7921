"""What each kind of promise is made of, what it may say, and how it reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alignment.web.errors import Incomplete
from alignment.web.figures import number, percent
from leads.choices import Tier
from sla.choices import TIERED, TIMED, Promise
from sla.delays import LONGEST_DAYS, delay_words
from sla.models import Commitment

FIELDS = ("number", "minutes", "share", "within_days", "channels")
# One or two promises a side: « a simple contract that is kept beats a complex one ».
MOST_PROMISES = 5
USUAL_SHARE = Decimal("0.9")
LARGEST = {"number": 100_000, "within_days": 250, "channels": 5}


@dataclass(frozen=True)
class Shape:
    """The fields of one kind of promise and the sentence under its name."""

    fields: tuple[str, ...]
    meaning: str | Text


TIMED_FIELDS = ("minutes", "share")
SHAPES: dict[str, Shape] = {
    Promise.VOLUME: Shape(
        ("number",),
        gettext_lazy("Leads handed over in the month, less those rejected for marketing's part."),
    ),
    Promise.ACCEPTANCE: Shape(
        ("share",), gettext_lazy("Accepted out of accepted and rejected in the month.")
    ),
    Promise.COMPLETE_FILES: Shape(
        ("share",), gettext_lazy("Handed over with a complete minimal file.")
    ),
    Promise.ANSWER_RETURNS: Shape(
        TIMED_FIELDS, gettext_lazy("A returned lead is completed in time.")
    ),
    Promise.ANSWER_REFUSALS: Shape(TIMED_FIELDS, gettext_lazy("A rejection is answered in time.")),
    Promise.DECISION: Shape(
        TIMED_FIELDS, gettext_lazy("Sales accepts, rejects or returns in time.")
    ),
    Promise.FIRST_ATTEMPT: Shape(
        TIMED_FIELDS, gettext_lazy("A person calls or writes in time, by priority of the lead.")
    ),
    Promise.PERSISTENCE: Shape(
        ("number", "channels", "within_days", "share"),
        gettext_lazy("Nobody is given up too early when the prospect does not answer."),
    ),
    Promise.FEEDBACK_VERDICT: Shape(
        TIMED_FIELDS, gettext_lazy("Sales says why after the verdict, in time.")
    ),
    Promise.FEEDBACK_OUTCOME: Shape(
        TIMED_FIELDS, gettext_lazy("Sales says what worked after the outcome, in time.")
    ),
    Promise.CAPACITY: Shape(
        ("number", "share"),
        gettext_lazy("Hand-overs that one rep takes in a week; what comes beyond is exempt."),
    ),
}


def tiers_of(promise: str) -> tuple[str, ...]:
    """The priorities that a promise tells apart; one empty one where it does not."""
    return tuple(Tier.values) if promise in TIERED else ("",)


def checked(promise: str, tier: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a line, those that play no part left empty.

    Raises Incomplete for an unknown promise or priority and for a target of zero or out of reach.
    """
    if promise not in Promise.values:
        raise Incomplete(fields={"promise": _("There is no such promise.")})
    if tier not in tiers_of(promise):
        raise Incomplete(fields={"tier": _tier_problem(promise)})
    wanted = SHAPES[promise].fields
    values = {name: given.get(name) if name in wanted else None for name in FIELDS}
    if values["share"] is None and "share" in wanted and promise not in RATES:
        values["share"] = USUAL_SHARE
    problems = {name: problem for name in wanted if (problem := _problem(name, values[name]))}
    if problems:
        raise Incomplete(fields=problems)
    return values


RATES = (Promise.ACCEPTANCE, Promise.COMPLETE_FILES)


def target_words(line: Commitment, day_minutes: int) -> str:
    """What is promised, short: « 40 a month », « ≥ 80 % », « 1 working day for 90 % »."""
    if line.promise == Promise.VOLUME:
        return _("{n} a month").format(n=number(line.number))
    if line.promise in TIMED:
        assert line.minutes
        return delay_words(line.minutes, day_minutes)
    if line.promise == Promise.CAPACITY:
        return _("{n} a week and rep").format(n=number(line.number))
    if line.promise == Promise.PERSISTENCE:
        return _persistence_words(line)
    return _("at least {share}").format(share=percent(line.share))


def share_words(line: Commitment) -> str:
    """For which part it must hold; empty where the target says it all."""
    if line.share is None or line.promise in RATES:
        return ""
    return _("for {share}").format(share=percent(line.share))


def full_words(line: Commitment, day_minutes: int) -> str:
    """Target and part in one phrase."""
    return " ".join(filter(None, (target_words(line, day_minutes), share_words(line))))


def promises_in(lines: Iterable[Commitment]) -> set[str]:
    """The promises; the priorities of one count as one."""
    return {line.promise for line in lines}


def _persistence_words(line: Commitment) -> str:
    attempts = ngettext("{n} attempt", "{n} attempts", line.number or 0).format(n=line.number)
    channels = ngettext("{n} channel", "{n} channels", line.channels or 0).format(n=line.channels)
    days = ngettext("{n} working day", "{n} working days", line.within_days or 0)
    return ", ".join((attempts, channels, days.format(n=line.within_days)))


def _tier_problem(promise: str) -> str:
    if promise in TIERED:
        return _("Choose P1, P2 or P3.")
    return _("This promise is the same for every priority.")


def _problem(name: str, value: Any) -> str:
    if value is None:
        return _("Say how much.")
    if value <= 0:
        return _("A target of zero promises nothing: remove the line instead.")
    if name == "share":
        return _("At most 100 %.") if value > 1 else ""
    if name == "minutes":
        longest = LONGEST_DAYS * 24 * 60
        return _("At most {n} working days.").format(n=LONGEST_DAYS) if value > longest else ""
    most = LARGEST[name]
    return _("At most {n}.").format(n=number(most)) if value > most else ""
