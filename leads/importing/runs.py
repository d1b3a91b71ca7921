"""Runs in the background: a chunk is a transaction, so that any death leaves a batch to go on with.

A worker takes a run, works a shift on it and goes; who takes it over starts after the last chunk
that was committed. A run is always waiting, running, done, cancelled or failed, and from each of
these it can be gone on with or taken back.
"""

import logging
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.journal.services import News
from alignment.web.errors import Refused
from leads.choices import ImportStatus
from leads.importing import choosing, faults, outcomes, telling, writing
from leads.importing.lines import Lines, Read
from leads.importing.outcomes import CREATED, ERASED, UNCHANGED, UPDATED
from leads.importing.planning import Plan, Setting, plan
from leads.importing.terms import terms_of
from leads.models import Import

logger = logging.getLogger(__name__)
CHUNK = 1000
CHECKED_AT_ONCE = 2000
SHIFT = 240.0  # seconds, well under what a broker waits before it gives a task to somebody else
SILENT_AFTER = timedelta(seconds=90)
# A push that a dead broker lost is made good after this.
WAITED_AFTER = timedelta(seconds=45)


class Overtaken(Exception):
    """Somebody else cancelled the run or took it over: this worker lets it go."""


def do(pk: int) -> bool:
    """One shift on a run; False when it is to be gone on with. Safe to run twice at once."""
    batch = take(pk)
    if batch is None:
        return True
    with translation.override(batch.by.language if batch.by else None):
        try:
            return _shift(batch)
        except Overtaken:
            return True
        except Refused as refused:
            _fail(batch, str(refused))
        except Exception:
            logger.exception("import %s failed", pk)
            _fail(batch, _("Something went wrong on our side; what came in before is kept."))
            raise
    return True


def take(pk: int) -> Import | None:
    """The run, ours from now on; None when it is over, or another worker is at it."""
    now = timezone.now()
    free = Q(status=ImportStatus.WAITING) | Q(
        status=ImportStatus.RUNNING, alive_at__lt=now - SILENT_AFTER
    )
    taken = Import.objects.filter(free, pk=pk).update(status=ImportStatus.RUNNING, alive_at=now)
    if not taken:
        return None
    return Import.objects.select_related("by", "by__team", "campaign").get(pk=pk)


def left_behind() -> list[int]:
    """Runs that nobody works on: a worker died, or the push was lost."""
    now = timezone.now()
    lost = Q(status=ImportStatus.WAITING, alive_at__lt=now - WAITED_AFTER)
    dead = Q(status=ImportStatus.RUNNING, alive_at__lt=now - SILENT_AFTER)
    return list(Import.objects.filter(lost | dead).values_list("pk", flat=True))


PROGRESS = (
    "created",
    "updated",
    "unchanged",
    "refused",
    "flagged",
    "done",
    "reading",
    "alive_at",
)


def _shift(batch: Import) -> bool:
    ends = monotonic() + SHIFT
    lines = Lines(batch)
    needs_check = not batch.skip_bad and not batch.reading.get("checked")
    if needs_check and not _check(batch, lines):
        return True
    setting = Setting.now(batch.by, terms_of(batch), choosing.owner_of(batch))
    for chunk in lines.chunks(batch.reading.get("at", 0), CHUNK):
        if monotonic() > ends:
            _wait(batch)
            return False
        _write_twice(batch, chunk, setting, lines)
    _finish(batch)
    return True


def _check(batch: Import, lines: Lines) -> bool:
    """All or nothing: every line is looked at before the first is written."""
    faults.forget(batch)
    wrong = 0
    for chunk in lines.chunks(0, CHECKED_AT_ONCE):
        bad = faults.of_lines(chunk, lines.table)
        faults.keep(batch, bad)
        wrong += len({fault.line for fault in bad if fault.is_refused})
        _still_ours(batch, refused=wrong)
    if wrong:
        said = _("Nothing was imported, as you asked: {n} lines cannot come in.").format(n=wrong)
        _fail(batch, said)
        return False
    batch.reading["checked"] = True
    _still_ours(batch, reading=batch.reading, refused=0)
    faults.forget(batch)
    return True


def _write_twice(batch: Import, chunk: list[Read], setting: Setting, lines: Lines) -> None:
    """Somebody may create the same company at this very moment: then it is known the next time."""
    try:
        _write(batch, chunk, setting, lines)
    except DatabaseError:
        batch.refresh_from_db()
        _write(batch, chunk, setting, lines)


def _write(batch: Import, chunk: list[Read], setting: Setting, lines: Lines) -> None:
    _stop_if_asked(batch)
    with transaction.atomic():
        _hold(batch)
        planned = plan([read.draft for read in chunk if read.draft], setting)
        told = outcomes.outcomes_of(planned)
        writing.write(planned, batch, by=batch.by)
        faults.keep(batch, faults.of_chunk(chunk, planned, lines.table))
        _count(batch, chunk, planned, list(told.values()))
        batch.save(update_fields=PROGRESS)


def _count(batch: Import, chunk: list[Read], planned: Plan, told: list[str]) -> None:
    batch.created += told.count(CREATED)
    batch.updated += told.count(UPDATED)
    batch.unchanged += told.count(UNCHANGED)
    batch.refused += sum(read.draft is None for read in chunk) + told.count(ERASED)
    batch.flagged += sum(bool(change.lead.anomaly) for change in planned.changes)
    batch.done += len(chunk)
    batch.reading["at"] = chunk[-1].line
    batch.alive_at = timezone.now()


def _hold(batch: Import) -> None:
    """Lock the run for this chunk; Overtaken when somebody else has worked on it."""
    row = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.status != ImportStatus.RUNNING or row.done != batch.done:
        raise Overtaken


def _stop_if_asked(batch: Import) -> None:
    now = timezone.now()
    asked = Import.objects.filter(pk=batch.pk, cancel_asked_at__isnull=False)
    stopped = asked.filter(status=ImportStatus.RUNNING).update(
        status=ImportStatus.CANCELLED, finished_at=now
    )
    if stopped:
        raise Overtaken


def _still_ours(batch: Import, **values: Any) -> None:
    """Show a sign of life while nothing is written yet."""
    _stop_if_asked(batch)
    ours = Import.objects.filter(pk=batch.pk, status=ImportStatus.RUNNING)
    if not ours.update(alive_at=timezone.now(), **values):
        raise Overtaken


def _wait(batch: Import) -> None:
    """The shift is over: another one goes on."""
    Import.objects.filter(pk=batch.pk, status=ImportStatus.RUNNING).update(
        status=ImportStatus.WAITING, alive_at=timezone.now()
    )


def _finish(batch: Import) -> None:
    _stop_if_asked(batch)
    with transaction.atomic():
        _hold(batch)
        batch.status, batch.finished_at = ImportStatus.DONE, timezone.now()
        batch.save(update_fields=["status", "finished_at"])
        facts = {"created": batch.created, "updated": batch.updated}
        journal.record_many([News("import.done", batch, batch.by, None, facts)])
        telling.tell_owners(batch)


def _fail(batch: Import, said: str) -> None:
    """End in a state that can be gone on with or taken back, and say why."""
    Import.objects.filter(pk=batch.pk, status=ImportStatus.RUNNING).update(
        status=ImportStatus.FAILED, finished_at=timezone.now(), problems=[said]
    )
