"""Reading the journal."""

from datetime import timedelta

from django.db.models import Min
from django.utils import timezone

from alignment.journal.models import Event, EventQuerySet

RECENT = timedelta(seconds=10)


def outbox_age() -> float:
    """Seconds that the oldest event has waited to be told, 0 when none waits."""
    oldest = Event.objects.waiting().aggregate(oldest=Min("recorded_at"))["oldest"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0


def left_behind() -> EventQuerySet:
    """Events that no push delivered within 10 seconds of being recorded, oldest first."""
    return Event.objects.waiting().filter(recorded_at__lt=timezone.now() - RECENT).order_by("id")
