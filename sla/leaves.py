"""A leave that begins: what waits for the person goes to the deputy; the clock runs on."""

import logging
from datetime import date

from django.utils.translation import gettext as _

from alignment.people.models import Absence
from alignment.people.selectors import stand_in_for
from alignment.web.errors import Refused
from leads import transitions
from leads.models import Lead
from sla.choices import Promise
from sla.models import Clock

log = logging.getLogger(__name__)

HANDED_ON = (Promise.DECISION, Promise.FIRST_ATTEMPT)


def hand_on(today: date) -> int:
    """Give what absent reps have not tried to their deputies; returns how many leads moved.

    Safe to run again: a lead that moved no longer waits for the absent one.
    """
    away = Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).values("user")
    waiting = Clock.objects.running().filter(owner__in=away, promise__in=HANDED_ON)
    untouched = waiting.filter(handover__first_attempt_at__isnull=True)
    keys = untouched.order_by("lead_id").values_list("lead_id", flat=True).distinct()
    moved = 0
    for lead in Lead.objects.filter(pk__in=list(keys)).select_related("owner"):
        moved += _move(lead, today)
    return moved


def _move(lead: Lead, today: date) -> bool:
    if lead.owner is None:
        return False
    deputy = stand_in_for(lead.owner, today)
    if deputy == lead.owner or not deputy.is_sales:
        return False
    try:
        transitions.reassign(lead, by=None, owner=deputy, why=str(_("Absence")))
    except Refused as error:
        log.info("not handed on lead=%s code=%s", lead.pk, error.code)
        return False
    return True
