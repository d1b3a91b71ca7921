"""Whom a new lead may already be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.selectors.duplicates import possible_doubles
from tests import factories

pytestmark = pytest.mark.django_db


def found(**known):
    return [(double.row, str(double.why)) for double in possible_doubles(**known)]


def test_the_same_email_is_the_same_person():
    known = factories.contact(factories.company())
    assert found(email=known.email) == [(known, "same e-mail")]


@pytest.mark.parametrize("column", ["phone", "mobile"])
def test_the_same_phone_is_found_in_either_column(column):
    known = factories.contact(factories.company(), **{"phone": "", column: "+33612345678"})
    assert found(phones=["", "+33612345678"]) == [(known, "same phone")]


def test_empty_values_match_nothing():
    factories.contact(factories.company(siren=""), email="", phone="", mobile="")
    assert found() == []
    assert found(phones=["", ""]) == []


def test_the_same_siren_is_the_same_company():
    known = factories.company()
    assert found(siren=known.siren) == [(known, "same SIREN")]


def test_the_same_domain_is_probably_the_same_company():
    known = factories.company(domain="acme-industrie.fr")
    assert found(email="x@acme-industrie.fr") == [(known, "same web domain")]
    assert found(website="https://www.acme-industrie.fr/contact") == [(known, "same web domain")]


def test_a_free_mailbox_tells_no_company():
    factories.company(domain="gmail.com")
    assert found(email="x@gmail.com") == []


@pytest.mark.parametrize(
    "typed",
    [
        "Provence Emballages",
        "PROVENCE EMBALLAGE",
        "Sté Provence-Emballages SAS",
        "Provence Embalages",
    ],
)
def test_a_name_is_found_with_its_slips_and_legal_forms(typed):
    known = factories.company("Provence Emballages")
    assert [row for row, _why in found(company=typed)] == [known]


def test_another_name_is_not_found():
    factories.company("Provence Emballages")
    assert found(company="Provence Transports") == []
    assert found(company="Pr") == []


def test_only_a_name_that_is_just_the_same_is_called_so():
    factories.company("Provence Emballages")
    same, near = (
        possible_doubles(company="Provence Emballages"),
        possible_doubles(company="Provence Emballage"),
    )
    assert (same[0].is_same_name, near[0].is_same_name) == (True, False)


def test_a_namesake_in_that_company_is_named():
    company = factories.company("Provence Emballages")
    known = factories.contact(company, last_name="Martin", name_key="claire martin")
    rows = found(company="Provence Emballages", person=("Claire", "Martin"))
    assert rows == [(known, "same name in this company")]


def test_open_leads_are_shown_with_their_person(sam):
    lead = factories.handed_over(to=sam)
    (double,) = possible_doubles(email=lead.contact.email)
    assert double.leads == [lead]


def test_an_erased_person_is_not_shown(admin):
    lead = factories.lead(admin)
    email, phone = lead.contact.email, lead.contact.phone
    lead.contact.erased_at = lead.captured_at
    lead.contact.save(update_fields=["erased_at"])
    assert [d for d in possible_doubles(email=email, phones=[phone]) if d.kind == "contact"] == []


def test_a_name_enters_the_index_and_reads_a_block():
    for number in range(30):
        factories.company(f"Transports {number}")
    with CaptureQueriesContext(connection) as seen:
        possible_doubles(company="Transports 7", email="a@b.example", phones=["+33612345678"])
    assert len(seen) <= 9
    assert not any("LIKE" in query["sql"] for query in seen.captured_queries)
