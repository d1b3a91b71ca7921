"""What is written in the journal stays written, whoever holds the connection."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alignment.journal.models import Event
from alignment.journal.services import record
from tests.append_only import with_delete_trigger

FIXED = {
    "verb": "other",
    "actor_team": "other",
    "target_id": 999,
    "target_kind": "other.kind",
    "target_url": "/other/",
    "occurred_at": timezone.now(),
    "recorded_at": timezone.now(),
    "via": "other",
    "request_id": "other",
}


@pytest.fixture
def event(db, sam):
    """An event under the triggers of production; PostgreSQL has them all along."""
    if connection.vendor == "sqlite":
        with_delete_trigger(connection)
    with transaction.atomic():
        return record("tested", actor=sam, target=sam, shade="blue")


@pytest.mark.parametrize("column", FIXED)
def test_a_column_cannot_be_rewritten(event, column):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**{column: FIXED[column]})


def test_who_did_it_may_be_forgotten_and_not_exchanged(event, maya):
    events = Event.objects.filter(pk=event.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.update(actor=maya)
    assert events.update(actor=None) == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.update(actor=maya)


def test_a_row_cannot_be_deleted(event):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    assert Event.objects.filter(pk=event.pk).exists()


def test_saving_a_changed_event_is_refused(event):
    event.verb = "other"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()


def test_an_erasure_may_blank_names_and_facts(event):
    Event.objects.filter(pk=event.pk).update(actor_label="", target_label="", facts={})
    event.refresh_from_db()
    assert (event.actor_label, event.target_label, event.facts) == ("", "", {})


def test_the_outbox_may_mark(event):
    assert Event.objects.filter(pk=event.pk).update(fanned_out_at=timezone.now()) == 1
