"""The page of one lead: who has the ball, what may be done, and the whole story."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from leads import activities, services, transitions
from leads.selectors.timeline import PAGE, story_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_it_says_who_has_the_ball_and_offers_what_the_table_opens(page, sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    mine = page(sam).get(lead.get_absolute_url()).content.decode()
    theirs = page(maya).get(lead.get_absolute_url()).content.decode()
    assert "The ball is with Sam" in mine
    assert "/do/accept/" in mine and "/do/reject/" in mine
    assert "/do/accept/" not in theirs


def test_the_story_tells_each_step_with_its_reason(sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    activities.log_activity(lead, by=sam, kind="call", outcome="no_answer", text="Rappeler lundi")
    transitions.reject(lead, by=sam, reason="out_of_icp", answer="Trois salariés")
    told = [(entry.text, entry.said) for entry in story_of(lead).entries]
    assert told[0] == ("Sam rejected: Outside our target", "Trois salariés")
    assert told[1] == ("Sam called · No answer", "Rappeler lundi")
    assert told[2][0] == "Maya handed over to Sam"
    assert [text for text, _said in told].count("Sam called · No answer") == 1


def test_an_undone_step_stays_in_the_story_struck_through(page, sam):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    transitions.undo(lead, by=sam)
    entry = next(e for e in story_of(lead).entries if "accepted" in e.text)
    assert entry.is_undone
    assert "<del>Sam accepted</del>" in page(sam).get(lead.get_absolute_url()).content.decode()


def test_the_story_can_be_read_by_side(sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    activities.log_activity(lead, by=sam, kind="call", outcome="reached")
    assert {e.side for e in story_of(lead, only="sales").entries} == {"sales"}
    assert all(e.kind == "event" for e in story_of(lead, only="changes").entries)


def test_the_story_goes_on_page_by_page(maya):
    lead = factories.lead(maya)
    for number in range(PAGE + 5):
        activities.log_activity(lead, by=maya, kind="note", text=f"Note {number}")
    first = story_of(lead)
    assert len(first.entries) == PAGE and first.older
    rest = story_of(lead, before=first.older)
    assert rest.older is None
    assert {e.said for e in first.entries}.isdisjoint(e.said for e in rest.entries if e.said)


def test_logging_a_call_takes_one_line(page, sam):
    lead = factories.handed_over(to=sam)
    data = {"kind": "call", "outcome": "reached", "text": "Veut un devis"}
    answer = page(sam).post(f"{lead.get_absolute_url()}log/", data)
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert lead.first_attempt_at and lead.first_conversation_at
    assert lead.handovers.get().attempt_on_time


def test_a_note_is_not_an_attempt(page, sam):
    lead = factories.handed_over(to=sam)
    page(sam).post(f"{lead.get_absolute_url()}log/", {"kind": "note", "text": "Vu au salon"})
    lead.refresh_from_db()
    assert lead.first_attempt_at is None


@pytest.mark.parametrize(
    "data", [{"kind": "nope"}, {"kind": "note", "text": ""}, {"kind": "call", "outcome": "<b>"}]
)
def test_a_wrong_activity_is_refused_beside_its_field(page, sam, data):
    lead = factories.handed_over(to=sam)
    answer = page(sam).post(f"{lead.get_absolute_url()}log/", data)
    assert answer.status_code == 400
    assert not lead.activities.exists()


def test_editing_after_somebody_else_keeps_what_was_typed_and_changes_nothing(page, maya):
    lead = factories.lead(maya)
    seen = lead.version
    services.edit_lead(lead, by=maya, need="Le leur")
    data = {"need": "Le mien", "source": "website", "version": seen}
    answer = page(maya).post(f"{lead.get_absolute_url()}edit/", data)
    assert answer.status_code == 409
    assert "Le mien" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.need == "Le leur"


def test_editing_writes_what_changed(page, maya):
    lead = factories.lead(maya)
    data = {
        "need": "Autre besoin", "source": "event", "version": lead.version,
        "next_action_on": timezone.localdate().strftime("%d/%m/%Y"),
    }  # fmt: skip
    assert page(maya).post(f"{lead.get_absolute_url()}edit/", data).status_code == 302
    lead.refresh_from_db()
    assert (lead.need, lead.source, lead.next_action_on) == (
        "Autre besoin", "event", timezone.localdate(),
    )  # fmt: skip


def test_a_manager_corrects_with_a_reason(page, sam, manager):
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    address = f"{lead.get_absolute_url()}correct/"
    assert page(sam).post(address, {"why": "x"}).status_code == 403
    assert page(manager).post(address, {}).status_code == 400
    assert page(manager).post(address, {"why": "Mauvais clic"}).status_code == 302
    lead.refresh_from_db()
    assert lead.stage == "handed_over"


def test_its_cost_does_not_grow_with_the_story(page, sam, django_assert_max_num_queries):
    lead = factories.opportunity(sam)
    browser = page(sam)
    browser.get(lead.get_absolute_url())
    with django_assert_max_num_queries(18) as few:
        browser.get(lead.get_absolute_url())
    for number in range(40):
        activities.log_activity(lead, by=sam, kind="call", outcome="reached", text=str(number))
    with django_assert_max_num_queries(len(few)):
        browser.get(lead.get_absolute_url())


def test_a_stranger_finds_no_lead(page, stranger):
    assert page(stranger).get(factories.lead().get_absolute_url()).status_code == 404
