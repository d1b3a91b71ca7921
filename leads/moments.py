"""When something may have happened."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User

# Older ones are slips of the keyboard, and no calendar or zone is sure of them.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
YEARS = range(1990, 2101)
# How far back a fact may be entered: by its author, and beyond that by a manager.
LATE_ENTRY = timedelta(days=7)


def doubt(at: datetime) -> Promise | None:
    """Why it cannot have happened then, or None."""
    if at > timezone.now():
        return _("This is in the future.")
    return _("This is too long ago.") if at < EARLIEST else None


def too_late(at: datetime, by: User | None) -> Promise | None:
    """Why this person (None: the system) may not enter so old a fact, or None."""
    if by is None or timezone.now() - at <= LATE_ENTRY or by.is_manager or by.is_direction:
        return None
    return _("Only a manager may go back more than 7 days.")


def is_odd(day: object) -> bool:
    """Whether it is a day that nobody means."""
    return isinstance(day, date) and day.year not in YEARS


def odd_days(values: Mapping[str, object]) -> dict[str, Promise]:
    """What to say about each day whose year nobody means, by the name of its field."""
    return {name: _("This year cannot be meant.") for name in values if is_odd(values[name])}
