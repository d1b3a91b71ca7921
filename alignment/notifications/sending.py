"""Sending deliveries: taken by one worker at a time, tried again, given up on in the end.

A row is taken by a conditional UPDATE that raises `attempts` and sets a lease; what the worker
writes afterwards is fenced by that number, so a worker that lost its lease changes nothing. A
crash between the remote side's answer and our note of it leads to a second attempt: it carries
the same key (webhook-id, Message-ID), by which the receiver tells that it is the same message.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from alignment.notifications import channels
from alignment.notifications.answers import Answer
from alignment.notifications.choices import State
from alignment.notifications.models import Channel, Delivery
from alignment.notifications.models.deliveries import MOST_OF_ANSWER, DeliveryQuerySet
from alignment.notifications.pushing import push_after_commit
from alignment.notifications.transports import TRANSPORTS
from alignment.notifications.words import LANGUAGE_OF_CHANNELS, told_of

logger = logging.getLogger(__name__)
RETRIES: tuple[float, ...] = settings.DELIVERY_RETRIES
LEASE = timedelta(seconds=settings.DELIVERY_LEASE)
SOON = 60.0  # a retry as near as this is pushed, others wait for the sweep
BATCH = 100


def send_each(keys: Iterable[int]) -> int:
    """Send those that are due and free; returns how many were sent."""
    return sum(send(key) == State.SENT for key in keys)


def send_due(*, seconds: float = 25.0) -> int:
    """Send what is due, longest waiting first, for so many seconds; returns how many were sent.

    A channel that just failed is left alone until the next sweep: it must not hold up the others.
    """
    until, sent, tired = time.monotonic() + seconds, 0, _Tired()
    while rows := tired.besides(Delivery.objects.due(timezone.now())):
        for row in rows:
            if time.monotonic() >= until:
                return sent
            if row not in tired:
                state = send(row.pk)
                sent += state == State.SENT
                if state == State.WAITING:
                    tired.add(row)
    return sent


def send(key: int) -> str:
    """One attempt at one delivery; returns its state afterwards, "" when somebody else has it."""
    delivery = _take(key)
    if delivery is None:
        return ""
    if reason := _needless(delivery):
        return _finish(delivery, State.DROPPED, Answer(ok=False, text=reason))
    try:
        answer = _attempt(delivery)
    except Exception:  # a fault of ours: shown, tried again, never lost
        logger.exception("delivery %s could not be prepared", delivery.public_id)
        answer = Answer(ok=False, text="internal error")
    return _note(delivery, answer)


class _Tired:
    """Where an attempt just failed: these channels, or the mail server."""

    def __init__(self) -> None:
        self.channels: set[int] = set()
        self.mails = False

    def __contains__(self, row: Delivery) -> bool:
        return row.channel_id in self.channels if row.channel_id else self.mails

    def add(self, row: Delivery) -> None:
        if row.channel_id:
            self.channels.add(row.channel_id)
        else:
            self.mails = True

    def besides(self, due: DeliveryQuerySet) -> list[Delivery]:
        """The next rows to try, longest waiting first."""
        due = due.filter(channel__isnull=False) if self.mails else due
        rows = due.exclude(channel__in=self.channels).only("pk", "channel")
        return list(rows.order_by("next_attempt_at", "pk")[:BATCH])


@transaction.atomic
def _take(key: int) -> Delivery | None:
    now = timezone.now()
    taken = Delivery.objects.due(now).filter(pk=key)
    if not taken.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.with_everything().get(pk=key)


def _needless(delivery: Delivery) -> str:
    """Why it need not be sent any more, "" when it must."""
    event = delivery.event
    if event is not None and type(event).objects.filter(reverses=event).exists():
        return "taken back"
    if delivery.channel is not None and not delivery.channel.is_active:
        return "channel switched off"
    if delivery.recipient is not None and not delivery.recipient.is_active:
        return "no longer here"
    return ""


def _attempt(delivery: Delivery) -> Answer:
    transport = TRANSPORTS[delivery.medium]
    reader = delivery.recipient
    with translation.override(reader.language if reader else LANGUAGE_OF_CHANNELS):
        if reader is not None or not delivery.payload:
            told = told_of(delivery)
            delivery.subject = told.sentence[:200]
            delivery.body = "\n".join(part for part in (told.sentence, told.detail) if part)
            delivery.payload = transport.prepare(delivery, told)
            _keep_words(delivery)
        return transport.send(delivery)


def _keep_words(delivery: Delivery) -> None:
    """What is sent, as the inspector shows it; what a mail lets its reader do is not kept."""
    kept = {} if delivery.recipient_id else delivery.payload
    _mine(delivery).update(subject=delivery.subject, body=delivery.body, payload=kept)


def _note(delivery: Delivery, answer: Answer) -> str:
    if answer.ok:
        return _finish(delivery, State.SENT, answer)
    if answer.is_permanent:
        return _finish(delivery, State.FAILED, answer)
    if delivery.attempts >= len(RETRIES):
        return _finish(delivery, State.DEAD, answer)
    return _try_later(delivery, answer)


def _finish(delivery: Delivery, state: State, answer: Answer) -> str:
    """Write how it ended and what that means for its channel, unless the row is no longer ours."""
    now = timezone.now()
    with transaction.atomic():
        mine = _mine(delivery)
        changes = _facts(answer) | {"state": state, "next_attempt_at": None}
        if not mine.update(**changes, sent_at=now if state == State.SENT else None):
            return ""
        if delivery.channel is not None and delivery.event_id is not None:
            channels.note_outcome(delivery.channel, state, answer)
    return state


def _try_later(delivery: Delivery, answer: Answer) -> str:
    wait = max(RETRIES[delivery.attempts], answer.retry_after)
    with transaction.atomic():
        later: datetime = timezone.now() + timedelta(seconds=wait)
        if not _mine(delivery).update(**_facts(answer), next_attempt_at=later):
            return ""
        if wait <= SOON:
            push_after_commit([delivery.pk], after=wait)
    return State.WAITING


def _mine(delivery: Delivery) -> DeliveryQuerySet:
    """The row while it is in our hands: nobody took it since, nothing ended it."""
    return Delivery.objects.waiting().filter(
        pk=delivery.pk, attempts=delivery.attempts, lease_until=delivery.lease_until
    )


def _facts(answer: Answer) -> dict[str, object]:
    text = "".join(c for c in answer.text if c.isprintable() or c in "\n\t")
    return {
        "lease_until": None,
        "status_code": answer.status,
        "answer": text[:MOST_OF_ANSWER],
    }


def send_test(channel: Channel) -> Delivery:
    """Send a test now, while the person waits; the row says how it went."""
    delivery = Delivery.objects.create(channel=channel, medium=channel.kind)
    send(delivery.pk)
    waiting = Delivery.objects.waiting().filter(pk=delivery.pk)
    # A test is not worth coming back to.
    waiting.update(state=State.DEAD, next_attempt_at=None)
    delivery.refresh_from_db()
    return delivery
