from celery import shared_task

from alignment.web.business_days import today
from leads import todo
from leads.expiry import expire_all


@shared_task
def expire() -> None:
    """Each night: what silence does to leads."""
    expire_all(today())


@shared_task
def remind() -> None:
    """Each minute: tell people of the tasks whose reminder has come."""
    todo.remind_due()
