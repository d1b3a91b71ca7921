"""When something may have happened."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Older ones are slips of the keyboard, and no calendar or zone is sure of them.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
YEARS = range(1990, 2101)


def doubt(at: datetime) -> Promise | None:
    """Why it cannot have happened then, or None."""
    if at > timezone.now():
        return _("This is in the future.")
    return _("This is too long ago.") if at < EARLIEST else None


def is_odd(day: object) -> bool:
    """Whether it is a day that nobody means."""
    return isinstance(day, date) and day.year not in YEARS
