"""The night comes once a day at the company's own four o'clock, and is never lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as house
from django.utils import timezone
from django.utils.module_loading import import_string

from alignment.journal import nights, tasks
from alignment.journal.models import Night

pytestmark = pytest.mark.django_db
WORK = "tests.journal.test_nights.work"
HOUSE_WORKS = list(house.NIGHT)
done: list = []
failing: list = []


def work():
    """A work of the night that can be counted and made to fail."""
    if failing:
        raise failing.pop()
    done.append(timezone.now())


@pytest.fixture(autouse=True)
def only_this_work(settings):
    settings.NIGHT = [WORK]
    done.clear()
    failing.clear()


def tick():
    """What the beat starts every ten minutes."""
    return [nights.do(name) for name in nights.left(timezone.now())]


@pytest.mark.parametrize(
    ("company_zone", "first"),
    [
        ("Europe/Paris", datetime(2026, 11, 23, 3, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 7, 6, 2, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 29, 2, tzinfo=UTC)),  # the clock went from 2 to 3
        ("Europe/Paris", datetime(2026, 10, 25, 3, tzinfo=UTC)),  # 2 o'clock came twice
        ("Indian/Reunion", datetime(2026, 11, 23, 0, tzinfo=UTC)),
        ("America/Guadeloupe", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("America/Miquelon", datetime(2026, 3, 8, 6, tzinfo=UTC)),
        ("Pacific/Noumea", datetime(2026, 11, 22, 17, tzinfo=UTC)),
    ],
)
def test_it_comes_at_four_o_clock_of_the_company(settings, time_machine_at, company_zone, first):
    settings.COMPANY_ZONE = company_zone
    moment = first - timedelta(minutes=10)
    time_machine_at(moment)
    assert tick() == []
    for minutes in range(0, 20 * 60, 10):
        time_machine_at(first + timedelta(minutes=minutes))
        tick()
    assert done == [first]


@pytest.mark.parametrize("start", [date(2026, 3, 27), date(2026, 10, 23)])
def test_each_day_has_one_night_when_clocks_change(time_machine_at, start):
    midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)
    for step in range(4 * 24 * 6):
        time_machine_at(midnight + timedelta(minutes=10 * step))
        tick()
    assert Night.objects.count() == len(done) == 4
    assert {nights.day_due(moment) for moment in done} == {
        start + timedelta(days=number) for number in range(4)
    }


def test_two_at_once_do_it_once(time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert [nights.do(WORK), nights.do(WORK)] == [True, False]
    assert len(done) == 1
    assert nights.is_done(WORK)


def test_after_days_of_silence_the_night_of_today_is_made_up(time_machine_at):
    time_machine_at(datetime(2026, 11, 20, 9, tzinfo=UTC))
    tick()
    time_machine_at(datetime(2026, 11, 23, 21, tzinfo=UTC))
    assert tick() == [True]
    assert list(Night.objects.order_by("day").values_list("day", flat=True)) == [
        date(2026, 11, 20),
        date(2026, 11, 23),
    ]


def test_what_failed_is_tried_again_by_the_next_tick(time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))
    failing.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        tick()
    assert not nights.is_done(WORK)
    assert tick() == [True]


def test_what_was_broken_off_is_taken_over_after_half_an_hour(time_machine_at):
    begun = datetime(2026, 11, 23, 9, tzinfo=UTC)
    Night.objects.create(work=WORK, day=date(2026, 11, 23), begun_at=begun)
    time_machine_at(begun + timedelta(minutes=29))
    assert tick() == []
    assert nights.do(WORK) is False
    time_machine_at(begun + timedelta(minutes=30))
    assert tick() == [True]
    assert nights.is_done(WORK)


def test_old_marks_are_forgotten(time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))
    tick()
    time_machine_at(datetime(2027, 2, 21, 9, tzinfo=UTC))
    assert tasks.forget_nights() == 0
    time_machine_at(datetime(2027, 2, 22, 9, tzinfo=UTC))
    assert tasks.forget_nights() == 1


def test_nothing_of_the_night_is_tied_to_the_clock_of_the_server():
    schedules = [entry["schedule"] for entry in house.CELERY_BEAT_SCHEDULE.values()]
    assert all(isinstance(every, float) for every in schedules)


def test_every_work_of_the_house_can_be_done_twice(settings):
    settings.NIGHT = HOUSE_WORKS
    for name in HOUSE_WORKS:
        import_string(name)()
        import_string(name)()
