"""Delays of somebody who was away: the personal figure is excused, the team's is not.

An absence that is entered afterwards counts all the same; what the prospect felt does not change.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from alignment.people.models import Absence
from sla.choices import ClockResult
from sla.models import Clock

LOOKED_BACK = timedelta(days=92)
JUST_ENTERED = timedelta(hours=1)


def settle(now: datetime) -> int:
    """Excuse the clocks of people whose absence was entered in the last hour; returns how many."""
    entered = Absence.objects.filter(entered_at__gte=now - JUST_ENTERED).values("user")
    return excuse(now, Clock.objects.filter(owner__in=entered))


def excuse(now: datetime, clocks: QuerySet[Clock] | None = None) -> int:
    """Mark late clocks whose owner was away on the day they were due, and unmark the others."""
    rows = Clock.objects.all() if clocks is None else clocks
    overdue = Q(result="", stopped_at__isnull=True, due_at__lt=now)
    away = Absence.objects.filter(
        user=OuterRef("owner"),
        starts_on__lte=OuterRef("counted_on"),
        ends_on__gte=OuterRef("counted_on"),
    )
    late = rows.filter(
        Q(result=ClockResult.LATE) | overdue, counted_on__gte=(now - LOOKED_BACK).date()
    )
    excused = late.filter(Exists(away), is_excused=False).update(is_excused=True)
    return excused + late.filter(~Exists(away), is_excused=True).update(is_excused=False)
