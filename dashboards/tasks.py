from celery import shared_task

from alignment.journal import nights
from dashboards import services

MEASURE = "dashboards.tasks.measure_night"


@shared_task
def measure_night() -> int:
    """Measure the last complete local day and every evening missed before; rows that changed.

    The last one always: somebody may have measured it by hand before it was over.
    """
    days = {*services.missed_days(), services.last_complete_day()}
    return sum(services.measure_day(day).rows for day in sorted(days))


@shared_task
def catch_up() -> int:
    """Measure what went missing since the night, as after an upgrade; how many evenings."""
    if not nights.is_done(MEASURE):
        return 0  # the night itself will do it: two at once would only do it twice
    missed = services.missed_days()
    for day in missed:
        services.measure_day(day)
    return len(missed)
