"""Accounts: finding a company, its page, writing one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import Company, Lead
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("leads:companies")
NEW = reverse("leads:company_new")
HTML = "<script>alert(1)</script>"


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def edit(company):
    return reverse("leads:company_edit", args=[company.public_id])


def values(**changed):
    known = {
        "name": "Ateliers Morel", "siren": "732 829 320", "naf_code": "2562b",
        "nomenclature": "naf2", "workforce_band": "12", "postal_code": "69003", "city": "Lyon",
    }  # fmt: skip
    return {**known, **changed}


def queries_of(browser, address):
    with CaptureQueriesContext(connection) as seen:
        text_of(browser.get(address))
    return len(seen)


def names_found(browser, **query):
    return [row.name for row in browser.get(LIST, query).context["page"].rows]


def test_they_stand_by_name(page, maya):
    for name in ("Zinc", "Acier", "Métal"):
        factories.company(name)
    assert names_found(page(maya)) == ["Acier", "Métal", "Zinc"]


@pytest.mark.parametrize("words", ["metaux", "MÉTAUX lyon", "732829320", "acier-lyon.example"])
def test_search_knows_names_without_accents_siren_and_domain(page, maya, words):
    wanted = factories.company("Métaux de Lyon", siren="732829320", domain="acier-lyon.example")
    factories.company("Autre")
    assert names_found(page(maya), q=words) == [wanted.name]


def test_filters_narrow_the_list(page, maya):
    factories.company("Cliente", is_customer=True)
    factories.company("Stratégique", is_strategic=True, departement="13", workforce_band="21")
    browser = page(maya)
    assert names_found(browser, is_customer="true") == ["Cliente"]
    assert names_found(browser, is_strategic="true") == ["Stratégique"]
    assert names_found(browser, departement="13", workforce_band="21") == ["Stratégique"]


def test_a_row_counts_open_leads_and_the_value_of_open_opportunities(page, sam):
    company = factories.company("Comptée")
    factories.opportunity(by=sam, company=company)
    factories.won(by=sam, company=company)
    row = page(sam).get(LIST).context["page"].rows[0]
    assert (row.open_leads, row.all_leads, row.open_value) == (1, 2, 12000)


def test_its_page_shows_who_it_is_and_what_hangs_on_it(page, sam):
    company = factories.company("Ateliers", siren="732829320", naf_code="25.62B")
    lead = factories.opportunity(by=sam, company=company)
    shown = text_of(page(sam).get(company.get_absolute_url()))
    for text in ("732\u00a0829\u00a0320", "25.62B", "Lyon", lead.get_absolute_url()):
        assert text in shown
    assert lead.contact.get_absolute_url() in shown


def test_numbers_of_queries_do_not_grow(page, sam):
    browser, company = page(sam), factories.company()
    factories.opportunity(by=sam, company=company)
    queries_of(browser, LIST)
    few, few_of_one = queries_of(browser, LIST), queries_of(browser, company.get_absolute_url())
    for _each in range(9):
        factories.opportunity(by=sam, company=company)
        factories.opportunity(by=sam)
    assert queries_of(browser, LIST) == few <= 12
    assert queries_of(browser, company.get_absolute_url()) == few_of_one <= 20


def test_a_new_company_is_cleaned_and_placed(page, sam):
    response = page(sam).post(NEW, values())
    row = Company.objects.get()
    assert response.status_code == 302 and response.url == row.get_absolute_url()
    assert (row.siren, row.naf_code) == ("732829320", "25.62B")
    assert (row.departement, row.region) == ("69", "84")


def test_its_leads_are_found_by_its_new_name(page, maya):
    company = factories.company("Ancien nom")
    lead = factories.lead(maya, company=company)
    assert page(maya).post(edit(company), values(name="Œuvres neuves")).status_code == 302
    assert "oeuvres neuves" in Lead.objects.get(pk=lead.pk).search


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"siren": "732829321"}, "siren"),
        ({"siret": "73282932000075"}, "siret"),
        ({"siret": "55210055400013"}, "siret"),
        ({"naf_code": "boulangerie"}, "naf_code"),
        ({"workforce_band": "beaucoup"}, "workforce_band"),
        ({"postal_code": "123"}, "postal_code"),
        ({"website": "pas une adresse"}, "website"),
        ({"owner": "nobody"}, "owner"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(page, sam, wrong, field):
    response = page(sam).post(NEW, values(**wrong))
    shown = text_of(response, 400)
    assert response.context["form"].errors[field]
    assert Company.objects.count() == 0
    assert "732 829 320" in shown or "siren" in wrong


def test_two_companies_cannot_have_one_siren(page, sam):
    factories.company("Première", siren="732829320")
    other = factories.company("Seconde")
    response = page(sam).post(edit(other), values())
    text_of(response, 400)
    assert response.context["form"].errors["siren"]
    other.refresh_from_db()
    assert other.name == "Seconde"


def test_everybody_in_a_team_writes_and_strangers_find_nothing(page, maya, sam, dana, stranger):
    company = factories.company()
    for user in (maya, sam, dana):
        assert page(user).get(edit(company)).status_code == 200
    for address in (LIST, NEW, company.get_absolute_url(), edit(company)):
        assert page(stranger).get(address).status_code == 404
    assert page(stranger).post(edit(company), values()).status_code == 404
    for address in (LIST, company.get_absolute_url()):
        assert page(maya).post(address).status_code == 405


def test_names_are_escaped(page, maya):
    company = factories.company(HTML, city=HTML, address=HTML, website=f"https://x.example/{HTML}")
    factories.contact(company, first_name=HTML, last_name=HTML, job_title=HTML)
    factories.lead(maya, company=company, need=HTML)
    for address in (LIST, company.get_absolute_url(), edit(company)):
        assert "<script>alert" not in text_of(page(maya).get(address))


def test_empty_and_narrowed_lists_say_what_to_do(page, maya):
    assert NEW in text_of(page(maya).get(LIST))
    assert "Nothing matches." in text_of(page(maya).get(LIST, {"q": "zzz"}))
    assert page(maya).get(LIST, {"owner": "nobody"}).status_code == 400
