"""The card of a verdict by a one-time link: offered right after answering, given once."""

import re

import pytest

from alignment.notifications import links
from leads import transitions
from sla.models import Feedback
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(maya, sam):
    return factories.handed_over(to=sam, by=maya)


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def next_path(response) -> str:
    return path_of(re.search(r'href="(http[^"]+/l/[^"]+)"', response.content.decode()).group(1))


def test_after_accepting_by_link_the_card_is_one_press_away(page, lead, sam):
    done = page().post(path_of(links.make(sam, "lead.accept", lead.public_id)))
    card = next_path(done)
    assert page().get(card).status_code == 200
    assert Feedback.objects.get().first_saved_at is None
    assert page().post(card, {}).status_code == 400
    assert page().post(card, {"missing": ["nothing"]}).status_code == 200
    row = Feedback.objects.get()
    assert (row.is_complete_file, row.given_by) == (True, sam)
    assert page().post(card, {"missing": ["need"]}).status_code == 410


def test_what_was_missing_is_kept_with_its_sentence(page, lead, sam):
    transitions.accept(lead, by=sam)
    card = Feedback.objects.get()
    url = path_of(links.make(sam, "sla.feedback", card.public_id))
    body = {"missing": ["need", "budget"], "sentence": "Pas de budget noté"}
    assert page().post(url, body).status_code == 200
    card.refresh_from_db()
    assert set(card.missing) == {"need", "budget"} and card.sentence == "Pas de budget noté"


def test_a_card_that_is_no_longer_asked_says_so(page, lead, sam):
    transitions.accept(lead, by=sam)
    url = path_of(links.make(sam, "sla.feedback", Feedback.objects.get().public_id))
    transitions.undo(lead, by=sam)
    assert page().post(url, {"missing": ["nothing"]}).status_code == 409
    assert Feedback.objects.get().first_saved_at is None


def test_nobody_elses_card_is_given(page, lead, maya, sam):
    transitions.accept(lead, by=sam)
    url = path_of(links.make(maya, "sla.feedback", Feedback.objects.get().public_id))
    assert page().post(url, {"missing": ["nothing"]}).status_code == 403
