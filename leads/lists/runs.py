"""One action on many records, in the background: exactly once per record, whatever dies.

The records are chosen when it is asked for and kept by number. Each one is done in a transaction
that also moves the mark `done`: a worker that dies leaves the mark where it stands, a second worker
cannot move it from the same place, so that a run may be killed, resumed or delivered twice.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web import current
from alignment.web.errors import Conflict, Incomplete, NotAllowed, Refused
from leads import conditions
from leads.choices import RunStatus
from leads.conditions import rows_of
from leads.lists import undoing
from leads.lists.actions import BulkAction, actions_of, form_of
from leads.models import BulkFailure, BulkRun
from leads.transitions.table import ACTIONS

logger = logging.getLogger(__name__)

AT_ONCE = 20
MOST_NAMED = 1000
MOST = 200_000
BATCH = 200
MANY = 500
# A run that has not moved for so long has lost its worker.
DEAD_AFTER = timedelta(minutes=2)
# Seconds a worker stays with one run before it hands it on: jobs have a limit of their own.
SHIFT = 600.0
TO_DO = (RunStatus.WAITING, RunStatus.RUNNING)


def ask(
    *,
    by: User,
    record: str,
    action: str,
    values: Mapping[str, Any],
    ids: Iterable[Any] | None = None,
    query: Mapping[str, Any] | None = None,
) -> BulkRun:
    """Write what is to be done to which records: `ids` (public), or all that answer the query.

    Raises Incomplete for an unknown action, wrong values, no record or too many; NotAllowed.
    """
    _require_operator(by)
    known = actions_of(record).get(action)
    if known is None:
        raise Incomplete(fields={"action": _("Not one of the choices.")})
    form = form_of(known, _texts(values))
    if not form.is_valid():
        raise Incomplete(
            fields={name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
        )
    keys = _chosen(record, by, ids, query)
    with transaction.atomic():
        run = BulkRun.objects.create(
            record=record,
            action=action,
            values=_texts(values),
            ids=keys,
            query=dict(query or {}),
            total=len(keys),
            by=by,
        )
        journal.record("bulk.asked", actor=by, target=run, action=action, n=len(keys))
    return run


def cancel(run: BulkRun, *, by: User) -> BulkRun:
    """Stop at the next record; what is done stays done."""
    if run.by_id != by.pk and not (by.is_manager or by.is_direction):
        raise NotAllowed
    now = timezone.now()
    waiting = BulkRun.objects.filter(pk=run.pk, status=RunStatus.WAITING)
    waiting.update(status=RunStatus.CANCELLED, cancel_asked_at=now, finished_at=now)
    BulkRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(cancel_asked_at=now)
    run.refresh_from_db()
    return run


def take(run_id: int) -> BulkRun | None:
    """The run for this worker, if no living worker has it."""
    now = timezone.now()
    free = Q(status=RunStatus.WAITING) | Q(status=RunStatus.RUNNING, alive_at__lt=now - DEAD_AFTER)
    taken = BulkRun.objects.filter(free, pk=run_id).update(status=RunStatus.RUNNING, alive_at=now)
    return BulkRun.objects.select_related("by").get(pk=run_id) if taken else None


def left_behind() -> list[int]:
    """Runs that a dead worker or a dead broker left."""
    long_ago = timezone.now() - DEAD_AFTER
    waiting = Q(status=RunStatus.WAITING, created_at__lt=timezone.now() - timedelta(seconds=30))
    dead = Q(status=RunStatus.RUNNING, alive_at__lt=long_ago)
    return list(BulkRun.objects.filter(waiting | dead).values_list("pk", flat=True))


def work(run: BulkRun, *, shift: float = SHIFT) -> bool:
    """Do what is left of a run that this worker took; False when it is to be gone on with."""
    until = time.monotonic() + shift
    by = run.by
    # What the run does to each record is told in its name: an undo finds its own.
    named = current.working(via_door=current.via.get(), request=undoing.cause_of(run))
    with override(by.language if by else None), named:
        values = _values(run)
        while run.done < run.total:
            if time.monotonic() > until:
                BulkRun.objects.filter(pk=run.pk).update(status=RunStatus.WAITING)
                return False
            if not _batch(run, by, values):
                return _stopped(run)
    finish(run, RunStatus.DONE)
    return True


def finish(run: BulkRun, status: str) -> None:
    """The end of a run, told once."""
    with transaction.atomic():
        ended = BulkRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(
            status=status, finished_at=timezone.now()
        )
        run.refresh_from_db()
        if ended:
            facts: dict[str, Any] = {"action": run.action, "n": run.done, "failed": run.failed}
            journal.record("bulk.finished", actor=run.by, target=run, **facts)


def _batch(run: BulkRun, by: User | None, values: Mapping[str, Any]) -> bool:
    """The next records; False when the run was cancelled or taken over."""
    action = actions_of(run.record).get(run.action)
    size = MANY if action and action.many else BATCH
    keys = run.ids[run.done : run.done + size]
    rows = rows_of(run.record).in_bulk(keys)
    if action and action.many:
        return _do_many(run, action, by, values, keys, [rows[k] for k in keys if k in rows])
    return all(_do_one(run, action, by, values, key, rows.get(key)) for key in keys)


def _do_one(
    run: BulkRun, action: BulkAction | None, by: User | None, values: Mapping[str, Any],
    key: int, row: Any,
) -> bool:  # fmt: skip
    """One record and the mark behind it, in one transaction."""
    why: Any = ""
    try:
        with transaction.atomic():
            if not _move_mark(run, 1):
                return False
            _do(run, action, by, values, row)
    except Refused as refused:
        why = reason(refused)
    except (OperationalError, InterfaceError):
        raise  # The database is away: the run is resumed later.
    except Exception:
        # One odd record must not hold up the others, nor be lost.
        logger.exception("Bulk action %s on record %s", run.action, key)
        why = _("This did not work; it was noted for the administrator.")
    if why:
        with transaction.atomic():
            if not _move_mark(run, 1, failed=1):
                return False
            _keep_failure(run, key, row, why)
        run.failed += 1
    run.done += 1
    return True


def _do(
    run: BulkRun, action: BulkAction | None, by: User | None, values: Mapping[str, Any], row: Any
) -> None:
    if by is None or not by.is_active:
        raise NotAllowed(_("Who asked for this has left."))
    if row is None:
        raise Conflict(_("This record is no longer there."), code="gone")
    if run.action == "undo":
        undoing.take_back(run, row, by=by)
    elif action is not None:
        action.do(row, by, values)
    else:
        raise Conflict(_("This action no longer exists."), code="unknown_action")


def _do_many(
    run: BulkRun, action: BulkAction, by: User | None, values: Mapping[str, Any],
    keys: list[int], rows: list[Any],
) -> bool:  # fmt: skip
    """A batch whose service takes many at once; a refusal of the whole is that of each."""
    try:
        with transaction.atomic():
            if not _move_mark(run, len(keys)):
                return False
            if by is None or not by.is_active:
                raise NotAllowed(_("Who asked for this has left."))
            action.do(rows, by, values)
    except Refused as refused:
        with transaction.atomic():
            if not _move_mark(run, len(keys), failed=len(keys)):
                return False
            for row in rows:
                _keep_failure(run, row.pk, row, reason(refused))
        run.failed += len(keys)
    run.done += len(keys)
    return True


def _move_mark(run: BulkRun, step: int, *, failed: int = 0) -> bool:
    """Move the mark from where this worker knows it; another's move, or a cancel, says no."""
    here = BulkRun.objects.filter(
        pk=run.pk, done=run.done, status=RunStatus.RUNNING, cancel_asked_at__isnull=True
    )
    moved = here.update(done=F("done") + step, failed=F("failed") + failed, alive_at=timezone.now())
    return bool(moved)


def _keep_failure(run: BulkRun, key: int, row: Any, why: str) -> None:
    url = row.get_absolute_url() if row is not None else ""
    label = str(row) if row is not None else str(key)
    BulkFailure.objects.create(
        run=run, record_id=key, label=label[:200], url=url[:200], reason=str(why)[:500]
    )


def _stopped(run: BulkRun) -> bool:
    """Cancelled by somebody, or gone on with by another worker."""
    run.refresh_from_db()
    if run.cancel_asked_at and run.status == RunStatus.RUNNING:
        finish(run, RunStatus.CANCELLED)
    return True


def reason(refused: Refused) -> str:
    """Why a record refused, in one line: the fields by name where it names some."""
    if not refused.fields:
        return str(refused)
    said = [f"{_label(name)}{text}" for name, text in refused.fields.items()]
    return " ".join(said)


def _label(name: str) -> str:
    fields = {spec.name: spec.label for action in ACTIONS.values() for spec in action.fields}
    return f"{fields[name]} : " if name in fields else ""


def _values(run: BulkRun) -> Mapping[str, Any]:
    """The values as the action takes them; what was right when asked may be gone by now."""
    action = actions_of(run.record).get(run.action)
    if action is None:
        return {}
    form = form_of(action, run.values)
    return form.cleaned_data if form.is_valid() else {}


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a form sends them, kept as JSON."""
    if not isinstance(values, Mapping) or len(values) > 40:
        raise Incomplete(fields={"values": _("These are not values.")})
    kept: dict[str, Any] = {}
    for name, value in values.items():
        many = isinstance(value, list | tuple)
        kept[str(name)[:40]] = [str(item)[:5000] for item in value] if many else _plain(value)
    return kept


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else str(value)[:5000]


def _chosen(
    record: str, by: User, ids: Iterable[Any] | None, query: Mapping[str, Any] | None
) -> list[int]:
    """The keys of the records, in the order of their age; Incomplete when there are none."""
    if ids is not None:
        try:
            wanted = [UUID(str(public_id)) for public_id in ids]
        except ValueError:
            raise Incomplete(fields={"ids": _("This is not an identifier.")}) from None
        if len(wanted) > MOST_NAMED:
            raise Incomplete(fields={"ids": _("At most {n} at a time.").format(n=MOST_NAMED)})
        rows = rows_of(record).filter(public_id__in=wanted)
    elif query is not None:
        rows = conditions.narrow(record, query, by=by)
    else:
        raise Incomplete(fields={"ids": _("Choose what to act on.")})
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not keys:
        raise Incomplete(fields={"ids": _("Nothing is selected.")})
    if len(keys) > MOST:
        raise Incomplete(fields={"ids": _("At most {n} at a time.").format(n=MOST)})
    return keys


def _require_operator(by: User) -> None:
    if not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed


def seen_by(user: User, rows: QuerySet[BulkRun]) -> QuerySet[BulkRun]:
    """One's own runs; managers and direction see everybody's."""
    return rows if user.is_manager or user.is_direction else rows.filter(by=user)


def with_undo(rows: QuerySet[BulkRun]) -> QuerySet[BulkRun]:
    """Runs with what they undo or are undone by, and without the long list of their records."""
    rows = rows.select_related("by", "undoes", "undone_by")
    return rows.defer("ids", "undoes__ids", "undone_by__ids")


def is_small(run: BulkRun) -> bool:
    """Whether it is done while the person waits."""
    return run.total <= AT_ONCE
