from celery import shared_task

from alignment.web.business_days import today
from leads.expiry import expire_all


@shared_task
def expire() -> None:
    """Each night: what silence does to leads."""
    expire_all(today())
