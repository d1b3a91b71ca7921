"""Meetings reach calendars: by mail when planned, moved or called off, and by the private feed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from alignment.notifications import preferences
from alignment.notifications.models import KeptMail
from alignment.rituals import meetings
from alignment.rituals.choices import Kind
from leads import calendars as feeds
from tests.notifications.channels import send_all, tell_all

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 21, 7, tzinfo=UTC)
LATER = datetime(2026, 10, 29, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wednesday(time_machine_at):
    time_machine_at(NOW)


@pytest.fixture
def coming(maya, sam, dana):
    ritual = meetings.begin(by=maya, kind=Kind.WEEKLY, weekday=1, at=time(9, 30))
    return ritual.meetings.get()


def invitations() -> dict[str, tuple[str, Calendar]]:
    """What the mails since the last time bring along, by address: its content type, and itself."""
    tell_all(), send_all()
    found = {}
    for message in mail.outbox:
        (content, kind) = message.alternatives[1]
        found[message.to[0]] = kind, Calendar.from_ical(content)
    mail.outbox.clear()
    return found


def event_in(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


def test_everybody_is_invited_once_when_a_meeting_is_planned(coming, maya, sam, dana):
    found = invitations()
    assert set(found) == {maya.email, sam.email, dana.email}
    kind, calendar = found[sam.email]
    assert kind == "text/calendar; method=REQUEST" and calendar["method"] == "REQUEST"
    event = event_in(calendar)
    assert str(event["uid"]) == f"{coming.public_id}@tandem" and event["sequence"] == 0
    assert event.decoded("dtstart") == coming.planned_at.astimezone(UTC)
    guests = {str(guest): guest.params["RSVP"] for guest in event["attendee"]}
    assert guests == {f"mailto:{person.email}": "TRUE" for person in (maya, sam, dana)}
    assert str(event["organizer"]) == f"mailto:{coming.facilitator.email}"
    meetings.plan_next(coming.ritual)
    meetings.keep_up()
    assert invitations() == {}


def test_a_move_and_a_cancellation_are_later_words_on_the_same_event(coming, maya, sam):
    uid = event_in(invitations()[sam.email][1])["uid"]
    meetings.move(coming, by=maya, to=LATER)
    _kind, calendar = invitations()[sam.email]
    moved = event_in(calendar)
    assert (moved["uid"], moved["sequence"], moved.decoded("dtstart")) == (uid, 1, LATER)
    meetings.cancel(coming, by=maya, why="Salon")
    tell_all(), send_all()
    called_off = {}
    for message in mail.outbox:
        if message.to == [sam.email]:
            content, kind = message.alternatives[1]
            event = event_in(Calendar.from_ical(content))
            called_off[event["uid"]] = kind, event["sequence"], event["status"]
    assert called_off[uid] == ("text/calendar; method=CANCEL", 2, "CANCELLED")
    # The next one has its own invitation.
    assert sorted(kind for kind, _n, _s in called_off.values()) == [
        "text/calendar; method=CANCEL", "text/calendar; method=REQUEST",
    ]  # fmt: skip


def test_the_raw_mail_is_what_mail_programs_offer_to_answer(coming, sam):
    tell_all(), send_all()
    (message,) = [message for message in mail.outbox if message.to == [sam.email]]
    parts = {part.get_content_type(): part for part in message.message().walk()}
    assert set(parts) == {"multipart/alternative", "text/plain", "text/html", "text/calendar"}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    read = Calendar.from_ical(parts["text/calendar"].get_payload(decode=True))
    assert event_in(read)["summary"]


def test_it_is_written_in_the_readers_language(coming, maya, sam):
    for person, language in ((maya, "en"), (sam, "fr")):
        person.language = language
        person.save(update_fields=["language"])
    found = invitations()
    said = {email: str(event_in(calendar)["summary"]) for email, (_k, calendar) in found.items()}
    assert said[maya.email] != said[sam.email]


def test_who_wants_no_mail_of_meetings_gets_none(coming, maya, sam, dana):
    preferences.wish(sam, "meeting", "email", False)
    assert set(invitations()) == {maya.email, dana.email}


def test_a_name_adds_no_line_to_the_calendar(maya, sam, dana):
    sam.first_name = "Sam\r\nATTENDEE:mailto:evil@example.com"
    sam.save(update_fields=["first_name"])
    meetings.begin(by=maya, kind=Kind.WEEKLY, weekday=1, at=time(9, 30))
    _kind, calendar = invitations()[sam.email]
    assert len(event_in(calendar)["attendee"]) == 3


def test_a_house_without_a_mail_server_shows_the_invitation(coming, page, admin, settings, sam):
    settings.EMAIL_BACKEND = settings.KEEP_MAILS
    tell_all(), send_all()
    kept = KeptMail.objects.get(to=sam.email)
    assert "METHOD:REQUEST" in kept.calendar
    assert "METHOD:REQUEST" in page(admin).get(f"/mails/{kept.public_id}/").content.decode()


def test_the_private_calendar_holds_ones_own_meetings(coming, sam, stranger):
    def titles(person):
        events = Calendar.from_ical(feeds.written(person)).walk("VEVENT")
        return [str(event["uid"]) for event in events]

    assert titles(sam) == [f"{coming.public_id}@tandem"]
    assert titles(stranger) == []
    assert "ATTENDEE" not in feeds.written(sam).decode()
    coming.planned_at -= timedelta(days=100)
    coming.save(update_fields=["planned_at"])
    assert titles(sam) == []
