"""« Prendre »: a colleague takes over what is late and untouched."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alignment.journal.models import Event
from alignment.web.errors import NotAllowed, Refused
from leads import activities, transitions
from sla.models import Clock
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


@pytest.fixture
def late(time_machine_at, maya, sam):
    time_machine_at(datetime(2026, 11, 19, 9, tzinfo=PARIS))
    lead = factories.handed_over(to=sam, by=maya, tier="P1")
    time_machine_at(datetime(2026, 11, 19, 10, 30, tzinfo=PARIS))
    return lead


def test_a_colleague_takes_a_late_lead_and_both_hear_of_it(late, sam):
    anne = factories.person("Anne")
    transitions.take(late, by=anne)
    assert (late.owner, late.handovers.get().assignee) == (anne, anne)
    assert Event.objects.get(verb="lead.taken").facts["tell"] == [sam.pk]
    clock = Clock.objects.get(lead=late, promise="decision")
    assert clock.owner == anne and clock.is_late()
    assert clock.owner_due_at == datetime(2026, 11, 19, 11, 30, tzinfo=PARIS)


def test_nobody_takes_what_is_in_time(time_machine_at, maya, sam):
    time_machine_at(datetime(2026, 11, 19, 9, tzinfo=PARIS))
    lead = factories.handed_over(to=sam, by=maya, tier="P2")
    with pytest.raises(Refused) as refused:
        transitions.take(lead, by=factories.person("Anne"))
    assert refused.value.code == "not_late"
    lead.refresh_from_db()
    assert lead.owner == sam


def test_nobody_takes_what_somebody_has_tried(late, sam):
    activities.log_activity(late, by=sam, kind="call", outcome="no_answer")
    with pytest.raises(Refused) as refused:
        transitions.take(late, by=factories.person("Anne"))
    assert refused.value.code == "attempted"


def test_the_owner_and_marketing_take_nothing(late, sam, maya):
    for person in (sam, maya):
        with pytest.raises(NotAllowed):
            transitions.take(late, by=person)


def test_an_accepted_lead_that_nobody_called_may_be_taken(time_machine_at, late, sam):
    transitions.accept(late, by=sam)
    anne = factories.person("Anne")
    transitions.take(late, by=anne)
    assert Clock.objects.get(lead=late, promise="first_attempt").owner == anne


def test_a_taking_can_be_undone(late, sam):
    anne = factories.person("Anne")
    transitions.take(late, by=anne)
    transitions.undo(late, by=anne)
    assert late.owner == sam
    assert Clock.objects.get(lead=late, promise="decision").owner == sam
