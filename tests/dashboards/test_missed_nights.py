"""Nights that were missed or broke off are made up for by the next one."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from alignment.journal import nights
from dashboards import services, tasks
from dashboards.models import Measure
from tests.dashboards.evenings import company
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            company([11])
            found = two_nights()
        yield found


def two_nights():
    """Measured on the 16th, the first of all: yesterday; then on the 20th. What each found."""
    found = []
    for now in (datetime(2026, 11, 16, 9, tzinfo=UTC), NOW):
        with time_machine.travel(now, tick=False):
            found.append((services.missed_days(), nights.do(tasks.MEASURE), services.missed_days()))
    return found


@pytest.fixture
def both(told, db):
    """What the two nights found, on the morning of the second; lived through once for the file."""
    with time_machine.travel(NOW, tick=False):
        yield told


def test_a_night_makes_up_for_those_that_were_missed(both):
    (_before, did_first, left_by_first), second = both
    assert did_first
    assert left_by_first == []
    assert second == ([date(2026, 11, day) for day in (16, 17, 18, 19)], True, [])
    assert tasks.measure_night() == 0
    days = Measure.objects.filter(period="day").values_list("start", flat=True)
    assert set(days) == {date(2026, 11, day) for day in range(15, 20)}


def test_what_goes_missing_after_the_night_is_caught_up_once(both):
    Measure.objects.filter(kpi="pipeline_value", start=date(2026, 11, 19)).delete()
    assert tasks.catch_up() == 1
    assert tasks.catch_up() == 0


def test_a_night_that_broke_off_is_measured_again(both):
    Measure.objects.filter(kpi="pipeline_value", start=date(2026, 11, 19)).delete()
    assert services.missed_days() == [date(2026, 11, 19)]
