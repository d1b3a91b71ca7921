"""Once a week to the boss, once a month to marketing; and delays of people who were away."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from alignment.journal.models import Event
from alignment.people.models import Absence
from sla import digests, excuses, ladder
from sla.models import Agreement, Breach, Clock, Commitment
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def stuck(time_machine_at, maya, sam):
    """Late since the 5th and still untouched."""
    time_machine_at(paris(4, 9))
    return factories.handed_over(to=sam, by=maya, tier="P2")


def test_the_boss_hears_once_a_week_of_what_is_stuck(time_machine_at, stuck, dana, sam):
    for hour in (9, 10, 15):
        time_machine_at(paris(16, hour, 5))
        digests.announce(paris(16, hour, 5))
    event = Event.objects.get(verb="promise.digest")
    assert event.facts["tell"] == [dana.pk]
    assert event.facts["stuck"] == {"decision": 1, "first_attempt": 1}
    time_machine_at(paris(23, 9, 5))
    assert digests.announce(paris(23, 9, 5)) == 1


def test_what_is_late_for_less_than_five_days_waits(time_machine_at, stuck, dana):
    time_machine_at(paris(9, 9, 5))
    assert digests.announce(paris(9, 9, 5)) == 0


def test_nothing_is_told_at_night(time_machine_at, stuck, dana):
    time_machine_at(paris(16, 4))
    assert digests.announce(paris(16, 4)) == 0


def test_marketing_hears_at_mid_month_that_its_volume_lags(time_machine_at, maya, sam):
    agreement = Agreement.objects.create(number=1, status="active", effective_on="2026-01-01")
    Commitment.objects.create(agreement=agreement, promise="volume", number=40)
    for day, expected in ((9, 0), (17, 1), (18, 0)):
        time_machine_at(paris(day, 10))
        assert digests.announce(paris(day, 10)) == expected, day
    event = Event.objects.get(verb="promise.volume")
    assert event.facts["tell"] == [maya.pk] and event.facts["due"] == 40


def test_an_absence_entered_afterwards_excuses_the_person_not_the_team(time_machine_at, maya, sam):
    time_machine_at(paris(24, 9))
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    time_machine_at(paris(25, 9))
    ladder.note_breaches(paris(25, 9))
    absence = Absence.objects.create(
        user=sam, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24), entered_at=paris(25, 9)
    )
    assert excuses.settle(paris(25, 9)) == 2
    clock = Clock.objects.get(lead=lead, promise="decision")
    assert clock.is_excused and clock.is_late()
    assert Breach.objects.filter(clock=clock, withdrawn_at__isnull=True).exists()
    absence.delete()
    assert excuses.excuse(paris(25, 10)) == 2
