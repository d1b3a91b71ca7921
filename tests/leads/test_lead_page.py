"""The page of one lead: who has the ball, what may be done, and the whole story."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from leads import activities, services, transitions
from leads.models import Lead
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


def test_why_this_grade_shows_each_criterion_with_what_is_unknown(page, maya):
    lead = factories.lead(maya)
    texts = {"met": "Industrie", "missed": "Plus de 50 salariés", "unknown": "Budget connu"}
    Lead.objects.filter(pk=lead.pk).update(
        fit_grade="B",
        fit_reasons=[
            {"criterion": text, "verdict": verdict, "points": 25.0, "text": f"weighted_{verdict}"}
            for verdict, text in texts.items()
        ],
    )
    html = page(maya).get(lead.get_absolute_url()).content.decode()
    for text in texts.values():
        assert text in html
    assert "Unknown:" in html and "+25" in html


def test_the_page_asks_for_itself_when_the_lead_changed(page, sam):
    lead, browser = factories.handed_over(to=sam), page(sam)
    htmx = {"HX-Request": "true"}
    assert (
        'hx-trigger="lead-changed from:body"'
        in browser.get(lead.get_absolute_url()).content.decode()
    )
    whole = browser.get(lead.get_absolute_url(), headers=htmx).content.decode()
    story = browser.get(
        lead.get_absolute_url(), headers={**htmx, "HX-Target": "story"}
    ).content.decode()
    assert 'id="content"' in whole and "The ball is with Sam" in whole
    assert "<html" not in story and "Maya handed over to Sam" in story


def test_the_keys_of_the_actions_stand_within_reach(page, sam):
    lead = factories.handed_over(to=sam)
    html = page(sam).get(lead.get_absolute_url()).content.decode()
    reachable = html.split("data-keys>")[1].split("</header>")[0]
    for key in "ari":
        assert f'data-key="{key}"' in reachable
    for key in "cemo":
        assert f'data-hotkey="{key}"' in html


def test_the_clock_is_split_between_both_teams(page, sam):
    lead = factories.accepted(by=sam)
    minutes = timedelta(minutes=1)
    start = timezone.now() - 300 * minutes
    Lead.objects.filter(pk=lead.pk).update(
        captured_at=start,
        handed_over_at=start + 18 * minutes,
        first_attempt_at=start + 123 * minutes,
    )
    html = page(sam).get(lead.get_absolute_url()).content.decode()
    html = html.replace("\xa0", " ")
    assert "(marketing 18 min)" in html and "(sales 1 h 45" in html


def test_editing_in_the_dialog_closes_it_and_refreshes_the_page(page, maya):
    lead, browser = factories.lead(maya), page(maya)
    address, htmx = f"{lead.get_absolute_url()}edit/", {"HX-Request": "true"}
    part = browser.get(address, headers=htmx).content.decode()
    assert "<html" not in part and "dialog-head" in part
    data = {"need": "Nouveau besoin", "source": "website", "version": lead.version}
    answer = browser.post(address, data, headers=htmx)
    assert answer.status_code == 200
    assert {"lead-changed", "close-dialog"} <= set(json.loads(answer["HX-Trigger"]))
    lead.refresh_from_db()
    assert lead.need == "Nouveau besoin"


def test_after_a_conflict_saving_again_is_a_choice(page, maya):
    lead, browser = factories.lead(maya), page(maya)
    data = {"need": "Le mien", "source": "website", "version": lead.version}
    services.edit_lead(lead, by=maya, need="Le leur")
    address = f"{lead.get_absolute_url()}edit/"
    refused = browser.post(address, data)
    assert refused.status_code == 409
    assert "save again" in refused.content.decode()
    seen = refused.context["form"]["version"].value()
    assert browser.post(address, {**data, "version": seen}).status_code == 302
    lead.refresh_from_db()
    assert lead.need == "Le mien"


@pytest.mark.parametrize("path", ["next-done/", "undo/"])
def test_what_changes_a_lead_is_never_a_link(page, sam, path):
    lead = factories.handed_over(to=sam)
    assert page(sam).get(f"{lead.get_absolute_url()}{path}").status_code == 405


def test_an_unsure_grade_is_asked_about_with_one_question_mark(page, maya):
    lead = factories.lead(maya)
    Lead.objects.filter(pk=lead.pk).update(fit_grade="B", fit_completeness="0.2")
    html = page(maya).get(lead.get_absolute_url()).content.decode()
    assert "Why B?" in html
    assert "? ?" not in html and "??" not in html
    assert "Less than half of the criteria are known" in html


def test_the_opportunity_is_told_at_the_top_with_its_amount_and_day(page, sam):
    lead = factories.opportunity(sam, amount=Decimal("16600"))
    html = page(sam).get(lead.get_absolute_url()).content.decode()
    head = html.split('id="story"')[0]
    assert re.search(r'href="#lead-deals"[^>]*>.*?16,600.*?signature \d\d?/\d\d?/20', head, re.S)
    without = page(sam).get(factories.sql(sam).get_absolute_url()).content.decode()
    assert "#lead-deals" not in without
