"""Opportunities: what the steps hold, which fell asleep, and changing one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads import transitions
from leads.models import DealRevision, Opportunity
from leads.selectors.deals import is_dormant
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("leads:opportunities")


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def deal_of(by, **fields):
    return factories.opportunity(by=by, **fields).opportunities.get()


def edit(deal):
    return reverse("leads:opportunity_edit", args=[deal.public_id])


def values(deal, **changed):
    soon = (timezone.localdate() + timedelta(days=40)).isoformat()
    known = {
        "name": "Découpe", "step": "proposal", "amount": "15 000,50 €", "recurrence": "one_off",
        "expected_close_on": soon,
    }  # fmt: skip
    return {**known, **changed}


def test_open_ones_are_shown_and_closed_ones_when_asked_for(page, sam):
    deal_of(sam, company=factories.company("Ouverte"))
    factories.won(by=sam, company=factories.company("Signée"))
    browser = page(sam)
    assert "Ouverte" in (shown := text_of(browser.get(LIST))) and "Signée" not in shown
    assert "Signée" in (shown := text_of(browser.get(LIST, {"status": "won"})))
    assert "Ouverte" not in shown
    both = text_of(browser.get(LIST, {"view": "all"}))
    assert "Signée" in both and "Ouverte" in both


def test_each_step_says_what_it_holds(page, sam):
    deal_of(sam, amount=Decimal(12000))
    later = deal_of(sam, amount=Decimal(30000))
    unknown = deal_of(sam, amount=None)
    Opportunity.objects.filter(pk=later.pk).update(step="negotiation")
    columns = {c.step: c for c in page(sam).get(LIST).context["columns"]}
    assert (columns["discovery"].deals, columns["discovery"].value) == (2, Decimal(12000))
    assert columns["discovery"].to_estimate == 1 and unknown.amount is None
    assert (columns["proposal"].deals, columns["proposal"].value) == (0, 0)
    assert columns["negotiation"].value == Decimal(30000)


def test_the_sum_is_of_what_is_filtered_not_of_the_page(page, sam, monkeypatch):
    other = factories.person("Other")
    for amount in (1000, 2000, 4000):
        deal_of(sam, amount=Decimal(amount))
    deal_of(other, amount=Decimal(8000))
    totals = page(sam).get(LIST, {"mine": "1"}).context["totals"]
    assert (totals.deals, totals.value) == (3, Decimal(7000))
    totals = page(sam).get(LIST, {"owner": str(other.public_id)}).context["totals"]
    assert (totals.deals, totals.value) == (1, Decimal(8000))


@pytest.mark.parametrize(
    "asleep",
    [
        {"expected_close_on": timezone.localdate() - timedelta(days=1)},
        {"touched_at": timezone.now() - timedelta(days=47)},
    ],
)
def test_a_past_date_or_silence_makes_it_dormant(page, sam, asleep):
    awake = deal_of(sam, company=factories.company("Éveillée"))
    deal = deal_of(sam, company=factories.company("Endormie"))
    Opportunity.objects.filter(pk=deal.pk).update(**asleep)
    shown = page(sam).get(LIST, {"dormant": "true"}).context["page"].rows
    assert shown == [deal] and is_dormant(shown[0], timezone.localdate())
    every = {
        row: is_dormant(row, timezone.localdate())
        for row in page(sam).get(LIST).context["page"].rows
    }
    assert every == {deal: True, awake: False}


def test_search_looks_into_company_and_person(page, sam):
    deal = deal_of(sam, company=factories.company("Société Générale des Œufs"))
    deal_of(sam)
    assert page(sam).get(LIST, {"q": "generale oeufs"}).context["page"].rows == [deal]


def test_the_board_shows_the_steps_side_by_side(page, sam):
    deal = deal_of(sam)
    response = page(sam).get(LIST, {"view": "board"})
    assert "board-col" in text_of(response)
    assert [column.cards for column in response.context["columns"]] == [[deal], [], []]


def test_a_wrong_filter_is_said_and_finds_nothing(page, sam):
    deal_of(sam, company=factories.company("Cachée"))
    assert "Cachée" not in text_of(page(sam).get(LIST, {"owner": "nobody"}), 400)


def test_the_number_of_queries_does_not_grow(page, sam):
    browser = page(sam)

    def queries(**query):
        with CaptureQueriesContext(connection) as seen:
            text_of(browser.get(LIST, query))
        return len(seen)

    deal_of(sam)
    text_of(browser.get(LIST))
    few, few_cards = queries(), queries(view="board")
    for _each in range(9):
        deal_of(sam)
    assert queries() == few <= 12
    assert queries(view="board") == few_cards <= 12


def test_an_empty_list_says_what_to_do(page, sam):
    assert reverse("leads:queue") in text_of(page(sam).get(LIST))


def test_its_owner_changes_step_amount_and_date(page, sam):
    deal = deal_of(sam)
    response = page(sam).post(edit(deal), values(deal))
    assert response.status_code == 302 and response.url == deal.get_absolute_url()
    deal.refresh_from_db()
    assert (deal.step, deal.amount, deal.name) == ("proposal", Decimal("15000.50"), "Découpe")
    assert DealRevision.objects.filter(opportunity=deal).count() == 2


def test_htmx_is_told_that_the_lead_changed(page, sam):
    deal = deal_of(sam)
    response = page(sam).post(edit(deal), values(deal), headers={"HX-Request": "true"})
    assert "lead-changed" in response.headers["HX-Trigger"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"step": "signed"}, "step"),
        ({"amount": "beaucoup"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"expected_close_on": "31/02/2027"}, "expected_close_on"),
        ({"name": "x" * 161}, "name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(page, sam, wrong, field):
    deal = deal_of(sam)
    before = Opportunity.objects.values().get(pk=deal.pk)
    response = page(sam).post(edit(deal), values(deal, **wrong))
    text_of(response, 400)
    assert response.context["form"].errors[field]
    assert Opportunity.objects.values().get(pk=deal.pk) == before


def test_a_closed_one_stays_as_it_is(page, sam):
    deal = deal_of(sam)
    transitions.lose(deal.lead, by=sam, reason="price")
    text_of(page(sam).post(edit(deal), values(deal)), 409)
    deal.refresh_from_db()
    assert deal.step == "discovery"


def test_who_does_not_hold_it_may_not_change_it(page, sam, manager, maya, stranger):
    deal = deal_of(sam)
    other = factories.person("Other")
    for user, status in ((other, 403), (maya, 403), (stranger, 404)):
        assert page(user).get(edit(deal)).status_code == status
        assert page(user).post(edit(deal), values(deal)).status_code == status
    deal.refresh_from_db()
    assert deal.step == "discovery"
    assert page(manager).post(edit(deal), values(deal)).status_code == 302


def test_earlier_states_stand_beside_the_form(page, sam):
    deal = deal_of(sam)
    page(sam).post(edit(deal), values(deal))
    assert "2 states so far" in text_of(page(sam).get(edit(deal)))


def test_names_are_escaped(page, sam):
    deal = deal_of(sam, company=factories.company("<script>alert(1)</script>"))
    Opportunity.objects.filter(pk=deal.pk).update(name="<img src=x onerror=alert(2)>")
    for address in (LIST, LIST + "?view=board", edit(deal)):
        shown = text_of(page(sam).get(address))
        assert "<script>alert" not in shown and "<img src=x" not in shown


def test_strangers_find_nothing_and_posts_are_refused(page, stranger, sam):
    assert page(stranger).get(LIST).status_code == 404
    assert page(sam).post(LIST).status_code == 405


def drop(browser, deal, column):
    address = reverse("leads:opportunity_drop", args=[deal.public_id])
    return browser.post(address, {"column": column}, headers={"HX-Request": "true"})


def test_a_card_dropped_on_another_step_moves_and_keeps_its_history(page, sam):
    deal = deal_of(sam)
    board = page(sam).get(LIST, {"view": "board"})
    assert f"/opportunities/{deal.public_id}/drop/" in text_of(board)
    answer = drop(page(sam), deal, "negotiation")
    assert answer.status_code == 200 and "lead-changed" in answer.headers["HX-Trigger"]
    deal.refresh_from_db()
    assert deal.step == "negotiation"
    assert list(deal.revisions.order_by("id").values_list("step", flat=True))[-1] == "negotiation"


@pytest.mark.parametrize("column", ["won", "", "nope"])
def test_a_step_that_does_not_exist_takes_no_card(page, sam, column):
    deal = deal_of(sam)
    answer = drop(page(sam), deal, column)
    assert answer.status_code == 400 and "steps" in answer.content.decode()
    deal.refresh_from_db()
    assert deal.step == "discovery" and deal.revisions.count() == 1


def test_the_card_of_a_colleague_stays(page, sam, maya, manager):
    deal, other = deal_of(sam), factories.person("Tom", "sales")
    for person in (other, maya):
        assert "data-drop" not in text_of(page(person).get(LIST, {"view": "board"}))
        assert drop(page(person), deal, "negotiation").status_code == 403
    deal.refresh_from_db()
    assert deal.step == "discovery"
    assert drop(page(manager), deal, "negotiation").status_code == 200


def test_the_card_of_a_closed_one_stays(page, sam):
    deal = factories.won(by=sam).opportunities.get()
    answer = drop(page(sam), deal, "discovery")
    assert answer.status_code == 409 and "closed" in answer.content.decode()


def test_a_company_without_opportunities_is_told_how_one_begins(page, sam):
    shown = text_of(page(sam).get(LIST))
    assert "No opportunity here." in shown and "Nothing matches." not in shown
    assert "Nothing matches." in text_of(page(sam).get(LIST, {"q": "Acme"}))
