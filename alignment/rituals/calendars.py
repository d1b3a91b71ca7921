"""A meeting as calendars read it (RFC 5545): asked for, changed by SEQUENCE, or called off."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from alignment.journal import models as journal
from alignment.notifications.enclosures import Invitation
from alignment.people.models import User
from alignment.rituals.choices import State
from alignment.rituals.models import Meeting

GONE = (State.CANCELLED, State.SKIPPED)
INVITING = ("meeting.planned", "meeting.moved", "meeting.cancelled")
MOST = 500


def invitation(meeting: Meeting) -> bytes:
    """REQUEST with everybody invited, or CANCEL once it is called off; hours in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(meeting))
    event = event_of(meeting)
    for person in meeting.ritual.invited.order_by("pk"):
        guest = _address(person.email, person.full_name)
        guest.params["RSVP"] = "TRUE"
        guest.params["PARTSTAT"] = "NEEDS-ACTION"
        event.add("attendee", guest)
    event.add("organizer", _organizer(meeting))
    calendar.add_component(event)
    return calendar.to_ical()


def method_of(meeting: Meeting) -> str:
    """What calendars are asked to do with it (RFC 5546)."""
    return "CANCEL" if meeting.state in GONE else "REQUEST"


def enclosed(told: journal.Event) -> Invitation | None:
    """What the mail about a planned, moved or cancelled meeting brings along, as it is now."""
    if told.verb not in INVITING:
        return None
    rows = Meeting.objects.select_related("ritual", "facilitator")
    meeting = rows.filter(pk=told.target_id).first()
    if meeting is None:
        return None
    return Invitation(method_of(meeting), invitation(meeting).decode())


def coming_to(person: User, since: datetime) -> Iterator[Event]:
    """The meetings that somebody is invited to, as events of their own calendar."""
    meetings = Meeting.objects.filter(ritual__invited=person, planned_at__gte=since)
    for meeting in meetings.select_related("ritual").order_by("planned_at", "pk")[:MOST]:
        yield event_of(meeting)


def event_of(meeting: Meeting) -> Event:
    """The meeting as one event, the same UID for life."""
    event = Event()
    event.add("uid", f"{meeting.public_id}@tandem")
    event.add("dtstamp", timezone.now())
    event.add("sequence", meeting.sequence)
    event.add("summary", str(meeting.ritual))
    starts = meeting.planned_at.astimezone(UTC)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes))
    event.add("status", "CANCELLED" if meeting.state in GONE else "CONFIRMED")
    return event


def _organizer(meeting: Meeting) -> vCalAddress:
    """Who leads it, to whom answers go; the company itself while nobody does."""
    if meeting.facilitator:
        return _address(meeting.facilitator.email, meeting.facilitator.full_name)
    return _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], settings.COMPANY_NAME)


def _address(email: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{email}")
    found.params["CN"] = name
    return found
