from celery import shared_task

from alignment.programme.rounds import close_due, open_due
from alignment.web.business_days import today


@shared_task
def rounds() -> int:
    """Each night: close the rounds of questions that are over, open those whose turn has come."""
    day = today()
    return close_due(day) + open_due(day)
