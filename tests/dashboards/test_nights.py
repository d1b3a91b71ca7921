"""A night measured once, twice, late, or never: the rows are the same."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from alignment.journal import nights
from alignment.people.models import Team
from dashboards import kpis, services, tasks
from dashboards.choices import Period
from dashboards.models import Measure
from leads.choices import Verdict
from tests.dashboards.rows import deal, handover, lead

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def history():
    """A small company with something at every stage."""
    for month in (8, 9, 10, 11):
        day = date(2026, month, 3)
        lead(day, mql=day, source="event", fit_grade="A")
        lead(day, mql=day, source="", fit_grade="B")
        lead(day, mql=day, source="unknown")
        handover(day, Verdict.ACCEPTED, tried=day)
        handover(day, Verdict.REJECTED, reason="bad_data")
        deal(day, 1000, won=day + timedelta(days=9), origin="marketing")
        deal(day, 3000)


def stored(**conditions):
    """Every measure in full, without the hour of its computing."""
    hidden = ("id", "computed_at", "closed_at")
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for row in Measure.objects.filter(**conditions).order_by(*Measure._meta.ordering).values()
    ]


def months(kpi, variant, field="n"):
    found = Measure.objects.filter(kpi=kpi, variant=variant, period="month", segment="")
    return {row.start.month: getattr(row, field) for row in found}


def test_a_night_run_twice_writes_nothing_the_second_time(history):
    first = services.measure_day(DAY)
    before, hours = stored(), set(Measure.objects.values_list("computed_at", flat=True))
    second = services.measure_day(DAY)
    assert first.rows > 0
    assert second.rows == 0
    assert stored() == before
    assert set(Measure.objects.values_list("computed_at", flat=True)) == hours


def test_every_kpi_has_its_day_and_its_periods(history):
    services.measure_day(DAY)
    whole = Measure.objects.filter(segment="")
    pairs = {(kpi.KEY, variant) for kpi, variant in kpis.pairs()}
    assert set(whole.filter(period="day", start=DAY).values_list("kpi", "variant")) == pairs
    starts = set(whole.filter(period="month").values_list("start", flat=True))
    assert starts == {date(2026, month, 1) for month in (8, 9, 10, 11)}
    assert set(whole.filter(period="year").values_list("start", flat=True)) == {date(2026, 1, 1)}


def test_a_late_run_of_an_old_day_leaves_what_was_known_later(history):
    services.measure_day(DAY)
    before = stored(period="month")
    services.measure_day(date(2026, 11, 5))
    assert stored(period="month") == before
    assert Measure.objects.filter(period="day", start=date(2026, 11, 5)).exists()


def test_days_missed_and_measured_later_are_as_they_would_have_been(history):
    services.measure_day(date(2026, 11, 5))
    on_time = stored(period="day")
    Measure.objects.all().delete()
    services.measure_range(date(2026, 11, 1), DAY)
    assert stored(period="day", start=date(2026, 11, 5)) == on_time


def test_a_range_measures_each_day_and_each_period_once(history):
    services.measure_range(date(2026, 10, 20), DAY)
    whole = Measure.objects.filter(segment="", kpi="lvr", variant="sal")
    assert whole.filter(period="day").count() == 32
    assert set(whole.filter(period="month").values_list("start", flat=True)) == {
        date(2026, 10, 1), date(2026, 11, 1),
    }  # fmt: skip
    assert set(whole.exclude(period="day").values_list("as_of", flat=True)) == {DAY}


def test_nobody_said_and_unknown_are_two_sources(history):
    services.measure_day(DAY)
    found = Measure.objects.filter(
        kpi="lvr", variant="mql", period="month", start=date(2026, 11, 1), segment="source"
    )
    assert dict(found.values_list("segment_value", "n")) == {"": 1, "event": 1, "unknown": 1}


def test_a_segment_that_nothing_stands_behind_any_more_goes(history):
    row = lead(date(2026, 11, 4), mql=date(2026, 11, 4), source="webinar")
    services.measure_day(DAY)
    assert Measure.objects.filter(segment_value="webinar").exists()
    row.delete()
    services.measure_day(DAY)
    assert not Measure.objects.filter(segment_value="webinar").exists()


def test_a_team_is_named_beside_its_number(history):
    team = Team.objects.create(name="Sales North", kind="sales")
    lead(date(2026, 11, 4), mql=date(2026, 11, 4), team=team)
    services.measure_day(DAY)
    row = Measure.objects.filter(segment="team", segment_value=str(team.pk)).first()
    assert row.extra["label"] == "Sales North"


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


def test_a_night_makes_up_for_those_that_were_missed(history):
    with time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False):
        assert nights.do(tasks.MEASURE)  # the first of all: yesterday
        assert services.missed_days() == []
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        assert services.missed_days() == [date(2026, 11, day) for day in (16, 17, 18, 19)]
        assert nights.do(tasks.MEASURE)
        assert services.missed_days() == []
        assert tasks.measure_night() == 0
    days = Measure.objects.filter(period="day").values_list("start", flat=True)
    assert set(days) == {date(2026, 11, day) for day in range(15, 20)}


def test_an_evening_measured_too_early_by_hand_is_measured_again(history):
    with time_machine.travel(datetime(2026, 11, 19, 9, tzinfo=UTC), tick=False):
        services.measure_day(date(2026, 11, 19))
    lead(date(2026, 11, 19), mql=date(2026, 11, 19))
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        assert services.missed_days() == []
        assert tasks.measure_night() > 0


def test_what_goes_missing_after_the_night_is_caught_up_once(history):
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        assert nights.do(tasks.MEASURE)
        Measure.objects.filter(kpi="pipeline_value", start=date(2026, 11, 19)).delete()
        assert tasks.catch_up() == 1
        assert tasks.catch_up() == 0


def test_a_night_that_broke_off_is_measured_again(history):
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        services.measure_day(date(2026, 11, 18))
        services.measure_day(date(2026, 11, 19))
        Measure.objects.filter(kpi="pipeline_value", start=date(2026, 11, 19)).delete()
        assert services.missed_days() == [date(2026, 11, 19)]


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


@pytest.mark.parametrize("period", [Period.DAY, Period.MONTH, Period.QUARTER, Period.YEAR])
def test_every_figure_opens_exactly_its_rows(history, period):
    services.measure_day(DAY)
    for measure in Measure.objects.filter(period=period):
        kpi = kpis.KPIS[measure.kpi]
        window = services.window_of(kpi, measure.period, measure.start, measure)
        for part in kpi.PARTS:
            expected = getattr(measure, part, None)
            if part not in ("n", "numerator", "denominator"):
                expected = measure.extra.get(part)
            if expected is None:
                continue
            found = kpi.rows(measure.variant, window, part, measure.segment, measure.segment_value)
            assert found.count() == expected, (measure, measure.segment, part)
