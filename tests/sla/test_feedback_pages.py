"""The card and the lists as pages: with and without the script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alignment.web.business_days import today
from leads import transitions
from leads.models import Post, Touch
from sla import answers, feedback
from sla.models import Contest, Feedback
from tests import factories
from tests.sla import feedback_rows

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def card_url(row: Feedback) -> str:
    return reverse("sla:feedback_card", args=[row.public_id])


def answer_url(row: Feedback, kind: str) -> str:
    return reverse("sla:feedback_answer", args=[row.public_id, kind])


def test_a_tap_is_saved_and_the_card_comes_back(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    answer = page(sam).post(card_url(row), {"missing": "+budget", "docked": "1"}, **HTMX)
    html = answer.content.decode()
    assert "Complete" in html and 'value="-budget"' in html and "is-docked" in html
    row.refresh_from_db()
    assert row.missing == ["budget"] and row.done_at


def test_the_same_tap_twice_is_one(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    for _tap in range(2):
        page(sam).post(card_url(row), {"missing": "+budget"}, **HTMX)
    row.refresh_from_db()
    assert row.missing == ["budget"]


def test_without_the_script_each_tap_comes_back_to_the_page(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    answer = page(sam).post(card_url(row), {"file": "complete"}, follow=True)
    assert answer.redirect_chain == [(card_url(row), 302)]
    assert 'aria-pressed="true"' in answer.content.decode()


def test_what_the_file_lacks_is_proposed_in_one_tap(page, sam, maya):
    lead = factories.handed_over(to=sam)
    lead.company.siren = ""
    lead.company.save()
    transitions.accept(lead, by=sam)
    row = feedback_rows.asked(lead)
    assert "Missing: Company and SIREN" in page(sam).get(card_url(row)).content.decode()
    page(sam).post(card_url(row), {"file": "suggested"}, **HTMX)
    row.refresh_from_db()
    assert row.missing == ["company"]


def test_an_old_page_does_not_overwrite_a_line(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    feedback.give(row, by=sam, sentence="Le besoin est réel")
    stale = {"missing": "+budget", "sentence": "", "was_sentence": ""}
    page(sam).post(card_url(row), stale, **HTMX)
    row.refresh_from_db()
    assert (row.sentence, row.missing) == ("Le besoin est réel", ["budget"])


def test_closing_keeps_what_was_typed_and_takes_the_card_away(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    typed = {"close": "1", "sentence": "Vu au salon", "was_sentence": ""}
    answer = page(sam).post(card_url(row), typed, **HTMX)
    assert "tap-card" not in answer.content.decode()
    row.refresh_from_db()
    assert row.sentence == "Vu au salon"


def test_what_is_wrong_stands_beside_its_question(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    answer = page(sam).post(card_url(row), {"sentence": "x" * 141, "was_sentence": ""}, **HTMX)
    assert answer.status_code == 400 and "At most 140 characters." in answer.content.decode()


def test_html_in_a_sentence_stays_text(page, sam, maya):
    row = feedback_rows.of_acceptance(by=sam)
    feedback.give(row, by=sam, missing=["need"], sentence="<b>gras</b>")
    for path in (
        reverse("sla:feedback"),
        reverse("sla:feedback_of_lead", args=[row.lead.public_id]),
    ):
        html = page(maya).get(path).content.decode()
        assert "&lt;b&gt;gras" in html and "<b>gras" not in html


def test_a_message_turns_with_each_tap(page, sam):
    message = feedback_rows.message()
    row = feedback_rows.of_win(by=sam)
    html = page(sam).get(card_url(row)).content.decode()
    assert f'value="{message.public_id}:hit"' in html
    html = page(sam).post(card_url(row), {"effect": f"{message.public_id}:hit"}, **HTMX)
    assert f'value="{message.public_id}:neutral"' in html.content.decode()


def test_digits_press_the_first_question_without_an_answer(page, sam):
    feedback_rows.message()
    row = feedback_rows.of_win(by=sam)
    html = page(sam).get(card_url(row)).content.decode()
    assert html.count('data-hotkey="1"') == 1
    assert html.index('data-hotkey="1"') > html.index("Which message hit home")


def test_the_card_is_for_the_one_who_was_asked(page, sam, maya):
    row = feedback_rows.of_acceptance(by=sam)
    other = factories.person("Nora")
    assert page(other).get(card_url(row)).status_code == 403
    assert page(maya).post(card_url(row), {"file": "complete"}).status_code == 403
    assert Feedback.objects.get().first_saved_at is None


def test_the_card_comes_up_right_after_the_verdict_only(page, sam):
    row = feedback_rows.of_acceptance(by=sam)
    now = reverse("sla:feedback_now")
    assert str(row.public_id) in page(sam).get(now, **HTMX).content.decode()
    page(sam).post(reverse("sla:feedback_later", args=[row.public_id]), **HTMX)
    assert str(row.public_id) not in page(sam).get(now, **HTMX).content.decode()
    mine = page(sam).get(reverse("sla:feedback_mine")).content.decode()
    assert str(row.public_id) in mine


def test_marketing_answers_from_the_inbox(page, sam, maya):
    row = feedback_rows.of_rejection(by=sam)
    inbox = page(maya).get(reverse("sla:feedback")).content.decode()
    assert answer_url(row, "reply") in inbox
    page(maya).post(answer_url(row, "reply"), {"text": "Merci, corrigé"}, **HTMX)
    assert Post.objects.get(lead=row.lead).text == "Merci, corrigé"
    assert answer_url(row, "reply") not in page(maya).get(reverse("sla:feedback")).content.decode()


def test_evidence_is_proposed_and_kept(page, sam, maya):
    row = feedback_rows.of_rejection(by=sam)
    Touch.objects.create(lead=row.lead, kind="price")
    form = page(maya).get(answer_url(row, "contest")).context["form"]
    assert "asked_price" in form["evidence"].value()
    data = {"argument": "Il a demandé un prix", "evidence": ["asked_price"]}
    assert page(maya).post(answer_url(row, "contest"), data).status_code == 302
    assert Contest.objects.get().evidence == ["asked_price"]


def test_a_wrong_day_is_said_beside_its_field(page, sam, maya):
    row = feedback_rows.of_rejection(by=sam)
    data = {"wake_up_on": today().isoformat()}
    answer = page(maya).post(answer_url(row, "recycle"), data, **HTMX)
    assert answer.status_code == 400 and answer.context["form"].errors["wake_up_on"]


def test_sales_sees_what_its_feedback_changed(page, sam, maya):
    row = feedback_rows.of_rejection(by=sam)
    answer = answers.mend(
        row, by=maya, title="Filtrer", owner=maya, due_on=today() + timedelta(days=3)
    )
    url = reverse("rituals:action_done", args=[answer.action.public_id])
    assert page(sam).post(url, {"changed": "x"}).status_code == 403
    page(maya).post(url, {"changed": "Le formulaire demande la taille"})
    html = page(sam).get(reverse("sla:feedback_mine"), **HTMX).content.decode()
    assert "1 piece of your feedback changed something" in html
    assert "Le formulaire demande la taille" in html


def test_what_marketing_knows_names_contents_campaigns_and_reactions(page, sam, maya):
    message = feedback_rows.message()
    won = feedback_rows.of_win(by=sam)
    feedback.give(won, by=sam, effects={message.public_id: "hit"})
    lead = factories.handed_over(to=sam)
    Touch.objects.create(lead=lead, kind="content", detail="Guide laser")
    html = page(sam).get(reverse("sla:known", args=[lead.public_id]), **HTMX).content.decode()
    assert "Guide laser" in html and message.text in html and "1 hit home" in html
