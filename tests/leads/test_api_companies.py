"""A company's web domain follows its website, through every door."""

import pytest
from django.urls import reverse

from leads.models import Company


@pytest.fixture
def morel(api, maya):
    body = {"name": "Ateliers Morel", "website": "https://www.morel-decoupe.example/contact"}
    made = api(maya).post("/api/v1/companies/", body).json()
    row = Company.objects.get(public_id=made["id"])
    assert row.domain == "morel-decoupe.example"
    return row


def test_clearing_the_website_over_rest_clears_the_domain(api, maya, morel):
    changed = api(maya).patch(f"/api/v1/companies/{morel.public_id}/", {"website": ""})
    assert changed.status_code == 200
    morel.refresh_from_db()
    assert (morel.website, morel.domain) == ("", "")


def test_clearing_the_website_on_its_page_clears_the_domain(page, maya, morel):
    address = reverse("leads:company_edit", args=[morel.public_id])
    typed = {"name": morel.name, "nomenclature": "naf2", "website": ""}
    assert page(maya).post(address, typed).status_code < 400
    morel.refresh_from_db()
    assert (morel.website, morel.domain) == ("", "")


def test_another_website_brings_another_domain(api, maya, morel):
    api(maya).patch(f"/api/v1/companies/{morel.public_id}/", {"website": "https://morel.example"})
    morel.refresh_from_db()
    assert morel.domain == "morel.example"


def test_what_does_not_speak_of_the_website_leaves_the_domain(api, maya, morel):
    api(maya).patch(f"/api/v1/companies/{morel.public_id}/", {"city": "Lyon"})
    morel.refresh_from_db()
    assert morel.domain == "morel-decoupe.example"


def test_a_new_company_without_website_has_no_domain(api, maya):
    api(maya).post("/api/v1/companies/", {"name": "Sans Site"})
    assert Company.objects.get(name="Sans Site").domain == ""
