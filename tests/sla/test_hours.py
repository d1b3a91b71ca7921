"""Managers set when the company works; every clock that runs follows at once."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Incomplete, NotAllowed
from sla import calendars, hours, tasks
from sla.choices import Promise
from sla.hours import Hours
from sla.models import Clock, Closure, Slot
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
MORNINGS = [Hours(day, time(8), time(12)) for day in range(5)]
pytestmark = pytest.mark.django_db


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def waiting(time_machine_at, maya, sam):
    """Handed over on Thursday 19 November at 10:00: a first attempt in one working day."""
    time_machine_at(paris(19, 10))
    return factories.handed_over(to=sam, by=maya, tier="P2")


def due(lead) -> datetime:
    return Clock.objects.get(lead=lead, promise=Promise.FIRST_ATTEMPT).due_at


def test_new_hours_move_what_is_due(waiting, manager):
    assert due(waiting) == paris(20, 10)
    hours.set_slots(MORNINGS, by=manager)
    assert calendars.calendar_of().day_minutes == 240
    assert calendars.week()[0] == ((time(8), time(12)),)
    assert due(waiting) == paris(23, 9, 30)  # the 450 minutes promised stay what they are
    hours.set_slots([Hours(day, time(10), time(12)) for day in range(5)], by=manager)
    assert due(waiting) == paris(24, 11, 30)


def test_a_closure_moves_what_is_due_and_back(waiting, manager):
    closure = hours.add_closure(
        name="Pont", starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 23), by=manager
    )
    assert due(waiting) == paris(24, 10)
    hours.remove_closure(closure, by=manager)
    assert due(waiting) == paris(20, 10)


def test_changes_stand_in_the_journal(waiting, manager):
    hours.set_slots(MORNINGS, by=manager)
    closure = hours.add_closure(
        name="Pont", starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 31), by=manager
    )
    hours.remove_closure(closure, by=manager)
    found = Event.objects.filter(verb="calendar.changed").order_by("pk")
    assert [event.facts["what"] for event in found] == ["hours", "closure_added", "closure_removed"]
    assert found[0].facts["after"][0] == "0 08:00-12:00"
    assert {event.actor for event in found} == {manager}


def test_a_clock_written_with_hours_remembered_elsewhere_is_put_right(waiting, manager):
    hours.add_closure(
        name="Pont", starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 20), by=manager
    )
    Clock.objects.filter(lead=waiting).update(due_at=paris(20, 10))  # by another process
    assert hours.settle(timezone.now() + timedelta(minutes=2)) >= 1
    assert due(waiting) == paris(23, 10)
    assert hours.settle(timezone.now() + timedelta(minutes=11)) == 0


def test_each_night_clocks_follow_the_calendars(waiting):
    Clock.objects.filter(lead=waiting).update(due_at=paris(27, 10))
    assert tasks.recompute() >= 1
    assert due(waiting) == paris(20, 10)


@pytest.mark.parametrize(
    ("slots", "field"),
    [
        ([], "slots"),
        ([(0, time(9), time(12)), (0, time(11), time(14))], "slots.1"),
        ([(0, time(9), time(9))], "slots.0"),
        ([(0, time(14), time(9))], "slots.0"),
        ([(0, time(9), time(10)), (7, time(9), time(10))], "slots.1"),
        ([(0, time(hour), time(hour + 1)) for hour in range(8, 13)], "slots.4"),
    ],
)
def test_a_wrong_week_is_refused_and_nothing_changes(manager, slots, field):
    hours.set_slots(MORNINGS, by=manager)
    with pytest.raises(Incomplete) as refusal:
        hours.set_slots(slots, by=manager)
    assert field in refusal.value.fields
    assert Slot.objects.count() == 5


def test_stretches_that_touch_do_not_overlap(manager):
    hours.set_slots([(0, time(9), time(12)), (0, time(12), time(14))], by=manager)
    assert calendars.calendar_of().day_minutes == 300


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"ends_on": date(2026, 12, 1)}, "ends_on"),
        ({"ends_on": date(2028, 12, 1)}, "ends_on"),
        ({"starts_on": date(1, 1, 1), "ends_on": date(1, 1, 2)}, "starts_on"),
        ({"starts_on": date(2026, 8, 20), "ends_on": date(2026, 8, 25)}, "starts_on"),
    ],
)
def test_a_wrong_closure_is_refused(manager, changes, field):
    days = {"starts_on": date(2026, 12, 24), "ends_on": date(2026, 12, 31)}
    Closure.objects.create(name="Août", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 21))
    with pytest.raises(Incomplete) as refusal:
        hours.add_closure(**{"name": "Noël", **days, **changes}, by=manager)
    assert field in refusal.value.fields
    assert Closure.objects.count() == 1


def test_only_managers_change_the_calendar(maya, sam):
    closure = Closure.objects.create(
        name="Août", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 21)
    )
    for by in (maya, sam):
        with pytest.raises(NotAllowed):
            hours.set_slots(MORNINGS, by=by)
        with pytest.raises(NotAllowed):
            hours.remove_closure(closure, by=by)


# --- The page ------------------------------------------------------------------------------------
def week_form(**changes) -> dict[str, str]:
    usual = {}
    for day in range(5):
        usual |= {f"starts_{day}_0": "09:00", f"ends_{day}_0": "12:00"}
    return {**usual, **changes}


def test_a_manager_sets_the_week_on_the_page(page, manager):
    assert page(manager).post("/contract/calendar/week/", week_form()).status_code == 302
    assert list(Slot.objects.values_list("weekday", "ends")) == [(d, time(12)) for d in range(5)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_0_1": "11:00", "ends_0_1": "14:00"}, "These hours overlap"),
        ({"starts_0_1": "14:00"}, "Give both hours or none."),
        ({"ends_0_0": "25:00"}, "Enter a valid time."),
        ({"ends_0_0": "08:00"}, "The end comes after the start."),
    ],
)
def test_a_wrong_week_is_explained_beside_the_day(page, manager, changes, said):
    answer = page(manager).post("/contract/calendar/week/", week_form(**changes))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Slot.objects.exists()


def test_the_page_shows_closures_holidays_and_who_is_away(page, maya, manager, sam):
    hours.add_closure(
        name="Ponts de Noël", starts_on=date(2026, 12, 24), ends_on=date(2027, 1, 3), by=manager
    )
    sam.absences.create(starts_on=date(2026, 11, 24), ends_on=date(2030, 11, 27))
    html = page(maya).get("/contract/calendar/").content.decode()
    for text in ("Ponts de Noël", "Noël", "09:00", "18:00", "27 November 2030"):
        assert text in html
    assert '<input type="time"' not in html  # only managers change it


# --- Over REST -----------------------------------------------------------------------------------
def test_the_calendar_is_read_and_replaced_over_rest(api, manager):
    found = api(manager).get("/api/v1/calendar/").json()
    assert (found["day_minutes"], found["holiday_zone"]) == (450, "FR")
    assert found["slots"][0] == {"weekday": 0, "starts": "09:00", "ends": "12:30"}
    slots = [{"weekday": 1, "starts": "09:00", "ends": "17:00"}]
    changed = api(manager).put("/api/v1/calendar/", {"slots": slots}).json()
    assert (changed["slots"], changed["day_minutes"]) == (slots, 480)
    twice = api(manager).put("/api/v1/calendar/", {"slots": slots * 2})
    assert twice.status_code == 400
    assert "slots.1" in twice.json()["errors"]


def test_closures_come_and_go_over_rest(api, manager, sam):
    body = {"name": "Noël", "starts_on": "2026-12-24", "ends_on": "2026-12-31"}
    made = api(manager).post("/api/v1/closures/", body)
    assert made.status_code == 201
    rows = api(sam).get("/api/v1/closures/?ends_after=2026-12-31").json()["results"]
    assert [row["id"] for row in rows] == [made.json()["id"]]
    assert api(manager).post("/api/v1/closures/", body).status_code == 400
    address = f"/api/v1/closures/{made.json()['id']}/"
    assert api(sam).delete(address).status_code == 403
    assert api(manager).delete(address).status_code == 204
    assert not Closure.objects.exists()
