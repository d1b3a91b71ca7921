"""The push that follows a commit; what it cannot deliver waits for the sweep."""

import logging
import time
from collections.abc import Iterable

from django.db import transaction

from alignment.journal.tasks import fan_out

logger = logging.getLogger(__name__)
# After a failed push the broker is left alone for a while: a dead one costs a second each time.
PAUSE = 10.0
LARGEST = 500


class Push:
    """The ids of one transaction, pushed to the workers together."""

    quiet_until = 0.0

    def __init__(self) -> None:
        self.event_ids: list[int] = []

    def __call__(self) -> None:
        """Never raises: the commit has happened and the rows are safe."""
        if time.monotonic() < Push.quiet_until:
            return
        try:
            for start in range(0, len(self.event_ids), LARGEST):
                fan_out.apply_async((self.event_ids[start : start + LARGEST],), retry=False)
        except Exception as error:  # any transport, any driver
            Push.quiet_until = time.monotonic() + PAUSE
            logger.warning("broker unreachable, the sweep will tell: %s", error)


def push_after_commit(event_ids: Iterable[int]) -> None:
    """Add the ids to the transaction's one push.

    The push is looked up among the connection's own hooks, because these vanish with a rollback;
    ids of a savepoint that was rolled back point to nothing and are skipped by the claim.
    """
    hooks = transaction.get_connection().run_on_commit
    push = next((hook[1] for hook in reversed(hooks) if isinstance(hook[1], Push)), None)
    if push is None:
        push = Push()
        transaction.on_commit(push, robust=True)
    push.event_ids.extend(event_ids)
