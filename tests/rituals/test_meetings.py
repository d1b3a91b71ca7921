"""A ritual of both teams: planned, started on a frozen snapshot, decided, ended, told."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from alignment.journal.models import Event
from alignment.rituals import calendars, meetings, selectors, services
from alignment.rituals.choices import Kind, State
from alignment.rituals.models import Action, Decision, Meeting, Ritual
from alignment.web.errors import Conflict, Incomplete
from sla.news import detail_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 21, 7, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def wednesday(time_machine_at):
    time_machine_at(NOW)


@pytest.fixture
def weekly(maya, sam, dana):
    return meetings.begin(by=maya, kind=Kind.WEEKLY, weekday=1, at=time(9, 30))


@pytest.fixture
def coming(weekly):
    return weekly.meetings.get()


def held(meeting, *, by, present):
    meetings.start(meeting, by=by)
    meetings.attend(meeting, by=by, present=present, excused=[])
    return meetings.end(meeting, by=by)


def test_the_first_meeting_is_planned_on_the_wall_clock_across_the_change(coming):
    assert coming.planned_at == datetime(2026, 10, 27, 9, 30, tzinfo=PARIS)
    assert coming.planned_at.astimezone(UTC).hour == 8


def test_a_ritual_is_set_up_once_with_everybody_of_both_teams(weekly, maya, sam, dana, stranger):
    assert set(weekly.invited.all()) == {maya, sam, dana}
    with pytest.raises(Conflict):
        meetings.begin(by=sam, kind=Kind.WEEKLY, weekday=2, at=time(9))


def test_a_meeting_on_a_public_holiday_keeps_its_occurrence_and_moves_a_day(maya):
    ritual = meetings.begin(
        by=maya, kind=Kind.WEEKLY, weekday=2, at=time(9), starts_on=date(2026, 11, 11)
    )
    meeting = ritual.meetings.get()
    assert meeting.occurs_on == date(2026, 11, 11)
    assert meeting.planned_at.date() == date(2026, 11, 12)


def test_what_was_shown_stays_as_it_was_at_the_start(coming, maya, sam):
    services.start(by=maya, title="Before", owner=sam, due_on=NOW.date())
    meetings.start(coming, by=maya)
    services.start(by=maya, title="After", owner=sam, due_on=NOW.date())
    again = meetings.start(coming, by=sam)
    shown = next(card for card in again.snapshot if card["key"] == "actions")
    assert [row["label"] for row in shown["rows"]] == ["Before"]
    assert Event.objects.filter(verb="meeting.started").count() == 1


def test_a_decision_with_somebody_and_a_day_is_an_action(coming, maya, sam):
    meetings.start(coming, by=maya)
    meetings.decide(coming, by=maya, text="Call", item="decide", owner=sam, due_on=NOW.date())
    meetings.decide(coming, by=sam, text="Stop the fair", why="No lead", item="nonsense")
    action = Action.objects.get()
    assert (action.title, action.owner, action.decision.meeting) == ("Call", sam, coming)
    assert list(Decision.objects.values_list("item", flat=True)) == ["decide", ""]


@pytest.mark.parametrize(("half", "field"), [("owner", "due_on"), ("day", "owner")])
def test_half_an_action_is_refused(coming, maya, sam, half, field):
    meetings.start(coming, by=maya)
    given = {"owner": sam} if half == "owner" else {"due_on": NOW.date()}
    with pytest.raises(Incomplete) as refused:
        meetings.decide(coming, by=maya, text="Call", **given)
    assert field in refused.value.fields


def test_the_minutes_say_who_came_what_was_decided_and_who_does_it(coming, maya, sam, dana):
    meetings.start(coming, by=maya)
    meetings.decide(coming, by=maya, text="Call", why="Late", owner=sam, due_on=NOW.date())
    meetings.attend(coming, by=maya, present=[maya, sam], excused=[dana])
    ended = meetings.end(coming, by=maya)
    for said in (maya.full_name, sam.full_name, dana.full_name, "Call (Late)"):
        assert said in ended.summary
    event = Event.objects.get(verb="meeting.ended")
    assert detail_of(event) == ended.summary
    assert set(event.facts["tell"]) == {maya.pk, sam.pk, dana.pk}


def test_nothing_is_decided_before_the_start_and_nothing_ends_without_anybody(coming, maya):
    with pytest.raises(Conflict):
        meetings.decide(coming, by=maya, text="Call")
    meetings.start(coming, by=maya)
    with pytest.raises(Incomplete):
        meetings.end(coming, by=maya)


def test_the_next_meeting_is_led_by_the_other_team(weekly, coming, maya, sam):
    assert coming.facilitator == maya
    held(coming, by=maya, present=[maya, sam])
    following = weekly.meetings.get(state=State.PLANNED)
    assert following.occurs_on == coming.occurs_on + timedelta(days=7)
    assert following.facilitator == sam


def test_two_in_a_row_that_did_not_take_place_are_seen(weekly, coming, maya, time_machine_at):
    meetings.cancel(coming, by=maya, why="Fair")
    assert meetings.missed_twice(timezone.now()) == []
    time_machine_at(datetime(2026, 11, 5, 12, tzinfo=UTC))
    assert meetings.keep_up() == 1
    assert meetings.keep_up() == 0
    [(title, day, url)] = meetings.missed_twice(timezone.now())
    assert (title, day, url) == (str(weekly), date(2026, 10, 27), "/rituals/")
    rhythm = selectors.rhythm(selectors.rituals_shown()[0], timezone.now(), 6)
    assert (rhythm.held, rhythm.planned) == (0, 2)


def test_attendance_counts_meetings_in_a_row(coming, maya, dana, time_machine_at):
    assert meetings.attendance_of(dana, timezone.now()) is None
    time_machine_at(datetime(2026, 10, 27, 9, tzinfo=UTC))
    held(coming, by=maya, present=[maya])
    assert meetings.attendance_of(dana, timezone.now()) == (0, 1)
    assert meetings.attendance_of(maya, timezone.now()) == (1, 1)


def test_calendars_hear_of_a_move_and_of_the_end(coming, maya):
    later = datetime(2026, 10, 28, 9, 30, tzinfo=PARIS)
    moved = meetings.move(coming, by=maya, to=later)
    read = Calendar.from_ical(calendars.invitation(moved))
    event = read.walk("VEVENT")[0]
    assert (read["method"], event["sequence"], event["dtstart"].dt) == ("REQUEST", 1, later)
    gone = meetings.cancel(moved, by=maya, why="Fair")
    read = Calendar.from_ical(calendars.invitation(gone))
    assert (read["method"], read.walk("VEVENT")[0]["sequence"]) == ("CANCEL", 2)


def test_a_paused_ritual_plans_nothing_more(weekly, coming, maya):
    meetings.set_paused(weekly, by=maya, paused=True)
    meetings.cancel(coming, by=maya, why="Summer")
    assert not Meeting.objects.filter(state=State.PLANNED).exists()
    meetings.set_paused(weekly, by=maya, paused=False)
    assert Meeting.objects.filter(state=State.PLANNED).count() == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_proposed_walked_through_by_links_and_ended(page, sam, maya, kind):
    assert str(Kind(kind).label) in page(sam).get("/rituals/").content.decode()
    chosen = {"kind": kind, "weekday": "1", "at": "09:30"}
    assert page(sam).post("/rituals/new/", chosen).status_code == 302
    meeting = Ritual.objects.get(kind=kind).meetings.get()
    base = meeting.get_absolute_url()
    assert page(sam).post(f"{base}start/").url == f"{base}show/1/"
    meeting.refresh_from_db()
    for number in range(1, len(meeting.snapshot) + 2):
        assert page(maya).get(f"{base}show/{number}/").status_code == 200
    answer = page(maya).post(f"{base}decide/1/", {"text": "Go on", "why": "It works"})
    assert answer.status_code == 302
    assert page(maya).post(f"{base}decide/1/", {"text": ""}).status_code == 400
    page(sam).post(f"{base}end/", {f"p-{sam.public_id}": "present"})
    assert "Go on (It works)" in page(sam).get(base).content.decode()
