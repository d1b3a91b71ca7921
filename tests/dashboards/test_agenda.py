"""What the meetings of both teams have on their cards: by the plan of each, from one definition."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alignment.people.models import Absence
from alignment.rituals import agenda
from alignment.rituals.agenda import Asked, asked_by
from alignment.rituals.choices import Kind, State
from alignment.rituals.demo import freeze
from alignment.rituals.models import Meeting, Ritual
from dashboards import services
from dashboards.agenda import monthly, quarterly, weekly
from leads.agenda import coming_up
from leads.choices import Verdict
from leads.models import Campaign
from sla.choices import Promise
from tests import factories
from tests.dashboards import rows
from tests.sla.rows import version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WEEK = Asked(NOW, NOW - timedelta(days=7))


@pytest.fixture(autouse=True)
def tuesday(time_machine_at):
    time_machine_at(NOW)


def held(kind, ended_at):
    ritual, _new = Ritual.objects.get_or_create(
        kind=kind,
        defaults={"weekday": 1, "at": time(9), "starts_on": ended_at.date(), "minutes": 30},
    )
    return Meeting.objects.create(
        ritual=ritual, occurs_on=ended_at.date(), planned_at=ended_at, state=State.HELD,
        started_at=ended_at, ended_at=ended_at, minutes=30,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "minutes"), [(Kind.WEEKLY, 30), (Kind.MONTHLY, 60), (Kind.QUARTERLY, 110)]
)
def test_the_parts_of_a_meeting_fill_its_time_and_begin_with_the_actions(kind, minutes):
    found = agenda.sections_of(kind, NOW)
    assert sum(part.minutes for part in found) == minutes
    assert found[0].key == "actions"
    keys = [part.key for part in found]
    assert len(set(keys)) == len(keys)
    assert all(part.rows == [] and str(part.empty) for part in found)


def test_a_meeting_looks_back_to_the_last_one_of_its_kind():
    assert asked_by(Kind.WEEKLY, NOW).since == NOW - timedelta(days=7)
    held(Kind.MONTHLY, NOW - timedelta(days=3))
    last = held(Kind.WEEKLY, NOW - timedelta(days=14))
    assert asked_by(Kind.WEEKLY, NOW) == Asked(NOW, last.ended_at)


def test_what_comes_is_campaigns_that_begin_and_people_away_this_week(sam, maya):
    for name, days in (("Sirha", 3), ("Over", -3), ("Later", 12)):
        day = NOW.date() + timedelta(days=days)
        Campaign.objects.create(name=name, channel="event", starts_on=day)
    for person, first, last in ((sam, -1, 2), (maya, 20, 25)):
        Absence.objects.create(
            user=person, starts_on=NOW.date() + timedelta(days=first),
            ends_on=NOW.date() + timedelta(days=last), deputy=maya if person == sam else None,
        )  # fmt: skip
    found = coming_up(WEEK)
    assert [row.label for row in found.rows] == ["Sirha", "Sam"]
    assert "deputy: Maya" in found.rows[1].detail


def test_the_one_win_is_the_newest_since_the_last_meeting(maya, sam):
    deals = []
    for days in (1, 3, 40):
        lead = factories.opportunity(sam)
        deal = lead.opportunities.get()
        day = NOW.date() - timedelta(days=days)
        deal.status, deal.won_on, deal.won_at = "won", day, rows.noon(day)
        deal.save()
        deals.append(lead)
    found = weekly.one_win(WEEK)
    assert [row.label for row in found.rows] == [str(deals[0])]
    assert found.total == 2
    assert "won by Sam" in found.rows[0].detail


def test_campaigns_are_those_of_the_closed_month_with_cost_and_why_refused():
    fair = Campaign.objects.create(
        name="Sirha", channel="event", budget=900, starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 31),
    )  # fmt: skip
    day = date(2026, 10, 6)
    rows.lead(day, mql=day, accepted=day, sql=day, campaign=fair)
    for _each in range(2):
        refused = rows.lead(day, mql=day, campaign=fair)
        rows.handover(day, Verdict.REJECTED, lead=refused, reason="out_of_icp")
    rows.lead(date(2026, 11, 3), mql=date(2026, 11, 3), campaign=fair)
    rows.lead(date(2026, 9, 30), mql=date(2026, 9, 30), campaign=fair)
    [row] = monthly.campaigns(WEEK).rows
    assert row.label == "Sirha"
    assert row.detail == "€900 · 3 MQL · 1 accepted of 3 · 1 SQL · Outside our target (2)"


def test_next_month_counts_the_weeks_that_reps_are_there(sam, maya):
    version(date(2026, 11, 1), (Promise.VOLUME, "", {"number": 40}),
            (Promise.CAPACITY, "", {"number": 5}))  # fmt: skip
    # Mondays of December 2026: 7, 14, 21 and 28.
    assert monthly.room_of(5, date(2026, 12, 1)) == 20
    Absence.objects.create(user=sam, starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 11))
    assert monthly.room_of(5, date(2026, 12, 1)) == 15
    found = monthly.next_volume(WEEK)
    assert ["40" in found.rows[0].detail, "15" in found.rows[1].detail] == [True, True]


def test_the_quarter_shows_goals_funnel_money_and_each_opens_its_rows(page, sam):
    for month in (7, 8, 9):
        day = date(2026, month, 6)
        lead = rows.lead(day, mql=day, accepted=day, sql=day, won=day, source="event")
        rows.handover(day, "accepted", lead=lead, tried=day)
        rows.deal(day, 1000, lead=lead, won=day, origin="marketing")
    services.measure_day(date(2026, 11, 23))
    browser = page(sam)
    for section in (quarterly.goals, quarterly.funnel, quarterly.money):
        found = section(WEEK)
        assert found.rows, found.key
        for row in found.rows:
            assert not row.url or browser.get(row.url).status_code == 200, row
    assert quarterly.funnel(WEEK).rows[0].detail.startswith("3, 100")


def test_what_a_held_meeting_had_on_its_cards_is_kept(page, sam):
    meeting = held(Kind.MONTHLY, NOW - timedelta(days=3))
    freeze(now=timezone.now())
    meeting.refresh_from_db()
    assert [card["key"] for card in meeting.snapshot][:2] == ["actions", "promises"]
    shown = page(sam).get(reverse("rituals:show", args=[meeting.public_id, 2]))
    assert "Le contrat sur le mois clos" in shown.content.decode()
