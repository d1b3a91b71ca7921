"""Working time: the worked examples of the contract, clock changes, places, and a slow counter."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as at_most
from hypothesis import strategies as st

from alignment.web.business_days import holidays_of
from sla.calendars import DEFAULT_HOURS
from sla.worktime import NeverOpen, WorkCalendar

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ALWAYS = (((time(0), time(23, 59)),),) * 7


def usual(place: str = "", closures=()) -> WorkCalendar:
    return WorkCalendar(
        "Europe/Paris", DEFAULT_HOURS, lambda year: holidays_of(year, place), closures
    )


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def spoken(moment: datetime) -> str:
    return f"{moment.astimezone(PARIS):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("place", "start", "minutes", "expected"),
    [
        ("", "2026-11-20 17:30", 60, "2026-11-23 09:30"),
        ("", "2026-04-02 17:30", 60, "2026-04-03 09:30"),
        ("57", "2026-04-02 17:30", 60, "2026-04-07 09:30"),
        ("67", "2026-04-02 17:30", 60, "2026-04-07 09:30"),
        ("57", "2025-12-24 17:30", 60, "2025-12-29 09:30"),  # Christmas, then Saint Stephen
        ("", "2025-12-24 17:30", 60, "2025-12-26 09:30"),
        ("974", "2027-12-17 17:30", 60, "2027-12-21 09:30"),  # 20 December
        ("", "2027-12-17 17:30", 60, "2027-12-20 09:30"),
        ("976", "2026-04-24 17:30", 60, "2026-04-28 09:30"),  # 27 April
        ("", "2026-11-19 16:00", 450, "2026-11-20 16:00"),
        ("", "2026-11-20 10:00", 0, "2026-11-20 10:00"),
        ("", "2026-11-23 07:15", 60, "2026-11-23 10:00"),  # out of hours: from the opening
        ("", "2026-11-23 12:45", 60, "2026-11-23 15:00"),  # at lunch
        ("", "2026-11-23 09:00", 210, "2026-11-23 12:30"),  # the end of the morning, not 14:00
    ],
)
def test_a_promise_is_due(place, start, minutes, expected):
    assert spoken(usual(place).due(paris(start), minutes)) == expected


def test_the_worked_clock_of_the_contract():
    """§3.7: 180 minutes used before it was sent back on Friday, 270 left on Monday afternoon."""
    calendar = usual()
    used = calendar.minutes_between(paris("2026-11-19 16:00"), paris("2026-11-20 10:00"))
    assert used == 180
    assert spoken(calendar.due(paris("2026-11-23 15:00"), 450 - used)) == "2026-11-24 10:30"
    assert spoken(calendar.due(paris("2026-11-25 09:00"), 450)) == "2026-11-25 18:00"


def test_a_usual_day_is_seven_and_a_half_hours():
    assert usual().day_minutes == 450


def test_closures_stop_every_clock():
    summer = usual(closures=[(date(2026, 8, 3), date(2026, 8, 21))])
    assert spoken(summer.due(paris("2026-07-31 17:30"), 60)) == "2026-08-24 09:30"
    assert summer.minutes_between(paris("2026-08-03 00:00"), paris("2026-08-22 00:00")) == 0


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_on_which_the_clocks_change_has_its_own_length(day, hours):
    calendar = WorkCalendar("Europe/Paris", ALWAYS, lambda year: ())
    midnight = paris(f"{day} 00:00")
    assert calendar.minutes_between(midnight, midnight + DAY) == hours * 60 - 1
    assert calendar.due(midnight, hours * 60 - 1) == paris(f"{day} 23:59")


def test_over_a_clock_change_a_promise_keeps_its_hour_of_the_day():
    calendar = usual()
    for friday, monday in (("2026-03-27", "2026-03-30"), ("2026-10-23", "2026-10-26")):
        due = calendar.due(paris(f"{friday} 10:00"), 450)
        assert spoken(due) == f"{monday} 10:00"
        assert calendar.minutes_between(paris(f"{friday} 10:00"), due) == 450


def test_hours_that_the_spring_skips_are_not_counted_twice():
    night = (((time(1), time(2, 30)), (time(2, 30), time(3, 15)), (time(4), time(5))),) * 7
    calendar = WorkCalendar("Europe/Paris", night, lambda year: ())
    worked = calendar.minutes_between(paris("2026-03-29 00:00"), paris("2026-03-29 12:00"))
    assert 120 <= worked <= 150
    assert calendar.minutes_between(paris("2026-03-29 06:00"), paris("2026-03-30 06:00")) == 195


def test_whit_monday_is_worked_where_the_company_says_so(settings):
    friday = paris("2026-05-22 17:30")
    assert spoken(usual().due(friday, 60)) == "2026-05-26 09:30"
    settings.WHIT_MONDAY_WORKED = True
    assert spoken(usual().due(friday, 60)) == "2026-05-25 09:30"


def test_a_calendar_without_hours_is_refused():
    with pytest.raises(NeverOpen):
        WorkCalendar("Europe/Paris", ((),) * 7, lambda year: ())


def test_a_company_closed_for_good_is_told_rather_than_looped_over():
    calendar = usual(closures=[(date(2000, 1, 1), date(2119, 12, 31))])
    for ask in (lambda: calendar.due(paris("2026-11-20 10:00"), 1),
                lambda: calendar.next_opening(paris("2026-11-20 10:00"))):  # fmt: skip
        with pytest.raises(NeverOpen):
            ask()


def test_open_hours_and_the_next_opening():
    calendar = usual()
    assert calendar.is_open(paris("2026-11-20 09:00"))
    assert not calendar.is_open(paris("2026-11-20 12:30"))
    assert not calendar.is_open(paris("2026-11-11 10:00"))
    assert spoken(calendar.next_opening(paris("2026-11-20 12:30"))) == "2026-11-20 14:00"
    assert spoken(calendar.next_opening(paris("2026-11-20 18:00"))) == "2026-11-23 09:00"
    assert spoken(calendar.next_opening(paris("2026-12-31 19:00"))) == "2027-01-04 09:00"
    assert calendar.next_opening(paris("2026-11-20 10:10")) == paris("2026-11-20 10:10")


# --- Against a counter that looks at every minute ------------------------------------------------
START = date(2026, 3, 1)
SPAN = 40


@st.composite
def stretches(draw):
    """Up to three stretches of a day, none in the hours that clock changes touch."""
    cuts = draw(st.lists(st.integers(4 * 60, 23 * 60 + 59), max_size=6, unique=True))
    cuts = sorted(cuts[: len(cuts) // 2 * 2])
    hours = [time(cut // 60, cut % 60) for cut in cuts]
    return tuple(zip(hours[::2], hours[1::2], strict=True))


days_of_span = st.integers(0, SPAN).map(lambda n: START + n * DAY)
weeks = st.tuples(*[stretches() for _day in range(7)]).filter(any)
calendars = st.tuples(
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/New_York", "Pacific/Noumea"]),
    weeks,
    st.frozensets(days_of_span, max_size=6),
    st.lists(st.tuples(days_of_span, st.integers(0, 5)), max_size=2),
)
moments = st.integers(0, SPAN * 24 * 60).map(
    lambda n: datetime(2026, 3, 1, tzinfo=UTC) + n * MINUTE
)


def open_at(moment: datetime, zone: str, week, off, closures) -> bool:
    local = moment.astimezone(ZoneInfo(zone))
    day, hour = local.date(), local.time()
    if day in off or any(first <= day <= first + length * DAY for first, length in closures):
        return False
    return any(starts <= hour < ends for starts, ends in week[day.weekday()])


def counted(start: datetime, end: datetime, made) -> int:
    minutes, moment = 0, start
    while moment < end:
        minutes += open_at(moment, *made)
        moment += MINUTE
    return minutes


def calendar_from(zone: str, week, off, closures) -> WorkCalendar:
    ends = [(first, first + length * DAY) for first, length in closures]
    return WorkCalendar(zone, week, lambda year: off, ends)


@given(calendars, moments, st.integers(0, 12 * 24 * 60))
@at_most(max_examples=60, deadline=None)
def test_counting_agrees_with_looking_at_every_minute(made, start, length):
    end = start + length * MINUTE
    assert calendar_from(*made).minutes_between(start, end) == counted(start, end, made)


@given(calendars, moments, st.integers(1, 2000))
@at_most(max_examples=100, deadline=None)
def test_what_is_due_is_the_first_moment_at_which_the_time_is_over(made, start, minutes):
    calendar = calendar_from(*made)
    due = calendar.due(start, minutes)
    assert calendar.minutes_between(start, due) == minutes
    assert calendar.minutes_between(start, due - MINUTE) == minutes - 1
    assert open_at(due - MINUTE, *made)
    assert calendar.due(start, minutes + 1) > due


@given(calendars, moments)
@at_most(max_examples=60, deadline=None)
def test_openings_agree_with_looking_at_every_minute(made, at):
    calendar = calendar_from(*made)
    assert calendar.is_open(at) == open_at(at, *made)
    opening, slow = calendar.next_opening(at), at
    while slow < opening:
        assert not open_at(slow, *made)
        slow += MINUTE
    assert open_at(opening, *made)


@given(calendars, moments, st.lists(st.integers(0, 5 * 24 * 60), min_size=2, max_size=2))
@at_most(max_examples=60, deadline=None)
def test_a_stretch_is_the_sum_of_its_parts(made, start, parts):
    calendar = calendar_from(*made)
    middle = start + parts[0] * MINUTE
    end = middle + parts[1] * MINUTE
    whole = calendar.minutes_between(start, end)
    assert whole == calendar.minutes_between(start, middle) + calendar.minutes_between(middle, end)
