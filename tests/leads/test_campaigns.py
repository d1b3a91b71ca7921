"""Campaigns: what came of them, and writing one; imports as they are listed."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import Campaign, Import, Lead
from leads.selectors import campaigns
from leads.selectors.campaigns import with_yield, won_value
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("leads:campaigns")
NEW = reverse("leads:campaign_new")
IMPORTS = reverse("leads:imports")


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def campaign(name="Sirha", **fields):
    return Campaign.objects.create(name=name, **{"channel": "event", **fields})


def of(row):
    return reverse("leads:campaign", args=[row.public_id])


def edit(row):
    return reverse("leads:campaign_edit", args=[row.public_id])


def values(**changed):
    known = {"name": "Salon", "channel": "event", "budget": "4 500 €", "is_active": "on"}
    return {**known, "starts_on": "01/03/2026", "ends_on": "2026-03-05", **changed}


def queries_of(browser, address):
    with CaptureQueriesContext(connection) as seen:
        text_of(browser.get(address))
    return len(seen)


def test_a_campaign_is_told_by_how_far_its_leads_came(sam, maya):
    row = campaign(budget=Decimal(3000))
    factories.lead(maya, campaign=row)
    factories.accepted(by=sam, campaign=row)
    factories.won(by=sam, campaign=row)
    factories.won(by=sam, campaign=campaign("Autre"))
    brought = with_yield([row])[0].brought
    assert (brought.leads, brought.mql, brought.accepted, brought.won) == (3, 2, 2, 1)
    assert brought.cost_per_mql == 1500
    assert won_value(row) == Decimal(12000)


def test_tests_and_merged_leads_do_not_count(maya):
    row = campaign()
    merged, test, _kept = (factories.lead(maya, campaign=row) for _each in range(3))
    Lead.objects.filter(pk=merged.pk).update(stage="merged")
    Lead.objects.filter(pk=test.pk).update(is_test=True)
    assert with_yield([row])[0].brought.leads == 1


def test_a_person_counts_as_new_mql_once_in_30_days(maya):
    row = campaign()
    factories.mql(maya, campaign=row)
    Lead.objects.filter(pk=factories.mql(maya, campaign=row).pk).update(mql_repeat=True)
    assert with_yield([row])[0].brought.mql == 1


def test_without_mql_or_budget_a_cost_is_not_known(maya):
    assert with_yield([campaign(budget=Decimal(100))])[0].brought.cost_per_mql is None
    row = campaign("Autre")
    factories.mql(maya, campaign=row)
    assert with_yield([row])[0].brought.cost_per_mql is None


def test_the_list_is_filtered_by_channel_and_running(page, sam):
    campaign("En cours", is_active=True)
    campaign("Terminée", is_active=False, channel="webinar")
    browser = page(sam)
    shown = text_of(browser.get(LIST, {"is_active": "true"}))
    assert "En cours" in shown and "Terminée" not in shown
    shown = text_of(browser.get(LIST, {"channel": "webinar"}))
    assert "Terminée" in shown and "En cours" not in shown


def test_its_page_leads_to_all_of_its_leads(page, sam, maya, monkeypatch):
    monkeypatch.setattr(campaigns, "MOST_SHOWN", 1)
    row = campaign()
    _older, lead = factories.lead(maya, campaign=row), factories.lead(maya, campaign=row)
    shown = text_of(page(sam).get(of(row)))
    assert lead.get_absolute_url() in shown
    assert f"{reverse('leads:list')}?campaign={row.public_id}" in shown


def test_numbers_of_queries_do_not_grow(page, sam, maya):
    browser, row = page(sam), campaign()
    factories.lead(maya, campaign=row)
    queries_of(browser, LIST)
    few, few_of_one = queries_of(browser, LIST), queries_of(browser, of(row))
    for number in range(9):
        factories.lead(maya, campaign=row)
        factories.lead(maya, campaign=campaign(f"Campagne {number}"))
    assert queries_of(browser, LIST) == few <= 12
    assert queries_of(browser, of(row)) == few_of_one <= 12


def test_marketing_writes_a_campaign(page, maya):
    response = page(maya).post(NEW, values())
    row = Campaign.objects.get()
    assert response.status_code == 302 and response.url == of(row)
    assert (row.budget, row.starts_on.isoformat()) == (Decimal(4500), "2026-03-01")


def test_a_change_keeps_what_was_not_touched(page, maya):
    row = campaign(is_active=True)
    assert page(maya).post(edit(row), values(name="Sirha 2027")).status_code == 302
    row.refresh_from_db()
    assert row.name == "Sirha 2027" and row.is_active


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Sirha"}, "name"),
        ({"channel": "pigeon"}, "channel"),
        ({"budget": "beaucoup"}, "budget"),
        ({"budget": "-1"}, None),
        ({"starts_on": "31/02/2026"}, "starts_on"),
        ({"starts_on": "2026-05-01"}, None),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(page, maya, wrong, field):
    campaign("Sirha")
    response = page(maya).post(NEW, values(**wrong))
    text_of(response, 400)
    errors = response.context["form"].errors
    assert errors if field is None else errors[field]
    assert Campaign.objects.count() == 1


def test_only_marketing_and_direction_write(page, maya, sam, dana, stranger):
    row = campaign()
    for user, status in ((sam, 403), (stranger, 404), (dana, 302)):
        assert page(user).post(edit(row), values()).status_code == status
    assert "Edit" not in text_of(page(sam).get(of(row)))
    for address in (LIST, of(row)):
        assert page(stranger).get(address).status_code == 404
        assert page(maya).post(address).status_code == 405


def test_names_are_escaped(page, maya):
    row = campaign("<script>alert(1)</script>")
    for address in (LIST, of(row), edit(row)):
        assert "<script>alert" not in text_of(page(maya).get(address))


def test_an_empty_list_says_what_to_do(page, maya, sam):
    assert NEW in text_of(page(maya).get(LIST))
    assert NEW not in text_of(page(sam).get(LIST))


def test_imports_show_counts_and_problems(page, maya):
    row = Import.objects.create(
        label="<b>mql.csv</b>", status="done", rows=1234, created=1200, by=maya,
        problems=["mql.csv, line 7: « 31/02 »: no such day <img src=x>"],
    )  # fmt: skip
    listed = text_of(page(maya).get(IMPORTS))
    shown = text_of(page(maya).get(row.get_absolute_url()))
    assert "1,234" in listed and "line 7" in shown
    for text in (listed, shown):
        assert "<b>mql" not in text and "<img" not in text


def test_imports_are_read_only_and_not_for_strangers(page, maya, stranger):
    assert page(stranger).get(IMPORTS).status_code == 404
    assert page(maya).post(IMPORTS).status_code == 405
    assert reverse("leads:import_new") in text_of(page(maya).get(IMPORTS))


def test_the_list_of_imports_asks_a_constant_number_of_times(page, maya):
    browser = page(maya)
    Import.objects.create(label="a", by=maya)
    queries_of(browser, IMPORTS)
    few = queries_of(browser, IMPORTS)
    for number in range(9):
        Import.objects.create(label=str(number), by=maya)
    assert queries_of(browser, IMPORTS) == few <= 12
