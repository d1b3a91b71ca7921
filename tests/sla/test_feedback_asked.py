"""When feedback is asked for, of whom, until when; and what an undo makes of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from leads import transitions
from sla import feedback
from sla.choices import Moment, Promise, Subject
from sla.models import Clock, Feedback
from tests import factories
from tests.sla import feedback_rows, rows

pytestmark = pytest.mark.django_db


def test_an_acceptance_asks_the_rep_about_the_file(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    assert (asked.moment, asked.subject) == (Moment.VERDICT, Subject.ACCEPTED)
    assert asked.asked_of == sam and asked.done_at is None
    assert (asked.due_fields, asked.given_fields) == (1, 0)


def test_a_rejection_has_said_its_reason_already_and_asks_for_the_file(sam):
    asked = feedback_rows.of_rejection(by=sam)
    assert (asked.reason, asked.answer) == ("out_of_icp", "Trop petit")
    assert (asked.due_fields, asked.given_fields, asked.done_at) == (3, 2, None)


def test_a_return_says_everything_it_is_asked(sam):
    lead = factories.handed_over(to=sam)
    transitions.return_(lead, by=sam, missing=["need", "budget"])
    asked = feedback_rows.asked(lead)
    assert asked.missing == ["need", "budget"]
    assert asked.done_at == asked.asked_at and asked.fill_seconds is None


def test_a_duplicate_is_not_asked_about_its_file(sam):
    asked = feedback_rows.of_rejection(by=sam, reason="duplicate")
    assert asked.due_fields == 2 and asked.done_at


def test_a_win_asks_for_the_effect_where_there_are_messages(sam):
    assert feedback_rows.of_win(by=sam).due_fields == 2
    feedback_rows.message()
    asked = feedback_rows.of_win(by=sam)
    assert (asked.moment, asked.due_fields, asked.given_fields) == (Moment.OUTCOME, 3, 1)


def test_marketing_recycling_what_was_refused_asks_nothing_more(sam, maya):
    lead = factories.rejected(by=sam)
    soon = timezone.localdate() + timedelta(days=30)
    transitions.recycle(lead, by=maya, wake_up_on=soon)
    assert Feedback.objects.filter(lead=lead).count() == 1


def test_recycling_after_acceptance_asks_for_the_outcome(sam):
    lead = factories.accepted(by=sam)
    soon = timezone.localdate() + timedelta(days=30)
    transitions.recycle(lead, by=sam, reason="bad_timing", answer="Mars", wake_up_on=soon)
    asked = feedback_rows.asked(lead)
    assert (asked.subject, asked.reason, asked.answer) == ("recycled", "bad_timing", "Mars")


def test_without_a_contract_five_working_days_are_given(sam, time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    asked = feedback_rows.of_acceptance(by=sam)
    assert asked.due_by == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_the_contract_in_force_says_until_when(sam, time_machine_at):
    rows.version(date(2026, 1, 1), (Promise.FEEDBACK_VERDICT, "", {"minutes": 450}))
    time_machine_at(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    asked = feedback_rows.of_acceptance(by=sam)
    assert asked.due_by == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert Clock.objects.get(lead=asked.lead, promise="feedback_verdict").due_at == asked.due_by


def test_the_same_event_twice_asks_once(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    feedback.witness(Event.objects.get(verb="lead.accepted"))
    assert Feedback.objects.get(lead=asked.lead) == asked


def test_an_undo_takes_the_question_back(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    transitions.undo(asked.lead, by=sam)
    asked.refresh_from_db()
    assert asked.cancelled_at
    assert not Feedback.objects.waiting().exists()
    assert Clock.objects.get(promise="feedback_verdict").result == "void"


def test_what_was_said_comes_back_when_the_step_is_done_again(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    feedback.give(asked, by=sam, sentence="Le besoin est réel", missing=["budget"])
    transitions.undo(asked.lead, by=sam)
    transitions.accept(asked.lead, by=sam)
    again = Feedback.objects.get(lead=asked.lead)
    assert again.pk == asked.pk and again.cancelled_at is None
    assert (again.sentence, again.missing) == ("Le besoin est réel", ["budget"])


def test_nothing_more_is_asked_of_a_merged_lead_until_the_merge_is_undone(sam):
    asked = feedback_rows.of_acceptance(by=sam)
    transitions.merge(asked.lead, by=sam, into=factories.lead())
    assert not Feedback.objects.waiting().exists()
    transitions.undo(asked.lead, by=sam)
    assert Feedback.objects.waiting().get() == asked


def test_nothing_more_is_asked_of_an_erased_person(sam, admin):
    asked = feedback_rows.of_acceptance(by=sam)
    transitions.erase(asked.lead, by=admin)
    assert not Feedback.objects.waiting().exists()


def test_the_system_ending_a_lead_asks_nobody(sam):
    lead = factories.accepted(by=sam)
    Feedback.objects.all().delete()
    soon = timezone.localdate() + timedelta(days=30)
    transitions.recycle(lead, by=None, wake_up_on=soon)
    assert not Feedback.objects.exists()
