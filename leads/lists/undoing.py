"""Taking back what a run did: once, for fifteen minutes, by who did it, where it still stands.

The events of a run bear its name. A step is taken back as on the page of its lead; a field gets
the value that its event kept, unless somebody changed it since. What is refused is listed, as in
any run.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.errors import Conflict, NotAllowed
from leads import history
from leads.choices import RunStatus
from leads.lists.actions import actions_of
from leads.lists.editing import Editable
from leads.models import BulkRun, Opportunity
from leads.transitions.table import ACTIONS
from leads.transitions.undo import UNDO_WITHIN, take_back_step

ENDED = (RunStatus.DONE, RunStatus.CANCELLED)
# These write who holds the lead, and nothing that an edit of it could touch.
OF_THE_OWNER = ("reassign", "take")


def cause_of(run: BulkRun) -> str:
    """The name that events bear which this run caused."""
    return f"run-{run.pk}"


def undo_until(run: BulkRun) -> datetime | None:
    """Until when who asked for it may take the run back; None where there is nothing to take."""
    action = actions_of(run.record).get(run.action)
    if action is None or not action.undo or run.status not in ENDED or run.finished_at is None:
        return None
    is_undone = hasattr(run, "undone_by")
    return None if is_undone or run.done <= run.failed else run.finished_at + UNDO_WITHIN


def may_undo(run: BulkRun, *, by: User) -> bool:
    """Whether this person may take the run back now."""
    until = undo_until(run)
    return run.by_id == by.pk and until is not None and timezone.now() <= until


def ask_undo(run: BulkRun, *, by: User) -> BulkRun:
    """A run that takes back what another did, record by record.

    Raises NotAllowed (somebody else's), Conflict (nothing to undo, undone already, too late).
    """
    _require_undoable(run, by)
    refused = set(run.failures.values_list("record_id", flat=True))
    keys = [key for key in run.ids[: run.done] if key not in refused]
    try:
        with transaction.atomic():
            undo = BulkRun.objects.create(
                record=run.record, action="undo", undoes=run, ids=keys, total=len(keys), by=by
            )
            journal.record("bulk.asked", actor=by, target=undo, action="undo", n=len(keys))
    except IntegrityError:
        raise _undone() from None
    return undo


def take_back(undo: BulkRun, row: Any, *, by: User) -> None:
    """Take back what the other run did to this record, in the caller's transaction."""
    done = undo.undoes
    action = actions_of(undo.record).get(done.action) if done else None
    if done is None or action is None:
        raise Conflict(_("This action no longer exists."), code="unknown_action")
    if action.edit is not None:
        _put_back(done, action.edit, row, by)
    else:
        _step_back(done, row, by)


def _require_undoable(run: BulkRun, by: User) -> None:
    if run.by_id != by.pk:
        raise NotAllowed(_("Only the person who did it can undo it."))
    if hasattr(run, "undone_by"):
        raise _undone()
    until = undo_until(run)
    if until is None:
        raise Conflict(_("This cannot be undone as a whole."), code="no_undo")
    if timezone.now() > until:
        raise Conflict(_("A run can be undone for 15 minutes after its end."), code="too_late")


def _undone() -> Conflict:
    return Conflict(_("This was undone already."), code="undone")


def _step_back(done: BulkRun, lead: Any, by: User) -> None:
    steps = Event.objects.about(lead).filter(
        verb=ACTIONS[done.action].verb, actor=by, request_id=cause_of(done)
    )
    step = steps.order_by("-id").first()
    if step is None:
        raise Conflict(_("There is nothing to undo here."), code="nothing_to_undo")
    take_back_step(lead, step, by=by, despite_edits=done.action in OF_THE_OWNER)


def _put_back(done: BulkRun, edit: Editable, row: Any, by: User) -> None:
    """The value from before the run; nothing to do where the record said the new one already."""
    locked = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None or _is_erased(locked):
        raise Conflict(_("This record is no longer there."), code="gone")
    event = _of_the_run(done, locked, edit.name)
    if event is None:
        return
    after = history.put_back(done.record, locked, event, edit.name, by=by)
    if not history.says(after, event, edit.name, before=True):
        raise Conflict(_("The value from before cannot be put back."), code="not_put_back")


def _of_the_run(done: BulkRun, row: Any, name: str) -> Event | None:
    """What the run did to the field, if it did; Conflict where somebody changed it since."""
    changed_since = False
    for event in history.edits_of(row, name):
        if event.request_id == cause_of(done):
            if changed_since or not history.says(row, event, name):
                raise Conflict(_("Somebody changed it since."), code="changed_since")
            return event
        changed_since = True
    return None


def _is_erased(row: Any) -> bool:
    of = row.lead if isinstance(row, Opportunity) else row
    return bool(getattr(of, "erased_at", None))
