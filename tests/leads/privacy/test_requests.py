"""Requests of people: due in a month, prolonged once with a reason, told before it is late."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.privacy import requests
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 12, 15), 3, date(2027, 3, 15)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(day, months, expected):
    assert requests.months_after(day, months) == expected


def test_a_request_is_due_in_a_month_and_may_be_prolonged_once(sam, dana):
    today = timezone.localdate()
    row = requests.log_request(kind="access", by=sam, contact=factories.contact())
    assert row.due_on == requests.months_after(today, 1) and row.who
    requests.extend(row, by=dana, why="Beaucoup de fichiers")
    assert row.due_on == requests.months_after(today, 3)
    with pytest.raises(Conflict):
        requests.extend(row, by=dana, why="Encore")


def test_an_answer_closes_it_for_good(sam, dana):
    row = requests.log_request(kind="erasure", by=sam, who="Paul Petit")
    requests.close(row, by=dana, outcome="Effacé")
    assert row.closed_on == timezone.localdate() and row.handled_by == dana
    with pytest.raises(Conflict):
        requests.close(row, by=dana, outcome="Effacé")


def test_direction_answers_and_everybody_may_write_it_down(sam):
    row = requests.log_request(kind="access", by=sam, who="Paul Petit")
    with pytest.raises(NotAllowed):
        requests.close(row, by=sam, outcome="Envoyé")


def test_what_is_wrong_is_named(sam):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Incomplete) as refused:
        requests.log_request(kind="else", by=sam, received_on=tomorrow)
    assert set(refused.value.fields) == {"kind", "who", "received_on"}


def test_direction_hears_of_it_a_week_before_and_once(sam, dana):
    day = timezone.localdate() - timedelta(days=25)
    row = requests.log_request(kind="access", by=sam, who="Paul", received_on=day)
    requests.log_request(kind="access", by=sam, who="Anne")
    assert requests.remind(timezone.localdate()) == 1
    assert requests.remind(timezone.localdate()) == 0
    event = Event.objects.about(row).get(verb="rights.due")
    assert event.facts["tell"] == [dana.pk]
