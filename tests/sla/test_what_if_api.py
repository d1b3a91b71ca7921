"""The replay and the required volume over REST: the page's numbers, and its refusals."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from leads.choices import DealStatus, Origin
from leads.models import Opportunity
from sla.choices import Promise
from tests.sla.rows import at, clock, handover, lead, version

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/commitments/"
DAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def late_november(time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_a_shorter_delay_is_judged_on_what_happened(api, sam):
    for hours in (1, 3):
        start = at(DAY)
        stop = start + timedelta(hours=hours)
        clock(None, Promise.FIRST_ATTEMPT, "P2", DAY, started_at=start, stopped_at=stop)
    asked = {"promise": "first_attempt", "tier": "P2", "minutes": 90}
    answer = api(sam).get(f"{ROOT}replay/", asked)
    assert answer.status_code == 200
    assert (answer.data["met"], answer.data["due"], answer.data["was_met"]) == (1, 2, 2)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("promise", {"promise": "volume", "minutes": 60}),
        ("minutes", {"promise": "first_attempt", "tier": "P2", "minutes": 0}),
        ("minutes", {"promise": "first_attempt", "tier": "P2"}),
        ("tier", {"promise": "first_attempt", "minutes": 60}),
    ],
)
def test_a_question_without_sense_is_refused_by_name(api, sam, field, asked):
    answer = api(sam).get(f"{ROOT}replay/", asked)
    assert answer.status_code == 400
    assert field in answer.data["errors"]


def worked_year():
    """Ten verdicts of which eight were yes, and four deals won of five, from marketing."""
    for n in range(10):
        handover(DAY, verdict="accepted" if n < 8 else "rejected", reason="" if n < 8 else "budget")
    for n in range(5):
        won = n < 4
        day = {"won_on": DAY} if won else {"lost_on": DAY, "reason": "price"}
        Opportunity.objects.create(
            lead=lead(accepted_on=DAY, opportunity_at=at(DAY)), opened_at=at(DAY), opened_on=DAY,
            status=DealStatus.WON if won else DealStatus.LOST, value=Decimal(10_000),
            origin=Origin.MARKETING, **day,
        )  # fmt: skip


def test_a_goal_takes_a_volume_that_is_checked_against_the_capacity(api, sam):
    worked_year()
    version(date(2026, 11, 1), (Promise.CAPACITY, "", {"number": 1, "share": Decimal(1)}))
    found = api(sam).get(f"{ROOT}required-volume/", {"revenue": 400_000, "secured": 0}).data
    # 400,000 / 10,000 = 40 customers / 0.8 won / 1.0 to opportunity / 0.8 accepted = 62.5
    assert found["need"]["customers"] == 40
    assert found["need"]["mqls"] == pytest.approx(62.5)
    assert found["need"]["safe_a_month"] > found["need"]["a_month"] == 5
    assert found["room"]["cap"] == 1


def test_without_a_past_or_a_goal_nothing_is_computed(api, sam):
    found = api(sam).get(f"{ROOT}required-volume/").data
    assert (found["revenue"], found["need"], found["room"]) == (None, None, None)
    refused = api(sam).get(f"{ROOT}required-volume/", {"revenue": "much"})
    assert refused.status_code == 400
