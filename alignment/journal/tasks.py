from celery import shared_task

from alignment.journal.telling import tell_each, tell_left_behind


@shared_task
def fan_out(event_ids: list[int]) -> int:
    """Tell the events of one transaction; safe to deliver twice."""
    return tell_each(event_ids)


@shared_task
def sweep() -> int:
    """Every 30 seconds: tell what a crash or a dead broker left behind."""
    return tell_left_behind()
