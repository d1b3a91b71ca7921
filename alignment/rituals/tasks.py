from celery import shared_task

from alignment.rituals import meetings


@shared_task
def keep_up() -> int:
    """Each night: say which meetings did not take place, and plan the next ones."""
    return meetings.keep_up()
