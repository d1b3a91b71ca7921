from celery import shared_task

from alignment.vision.signing import activate_due
from alignment.web.business_days import today


@shared_task
def activate() -> int:
    """Each night: put in force what both teams have signed and whose day has come."""
    return len(activate_due(today()))
