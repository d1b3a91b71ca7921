"""Giving feedback: each tap is kept, some exclude each other, the time to fill is noted."""

from datetime import UTC, datetime, timedelta

import pytest

from alignment.journal.models import Event
from alignment.people.models import Absence
from alignment.web.business_days import today
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import transitions
from sla import feedback
from sla.models import Clock
from tests import factories
from tests.sla import feedback_rows

pytestmark = pytest.mark.django_db


def test_the_first_tap_is_saved_and_a_later_one_keeps_it(sam):
    feedback_rows.message()
    asked = feedback_rows.of_win(by=sam)
    feedback.give(asked, by=sam, competitor="Laserix")
    assert asked.first_saved_at and asked.done_at is None
    feedback.give(asked, by=sam, sentence="Le délai a convaincu")
    assert (asked.competitor, asked.sentence) == ("Laserix", "Le délai a convaincu")


def test_it_is_done_when_everything_due_is_given_and_the_clock_stops(sam, maya):
    message = feedback_rows.message()
    asked = feedback_rows.of_win(by=sam)
    feedback.give(asked, by=sam, effects={message.public_id: "hit"})
    assert asked.done_at is None
    feedback.give(asked, by=sam, competitor="none")
    assert asked.done_at and (asked.given_fields, asked.due_fields) == (3, 3)
    assert Clock.objects.get(lead=asked.lead, promise="feedback_outcome").result == "met"
    assert Event.objects.get(verb="feedback.given").facts["tell"] == [asked.lead.marketer_id]


def test_the_time_to_fill_runs_from_the_opening_to_the_last_tap(sam, time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    asked = feedback_rows.of_acceptance(by=sam)
    opened = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    time_machine_at(opened + timedelta(seconds=4))
    feedback.give(asked, by=sam, opened_at=opened, sentence="Vu")
    time_machine_at(opened + timedelta(seconds=9))
    feedback.give(asked, by=sam, opened_at=opened, is_complete_file=True)
    assert asked.opened_at == opened and asked.fill_seconds == 9


def test_nothing_missing_and_something_missing_exclude_each_other(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    feedback.give(asked, by=sam, missing=["budget", "company"])
    assert asked.missing == ["company", "budget"] and asked.is_complete_file is False
    feedback.give(asked, by=sam, is_complete_file=True)
    assert asked.missing == []
    feedback.give(asked, by=sam, missing=[])
    assert asked.is_complete_file is True


def test_another_reason_forgets_the_answer_to_the_first(sam):
    asked = feedback_rows.of_rejection(by=sam)
    feedback.give(asked, by=sam, reason="bad_data")
    assert asked.answer == "" and asked.due_fields == 3
    feedback.give(asked, by=sam, answer="Le téléphone")
    assert (asked.reason, asked.answer) == ("bad_data", "Le téléphone")


def test_an_effect_can_be_changed_and_taken_back(sam):
    message = feedback_rows.message()
    asked = feedback_rows.of_win(by=sam)
    feedback.give(asked, by=sam, effects={message.public_id: "hit"})
    feedback.give(asked, by=sam, effects={message.public_id: "hurt"})
    assert asked.effects.get().effect == "hurt"
    feedback.give(asked, by=sam, effects={message.public_id: ""})
    assert not asked.effects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "no_need"},
        {"missing": ["the moon"]},
        {"effects": {"nowhere": "hit"}},
        {"contents": ["nowhere"]},
        {"objections": ["nowhere"]},
        {"sentence": "x" * 141},
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_kept(sam, wrong):
    asked = feedback_rows.of_rejection(by=sam)
    with pytest.raises(Incomplete):
        feedback.give(asked, by=sam, competitor="Laserix", **wrong)
    asked.refresh_from_db()
    assert asked.competitor == "" and asked.first_saved_at is None


def test_only_the_rep_their_manager_or_deputy_may_give(sam, maya, manager):
    asked = feedback_rows.of_acceptance(by=sam)
    other = factories.person("Nora")
    for person in (maya, other):
        with pytest.raises(NotAllowed):
            feedback.give(asked, by=person, sentence="Non")
    Absence.objects.create(user=sam, starts_on=today(), ends_on=today(), deputy=other)
    for person in (sam, manager, other):
        feedback.give(asked, by=person, sentence="Oui")
        assert asked.given_by == person


def test_after_an_undo_nothing_more_is_given(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    transitions.undo(asked.lead, by=sam)
    with pytest.raises(Conflict):
        feedback.give(asked, by=sam, sentence="Trop tard")


def test_later_is_said_once(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    feedback.postpone(asked, by=sam)
    assert asked.postponed_at
    with pytest.raises(Conflict):
        feedback.postpone(asked, by=sam)
