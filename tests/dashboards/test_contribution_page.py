"""The page of what marketing brought: its figures are the sum of the deals that it lists."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.urls import reverse

from alignment.web.errors import Conflict, Incomplete, NotAllowed
from dashboards import contribution, locks, services
from dashboards.attribution import MODELS
from dashboards.choices import Period
from dashboards.models import AttributionLock, Measure
from dashboards.selectors import Cut
from leads.choices import Origin
from leads.models import Campaign, Touch
from tests import factories
from tests.dashboards.rows import deal, lead, noon
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db
LAST, EARLIER = date(2026, 11, 20), date(2026, 10, 31)
PAGE = reverse("dashboards:contribution")


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            tell()
        yield


@pytest.fixture
def history(told, db):
    """What was told once, for a test that may change it."""


def tell():
    """Deals of every kind, some of them known only after the earlier evening."""
    fair = Campaign.objects.create(name="Sirha", channel="event", budget=900, starts_on=EARLIER)
    for number in range(12):
        day = date(2026, 9, 1) + timedelta(days=6 * number)
        row = lead(day, mql=day, source=("event", "outbound", "")[number % 3],
                   contact=factories.contact())  # fmt: skip
        if number % 2:
            Touch.objects.create(lead=row, contact=row.contact, campaign=fair, kind="event",
                                 source="event", occurred_at=noon(day))  # fmt: skip
        deal(
            day + timedelta(days=2), 1000 * (number + 1), lead=row,
            origin=list(Origin.values)[number % 5],
            **({"won": day + timedelta(days=7)} if number % 4 else {}),
        )  # fmt: skip
    services.measure_range(date(2026, 10, 28), LAST)


CUTS = [
    Cut(Period.DAY, LAST),
    Cut(Period.DAY, EARLIER),
    Cut(Period.MONTH, date(2026, 10, 1)),
    Cut(Period.QUARTER, date(2026, 10, 1)),
]


def test_every_reading_is_the_sum_of_the_ticked_deals(history):
    for cut, base in product(CUTS, contribution.BASES):
        compare(cut, base)


def compare(cut, base):
    found = contribution.deals(cut, base)
    rows = contribution.told(list(found), cut, base)
    total = sum(row.value or 0 for row in rows)
    assert rows
    for reading in contribution.readings(cut, base, None):
        ticked = [row for row in rows if getattr(row, reading.key)]
        assert reading.measure.numerator == sum(row.value or 0 for row in ticked), reading.key
        assert (reading.measure.denominator, reading.measure.n) == (total, len(rows))
    ticked = [row for row in rows if row.influenced]
    assert contribution.influenced(cut, base).numerator == sum(row.value for row in ticked)


def test_each_model_adds_up_to_the_revenue_won(history):
    cut = Cut(Period.QUARTER, date(2026, 10, 1))
    table = contribution.credit_table(cut)
    won = sum(
        row.value
        for row in contribution.told(list(contribution.deals(cut, "revenue")), cut, "revenue")
    )
    assert table["rows"] and won
    for index in range(len(MODELS)):
        credited = sum(row["euros"][index] for row in table["rows"])
        assert credited + table["unattributed"][index] == table["totals"][index] == won


def test_a_closed_month_says_what_it_had_said(history, page, dana):
    october = Measure.objects.get(kpi="marketing_sourced", variant="revenue", period="month",
                                  start=date(2026, 10, 1), segment="")  # fmt: skip
    assert october.closed_value == october.value
    late = lead(date(2026, 10, 2), contact=factories.contact())
    deal(date(2026, 10, 3), 50000, lead=late, won=date(2026, 10, 9), origin=Origin.SALES)
    services.measure_day(LAST)
    shown = page(dana).get(PAGE, {"period": "month", "start": "2026-10-01"}).content.decode()
    assert "closed at" in shown


def test_everybody_of_the_teams_reads_it_and_any_past_evening(history, page, maya, sam, stranger):
    for user in (maya, sam):
        for query in ({}, {"what": "pipeline"}, {"period": "day", "start": "2026-10-31"}):
            response = page(user).get(PAGE, query)
            assert response.status_code == 200
            assert "Sirha" in response.content.decode()
    assert page(stranger).get(PAGE).status_code == 404
    assert page(maya).get(PAGE, {"what": "profit"}).status_code == 404


def test_one_reading_is_agreed_by_two_signatures(history, page, sam, maya):
    boss = factories.person("Mona", "marketing", is_manager=True)
    head = factories.person("Saul", "sales", is_manager=True)
    with pytest.raises(NotAllowed):
        locks.propose(by=maya, reading="source", model="linear")
    with pytest.raises(Incomplete):
        locks.propose(by=boss, reading="astrology", model="linear")
    lock = locks.propose(by=boss, reading="source", model="linear")
    assert locks.sign(lock, by=boss, side="marketing").in_force_from is None
    for wrong in (boss, maya):
        with pytest.raises(NotAllowed):
            locks.sign(lock, by=wrong, side="sales")
    with pytest.raises(Conflict):
        locks.sign(lock, by=boss, side="marketing")
    assert locks.in_force() is None
    locks.sign(lock, by=head, side="sales")
    assert locks.in_force() == lock
    first = contribution.readings(Cut(Period.DAY, LAST), "revenue", lock)[0]
    assert (first.key, first.is_locked) == ("source", True)
    with pytest.raises(Conflict):
        locks.sign(lock, by=head, side="sales")


def test_the_buttons_propose_and_sign(page, sam):
    boss = factories.person("Mona", "marketing", is_manager=True)
    assert page(sam).post(reverse("dashboards:contribution_propose")).status_code == 403
    asked = {"reading": "presales", "model": "w_shaped"}
    assert page(boss).post(reverse("dashboards:contribution_propose"), asked).status_code == 302
    sign = reverse("dashboards:contribution_sign")
    assert page(boss).post(sign, {"side": "marketing"}).status_code == 302
    assert page(boss).post(sign, {"side": "sales"}).status_code == 403
    assert AttributionLock.objects.get().marketing_by == boss


def test_the_page_asks_little_whatever_the_number_of_deals(
    history, page, maya, django_assert_max_num_queries
):
    browser = page(maya)
    browser.get(PAGE)
    with django_assert_max_num_queries(26):
        browser.get(PAGE, {"period": "quarter", "start": "2026-10-01"})
