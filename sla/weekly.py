"""The note of the week to each rep: what marketing saw of their leads, what they still owe."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from alignment.journal import services as journal
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import DAY, local_date, zone
from leads.choices import CLOSED_STAGES, TouchKind
from leads.models import Lead, Touch
from sla.calendars import calendar_of
from sla.models import Feedback, FeedbackAnswer, WeeklyNote

UNSAID = (TouchKind.CAPTURE, TouchKind.UNSUBSCRIBE)
OWED, PUT_OFF, REACTED, CHANGED = "owed", "put_off", "reacted", "changed"


def announce(now: datetime) -> int:
    """Write this week's note for every rep who has none yet; returns how many were written.

    Safe to call at any time: nothing outside working hours, one note per rep and week, none for
    who has nothing to read.
    """
    if not calendar_of().is_open(now):
        return 0
    monday = monday_of(local_date(now))
    told = WeeklyNote.objects.filter(week=monday).values("user")
    reps = User.objects.active().of_kind(TeamKind.SALES).exclude(pk__in=told)
    counts = counts_of(monday)
    return sum(_write(rep, monday, counts[rep.pk]) for rep in reps if counts.get(rep.pk))


def counts_of(monday: date) -> dict[int, dict[str, int]]:
    """By the key of the rep: what they owe and put off, leads that reacted, what changed."""
    start, end = week_before(monday)
    waiting = Feedback.objects.waiting().order_by().values_list("asked_of")
    found = {
        OWED: waiting.annotate(n=Count("pk")),
        PUT_OFF: waiting.filter(postponed_at__isnull=False).annotate(n=Count("pk")),
        REACTED: touched(start, end)
        .order_by()
        .values_list("lead__owner")
        .annotate(n=Count("lead", distinct=True)),
        CHANGED: FeedbackAnswer.objects.filter(action__done_at__range=(start, end))
        .order_by()
        .values_list("feedback__asked_of")
        .annotate(n=Count("feedback", distinct=True)),
    }
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for name, rows in found.items():
        for rep, n in rows:
            if rep is not None:
                counts[rep][name] = n
    return counts


def touched(start: datetime, end: datetime) -> QuerySet[Touch]:
    """What people did in that time whose lead somebody of ours still works on."""
    return (
        Touch.objects.filter(occurred_at__gte=start, occurred_at__lt=end)
        .exclude(kind__in=UNSAID)
        .exclude(lead__stage__in=CLOSED_STAGES)
        .filter(lead__is_test=False)
    )


def reactions_of(note: WeeklyNote) -> list[tuple[Lead, list[Touch]]]:
    """The rep's open leads that reacted in the week before the note, with what they did."""
    start, end = week_before(note.week)
    rows = touched(start, end).filter(lead__owner=note.user_id)
    related = rows.select_related("lead__company", "lead__contact", "campaign")
    by_lead: dict[Lead, list[Touch]] = {}
    for touch in related.order_by("-occurred_at")[:200]:
        if touch.lead:
            by_lead.setdefault(touch.lead, []).append(touch)
    return list(by_lead.items())


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def week_before(monday: date) -> tuple[datetime, datetime]:
    """The week that ended with that Monday, in UTC, end excluded."""
    first, last = (datetime.combine(day, time.min, zone()) for day in (monday - 7 * DAY, monday))
    return first.astimezone(UTC), last.astimezone(UTC)


def _write(rep: User, monday: date, counts: dict[str, int]) -> int:
    facts: dict[str, Any] = {**counts, "tell": [rep.pk]}
    try:
        with transaction.atomic():
            note = WeeklyNote.objects.create(user=rep, week=monday, counts=counts)
            journal.record("feedback.weekly", actor=None, target=note, **facts)
    except IntegrityError:
        # Another worker wrote it at the same instant.
        return 0
    return 1
