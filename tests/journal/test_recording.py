"""What an event keeps, and how it is taken back."""

import pytest
from django.db import transaction

from alignment.journal.models import Event
from alignment.journal.services import record, reverse
from alignment.web import current
from alignment.web.errors import Conflict


@pytest.fixture
def event(sam, maya):
    with transaction.atomic():
        return record("person.tested", actor=maya, target=sam, shade="blue")


def test_names_are_copied_so_that_they_outlive_their_rows(event, sam, maya):
    sam.first_name = "Renamed"
    sam.save(update_fields=["first_name"])
    event.refresh_from_db()
    assert (event.target_label, event.actor_label) == ("Sam", "Maya")
    assert event.actor_team == "marketing"


def test_facts_are_kept(event):
    event.refresh_from_db()
    assert event.facts == {"shade": "blue"}


def test_events_are_found_by_their_target(event, sam, maya):
    assert list(Event.objects.about(sam)) == [event]
    assert not Event.objects.about(maya).exists()


def test_the_system_has_no_name(sam):
    event = record("person.tested", actor=None, target=sam)
    assert (event.actor, event.actor_label, event.actor_team) == (None, "", "")


def test_the_door_and_the_request_are_noted(sam):
    with current.working(via_door="import", request="42"):
        event = record("person.tested", actor=None, target=sam)
    assert (event.via, event.request_id) == ("import", "42")
    assert current.via.get() == ""


def test_a_reversal_leaves_the_row_and_takes_it_out_of_the_count(event, sam):
    reversal = reverse(event, by=sam)
    assert Event.objects.count() == 2
    assert reversal.reverses == event
    assert reversal.target_label == event.target_label
    assert not Event.objects.standing().exists()


def test_an_event_is_reversed_once(event, sam):
    reverse(event, by=sam)
    with pytest.raises(Conflict):
        reverse(event, by=sam)
