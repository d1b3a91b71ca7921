"""The push that follows a commit; what it cannot deliver waits for the sweep."""

import logging
import time
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

from alignment.journal.outbox import PAUSE, Push

logger = logging.getLogger(__name__)
# By name: the task sends, and what it sends may have to be sent again.
SEND = "alignment.notifications.tasks.send"
LARGEST = 10  # a task stays under a minute or two even when nobody answers


def push_after_commit(keys: Sequence[int], *, after: float = 0.0) -> None:
    """Have the deliveries sent once the transaction stands, `after` so many seconds."""
    if keys:
        transaction.on_commit(partial(_push, list(keys), after), robust=True)


def _push(keys: list[int], after: float) -> None:
    """Never raises: the rows are safe, and the sweep finds them."""
    if time.monotonic() < Push.quiet_until:
        return
    try:
        for start in range(0, len(keys), LARGEST):
            part = keys[start : start + LARGEST]
            import_string(SEND).apply_async((part,), countdown=after or None, retry=False)
    except Exception as error:  # any transport, any driver
        Push.quiet_until = time.monotonic() + PAUSE
        logger.warning("broker unreachable, the sweep will send: %s", error)
