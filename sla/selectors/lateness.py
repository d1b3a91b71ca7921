"""Reading late promises: the chip of the menu; by cause, by source, by hour of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from alignment.people.models import User
from alignment.web.business_days import day_bounds, local_date, month_bounds, zone
from leads.models.cycles import SOURCE_LABELS
from sla.choices import CAUSE_SIDE, Cause
from sla.models import Breach, Clock

MOST_SOURCES = 12


@dataclass(frozen=True)
class Chip:
    """What runs out for one person: how many are due until when today, how many are late."""

    soon: int
    until: datetime | None
    late: int


@dataclass(frozen=True)
class Share:
    """How many late promises have something in common."""

    key: str
    label: Any
    n: int
    side: str = ""


def chip_of(user: User, now: datetime | None = None) -> Chip:
    """The person's own running clocks: due until the end of the day, and late."""
    now = now or timezone.now()
    _start, end = day_bounds(local_date(now))
    dues = list(
        Clock.objects.running()
        .filter(owner=user, due_at__lt=end)
        .order_by("due_at")
        .values_list("due_at", flat=True)[:1000]
    )
    soon = [due_at for due_at in dues if due_at >= now]
    return Chip(len(soon), soon[-1] if soon else None, len(dues) - len(soon))


def breaches_of(month: date) -> QuerySet[Breach]:
    """Promises that came due in the month and were late, exempt and withdrawn ones left out."""
    start, end = month_bounds(month)
    return (
        Breach.objects.filter(
            breached_at__gte=start,
            breached_at__lt=end,
            withdrawn_at__isnull=True,
            clock__exemption="",
            clock__lead__is_test=False,
            clock__lead__merged_at__isnull=True,
        )
        .select_related(
            "clock__lead__company", "clock__lead__contact", "clock__lead__campaign", "clock__owner"
        )
        .order_by("-breached_at", "-id")
    )


def by_cause(breaches: QuerySet[Breach]) -> list[Share]:
    """How many have each cause, the unexplained ones last."""
    counts = _counts(breaches, "cause")
    said = [
        Share(cause, Cause(cause).label, counts[cause], CAUSE_SIDE[Cause(cause)])
        for cause in Cause.values
        if counts.get(cause)
    ]
    said.sort(key=lambda share: -share.n)
    return [*said, Share("", "", counts[""])] if counts.get("") else said


def by_source(breaches: QuerySet[Breach]) -> list[Share]:
    """How many come from each source of leads, the most first."""
    counts = _counts(breaches, "clock__lead__source")
    shares = [
        Share(source, SOURCE_LABELS.get(source, source.replace("_", " ")), n)
        for source, n in counts.items()
    ]
    return sorted(shares, key=lambda share: (-share.n, share.key))[:MOST_SOURCES]


def by_hour(breaches: QuerySet[Breach]) -> list[Share]:
    """How many ran out at each local hour of the day, from the first to the last that has any."""
    rows = (
        breaches.order_by()
        .annotate(hour=ExtractHour("breached_at", tzinfo=zone()))
        .values_list("hour")
        .annotate(n=Count("pk"))
    )
    counts: Mapping[int, int] = dict(rows)
    if not counts:
        return []
    hours = range(min(counts), max(counts) + 1)
    return [Share(str(hour), f"{hour} h", counts.get(hour, 0)) for hour in hours]


def stuck_since(day: date) -> QuerySet[Clock]:
    """Clocks still running whose due time lies before that local day: for the boss's week."""
    before, _end = day_bounds(day)
    return Clock.objects.running().countable().filter(due_at__lt=before)


def _counts(breaches: QuerySet[Breach], name: str) -> dict[str, int]:
    rows = breaches.order_by().values_list(name).annotate(n=Count("pk"))
    return {str(key or ""): n for key, n in rows}
