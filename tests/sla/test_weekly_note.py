"""The note of the week: Monday in working hours, one per rep, none for nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from leads import transitions
from leads.models import Touch
from sla import feedback, weekly
from sla.models import WeeklyNote
from sla.news import detail_of
from tests import factories
from tests.sla import feedback_rows

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def touched(sam, time_machine_at):
    """A lead that Sam accepted on Friday and that asked for a guide since."""
    time_machine_at(FRIDAY)
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    Touch.objects.create(lead=lead, kind="content", detail="Guide laser", occurred_at=SUNDAY)
    return lead


def test_it_counts_what_is_owed_and_who_reacted(touched, sam):
    assert weekly.announce(MONDAY) == 1
    note = WeeklyNote.objects.get(user=sam)
    assert note.counts == {"owed": 1, "reacted": 1}
    event = Event.objects.get(verb="feedback.weekly")
    assert event.facts["tell"] == [sam.pk]
    assert detail_of(event) == "1 of your leads reacted · 1 feedback to give"


def test_twice_writes_once_and_nothing_outside_working_hours(touched, sam):
    assert weekly.announce(SUNDAY) == 0
    assert [weekly.announce(MONDAY), weekly.announce(MONDAY + timedelta(hours=1))] == [1, 0]
    assert weekly.announce(MONDAY + timedelta(days=7)) == 1


def test_who_has_nothing_to_read_gets_no_note(db, sam):
    assert weekly.announce(MONDAY) == 0
    assert not Event.objects.filter(verb="feedback.weekly").exists()


def test_what_was_put_off_comes_back_in_it(touched, sam):
    feedback.postpone(feedback_rows.asked(touched), by=sam)
    weekly.announce(MONDAY)
    assert WeeklyNote.objects.get().counts["put_off"] == 1


def test_the_page_is_its_readers_alone(touched, sam, page):
    weekly.announce(MONDAY)
    url = reverse("sla:week", args=[WeeklyNote.objects.get().public_id])
    html = page(sam).get(url).content.decode()
    assert "Guide laser" in html and reverse("sla:feedback_mine") in html
    assert page(factories.marketer()).get(url).status_code == 404
