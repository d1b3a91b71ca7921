"""What nights keep of closed months, empty ones, the first days and days of odd length."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from dashboards import services, tasks
from dashboards.models import Measure
from leads.choices import Verdict
from tests.dashboards.evenings import DAY, company, months
from tests.dashboards.rows import deal, handover, lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    company()


def test_a_closed_month_keeps_its_snapshot_and_shows_the_restatement(history):
    services.measure_day(date(2026, 11, 5))
    assert months("lvr", "mql", "closed_n") == {8: 3, 9: 3, 10: None, 11: None}
    services.measure_day(date(2026, 11, 6))  # the fifth working day after October
    assert months("lvr", "mql", "closed_n")[10] == 3
    lead(date(2026, 10, 9), mql=date(2026, 10, 9))
    services.measure_day(date(2026, 11, 10))
    assert months("lvr", "mql")[10] == 4
    assert months("lvr", "mql", "closed_n")[10] == 3


def test_an_empty_company_is_measured_without_a_row():
    assert services.measure_day(DAY) == services.Done()
    assert services.measure_range(date(2026, 1, 1), DAY) == services.Done()
    assert tasks.catch_up() == 0
    assert not Measure.objects.exists()


def test_a_month_without_leads_has_zero_and_no_value():
    lead(date(2026, 8, 3), mql=date(2026, 8, 3))
    lead(date(2026, 10, 5), mql=date(2026, 10, 5))
    services.measure_day(DAY)
    assert months("lvr", "mql") == {8: 1, 9: 0, 10: 1, 11: 0}
    assert months("lvr", "mql", "value") == {8: None, 9: Decimal(-1), 10: None, 11: Decimal(-1)}
    assert months("stage_conversion", "captured_won_ever", "value")[9] is None


def test_days_before_the_first_lead_are_not_measured():
    lead(date(2026, 11, 10))
    services.measure_range(date(2026, 1, 1), date(2026, 11, 12))
    starts = Measure.objects.filter(period="day").values_list("start", flat=True)
    assert (min(starts), max(starts)) == (date(2026, 11, 10), date(2026, 11, 12))
    assert set(months("lvr", "mql")) == {11}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_on_which_the_clocks_change_count_once(day):
    for hour in (0, 1, 22):
        moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        row = lead(day)
        row.captured_at = moment
        row.save(update_fields=["captured_at"])
    services.measure_range(day - timedelta(days=1), day + timedelta(days=1))
    found = Measure.objects.filter(kpi="stage_conversion", variant="captured_won_ever", segment="")
    entered = {row.start: row.n for row in found.filter(period="day")}
    assert entered == {day: 3, day + timedelta(days=1): 3}


def test_the_night_runs_on_the_company_s_day_when_the_clocks_change():
    with time_machine.travel(datetime(2026, 3, 28, 23, 30, tzinfo=UTC), tick=False):
        assert services.last_complete_day() == date(2026, 3, 28)
    with time_machine.travel(datetime(2026, 10, 25, 22, 30, tzinfo=UTC), tick=False):
        assert services.last_complete_day() == date(2026, 10, 24)


def test_the_year_s_end_and_a_leap_day_fall_into_their_periods():
    for day in (date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29)):
        lead(day, mql=day)
    services.measure_day(date(2028, 2, 29))
    found = Measure.objects.filter(kpi="lvr", variant="mql", segment="")
    assert dict(found.filter(period="month").values_list("start", "n")) == {
        date(2027, 12, 1): 1, date(2028, 1, 1): 1, date(2028, 2, 1): 1,
    }  # fmt: skip
    assert dict(found.filter(period="year").values_list("start", "n")) == {
        date(2027, 1, 1): 1, date(2028, 1, 1): 2,
    }  # fmt: skip


def test_an_evening_measured_too_early_by_hand_is_measured_again(history):
    with time_machine.travel(datetime(2026, 11, 19, 9, tzinfo=UTC), tick=False):
        services.measure_day(date(2026, 11, 19))
    lead(date(2026, 11, 19), mql=date(2026, 11, 19))
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        assert services.missed_days() == []
        assert tasks.measure_night() > 0


def test_nobody_catches_up_before_the_night_had_its_turn(history):
    for hour in (1, 9):
        with time_machine.travel(datetime(2026, 11, 20, hour, 30, tzinfo=UTC), tick=False):
            assert services.missed_days()
            assert tasks.catch_up() == 0


def test_at_most_a_month_is_caught_up(history):
    services.measure_day(date(2026, 9, 1))
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        assert len(services.missed_days()) == services.CATCH_UP_DAYS


def test_the_number_of_statements_does_not_grow_with_the_leads(
    history, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(500) as few:
        services.measure_day(DAY)
    Measure.objects.all().delete()
    for number in range(40):
        day = date(2026, 10, 1) + timedelta(days=number)
        lead(day, mql=date(2026, 11, 12), source="event", fit_grade="A")
        handover(day, Verdict.ACCEPTED, tried=day)
        deal(day, 1000, won=day + timedelta(days=9), origin="marketing")
    with django_assert_num_queries(len(few)):
        services.measure_day(DAY)
