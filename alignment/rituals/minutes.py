"""The minutes of a meeting: decisions, actions and who came, as plain text.

Notifications bring them by mail and to the chat channels (NEWS_DETAILS).
"""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alignment.rituals.choices import Presence
from alignment.rituals.models import Meeting


def drafted(meeting: Meeting) -> str:
    """What was decided, by whom, and who does what until when."""
    return "\n".join(_lines(meeting))


def _lines(meeting: Meeting) -> Iterator[str]:
    rows = meeting.attendances.select_related("person")
    present = [row.person.full_name for row in rows if row.presence == Presence.PRESENT]
    excused = [row.person.full_name for row in rows if row.presence == Presence.EXCUSED]
    yield _("Present: {names}").format(names=", ".join(present) or "—")
    if excused:
        yield _("Excused: {names}").format(names=", ".join(excused))
    yield ""
    decisions = meeting.decisions.select_related("by").prefetch_related("actions__owner")
    for row in decisions:
        yield f"- {row.text}" + (f" ({row.why})" if row.why else "")
        for action in row.actions.all():
            day = date_format(action.due_on, "SHORT_DATE_FORMAT")
            what = "" if action.title == row.text else f"{action.title} : "
            who = _("{who}, until {day}").format(who=action.owner.full_name, day=day)
            yield f"  → {what}{who}"
    if not decisions:
        yield _("Nothing was decided.")
