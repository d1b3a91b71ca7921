"""Who hears of what: each step of the pipeline reaches the people it concerns, once."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from alignment.journal.models import Event
from alignment.journal.telling import tell_each
from alignment.notifications.models import Notification
from alignment.notifications.sentences import detail_of, sentence_of
from alignment.notifications.services import notify_of
from leads import transitions
from tests import factories

pytestmark = pytest.mark.django_db


def tell_all():
    """What the worker does after each commit."""
    return tell_each(Event.objects.waiting().order_by("pk").values_list("pk", flat=True))


def heard(user, verb=""):
    told = Notification.objects.filter(recipient=user).select_related("event")
    rows = [row.event.verb for row in told.order_by("event__pk")]
    return [row for row in rows if row == verb] if verb else rows


def test_the_rep_hears_of_a_hand_over_and_the_giver_does_not(maya, sam):
    factories.handed_over(to=sam, by=maya)
    tell_all()
    assert heard(sam) == ["lead.handed_over"]
    assert heard(maya) == []


def test_who_takes_a_lead_tells_nobody_but_its_marketer(maya, sam):
    lead = factories.mql(maya)
    transitions.hand_over(lead, by=sam, assignee=sam)
    tell_all()
    assert heard(sam) == []


@pytest.mark.parametrize("step", ["accept", "return", "reject"])
def test_the_marketer_hears_the_verdict(maya, sam, step):
    lead = factories.handed_over(to=sam, by=maya)
    if step == "accept":
        transitions.accept(lead, by=sam)
    elif step == "return":
        transitions.return_(lead, by=sam, missing=["need"], question="Lequel ?")
    else:
        transitions.reject(lead, by=sam, reason="out_of_icp", answer="Trop petit")
    tell_all()
    assert len(heard(maya)) == 1
    assert heard(sam) == ["lead.handed_over"]


def test_the_rep_hears_that_the_file_was_completed(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    transitions.return_(lead, by=sam, missing=["need"], question="Lequel ?")
    transitions.resubmit(lead, by=maya, answer="Découpe laser")
    tell_all()
    assert heard(sam, "lead.resubmitted") == ["lead.resubmitted"]


def test_arbiters_hear_of_a_contest_and_both_sides_of_the_ruling(maya, sam, dana):
    lead = factories.rejected(by=sam)
    transitions.contest(lead, by=maya, argument="Il a le budget")
    tell_all()
    assert heard(dana) == ["lead.contested"]
    transitions.rule(lead, by=dana, ruling="overturn", why="À revoir")
    tell_all()
    assert "lead.ruled" in heard(maya) and "lead.ruled" in heard(sam)
    assert heard(dana) == ["lead.contested"]


def test_the_new_owner_hears_of_a_reassignment(maya, sam, manager):
    other = factories.person("Other")
    lead = factories.handed_over(to=sam, by=maya)
    transitions.reassign(lead, by=manager, owner=other, why="Congés")
    tell_all()
    assert heard(other) == ["lead.reassigned"]
    assert heard(manager) == []


def test_the_marketer_hears_of_an_order(maya, sam):
    factories.won(by=sam)
    tell_all()
    assert "lead.won" in heard(maya)


def test_hearing_twice_is_told_once(maya, sam):
    factories.handed_over(to=sam, by=maya)
    event = Event.objects.get(verb="lead.handed_over")
    notify_of(event)
    notify_of(event)
    assert heard(sam) == ["lead.handed_over"]


def test_nobody_who_left_is_told(maya, sam):
    factories.handed_over(to=sam, by=maya)
    sam.is_active = False
    sam.save(update_fields=["is_active"])
    tell_all()
    assert Notification.objects.count() == 0


def test_unread_news_of_a_step_taken_back_vanishes(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    tell_all()
    transitions.undo(lead, by=maya)
    tell_all()
    assert heard(sam) == []


def test_who_read_it_hears_that_it_was_taken_back(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    tell_all()
    Notification.objects.update(read_at=timezone.now())
    transitions.undo(lead, by=maya)
    tell_all()
    last = Notification.objects.filter(recipient=sam).latest("event__pk").event
    assert last.reverses_id
    with translation.override("en"):
        assert sentence_of(last).startswith("Maya took back the last step")


def test_what_was_taken_back_before_it_was_told_is_not_told(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    transitions.undo(lead, by=maya)
    tell_all()
    assert heard(sam) == []


def test_sentences_name_who_and_what_and_the_detail_says_why(maya, sam):
    company = factories.company("Acme")
    lead = factories.handed_over(to=sam, by=maya, company=company)
    transitions.reject(lead, by=sam, reason="bad_timing", answer="En mars")
    event = Event.objects.get(verb="lead.rejected")
    with translation.override("en"):
        assert sentence_of(event).startswith("Sam rejected Acme")
        assert detail_of(event) == "Not the right moment · “En mars”"


def test_silence_is_told_to_marketing_and_the_rep(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    soon = timezone.localdate() + timedelta(days=30)
    transitions.expire(lead, reason="expired_untouched", wake_up_on=soon)
    tell_all()
    assert "lead.expired" in heard(sam) and "lead.expired" in heard(maya)
