"""Reading actions: mine, everybody's, and what the done ones changed."""

from django.db.models import QuerySet

from alignment.people.models import User
from alignment.rituals.models import Action

MINE, OPEN, DONE = "mine", "open", "done"
SHOWN = (MINE, OPEN, DONE)


def actions_shown(which: str, user: User) -> QuerySet[Action]:
    """Open ones of the person, all open ones, or the done ones."""
    rows = Action.objects.select_related("owner__team", "owner__second_team", "done_by")
    if which == DONE:
        return rows.done()  # type: ignore[attr-defined]
    waiting = rows.open()  # type: ignore[attr-defined]
    return waiting.filter(owner=user) if which == MINE else waiting
