"""Telling people, and taking note that they have read."""

from django.db.models import Model
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications.choices import Way
from alignment.notifications.models import Notification
from alignment.notifications.preferences import wanting
from alignment.notifications.topics import topic_of
from alignment.people.models import User


def notify_of(event: Event) -> int:
    """Tell an event to the people its facts name in `tell`; returns how many were asked for.

    A consumer of the journal: runs inside the fan-out's transaction, twice without doubling.
    """
    if event.reverses_id is not None:
        return _take_back(event.reverses_id, event)
    if Event.objects.filter(reverses=event).exists():
        return 0
    return _tell(event, event.facts.get("tell") or [])


def mark_read(notification: Notification) -> None:
    """Note that it was read now; the first reading counts."""
    Notification.objects.unread().filter(pk=notification.pk).update(read_at=timezone.now())
    notification.refresh_from_db(fields=["read_at"])


def mark_read_about(target: Model, *, by: User) -> int:
    """Note that the person has seen what their news points to; returns how many were unread."""
    mine = Notification.objects.unread().filter(
        recipient=by,
        event__target_kind=target._meta.label_lower,
        event__target_id=target.pk,
    )
    return mine.update(read_at=timezone.now())


def mark_all_read(user: User) -> int:
    """Note that the person has read everything; returns how many were unread."""
    mine = Notification.objects.unread().filter(recipient=user)
    return mine.update(read_at=timezone.now())


def _take_back(taken_back: int, reversal: Event) -> int:
    """News that nobody read vanishes; who has read it hears that it no longer holds."""
    told = Notification.objects.filter(event_id=taken_back)
    told.unread().delete()
    return _tell(reversal, list(told.values_list("recipient_id", flat=True)))


def _tell(event: Event, keys: list[int]) -> int:
    people = User.objects.active().filter(pk__in=keys)
    if topic := topic_of(event.verb):
        people = wanting(people, topic, Way.IN_APP)
    rows = [
        Notification(recipient=person, event=event)
        for person in people
        if person.pk != event.actor_id
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
