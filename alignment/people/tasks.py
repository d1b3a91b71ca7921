from celery import shared_task

from alignment.people.services import forget_old_replies


@shared_task
def sweep_replies() -> int:
    """Once a day: delete stored answers that no longer replay."""
    return forget_old_replies()
