from celery import shared_task
from django.utils import timezone

from alignment.journal import nights
from alignment.journal.telling import tell_each, tell_left_behind


@shared_task
def fan_out(event_ids: list[int]) -> int:
    """Tell the events of one transaction; safe to deliver twice."""
    return tell_each(event_ids)


@shared_task
def sweep() -> int:
    """Every 30 seconds: tell what a crash or a dead broker left behind."""
    return tell_left_behind()


@shared_task
def night() -> int:
    """Every ten minutes: start the works of the night that are due; returns how many."""
    works = nights.left(timezone.now())
    for work in works:
        do_at_night.delay(work)
    return len(works)


@shared_task
def do_at_night(work: str) -> bool:
    """One work of the night; safe to deliver twice."""
    return nights.do(work)


@shared_task
def forget_nights() -> int:
    """Each night: delete the marks of nights long ago."""
    return nights.forget_old()
