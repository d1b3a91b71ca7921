"""Late promises as rows: found by the timer or by a late stop, explained in one tap."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Incomplete, NotAllowed
from sla.choices import Cause
from sla.models import Breach, Clock

BATCH = 1000
MOST_CHARACTERS = 140


def note(clocks: Iterable[Clock], now: datetime) -> int:
    """Write the breach of every clock of these that is late; one each, whoever finds it first.

    A clock that was kept after all (a late entry, an undo) has its breach withdrawn, and renewed
    when it turns late again.
    """
    rows = list(clocks)
    if not rows:
        return 0
    late = [clock for clock in rows if clock.is_late(now)]
    kept = [clock.pk for clock in rows if not clock.is_late(now)]
    write([(clock.pk, clock.due_at) for clock in late if clock.due_at], now)
    standing = Breach.objects.filter(withdrawn_at__isnull=True)
    standing.filter(clock__in=kept).update(withdrawn_at=now)
    withdrawn = Breach.objects.filter(withdrawn_at__isnull=False)
    withdrawn.filter(clock__in=[clock.pk for clock in late]).update(withdrawn_at=None)
    return len(late)


def write(late: Iterable[tuple[int, datetime]], now: datetime) -> None:
    """Write breaches by key and due time of their clocks; those that are there stay as they are."""
    rows = [Breach(clock_id=key, breached_at=due_at, found_at=now) for key, due_at in late]
    Breach.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


@transaction.atomic
def explain(breach: Breach, *, by: User, cause: str, note: str = "") -> Breach:
    """Say in one tap why a promise was late; about the work, never about a person.

    Anybody of the side that promised may say it, and any manager; saying it again corrects it.
    Raises NotAllowed, Incomplete.
    """
    if not (by.is_direction or by.is_manager or breach.clock.side in by.kinds):
        raise NotAllowed(_("The team that made the promise says why it was late."))
    wrong: dict[str, Any] = {}
    if cause not in Cause.values:
        wrong["cause"] = _("Not one of the choices.")
    if len(note) > MOST_CHARACTERS:
        wrong["note"] = _("At most {n} characters.").format(n=MOST_CHARACTERS)
    if wrong:
        raise Incomplete(fields=wrong)
    breach.cause, breach.note = cause, note
    breach.cause_by, breach.cause_at = by, timezone.now()
    breach.save(update_fields=["cause", "note", "cause_by", "cause_at"])
    journal.record(
        "promise.explained",
        actor=by,
        target=breach.clock.lead,
        clock=breach.clock_id,
        promise=breach.clock.promise,
        cause=cause,
    )
    return breach
