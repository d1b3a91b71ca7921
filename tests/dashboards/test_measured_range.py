"""Days measured late and all at once: as each would have been on its evening."""

from datetime import date

import pytest

from dashboards import services
from dashboards.models import Measure
from tests.dashboards.evenings import DAY, company, stored
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            company()
            services.measure_range(date(2026, 10, 20), DAY)
        yield


@pytest.fixture
def measured(told, db):
    """Every day from 20 October to DAY, measured once for the file."""


def test_days_missed_and_measured_later_are_as_they_would_have_been(measured):
    later = stored(period="day", start=date(2026, 11, 5))
    Measure.objects.all().delete()
    services.measure_day(date(2026, 11, 5))
    on_time = stored(period="day")
    assert later == on_time


def test_a_range_measures_each_day_and_each_period_once(measured):
    whole = Measure.objects.filter(segment="", kpi="lvr", variant="sal")
    assert whole.filter(period="day").count() == 32
    assert set(whole.filter(period="month").values_list("start", flat=True)) == {
        date(2026, 10, 1), date(2026, 11, 1),
    }  # fmt: skip
    assert set(whole.exclude(period="day").values_list("as_of", flat=True)) == {DAY}
