from celery import shared_task
from django.utils import timezone

from alignment.web.business_days import zone
from dashboards import services

# The nightly run comes first; before this hour catching up would only do its work twice.
CATCH_UP_FROM_HOUR = 6


@shared_task
def measure_night() -> int:
    """Measure the last complete local day; the number of rows that changed."""
    return services.measure_day(services.last_complete_day()).rows


@shared_task
def catch_up() -> int:
    """Measure each evening missed since the last complete night; how many there were."""
    if timezone.now().astimezone(zone()).hour < CATCH_UP_FROM_HOUR:
        return 0
    missed = services.missed_days()
    for day in missed:
        services.measure_day(day)
    return len(missed)
