from celery import shared_task

from alignment.web.business_days import today
from leads import todo
from leads.expiry import expire_all
from leads.finding import index


@shared_task
def expire() -> None:
    """Each night: what silence does to leads."""
    expire_all(today())


@shared_task
def read_words() -> None:
    """Every 20 seconds: what the search is to find of rows that changed."""
    index.take_up()


@shared_task
def remind() -> None:
    """Each minute: tell people of the tasks whose reminder has come."""
    todo.remind_due()
