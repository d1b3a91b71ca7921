"""K22 against a count by hand: of those recycled a year before, who came back as an MQL."""

import random
from datetime import date, timedelta

import pytest

from dashboards import kpis
from dashboards.choices import Period
from leads.choices import Stage
from leads.models import Lead
from tests.dashboards.rows import figure, lead, span_of

pytestmark = pytest.mark.django_db
KEY = "recycle_yield"
EVENING = date(2026, 11, 20)
YEAR = timedelta(days=365)


def recycled(day, *, again=None, source="event"):
    """A cycle recycled on a day, and the next one with its MQL `again` days later, if any."""
    old = lead(day - timedelta(days=9), mql=day - timedelta(days=8), source=source)
    Lead.objects.filter(pk=old.pk).update(stage=Stage.RECYCLED, closed_on=day)
    if again is not None:
        back = day + timedelta(days=again)
        fresh = lead(back, mql=back, source=source)
        Lead.objects.filter(pk=fresh.pk).update(reopened_from=old, cycle=2)
    return old


def test_two_of_five_came_back_within_their_year():
    day = EVENING - YEAR
    for again in (30, 365, 366, None, None):
        recycled(day, again=again)
    found = figure(KEY, "yield", EVENING, period=Period.DAY, as_of=EVENING)
    assert (found.numerator, found.denominator, found.value) == (2, 5, 0.4)
    assert found.low < 0.4 < found.high


def test_whoever_still_has_time_is_not_counted():
    recycled(EVENING - YEAR + timedelta(days=1), again=3)
    recycled(EVENING - timedelta(days=40))
    found = figure(KEY, "yield", EVENING, period=Period.DAY, as_of=EVENING)
    assert (found.n, found.value) == (0, None)


def test_leads_that_are_no_longer_recycled_or_are_tests_do_not_count():
    one, other = (recycled(EVENING - YEAR, again=9) for _each in range(2))
    Lead.objects.filter(pk=one.pk).update(is_test=True)
    Lead.objects.filter(pk=other.pk).update(stage=Stage.LOST)
    assert figure(KEY, "yield", EVENING, period=Period.DAY, as_of=EVENING).n == 0


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("period", "start"),
    [(Period.DAY, EVENING), (Period.MONTH, date(2026, 10, 1)), (Period.YEAR, date(2026, 1, 1))],
)
def test_random_years_are_as_a_plain_loop_counts_them(seed, period, start):
    chance = random.Random(seed)
    told = []
    for _each in range(60):
        day = EVENING - timedelta(days=chance.randrange(200, 900))
        again = chance.choice([None, None, chance.randrange(1, 700)])
        told.append((day, again, recycled(day, again=again)))
    span = span_of(KEY, start, period=period, as_of=EVENING)
    due = [row for row in told if span.first <= row[0] + YEAR <= span.last]
    back = [row for row in due if row[1] is not None and row[1] <= 365]
    found = figure(KEY, "yield", start, period=period, as_of=EVENING)
    assert (found.numerator, found.denominator) == (len(back), len(due))
    for part, expected in (("denominator", due), ("numerator", back)):
        opened = kpis.KPIS[KEY].rows("yield", span, part)
        assert set(opened) == {row[2] for row in expected}
