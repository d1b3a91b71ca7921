"""Telling the consumers of an event, once."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from alignment.journal.models import Event
from alignment.journal.selectors import left_behind

logger = logging.getLogger(__name__)
BATCH = 500


@transaction.atomic
def tell(event_id: int) -> bool:
    """Claim an event and call its consumers, both or neither; False when it was claimed before.

    The claim is an UPDATE with a condition in the consumers' transaction: of two deliveries one
    waits for the other and then finds nothing to claim; a crash rolls back claim and effects.
    """
    claimed = Event.objects.waiting().filter(pk=event_id).update(fanned_out_at=timezone.now())
    if not claimed:
        return False
    event = Event.objects.select_related("actor").get(pk=event_id)
    for consume in consumers():
        consume(event)
    return True


def consumers() -> list[Callable[[Event], Any]]:
    """The functions that settings.JOURNAL_CONSUMERS names, in that order."""
    return [import_string(path) for path in settings.JOURNAL_CONSUMERS]


def tell_each(event_ids: Iterable[int]) -> int:
    """Tell several events; one that fails stays in the outbox and stops none of the others."""
    told = 0
    for event_id in event_ids:
        try:
            told += tell(event_id)
        except Exception:  # whatever a consumer raises: the sweep comes back to it
            logger.exception("event %s could not be told", event_id)
    return told


def tell_left_behind(*, seconds: float = 25.0) -> int:
    """Tell what no push delivered, oldest first, for so many seconds; return how many.

    The walk goes on past events that fail, so that they cannot hold up the rest.
    """
    until, last, told = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        ids = list(left_behind().filter(pk__gt=last).values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        told += tell_each(ids)
        last = ids[-1]
    return told
