"""What an e-mail brings along besides its words: an invitation that calendars understand.

Who knows what an event is about registers how it is enclosed; notifications know no meeting.
"""

from collections.abc import Callable
from dataclasses import dataclass

from alignment.journal.models import Event


@dataclass(frozen=True)
class Invitation:
    """An iCalendar file and its iTIP method (RFC 5546): REQUEST or CANCEL."""

    method: str
    calendar: str


Enclose = Callable[[Event], Invitation | None]
BY_KIND: dict[str, Enclose] = {}


def enclose(kind: str, how: Enclose) -> None:
    """Events about this kind of row bring along what `how` makes of them, in the reader's words."""
    BY_KIND[kind] = how


def invitation_of(event: Event | None) -> Invitation | None:
    """The invitation that goes with what is told of the event; None for most."""
    how = BY_KIND.get(event.target_kind) if event else None
    return how(event) if how and event else None
