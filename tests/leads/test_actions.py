"""Doing the actions of the pipeline in the browser, with and without scripts."""

import json
import re
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from alignment.people.choices import TeamKind
from alignment.people.models import Absence
from leads import activities, transitions
from leads.choices import Stage
from leads.models import Lead
from leads.transitions.doors import VERBS
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
IN_DIALOG = {**HTMX, "X-Dialog": "1"}


def act(lead, name):
    return reverse("leads:act", args=[lead.public_id, name])


def undo(lead):
    return reverse("leads:undo", args=[lead.public_id])


def stage_of(lead):
    return Lead.objects.get(pk=lead.pk).stage


def test_accepting_takes_one_post(page, sam):
    lead = factories.handed_over(to=sam)
    response = page(sam).post(act(lead, "accept"), {"next": reverse("leads:queue")})
    assert (response.status_code, response.url) == (302, reverse("leads:queue"))
    assert stage_of(lead) == Stage.ACCEPTED


def test_with_scripts_the_answer_is_a_toast_with_undo_and_an_event(page, sam):
    lead = factories.handed_over(to=sam)
    response = page(sam).post(act(lead, "accept"), headers=HTMX)
    assert set(json.loads(response.headers["HX-Trigger"])) == {"lead-changed", "close-dialog"}
    html = response.content.decode()
    assert undo(lead) in html
    assert "hx-swap-oob" in html


def test_a_form_page_stands_without_scripts_and_a_part_with_them(page, sam):
    lead = factories.handed_over(to=sam)
    assert b"<html" in page(sam).get(act(lead, "reject")).content
    assert b"<html" not in page(sam).get(act(lead, "reject"), headers=HTMX).content


def test_get_changes_nothing(page, sam):
    lead = factories.handed_over(to=sam)
    assert page(sam).get(act(lead, "accept")).status_code == 200
    assert stage_of(lead) == Stage.HANDED_OVER
    assert page(sam).get(undo(lead)).status_code == 405


def test_rejecting_without_a_reason_is_refused(page, sam):
    lead = factories.handed_over(to=sam)
    response = page(sam).post(act(lead, "reject"), {}, headers=IN_DIALOG)
    assert response.status_code == 400
    assert b"This field is required." in response.content
    assert stage_of(lead) == Stage.HANDED_OVER


def test_a_reason_asks_its_own_question_and_keeps_what_was_typed(page, sam):
    lead = factories.handed_over(to=sam)
    data = {"reason": "bad_timing", "answer_out_of_icp": "Trop petit"}
    response = page(sam).post(act(lead, "reject"), data, headers=IN_DIALOG)
    html = response.content.decode()
    assert response.status_code == 400
    assert "When would be right?" in html
    assert 'value="Trop petit"' in html


def test_the_answer_under_the_chosen_reason_is_the_one_kept(page, sam):
    lead = factories.handed_over(to=sam)
    data = {"reason": "bad_timing", "answer_bad_timing": "En mars", "answer_duplicate": "Acme"}
    assert page(sam).post(act(lead, "reject"), data).status_code == 302
    handover = lead.handovers.get()
    assert (handover.reason, handover.answer) == ("bad_timing", "En mars")


def test_what_is_missing_is_ticked_already(page, sam):
    lead = factories.handed_over(to=sam)
    lead.company.naf_code = ""
    lead.company.save(update_fields=["naf_code"])
    html = page(sam).get(act(lead, "return")).content.decode()
    ticked = [part for part in html.split("<input")[1:] if "checked" in part.split(">")[0]]
    assert [part.split('value="')[1].split('"')[0] for part in ticked] == ["industry"]


def test_sending_back_and_completing_goes_round(page, sam, maya):
    lead = factories.handed_over(to=sam)
    data = {"missing": ["need", "budget"], "question": "Combien ?"}
    assert page(sam).post(act(lead, "return"), data).status_code == 302
    html = page(maya).get(act(lead, "resubmit")).content.decode()
    assert "Combien ?" in html
    assert page(maya).post(act(lead, "resubmit"), {"answer": "20 k€"}).status_code == 302
    assert stage_of(lead) == Stage.HANDED_OVER


def test_qualifying_asks_for_the_need_only_when_nobody_said_it(page, maya):
    known, unknown = factories.lead(maya), factories.lead(maya, need="")
    assert page(maya).post(act(known, "qualify")).status_code == 302
    assert page(maya).post(act(unknown, "qualify")).status_code == 400
    assert page(maya).post(act(unknown, "qualify"), {"need": "Laser"}).status_code == 302


def test_handing_over_asks_only_for_what_the_file_lacks(page, maya, sam):
    lead = factories.mql(maya, company=factories.company(siren="", naf_code=""))
    html = page(maya).get(act(lead, "hand_over")).content.decode()
    assert 'name="siren"' in html
    assert 'name="naf_code"' in html
    assert 'name="workforce_band"' not in html
    assert 'name="email"' not in html
    assert 'name="siren"' in html.split("To complete the file")[1]


def test_handing_over_names_every_gap_and_then_fills_it(page, maya, sam):
    lead = factories.mql(maya, company=factories.company(siren="", naf_code=""))
    data = {"assignee": sam.public_id, "siren": "123", "note": "Hot"}
    response = page(maya).post(act(lead, "hand_over"), data, headers=IN_DIALOG)
    assert response.status_code == 400
    assert "one is wrong" in response.content.decode()
    assert "Hot" in response.content.decode()
    data |= {"siren": factories.siren(), "naf_code": "25.62B"}
    assert page(maya).post(act(lead, "hand_over"), data).status_code == 302
    assert Lead.objects.get(pk=lead.pk).owner == sam


def test_the_suggested_rep_is_present_and_least_loaded(page, maya, sam):
    away, busy = factories.person("Away"), factories.person("Busy")
    today = timezone.localdate()
    Absence.objects.create(user=away, starts_on=today, ends_on=today + timedelta(days=3))
    factories.handed_over(to=busy)
    html = page(maya).get(act(factories.mql(maya), "hand_over")).content.decode()
    chosen = next(part for part in html.split("<input") if "checked" in part.split(">")[0])
    assert str(sam.public_id) in chosen
    assert "away until" in html


def test_the_holder_of_the_account_is_suggested_first(page, maya, sam):
    holder = factories.person("Zoe")
    lead = factories.mql(maya, company=factories.company(owner=holder))
    html = page(maya).get(act(lead, "hand_over")).content.decode()
    chosen = next(part for part in html.split("<input") if "checked" in part.split(">")[0])
    assert str(holder.public_id) in chosen


def test_a_marketer_cannot_be_the_rep(page, maya):
    lead = factories.mql(maya)
    response = page(maya).post(act(lead, "hand_over"), {"assignee": maya.public_id})
    assert response.status_code == 400
    assert stage_of(lead) == Stage.MQL


def test_amounts_and_days_are_read_as_french_people_write_them(page, sam):
    lead = factories.sql(sam)
    day = timezone.localdate() + timedelta(days=30)
    data = {"amount": "12 000,50 €", "expected_close_on": day.strftime("%d/%m/%Y")}
    assert page(sam).post(act(lead, "open_opportunity"), data).status_code == 302
    deal = lead.opportunities.get()
    assert (deal.amount, deal.expected_close_on) == (Decimal("12000.50"), day)


def test_an_opportunity_may_be_left_to_estimate(page, sam):
    lead = factories.sql(sam)
    day = timezone.localdate() + timedelta(days=30)
    data = {"expected_close_on": day.isoformat()}
    assert page(sam).post(act(lead, "open_opportunity"), data).status_code == 400
    data["to_estimate"] = "on"
    assert page(sam).post(act(lead, "open_opportunity"), data).status_code == 302


def test_recycling_a_refusal_takes_the_delay_of_its_reason(page, maya, sam):
    lead = factories.rejected(by=sam, reason="bad_timing")
    assert page(maya).post(act(lead, "recycle"), {"wake_in": "90"}).status_code == 302
    kept = Lead.objects.get(pk=lead.pk)
    assert kept.wake_up_on == timezone.localdate() + timedelta(days=90)
    assert kept.close_reason == "bad_timing"


def test_recycling_on_a_day_of_ones_choice(page, maya, sam):
    lead, day = factories.rejected(by=sam), timezone.localdate() + timedelta(days=12)
    data = {"wake_in": "", "wake_up_on": day.isoformat()}
    assert page(maya).post(act(lead, "recycle"), data).status_code == 302
    assert Lead.objects.get(pk=lead.pk).wake_up_on == day


def test_recycling_without_a_day_says_so(page, maya, sam):
    lead = factories.rejected(by=sam)
    response = page(maya).post(act(lead, "recycle"), {"wake_in": ""}, headers=IN_DIALOG)
    assert response.status_code == 400
    assert "Required." in response.content.decode()


def test_after_contact_the_reason_suggests_the_delay(page, sam):
    lead = factories.accepted(by=sam)
    data = {"reason": "no_need", "answer_no_need": "Aucun", "wake_in": "reason"}
    assert page(sam).post(act(lead, "recycle"), data).status_code == 302
    days = Lead.objects.get(pk=lead.pk).wake_up_on - timezone.localdate()
    assert days == timedelta(days=180)


def test_whoever_comes_second_learns_who_was_first(page, sam, manager):
    lead = factories.handed_over(to=sam)
    transitions.accept(lead, by=manager)
    response = page(sam).post(act(lead, "accept"), headers=HTMX)
    assert response.status_code == 409
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Marc was here first" in response.content.decode()
    assert "lead-changed" in response.headers["HX-Trigger"]
    page_answer = page(sam).post(act(lead, "accept"))
    assert page_answer.status_code == 409
    assert "Marc was here first" in page_answer.content.decode()


def test_the_right_is_the_row_s(page, sam, maya):
    lead = factories.handed_over(to=factories.person("Other"))
    for user in (sam, maya):
        assert page(user).post(act(lead, "accept")).status_code == 403
    assert stage_of(lead) == Stage.HANDED_OVER


def test_undo_takes_it_back_once(page, sam):
    lead = factories.handed_over(to=sam)
    browser = page(sam)
    browser.post(act(lead, "accept"))
    assert browser.post(undo(lead)).status_code == 302
    assert stage_of(lead) == Stage.HANDED_OVER
    assert browser.post(undo(lead)).status_code in (403, 409)


def test_nobody_undoes_what_somebody_else_did(page, sam, manager):
    lead = factories.handed_over(to=sam)
    transitions.accept(lead, by=sam)
    assert page(manager).post(undo(lead)).status_code == 403
    assert stage_of(lead) == Stage.ACCEPTED


def test_undo_after_a_quarter_of_an_hour_is_too_late(page, sam, monkeypatch):
    lead = factories.handed_over(to=sam)
    transitions.accept(lead, by=sam)
    # The package's name `undo` is the function; the module is found by its full name only.
    monkeypatch.setattr(sys.modules["leads.transitions.undo"], "UNDO_WITHIN", timedelta(0))
    response = page(sam).post(undo(lead), headers=HTMX)
    assert response.status_code == 409
    assert stage_of(lead) == Stage.ACCEPTED


def test_reopening_leads_to_the_new_cycle(page, maya, sam):
    lead = factories.rejected(by=sam)
    transitions.recycle(lead, by=maya, wake_up_on=timezone.localdate() + timedelta(days=9))
    response = page(maya).post(act(lead, "reopen"), {"trigger": "A rappelé"}, headers=HTMX)
    fresh = Lead.objects.get(reopened_from=lead)
    assert response.headers["HX-Redirect"] == fresh.get_absolute_url()


def test_merging_finds_the_other_lead_by_name(page, maya):
    keep = factories.lead(maya, company=factories.company("Scierie Vallon"))
    extra = factories.lead(maya, company=factories.company("Scierie du Vallon"))
    browser = page(maya)
    html = browser.get(act(extra, "merge"), {"q": "vallon"}).content.decode()
    assert str(keep.public_id) in html
    assert browser.post(act(extra, "merge"), {"into": keep.public_id}).status_code == 302
    assert Lead.objects.get(pk=extra.pk).merged_into == keep


@pytest.mark.parametrize("into", ["", "not-a-uuid", "00000000-0000-0000-0000-000000000000"])
def test_merging_into_nothing_is_refused(page, maya, into):
    lead = factories.lead(maya)
    assert page(maya).post(act(lead, "merge"), {"into": into}).status_code == 400


def test_every_open_action_shows_its_form(page, maya, sam, dana, admin, manager):
    leads = [
        factories.lead(maya),
        factories.mql(maya),
        factories.handed_over(to=sam),
        factories.rejected(by=sam),
        factories.accepted(by=sam),
        factories.opportunity(by=sam),
        factories.won(by=sam),
    ]
    shown = set()
    for lead in leads:
        for user in (maya, sam, dana, admin, manager):
            for action in transitions.open_to(user, lead):
                assert page(user).get(act(lead, action.name)).status_code == 200, action.name
                shown.add(action.name)
    assert shown >= set(VERBS) - {"conclude", "resubmit", "rule"}


def test_a_contest_is_argued_and_ruled(page, maya, sam, dana):
    lead = factories.rejected(by=sam)
    assert page(maya).post(act(lead, "contest"), {"argument": "Si"}).status_code == 302
    html = page(dana).get(act(lead, "rule")).content.decode()
    assert "«\u00a0Si\u00a0»" in html
    data = {"ruling": "overturn", "why": "Dans la cible"}
    assert page(dana).post(act(lead, "rule"), data).status_code == 302
    assert stage_of(lead) == Stage.HANDED_OVER


def test_a_prequalification_is_asked_for_and_concluded(page, maya, sam):
    lead = factories.mql(maya)
    day = timezone.localdate() + timedelta(days=2)
    data = {"owner": sam.public_id, "due_on": day.isoformat()}
    assert page(maya).post(act(lead, "prequalify"), data).status_code == 302
    outcome = {"outcome": "confirmed", "need": "Laser", "role": "decider", "timing": "T1"}
    assert page(sam).post(act(lead, "conclude"), outcome).status_code == 302
    kept = Lead.objects.get(pk=lead.pk)
    assert (kept.stage, kept.is_tql) == (Stage.MQL, True)


def test_erasing_has_no_undo(page, admin):
    lead = factories.lead(admin)
    response = page(admin).post(act(lead, "erase"), headers=HTMX)
    assert response.status_code == 200
    assert undo(lead) not in response.content.decode()
    assert stage_of(lead) == Stage.ERASED


@pytest.mark.parametrize("name", ["expire", "fly", "accept_all"])
def test_an_unknown_action_is_no_address(page, sam, name):
    assert page(sam).get(act(factories.handed_over(to=sam), name)).status_code == 404


def test_strangers_find_nothing(page, stranger, sam):
    lead = factories.handed_over(to=sam)
    for method in ("get", "post"):
        assert getattr(page(stranger), method)(act(lead, "accept")).status_code == 404
    assert page(stranger).post(undo(lead)).status_code == 404


def test_we_go_back_to_our_own_pages_only(page, sam):
    lead = factories.handed_over(to=sam)
    response = page(sam).post(act(lead, "accept"), {"next": "https://evil.example/"})
    assert response.url == lead.get_absolute_url()


def test_html_in_an_answer_is_escaped(page, sam):
    lead = factories.handed_over(to=sam)
    data = {"answer_other": "<b>x</b>", "reason": "nonsense"}
    html = page(sam).post(act(lead, "reject"), data).content.decode()
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x" in html


def test_what_is_wrong_with_an_answer_stands_under_its_own_reason(page, sam):
    """Choosing another reason hides the question and so its error."""
    lead = factories.handed_over(to=sam)
    html = page(sam).post(act(lead, "reject"), {"reason": "out_of_icp"}).content.decode()
    assert html.count("An answer is needed here.") == 1
    under = re.search(r'value="out_of_icp".*?(?=class="ask-choice"|</fieldset>)', html, re.S)[0]
    assert 'id="answer-out_of_icp-error"' in under and "An answer is needed here." in under


def test_the_hand_over_marks_what_it_needs_and_says_each_reps_team(page, maya, sam):
    lead = factories.mql(maya, company=factories.company(siren="", naf_code=""))
    html = page(maya).get(act(lead, "hand_over")).content.decode()
    gaps = html.split("To complete the file")[1]
    assert re.search(r"SIREN <span[^>]*>\(required\)", gaps)
    assert re.search(r"NAF code <span[^>]*>\(required\)", gaps)
    rep = html.split(str(sam.public_id))[1].split("</label>")[0]
    assert str(sam.team.name) in rep


def test_an_activity_is_found_by_its_words(page, maya, sam):
    lead = factories.mql(maya, company=factories.company(naf_code=""))
    data = {"assignee": sam.public_id, "naf_code": "restauration"}
    html = page(maya).post(act(lead, "hand_over"), data).content.decode()
    assert "56.10A Restauration traditionnelle" in html
    data["naf_code"] = "Restauration traditionnelle"
    assert page(maya).post(act(lead, "hand_over"), data).status_code == 302
    lead.company.refresh_from_db()
    assert lead.company.naf_code == "56.10A"


def test_why_now_is_drafted_from_what_is_known(page, maya, sam):
    lead = factories.mql(maya, need="Capots inox", timing="Ce mois-ci")
    activities.log_activity(lead, by=maya, kind="call", outcome="reached", text="Presse en panne")
    html = page(maya).get(act(lead, "hand_over")).content.decode()
    draft = re.search(r'name="note"[^>]*>([^<]*)<', html)[1]
    for known in ("Capots inox", "Ce mois-ci", "Presse en panne"):
        assert known in draft


def test_who_only_helps_sales_is_suggested_after_the_reps(page, maya, sam):
    helper = factories.person("Ada", TeamKind.MARKETING, second_team=sam.team)
    factories.handed_over(to=sam)
    html = page(maya).get(act(factories.mql(maya), "hand_over")).content.decode()
    chosen = next(part for part in html.split("<input") if "checked" in part.split(">")[0])
    assert str(sam.public_id) in chosen
    assert str(helper.public_id) in html
