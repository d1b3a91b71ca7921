"""A meeting as calendars read it (RFC 5545): asked for, changed by SEQUENCE, or called off."""

from datetime import UTC, timedelta

from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from alignment.rituals.choices import State
from alignment.rituals.models import Meeting

GONE = (State.CANCELLED, State.SKIPPED)


def invitation(meeting: Meeting) -> bytes:
    """REQUEST with everybody invited, or CANCEL once it is called off; hours in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.state in GONE else "REQUEST")
    event = event_of(meeting)
    for email in meeting.ritual.invited.order_by("pk").values_list("email", flat=True):
        event.add("attendee", vCalAddress(f"mailto:{email}"))
    if meeting.facilitator:
        event.add("organizer", vCalAddress(f"mailto:{meeting.facilitator.email}"))
    calendar.add_component(event)
    return calendar.to_ical()


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
