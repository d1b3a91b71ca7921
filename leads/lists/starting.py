"""Who does a run: the person who waits, or a worker."""

import logging

from django.db import transaction

from leads.lists import runs
from leads.lists.doing import do
from leads.models import BulkRun
from leads.tasks import run_in_bulk

logger = logging.getLogger(__name__)


def start(run: BulkRun) -> BulkRun:
    """Do a small run at once, give a large one to a worker after the commit."""
    if run.action != "export" and runs.is_small(run):
        do(run.pk)
        run.refresh_from_db()
        return run
    transaction.on_commit(lambda: _push(run.pk))
    return run


def _push(run_id: int) -> None:
    """A broker that is away undoes nothing: the sweep of each minute finds the run."""
    try:
        run_in_bulk.apply_async((run_id,), retry=False)
    except Exception as error:  # any transport, any driver
        logger.warning("broker unreachable, the sweep will start the run: %s", error)
