"""Meetings with prospects that somebody of the other team may go along to."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from alignment.programme.facts import Meeting
from leads.choices import TaskKind
from leads.models import Task

AHEAD = timedelta(days=45)
MOST = 30


def upcoming() -> list[Meeting]:
    """Meetings of the next six weeks about a prospect, the nearest first; one statement."""
    now = timezone.now()
    ahead = _about_prospects().filter(starts_at__gt=now, starts_at__lte=now + AHEAD)
    found = ahead.filter(owner__is_active=True, done_at__isnull=True, cancelled_at__isnull=True)
    return [_meeting(task) for task in found.order_by("starts_at", "pk")[:MOST]]


def named(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Meeting]:
    """Those of the meetings that still stand, by public id; one statement."""
    rows = _about_prospects().filter(public_id__in=ids, cancelled_at__isnull=True)
    return {task.public_id: _meeting(task) for task in rows if task.starts_at}


def _about_prospects() -> QuerySet[Task]:
    rows = Task.objects.filter(kind=TaskKind.MEETING, lead__isnull=False)
    return rows.select_related("owner__team", "owner__second_team", "lead__company")


def _meeting(task: Task) -> Meeting:
    assert task.starts_at and task.lead
    return Meeting(
        id=task.public_id,
        at=task.starts_at,
        label=str(task.lead.company or task.title),
        host=task.owner,
        url=task.lead.get_absolute_url(),
    )
