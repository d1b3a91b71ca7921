"""What an event says besides who did what, the promises of the contract included."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alignment.journal.models import Event
from alignment.web.moments import day_hour
from leads import news
from leads.reasons import DealReason, Reason
from sla.choices import AnswerKind, Cause, Promise, Subject


def detail_of(event: Event) -> str:
    """One line about the event in the reader's language, empty when there is nothing to add."""
    if event.verb.startswith("feedback."):
        return _of_feedback(event)
    if event.verb == "meeting.ended":
        return str(event.facts.get("summary", ""))
    if not event.verb.startswith("promise."):
        return news.detail_of(event)
    facts = event.facts
    if event.verb == "promise.explained":
        cause = facts.get("cause")
        return str(Cause(cause).label) if cause in Cause.values else ""
    if event.verb == "promise.digest":
        stuck = facts.get("stuck") or {}
        return " · ".join(f"{_promise(code)}: {n}" for code, n in stuck.items())
    if event.verb == "promise.volume":
        return _("{done} of {due}, {expected} expected by now").format(
            done=facts.get("done"), due=facts.get("due"), expected=facts.get("expected")
        )
    parts = [_promise(facts.get("promise", "")), _due(facts.get("due_at")), _others(facts)]
    return " · ".join(part for part in parts if part)


def _of_feedback(event: Event) -> str:
    facts = event.facts
    if event.verb == "feedback.weekly":
        counts = ((words, facts.get(name) or 0) for name, words in WEEKLY.items())
        return " · ".join(words(n) for words, n in counts if n)
    if event.verb == "feedback.answered":
        kind = facts.get("kind")
        return str(AnswerKind(kind).label) if kind in AnswerKind.values else ""
    subject, reason = facts.get("subject"), facts.get("reason")
    about = [str(Subject(subject).label)] if subject in Subject.values else []
    about += [str(kind(reason).label) for kind in (Reason, DealReason) if reason in kind.values]
    return " · ".join(about[:2])


def _reacted(n: int) -> str:
    return ngettext("{n} of your leads reacted", "{n} of your leads reacted", n).format(n=n)


def _owed(n: int) -> str:
    return ngettext("{n} feedback to give", "{n} feedbacks to give", n).format(n=n)


def _changed(n: int) -> str:
    return ngettext(
        "{n} piece of your feedback changed something",
        "{n} pieces of your feedback changed something",
        n,
    ).format(n=n)


# What the note of the week counts, in the order of its sentence.
WEEKLY: dict[str, Callable[[int], str]] = {
    "reacted": _reacted,
    "changed": _changed,
    "owed": _owed,
}


def _promise(code: str) -> str:
    return str(Promise(code).label) if code in Promise.values else ""


def _due(text: str | None) -> str:
    if not text:
        return ""
    return _("due {when}").format(when=day_hour(datetime.fromisoformat(text)))


def _others(facts: dict) -> str:
    n = facts.get("others") or 0
    return ngettext("and {n} other", "and {n} others", n).format(n=n) if n else ""
