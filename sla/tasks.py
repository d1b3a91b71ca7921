from celery import shared_task
from django.utils import timezone

from alignment.web.business_days import today
from sla import agreements, capacity, digests, excuses, hours, ladder, leaves, weekly
from sla.clocks import recompute_running


@shared_task
def climb() -> int:
    """Every two minutes: find what is late and announce each step once; returns how many."""
    now = timezone.now()
    hours.settle(now)
    done = ladder.climb(now)
    excuses.settle(now)
    digests.announce(now)
    return done.breached + done.climbed + done.reassigned


@shared_task
def activate() -> int:
    """Each morning: put in force the signed contract whose day has come; returns how many."""
    return len(agreements.activate_due(today()))


@shared_task
def hand_on() -> int:
    """Each morning: what waits for people on leave goes to their deputies; returns how many."""
    return leaves.hand_on(today())


@shared_task
def recompute() -> int:
    """Each night: due times and room as absences now say; returns how many clocks changed."""
    excuses.excuse(timezone.now())
    capacity.mark_lately(today())
    return recompute_running()


@shared_task
def weekly_note() -> int:
    """Every half hour: the note of the week, once the week has opened; returns how many."""
    return weekly.announce(timezone.now())
