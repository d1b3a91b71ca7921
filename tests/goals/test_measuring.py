"""Where a goal stood each evening: the KPI over the goal's own days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from alignment.vision import signing
from alignment.vision.goals import save_objective
from dashboards.goals import measuring
from dashboards.goals.page import card
from dashboards.goals.sources import SOURCES
from dashboards.models import Progress
from leads.choices import Verdict
from tests.dashboards.rows import deal, handover, lead

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 7), date(2026, 10, 30)


@pytest.fixture
def goal(maya, sam):
    def make(figure, target="40", **fields):
        days = {"period": "custom", "first": FIRST, "last": LAST}
        people = {"marketing_owner": maya, "sales_owner": sam}
        found = save_objective(
            None, by=maya, figure=figure, target=Decimal(target), **days | people | fields
        )
        return signing.put_in_force(found, by=None)

    return make


def stood(goal, day):
    measuring.measure(goal, day)
    return Progress.objects.get(objective=goal, as_of=min(day, goal.last))


def test_a_volume_counts_its_own_days_only(goal):
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
        lead(day, mql=day, accepted=day, sql=day)
    for figure in ("mqls", "accepted", "sqls"):
        assert stood(goal(figure), LAST + timedelta(days=9)).value == 2, figure


def test_each_sunday_is_known_as_it_was_then(goal):
    for week in range(3):
        day = FIRST + timedelta(weeks=week)
        lead(day, mql=day, sql=day)
    found = goal("sqls")
    measuring.measure(found, FIRST + timedelta(days=16))
    told = [(row.as_of, int(row.value)) for row in Progress.objects.order_by("as_of")]
    sunday = FIRST + timedelta(days=6)
    assert told == [
        (sunday, 1),
        (sunday + timedelta(weeks=1), 2),
        (FIRST + timedelta(days=16), 3),
    ]


def test_euros_won_keep_their_spread(goal):
    for amount in (10_000, 30_000):
        deal(FIRST, amount, won=FIRST + timedelta(days=3))
    deal(FIRST, 99_000)
    found = stood(goal("revenue", "100000"), FIRST + timedelta(days=10))
    assert (found.value, found.n, found.squares) == (40_000, 2, 1_000_000_000)


def test_a_rate_keeps_k_of_n(goal):
    for verdict in [Verdict.ACCEPTED] * 3 + [Verdict.REJECTED]:
        handover(FIRST, verdict, reason="out_of_icp" if verdict == Verdict.REJECTED else "")
    found = stood(goal("acceptance", "0.8"), FIRST + timedelta(days=10))
    assert (found.value, found.numerator, found.denominator) == (Decimal("0.75"), 3, 4)


def test_a_part_of_the_company_counts_alone(goal):
    lead(FIRST, mql=FIRST, fit_grade="A")
    lead(FIRST, mql=FIRST, fit_grade="C")
    part = {"segment": "grade", "segment_value": "A"}
    assert stood(goal("mqls", **part), FIRST + timedelta(days=3)).value == 1
    nobody = {"segment": "grade", "segment_value": "D"}
    assert stood(goal("mqls", **nobody), FIRST + timedelta(days=3)).value == 0


@pytest.mark.parametrize("figure", SOURCES)
def test_every_figure_opens_as_many_rows_as_it_counts(goal, figure):
    for number in range(3):
        day = FIRST + timedelta(days=number)
        lead(day, mql=day, accepted=day, sql=day)
        handover(day, Verdict.ACCEPTED, tried=day)
        deal(day, 1000, won=day + timedelta(days=1))
        deal(day, 2000)
    found = goal(figure, "0.5" if SOURCES[figure].unit == "share" else "40")
    evening = FIRST + timedelta(days=20)
    row = stood(found, evening)
    assert measuring.rows_of(found, evening).count() == row.n


def test_the_night_is_safe_twice_and_stops_a_month_after_the_end(goal):
    lead(FIRST, mql=FIRST)
    found = goal("mqls")
    first = measuring.keep_up(LAST)
    before = list(Progress.objects.values_list("as_of", "value"))
    assert measuring.keep_up(LAST) == 1 < first
    assert list(Progress.objects.values_list("as_of", "value")) == before
    assert measuring.keep_up(LAST + timedelta(days=32)) == 0
    assert card(found, measuring.history([found])[found.pk]).pace.state == "missed"


def test_what_was_typed_late_counts_in_the_month_after(goal):
    found = goal("mqls")
    measuring.keep_up(LAST)
    lead(LAST, mql=LAST)
    measuring.keep_up(LAST + timedelta(days=3))
    assert Progress.objects.get(objective=found, as_of=LAST).value == 1
