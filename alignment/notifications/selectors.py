"""Reading what was told to a person."""

from django.db.models import Case, QuerySet, Value, When

from alignment.notifications.models import Notification
from alignment.people.models import User

# A number beside the bell need not be exact beyond this.
MOST_COUNTED = 100


def inbox_of(user: User) -> QuerySet[Notification]:
    """Everything told to the person, what is unread marked by `is_new` (1 or 0)."""
    is_new = Case(When(read_at__isnull=True, then=Value(1)), default=Value(0))
    return told_to(user).annotate(is_new=is_new)


def told_to(user: User) -> QuerySet[Notification]:
    """What was told to the person, with the event and who acted."""
    return Notification.objects.filter(recipient=user).select_related("event__actor__team")


def unread_count(user: User) -> int:
    """How many the person has not read, for the bell; at most MOST_COUNTED."""
    return Notification.objects.unread().filter(recipient=user).order_by()[:MOST_COUNTED].count()
