from celery import shared_task
from django.utils import timezone

from alignment.people.models import User
from alignment.web.business_days import today
from leads import cooling, todo
from leads.expiry import expire_all
from leads.finding import index
from leads.importing import back, runs
from leads.lists import doing
from leads.merging import pairing
from leads.privacy import requests, retention, staff
from leads.registry import asking
from leads.rules import running


@shared_task
def expire() -> None:
    """Each night: what silence does to leads."""
    expire_all(today())


@shared_task
def cool() -> int:
    """Each night: interest that nothing kept warm fades; how many leads went down a level."""
    return cooling.cool(timezone.now())


@shared_task
def read_words() -> None:
    """Every 20 seconds: what the search is to find of rows that changed."""
    index.take_up()


@shared_task
def suspect() -> None:
    """Each night: which companies and people look like one."""
    pairing.suspect()


@shared_task
def remind() -> None:
    """Each minute: tell people of the tasks whose reminder has come."""
    todo.remind_due()


@shared_task
def run_in_bulk(run_id: int) -> None:
    """One bulk run or export; safe to deliver twice."""
    if not doing.do(run_id):
        run_in_bulk.delay(run_id)


@shared_task
def resume_bulk_runs() -> None:
    """Each minute: what a dead worker or a dead broker left."""
    for run_id in doing.left_behind():
        run_in_bulk.delay(run_id)


@shared_task
def forget_exports() -> None:
    """Each night: take away the files of old exports."""
    doing.forget_exports()


@shared_task
def run_import(batch_id: int) -> None:
    """One shift on an import; safe to deliver twice."""
    if not runs.do(batch_id):
        run_import.delay(batch_id)


@shared_task
def take_import_back(batch_id: int) -> None:
    """Take a large import back; safe to deliver twice."""
    back.do(batch_id)


@shared_task
def resume_imports() -> None:
    """Each minute: what a dead worker or a dead broker left."""
    for batch_id in runs.left_behind():
        run_import.delay(batch_id)
    for batch_id in back.left_behind():
        take_import_back.delay(batch_id)


@shared_task
def forget_import_files() -> None:
    """Each night: delete the files of imports that ended a month ago, and forgotten drafts."""
    back.forget_files()


@shared_task
def forget_firings() -> None:
    """Each night: delete the log of rules that is older than a year."""
    running.forget_old()


@shared_task
def forget_staff() -> int:
    """Each night: after two years, which of our own people did what; how many rows it was."""
    return staff.forget_names()


@shared_task
def purge_people(ids: list[int], by_id: int) -> None:
    """Anonymise people whose time is over; safe to deliver twice, goes on where it stopped."""
    by = User.objects.with_teams().get(pk=by_id)
    retention.purge(ids, by=by)


@shared_task
def keep_privacy() -> None:
    """Each night: tell of requests with little time left; forget old answers of the register."""
    requests.remind(today())
    asking.forget_old()
