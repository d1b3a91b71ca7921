"""Handing runs to the workers; what a dead broker does not take, the sweep does."""

import logging

from django.db import transaction

from leads.models import Import
from leads.tasks import run_import, take_import_back

logger = logging.getLogger(__name__)


def push(batch: Import) -> None:
    """Ask a worker to take the run, after the commit."""
    transaction.on_commit(lambda: _send(run_import, batch.pk), robust=True)


def push_back(batch: Import) -> None:
    """Ask a worker to take the import back, after the commit."""
    transaction.on_commit(lambda: _send(take_import_back, batch.pk), robust=True)


def _send(task: object, pk: int) -> None:
    try:
        task.apply_async((pk,), retry=False)  # type: ignore[attr-defined]
    except Exception as error:  # any transport, any driver
        logger.warning("broker unreachable, the sweep will start import %s: %s", pk, error)
