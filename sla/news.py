"""What an event says besides who did what, the promises of the contract included."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alignment.journal.models import Event
from alignment.web.moments import day_hour
from leads import news
from sla.choices import Cause, Promise


def detail_of(event: Event) -> str:
    """One line about the event in the reader's language, empty when there is nothing to add."""
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


def _promise(code: str) -> str:
    return str(Promise(code).label) if code in Promise.values else ""


def _due(text: str | None) -> str:
    if not text:
        return ""
    return _("due {when}").format(when=day_hour(datetime.fromisoformat(text)))


def _others(facts: dict) -> str:
    n = facts.get("others") or 0
    return ngettext("and {n} other", "and {n} others", n).format(n=n) if n else ""
