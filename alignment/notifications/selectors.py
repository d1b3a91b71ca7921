"""Reading what was told to a person."""

import json

from django.db.models import Case, Max, QuerySet, Value, When

from alignment.notifications.models import Channel, Delivery, Notification
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


def channel_list() -> QuerySet[Channel]:
    """Every channel with its owner and when it was last sent something."""
    return Channel.objects.select_related("owner").annotate(last_sent_at=Max("deliveries__sent_at"))


def deliveries_of(channel: Channel, state: str = "") -> QuerySet[Delivery]:
    """What was sent to the channel, newest first."""
    rows = Delivery.objects.filter(channel=channel).defer("payload", "body")
    return rows.filter(state=state) if state else rows


def payload_text(delivery: Delivery) -> str:
    """The payload as it is read best."""
    return json.dumps(delivery.payload, indent=2, ensure_ascii=False) if delivery.payload else ""


def answer_of(delivery: Delivery) -> str:
    """The status and the first words of the answer."""
    status = str(delivery.status_code or "")
    return " ".join(part for part in (status, delivery.answer[:120]) if part) or "?"
