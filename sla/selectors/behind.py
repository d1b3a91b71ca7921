"""The exact rows behind each line of the contract in a month, all of them or the missed ones."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from alignment.web.business_days import DAY
from leads.models import Handover, Lead
from sla.choices import TIMED, Promise
from sla.models import Agreement, Commitment
from sla.selectors.kept import (
    ACCEPTED,
    REJECTED,
    SENT_FOR_NOTHING,
    Days,
    clocks_settled,
    cycles_given_up,
    days_of,
    every_version,
    monday_of,
    month_days,
)
from sla.selectors.presence import WEEK, presence_between

ALL, MISSED = "all", "missed"
PARTS = (ALL, MISSED)

Promised = list[tuple[Days, Commitment]]


@dataclass(frozen=True)
class Shown:
    """How rows of a kind are listed: their order and what to read along."""

    kind: str
    order: str
    related: tuple[str, ...]


HANDOVERS = Shown(
    "handover", "-handed_over_at", ("lead__company", "lead__contact", "lead__campaign", "assignee")
)
CLOCKS = Shown("clock", "-due_at", ("lead__company", "lead__contact", "lead__campaign", "owner"))
LEADS = Shown("lead", "-closed_at", ("company", "contact", "campaign", "owner"))


def shown_as(promise: str) -> Shown:
    """Hand-overs, clocks or leads, whichever the promise counts."""
    if promise in TIMED:
        return CLOCKS
    return LEADS if promise == Promise.PERSISTENCE else HANDOVERS


def rows_of(promise: str, tier: str, month: date, part: str, now: datetime) -> QuerySet[Any]:
    """The rows that a line of the month counts, or those of them that missed it."""
    if promise in TIMED:
        return _clocks(promise, tier, month, part, now)
    promised = _promised(promise, month_days(month))
    if not promised:
        return Handover.objects.none()
    return ROWS[promise](promised, part)


def _promised(promise: str, month: Days) -> Promised:
    """On which days of the month which version made the promise."""
    found = []
    for version in every_version():
        days = days_of(version).overlap(month)
        line = _line_of(version, promise)
        if days and line:
            found.append((days, line))
    return found


def _line_of(version: Agreement, promise: str) -> Commitment | None:
    lines = (line for line in version.commitments.all() if line.promise == promise)
    return next(lines, None)


def _clocks(promise: str, tier: str, month: date, part: str, now: datetime) -> QuerySet[Any]:
    versions = [
        version.pk
        for version in every_version()
        for line in version.commitments.all()
        if (line.promise, line.tier) == (promise, tier)
    ]
    found = clocks_settled(month_days(month), now).filter(
        promise=promise, tier=tier, agreement__in=versions
    )
    return found.late(now) if part == MISSED else found  # type: ignore[attr-defined]


def _on(column: str, promised: Promised) -> Q:
    covered = Q(pk__in=[])
    for days, _line in promised:
        covered |= Q(**{f"{column}__range": (days.first, days.last)})
    return covered


def _volume(promised: Promised, part: str) -> QuerySet[Any]:
    found = Handover.objects.countable().filter(_on("handed_over_on", promised))
    return found.filter(SENT_FOR_NOTHING) if part == MISSED else found


def _complete(promised: Promised, part: str) -> QuerySet[Any]:
    found = Handover.objects.countable().filter(_on("handed_over_on", promised))
    return found.filter(is_complete=False) if part == MISSED else found


def _acceptance(promised: Promised, part: str) -> QuerySet[Any]:
    found = Handover.objects.countable().filter(_on("decided_on", promised))
    return found.filter(REJECTED if part == MISSED else ACCEPTED | REJECTED)


def _persistence(promised: Promised, part: str) -> QuerySet[Any]:
    keys = [
        cycle.lead_id
        for days, line in promised
        for cycle in cycles_given_up(days)
        if part == ALL or not cycle.persisted(line)
    ]
    return Lead.objects.filter(pk__in=keys)


def _capacity(promised: Promised, part: str) -> QuerySet[Any]:
    """Hand-overs of the weeks that began in the month; those beyond the cap of their week."""
    keys: list[int] = []
    for days, line in promised:
        weeks: dict[tuple[int, date], list[int]] = defaultdict(list)
        rows = Handover.objects.countable().filter(
            handed_over_on__range=(days.first, min(days.last, date.max - WEEK * DAY) + WEEK * DAY)
        )
        columns = ("pk", "assignee_id", "handed_over_on")
        for key, rep, day in rows.order_by("handed_over_at", "pk").values_list(*columns):
            if monday_of(day) in days:
                weeks[rep, monday_of(day)].append(key)
        there = presence_between(days.first, days.last)
        for (rep, monday), received in weeks.items():
            beyond = received[there.cap(line.number or 0, rep, monday) :]
            keys += received if part == ALL else beyond
    return Handover.objects.filter(pk__in=keys)


ROWS: dict[str, Callable[[Promised, str], QuerySet[Any]]] = {
    Promise.VOLUME: _volume,
    Promise.COMPLETE_FILES: _complete,
    Promise.ACCEPTANCE: _acceptance,
    Promise.PERSISTENCE: _persistence,
    Promise.CAPACITY: _capacity,
}
