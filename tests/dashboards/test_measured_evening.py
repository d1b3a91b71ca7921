"""An evening that was measured: what is kept of it, and what a second measuring changes."""

from datetime import date

import pytest

from alignment.people.models import Team
from dashboards import kpis, services
from dashboards.choices import Period
from dashboards.models import Measure
from dashboards.reading import read_once
from tests.dashboards.evenings import DAY, company, stored
from tests.dashboards.rows import lead
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            company()
            done = services.measure_day(DAY)
        yield done


@pytest.fixture
def measured(told, db):
    """What the measuring of DAY did, once for the file; a test may change what it wrote."""
    return told


def test_a_night_run_twice_writes_nothing_the_second_time(measured):
    first = measured
    before, hours = stored(), set(Measure.objects.values_list("computed_at", flat=True))
    second = services.measure_day(DAY)
    assert first.rows > 0
    assert second.rows == 0
    assert stored() == before
    assert set(Measure.objects.values_list("computed_at", flat=True)) == hours


def test_every_kpi_has_its_day_and_its_periods(measured):
    whole = Measure.objects.filter(segment="")
    pairs = {(kpi.KEY, variant) for kpi, variant in kpis.pairs()}
    assert set(whole.filter(period="day", start=DAY).values_list("kpi", "variant")) == pairs
    starts = set(whole.filter(period="month").values_list("start", flat=True))
    assert starts == {date(2026, month, 1) for month in (8, 9, 10, 11)}
    assert set(whole.filter(period="year").values_list("start", flat=True)) == {date(2026, 1, 1)}


def test_a_late_run_of_an_old_day_leaves_what_was_known_later(measured):
    before = stored(period="month")
    services.measure_day(date(2026, 11, 5))
    assert stored(period="month") == before
    assert Measure.objects.filter(period="day", start=date(2026, 11, 5)).exists()


def test_nobody_said_and_unknown_are_two_sources(measured):
    found = Measure.objects.filter(
        kpi="lvr", variant="mql", period="month", start=date(2026, 11, 1), segment="source"
    )
    assert dict(found.values_list("segment_value", "n")) == {"": 1, "event": 1, "unknown": 1}


def test_a_segment_that_nothing_stands_behind_any_more_goes(measured):
    row = lead(date(2026, 11, 4), mql=date(2026, 11, 4), source="webinar")
    services.measure_day(DAY)
    assert Measure.objects.filter(segment_value="webinar").exists()
    row.delete()
    services.measure_day(DAY)
    assert not Measure.objects.filter(segment_value="webinar").exists()


def test_a_team_is_named_beside_its_number(measured):
    team = Team.objects.create(name="Sales North", kind="sales")
    lead(date(2026, 11, 4), mql=date(2026, 11, 4), team=team)
    services.measure_day(DAY)
    row = Measure.objects.filter(segment="team", segment_value=str(team.pk)).first()
    assert row.extra["label"] == "Sales North"


@pytest.mark.parametrize("period", [Period.DAY, Period.MONTH, Period.QUARTER, Period.YEAR])
def test_every_figure_opens_exactly_its_rows(measured, period):
    found = Measure.objects.filter(period=period)
    require_its_rows(found.filter(segment=""))
    # Shared readings are proven to be the same (test_histories.py): segments need not repeat them.
    with read_once():
        require_its_rows(found.exclude(segment=""))


def require_its_rows(measures):
    for measure in measures:
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
