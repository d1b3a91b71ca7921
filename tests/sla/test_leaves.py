"""An absence never stops the clock of a lead: its deputy gets it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from alignment.people.models import Absence
from leads import activities
from sla import leaves
from sla.models import Clock
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


def paris(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=PARIS)


@pytest.fixture
def anne(sam):
    """Stands in for Sam, who is away on Friday."""
    deputy = factories.person("Anne")
    sam.deputy = deputy
    sam.save()
    Absence.objects.create(user=sam, starts_on=FRIDAY, ends_on=FRIDAY)
    return deputy


def test_a_lead_handed_over_to_somebody_away_goes_to_the_deputy(time_machine_at, maya, sam, anne):
    time_machine_at(paris(20, 10))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    assert lead.owner == lead.handovers.get().assignee == anne
    assert Clock.objects.filter(lead=lead).first().due_at == paris(23, 10)


def test_without_a_deputy_it_stays_with_the_rep(time_machine_at, maya, sam):
    Absence.objects.create(user=sam, starts_on=FRIDAY, ends_on=FRIDAY)
    time_machine_at(paris(20, 10))
    assert factories.handed_over(to=sam, by=maya).owner == sam


def test_what_waits_when_a_leave_begins_goes_to_the_deputy(time_machine_at, maya, sam, anne):
    time_machine_at(paris(19, 10))
    waiting = factories.handed_over(to=sam, by=maya, tier="P3")
    tried = factories.handed_over(to=sam, by=maya, tier="P3")
    activities.log_activity(tried, by=sam, kind="call", outcome="no_answer")
    due_at = Clock.objects.get(lead=waiting, promise="decision").due_at
    assert leaves.hand_on(date(2026, 11, 19)) == 0
    time_machine_at(paris(20, 4))
    assert leaves.hand_on(FRIDAY) == 1
    assert leaves.hand_on(FRIDAY) == 0
    for lead in (waiting, tried):
        lead.refresh_from_db()
    assert (waiting.owner, tried.owner) == (anne, sam)
    clock = Clock.objects.get(lead=waiting, promise="decision")
    assert clock.due_at == due_at and clock.owner == anne
