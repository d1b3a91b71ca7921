"""What leaves the house about an event: one row for each channel and person, never two.

A consumer of the journal, beside `services.notify_of`. The rows are written in the transaction
that marks the event as told; sending them is the business of sending.py.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications.choices import Medium, State, Way
from alignment.notifications.models import Channel, Delivery, KeptMail
from alignment.notifications.preferences import wanting
from alignment.notifications.pushing import push_after_commit
from alignment.notifications.topics import Topic, topic_of
from alignment.people.models import User
from alignment.web.errors import Conflict

KEPT = timedelta(days=90)


def queue_for(event: Event) -> int:
    """Write what is to be sent about the event; returns how many rows were asked for.

    Runs inside the fan-out's transaction, twice without doubling. An event that was taken back
    is not told; taking one back drops what was not sent yet and tells whoever got it.
    """
    if event.reverses_id is not None:
        return _take_back(event.reverses_id, event)
    topic = topic_of(event.verb)
    if topic is None or Event.objects.filter(reverses=event).exists():
        return 0
    rows = [*_to_channels(event, topic), *_to_people(event, topic)]
    return _write(event, rows)


def replay(delivery: Delivery, *, by: User) -> Delivery:
    """Send it once more under the same key, starting the attempts anew.

    Raises Conflict while it waits already, or when its channel is off.
    """
    if delivery.channel and not delivery.channel.is_active:
        raise Conflict(code="channel_off")
    again = Delivery.objects.filter(pk=delivery.pk).exclude(state=State.WAITING)
    now = timezone.now()
    changed = again.update(
        state=State.WAITING, attempts=0, next_attempt_at=now, lease_until=None, sent_at=None
    )
    if not changed:
        raise Conflict(code="already_waiting")
    push_after_commit([delivery.pk])
    delivery.refresh_from_db()
    return delivery


def drop_waiting(channel: Channel) -> int:
    """A channel that is off is told nothing; what waited can be replayed. Returns how many."""
    waiting = Delivery.objects.waiting().filter(channel=channel)
    return waiting.update(state=State.DROPPED, next_attempt_at=None, lease_until=None)


def forget_old() -> int:
    """Delete deliveries that ended, and mails kept, more than 90 days ago; returns how many."""
    mails, _kinds = KeptMail.objects.filter(kept_at__lt=timezone.now() - KEPT).delete()
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT)
    deleted, _kinds = old.exclude(state=State.WAITING).delete()
    return deleted + mails


def blank(events: Iterable[Event]) -> int:
    """Erase what was said outside about these events; returns how many. For a person's erasure.

    What still waits is dropped: it would say what was erased.
    """
    rows = Delivery.objects.filter(event__in=events)
    for delivery in rows.filter(medium=Medium.EMAIL).only("public_id"):
        KeptMail.objects.filter(key__startswith=f"<{delivery.key}@").delete()
    rows.waiting().update(state=State.DROPPED, next_attempt_at=None)
    return rows.update(subject="", body="", payload={}, answer="")


def _to_channels(event: Event, topic: Topic) -> list[Delivery]:
    """Those that follow the topic, and those that the event names itself, as a rule's does.

    Chosen in Python: databases do not agree on how to look inside JSON.
    """
    named = event.facts.get("channels") or []
    return [
        Delivery(event=event, channel=channel, medium=channel.kind)
        for channel in Channel.objects.on().only("pk", "kind", "topics")
        if topic.code in channel.topics or channel.pk in named
    ]


def _to_people(event: Event, topic: Topic) -> list[Delivery]:
    keys = [key for key in event.facts.get("tell") or [] if key != event.actor_id]
    people = wanting(User.objects.active().filter(pk__in=keys), topic, Way.EMAIL)
    return [Delivery(event=event, recipient=person, medium=Medium.EMAIL) for person in people]


def _take_back(taken_back: int, reversal: Event) -> int:
    """In somebody's hands counts as sent: hearing that it no longer holds harms nobody."""
    now = timezone.now()
    rows = Delivery.objects.filter(event_id=taken_back)
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows.waiting().filter(free).update(state=State.DROPPED, next_attempt_at=None)
    told = rows.filter(Q(state=State.SENT) | Q(state=State.WAITING, lease_until__gte=now))
    again = [
        Delivery(
            event=reversal,
            channel_id=row.channel_id,
            recipient_id=row.recipient_id,
            medium=row.medium,
        )
        for row in told
    ]
    return _write(reversal, again)


def _write(event: Event, rows: list[Delivery]) -> int:
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        waiting = Delivery.objects.waiting().filter(event=event, attempts=0)
        push_after_commit(list(waiting.values_list("pk", flat=True)))
    return len(rows)
