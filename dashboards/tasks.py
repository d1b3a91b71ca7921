from celery import shared_task

from alignment.journal import nights
from dashboards import relapse, services
from dashboards.goals import measuring
from dashboards.proof import writing as proof

MEASURE = "dashboards.tasks.measure_night"


@shared_task
def measure_night() -> int:
    """Measure the last complete local day and every evening missed before; rows that changed.

    The last one always: somebody may have measured it by hand before it was over.
    """
    days = {*services.missed_days(), services.last_complete_day()}
    written = sum(services.measure_day(day).rows for day in sorted(days))
    return written + measuring.keep_up(services.last_complete_day())


@shared_task
def weigh_criteria() -> int:
    """What the verdicts and deals of twelve months say of each criterion; rows written."""
    return proof.run()


@shared_task
def learn() -> str:
    """What the verdicts of twelve months teach; how it ended."""
    # The array libraries are loaded by the worker that learns, not by every process.
    from dashboards.learning import lessons

    return str(lessons.learn().lesson)


@shared_task
def catch_up() -> int:
    """Measure what went missing since the night, as after an upgrade; how many evenings."""
    if not nights.is_done(MEASURE):
        return 0  # the night itself will do it: two at once would only do it twice
    missed = services.missed_days()
    for day in missed:
        services.measure_day(day)
    return len(missed)


@shared_task
def watch() -> int:
    """Each night: whether alignment slips; 1 when the direction was told."""
    return int(relapse.watch() is not None)
