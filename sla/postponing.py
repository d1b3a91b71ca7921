"""A new moment for what is late already: agreed once, with its reason, and told.

The promise stays broken in every number; only the ladder waits for the new moment.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.models import Lead
from sla.models import Breach, Clock

LONGEST = timedelta(days=30)
MOST_CHARACTERS = 140


def may_postpone(clock: Clock, by: User) -> bool:
    """Whether it is theirs to agree on a new moment: the owner's, or a manager's of their side."""
    return clock.owner_id == by.pk or by.manages(clock.side)


def is_postponable(clock: Clock) -> bool:
    """Late, still running, and not put off before."""
    running = not clock.result and clock.stopped_at is None
    return running and clock.postponed_until is None and clock.is_late()


@transaction.atomic
def postpone(breach: Breach, *, by: User, until: datetime, why: str) -> Clock:
    """Agree on a new moment for a late promise, once, within 30 days; the breach stays.

    Raises NotAllowed (neither the owner nor their manager), Conflict (done meanwhile, put off
    before), Incomplete (no reason, a moment gone or too far).
    """
    clock = _locked(breach)
    if not may_postpone(clock, by):
        raise NotAllowed(_("Only who has the lead, or their manager, agrees on a new moment."))
    if clock.postponed_until:
        raise Conflict(_("This was put off once already."), code="postponed")
    if not is_postponable(clock):
        raise Conflict(_("This is done by now: nothing is left to put off."), code="done")
    _require(until, why)
    clock.postponed_until, clock.postponed_why = until, why.strip()
    clock.save(update_fields=["postponed_until", "postponed_why"])
    # The witness of this event sets the ladder to the new moment.
    journal.record(
        "promise.postponed",
        actor=by,
        target=clock.lead,
        clock=clock.pk,
        promise=clock.promise,
        due_at=until.isoformat(),
        why=why.strip(),
    )
    clock.refresh_from_db()
    return clock


def _locked(breach: Breach) -> Clock:
    # The lead before its clocks, as every transition does.
    Lead.objects.select_for_update(of=("self",)).get(clocks=breach.clock_id)
    rows = Clock.objects.select_for_update(of=("self",)).select_related("lead")
    return rows.get(pk=breach.clock_id)


def _require(until: datetime, why: str) -> None:
    wrong: dict[str, Any] = {}
    now = timezone.now()
    if until <= now:
        wrong["until"] = _("Choose a moment to come.")
    elif until > now + LONGEST:
        wrong["until"] = _("At most 30 days from now.")
    if not why.strip():
        wrong["why"] = _("Required.")
    elif len(why.strip()) > MOST_CHARACTERS:
        wrong["why"] = _("At most {n} characters.").format(n=MOST_CHARACTERS)
    if wrong:
        raise Incomplete(fields=wrong)
