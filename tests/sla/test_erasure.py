"""What the contract's rooms wrote about a person goes with the person."""

import pytest

from leads import transitions
from sla.models import Breach, Clock, Contest, Feedback
from tests import factories

pytestmark = pytest.mark.django_db


def test_feedback_contest_and_causes_forget_an_erased_person(admin, maya, sam):
    lead = factories.rejected(by=sam)
    transitions.contest(lead, by=maya, argument="Claire Martin a le budget")
    Feedback.objects.filter(lead=lead).update(sentence="Claire est partie", answer="Claire")
    clock = Clock.objects.filter(lead=lead).first()
    Breach.objects.create(clock=clock, breached_at=clock.started_at, note="Claire absente")
    assert Contest.objects.filter(lead=lead).exists()
    transitions.erase(lead, by=admin)
    card = Feedback.objects.filter(lead=lead).first()
    assert (card.sentence, card.answer, card.reason) == ("", "", "out_of_icp")
    assert Contest.objects.get(lead=lead).argument == ""
    assert Breach.objects.get(clock=clock).note == ""
