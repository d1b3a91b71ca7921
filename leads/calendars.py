"""The private address of one's tasks for calendars: made, shown once, revoked, and what it serves.

RFC 5545. Everything is an event: the usual calendars leave out VTODO. Hours are in UTC, days are
days; what was done is ticked in its title, what was given up is cancelled.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from alignment.people.models import User
from alignment.rituals.calendars import coming_to
from alignment.web.business_days import DAY, local_date
from leads.models import CalendarFeed, Task

SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
BACK = timedelta(days=90)
MOST = 2000
NOTED_EVERY = timedelta(hours=1)
EVERY = timedelta(hours=1)


def renew(*, by: User) -> str:
    """A new secret, shown this once; the address before it stops working."""
    secret = secrets.token_urlsafe(32)
    values = {"digest": digest(secret), "created_at": timezone.now(), "read_at": None}
    CalendarFeed.objects.update_or_create(owner=by, defaults=values)
    return secret


def revoke(*, by: User) -> None:
    """Close the address."""
    CalendarFeed.objects.filter(owner=by).delete()


def find(secret: str) -> CalendarFeed | None:
    """The feed behind the secret, of somebody who still works here; notes the reading hourly."""
    if not SHAPE.fullmatch(secret):
        return None
    feed = (
        CalendarFeed.objects.select_related("owner__team", "owner__second_team")
        .filter(digest=digest(secret), owner__is_active=True)
        .first()
    )
    if feed is None or not feed.owner.kinds:
        return None
    now = timezone.now()
    if feed.read_at is None or feed.read_at < now - NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed


def digest(secret: str) -> str:
    """SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def written(user: User, now: datetime | None = None) -> bytes:
    """The person's dated tasks and meetings since three months as an iCalendar file.

    Titles, nothing more: no attendees, no agenda.
    """
    now = now or timezone.now()
    with override(user.language):
        calendar = _calendar(_("Tandem · {name}").format(name=user.full_name))
        rows = user.tasks.filter(due_on__gte=local_date(now - BACK)).exclude(title="")
        for task in rows.order_by("due_on", "id")[:MOST]:
            calendar.add_component(_event(task))
        for meeting in coming_to(user, now - BACK):
            calendar.add_component(meeting)
    return calendar.to_ical()


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Tasks//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def _event(task: Task) -> Event:
    event = Event()
    event.add("uid", f"{task.public_id}@tandem")
    event.add("dtstamp", task.changed_at)
    event.add("last-modified", task.changed_at)
    event.add("created", task.created_at)
    done = task.done_at is not None
    event.add("summary", f"✓ {task.title}" if done else task.title)
    event.add("status", "CANCELLED" if task.cancelled_at and not done else "CONFIRMED")
    event.add("class", "PRIVATE")
    if task.starts_at:
        event.add("dtstart", task.starts_at)
        event.add("dtend", task.ends_at or task.starts_at)
    elif task.due_on:
        event.add("dtstart", task.due_on)
        event.add("dtend", task.due_on + DAY)
    # A day with a task is not a busy day; what is done takes no time any more.
    event.add("transp", "OPAQUE" if task.starts_at and task.is_open else "TRANSPARENT")
    return event
