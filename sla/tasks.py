from celery import shared_task
from django.utils import timezone

from alignment.web.business_days import today
from sla import agreements, ladder


@shared_task
def climb() -> int:
    """Every two minutes: find what is late and announce each step once; returns how many."""
    done = ladder.climb(timezone.now())
    return done.breached + done.climbed + done.reassigned


@shared_task
def activate() -> int:
    """Each morning: put in force the signed contract whose day has come; returns how many."""
    return len(agreements.activate_due(today()))
