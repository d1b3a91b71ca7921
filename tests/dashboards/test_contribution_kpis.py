"""Sourced three ways, influenced, credited, and what it cost: the worked examples on real rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dashboards.attribution import MODELS
from leads import deals
from leads.choices import Origin
from leads.models import Activity, Campaign, Cost, Party, Touch
from tests import factories
from tests.dashboards.rows import deal, figure, lead, noon

pytestmark = pytest.mark.django_db
OPENED, WON = date(2026, 10, 12), date(2026, 11, 1)
EVENING = date(2026, 11, 30)


def campaign(name="Sirha", **fields):
    return Campaign.objects.create(name=name, channel="event", **fields)


def touch(row, days_before_win, kind="event", **fields):
    at = noon(WON) - timedelta(days=days_before_win)
    return Touch.objects.create(lead=row, kind=kind, occurred_at=at, **{"source": "event"} | fields)


def captured(days_before_win, **fields):
    return lead(WON - timedelta(days=days_before_win), **fields)


def won(row, amount=10000, **fields):
    return deal(OPENED, amount, lead=row, won=WON, **fields)


@pytest.fixture
def example():
    """Four touches of four campaigns, the second made the lead, the last the opportunity."""
    row = captured(60, source="event", contact=factories.contact())
    made = [campaign(f"T{n}") for n in range(1, 5)]
    for row_campaign, days in zip(made, (80, 60, 40, 20), strict=True):
        touch(row, days, campaign=row_campaign)
    won(row)
    return [f"campaign:{each.pk}" for each in made]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first", [10000]),
        ("last", [0, 0, 0, 10000]),
        ("linear", [2500] * 4),
        ("u_shaped", [4000, 4000, 1000, 1000]),
        ("w_shaped", [3000, 3000, 1000, 3000]),
        ("time_decay", [1098.03, 1743.01, 2766.85, 4392.11]),
    ],
)
def test_the_worked_example_is_credited_as_it_says(example, model, expected):
    found = figure("attribution", model, WON, as_of=EVENING)
    credit = {key: each["value"] for key, each in found.extra["credits"].items()}
    wanted = dict(zip(example, expected, strict=False))
    assert credit == {key: euros for key, euros in wanted.items() if euros}
    assert (found.value, found.denominator, found.extra["unattributed"]) == (10000, 10000, 0)


def test_what_nobody_touched_is_credited_to_nobody_and_said(example):
    won(captured(30), 5000)
    for model in MODELS:
        found = figure("attribution", model, WON, as_of=EVENING)
        assert (found.value, found.denominator, found.n) == (10000, 15000, 2)
        assert found.extra["unattributed"] == 1


def test_opens_of_sales_and_late_touches_get_no_credit():
    row = captured(60)
    touch(row, 50, kind="visit")
    touch(row, 40, kind="price", source="inbound_call")
    touch(row, 30, kind="capture", source="outbound")
    touch(row, -3)
    touch(row, 800)
    won(row)
    assert figure("attribution", "linear", WON, as_of=EVENING).value == 0


def test_a_touch_of_a_further_person_counts():
    row, other = captured(60, contact=factories.contact()), factories.contact()
    Party.objects.create(lead=row, contact=other)
    fair = campaign()
    Touch.objects.create(contact=other, kind="event", source="event", campaign=fair,
                         occurred_at=noon(WON) - timedelta(days=30))  # fmt: skip
    won(row, origin=deals.origin_now(row, before=noon(OPENED)))
    found = figure("attribution", "first", WON, as_of=EVENING)
    assert found.extra["credits"] == {f"campaign:{fair.pk}": {"value": 10000.0, "n": 1}}
    assert figure("marketing_sourced", "revenue", WON, as_of=EVENING).value == 1


def test_three_readings_of_one_deal_may_differ():
    """The lead came by a call, the first touch was a fair, and sales had called before."""
    row = captured(60, source="inbound_call", contact=factories.contact())
    touch(row, 70)
    Activity.objects.create(
        lead=row, kind="call", by=factories.seller(), occurred_at=noon(WON) - timedelta(days=90)
    )
    won(row, origin=deals.origin_now(row, before=noon(OPENED)))
    shares = {
        name: figure("marketing_sourced", name, WON, as_of=EVENING).value
        for name in ("revenue", "revenue_source", "revenue_presales")
    }
    assert shares == {"revenue": 1, "revenue_source": 0, "revenue_presales": 0}


def test_before_sales_goes_by_who_came_first_and_nobody_is_unknown():
    ours, theirs, nobody = (captured(60, source="outbound") for _each in range(3))
    touch(ours, 50)
    for row, days in ((ours, 40), (theirs, 55)):
        Activity.objects.create(
            lead=row, kind="call", by=factories.seller(), occurred_at=noon(WON - timedelta(days))
        )
    for row in (ours, theirs, nobody):
        won(row, 1000)
    split = figure("marketing_sourced", "revenue_presales", WON, as_of=EVENING).extra["origins"]
    assert [split[name]["n"] for name in (Origin.MARKETING, Origin.SALES, Origin.UNKNOWN)] == [
        1, 1, 1,
    ]  # fmt: skip


def test_influenced_is_from_90_days_before_the_opening_and_holds_what_was_started():
    near, far, started = captured(200), captured(200), captured(200)
    opened = (WON - OPENED).days
    touch(near, opened + 90)
    touch(far, opened + 91)
    won(near, 3000)
    won(far, 5000)
    won(started, 2000, origin=Origin.MARKETING)
    found = figure("marketing_influenced", "revenue", WON, as_of=EVENING)
    assert (found.numerator, found.denominator) == (5000, 10000)
    assert found.extra["influenced"] == 2


def test_an_open_deal_is_influenced_from_the_evening_of_the_touch_on():
    row = captured(40)
    deal(OPENED, 4000, lead=row)
    touch(row, 5)
    day = WON - timedelta(days=5)
    before = figure("marketing_influenced", "pipeline", OPENED, as_of=day - timedelta(days=1))
    after = figure("marketing_influenced", "pipeline", OPENED, as_of=day)
    assert (before.value, after.value) == (0, 1)


def test_a_cost_per_mql_of_85_and_per_sql_of_340_euros():
    fair = campaign()
    Cost.objects.create(
        campaign=fair, amount=3400, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )
    for number in range(40):
        row = lead(WON, mql=WON, sql=WON if number < 10 else None)
        Touch.objects.create(lead=row, kind="event", campaign=fair, occurred_at=noon(WON))
    mql, sql, customer = (
        figure("campaign_cost", name, WON, as_of=EVENING) for name in ("mql", "sql", "customer")
    )
    assert (mql.value, mql.n) == (85, 40)
    assert (sql.value, sql.n) == (340, 10)
    assert (customer.value, customer.numerator, customer.n) == (None, 3400, 0)


def test_a_customer_costs_5000_with_salaries_over_the_period_shifted_back_by_the_cycle():
    cycle, first = 31, date(2026, 10, 1)
    for _each in range(12):
        lead(WON - timedelta(days=cycle), won=WON, mql=WON)
    fair = campaign()
    for row, kind, amount in (
        (fair, "media", 8000),
        (None, "salaries", 10000),
        (None, "sales", 42000),
    ):
        Cost.objects.create(campaign=row, kind=kind, amount=Decimal(amount),
                            starts_on=first, ends_on=date(2026, 10, 30))  # fmt: skip
    found = figure("campaign_cost", "cac", WON, as_of=EVENING)
    assert (found.value, found.n, found.extra["cycle_days"]) == (5000, 12, 31)
    assert found.extra["with_salaries"]


def test_each_cycle_counts_for_the_campaign_of_its_first_touch():
    first, second = campaign("A", budget=100, starts_on=WON, ends_on=WON), campaign("B")
    row = lead(WON, mql=WON, campaign=second)
    Touch.objects.create(lead=row, kind="event", campaign=first, occurred_at=noon(WON))
    Touch.objects.create(
        lead=row, kind="event", campaign=second, occurred_at=noon(WON) + timedelta(hours=1)
    )
    found = figure("campaign_cost", "mql", WON, as_of=EVENING)
    assert found.extra["campaigns"] == {str(first.pk): {"spent": 100.0, "n": 1}}
