"""Contacts: finding a person, their page, writing one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads import activities
from leads.models import Contact, Lead
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("leads:contacts")
NEW = reverse("leads:contact_new")
HTML = "<script>alert(1)</script>"


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def edit(contact):
    return reverse("leads:contact_edit", args=[contact.public_id])


def values(**changed):
    known = {
        "first_name": "Élodie", "last_name": "Noël", "job_title": "Directrice des achats",
        "email": "Elodie.Noel@Acme.example", "phone": "04 72 00 00 01",
        "legal_basis": "legitimate_interest",
    }  # fmt: skip
    return {**known, **changed}


def queries_of(browser, address):
    with CaptureQueriesContext(connection) as seen:
        text_of(browser.get(address))
    return len(seen)


def found(browser, **query):
    return list(browser.get(LIST, query).context["page"].rows)


def test_search_knows_names_without_accents_e_mail_and_phone(page, maya):
    company = factories.company()
    page(maya).post(NEW, values(company=str(company.public_id)))
    wanted = Contact.objects.get()
    factories.contact(company)
    for words in ("noel elodie", "elodie.noel@acme", "+33472000001"):
        assert found(page(maya), q=words) == [wanted], words
    assert found(page(maya), company=str(factories.company().public_id)) == []


def test_their_page_shows_leads_and_what_was_done(page, sam):
    lead = factories.accepted(by=sam)
    activities.log_activity(lead, by=sam, kind="note", text="Rappeler lundi")
    response = page(sam).get(lead.contact.get_absolute_url())
    shown = text_of(response)
    assert lead.get_absolute_url() in shown and "Rappeler lundi" in shown
    assert (response.context["file"].attempts, response.context["file"].conversations) == (1, 1)


def test_an_objection_is_shown(page, sam):
    contact = factories.contact(opted_out_at=timezone.now())
    assert "Objected" in text_of(page(sam).get(contact.get_absolute_url()))


def test_an_erased_person_is_not_listed_nor_written_again(page, maya):
    contact = factories.contact()
    blank = dict.fromkeys(("first_name", "last_name", "email", "phone"), "")
    Contact.objects.filter(pk=contact.pk).update(erased_at=timezone.now(), **blank)
    assert found(page(maya)) == []
    assert "Erased" in text_of(page(maya).get(contact.get_absolute_url()))
    assert page(maya).post(edit(contact), values()).status_code == 404
    contact.refresh_from_db()
    assert contact.last_name == ""


def test_numbers_of_queries_do_not_grow(page, sam):
    browser, lead = page(sam), factories.accepted(by=sam)
    own = lead.contact.get_absolute_url()
    queries_of(browser, LIST)
    few, few_of_one = queries_of(browser, LIST), queries_of(browser, own)
    for _each in range(9):
        factories.accepted(by=sam)
        activities.log_activity(lead, by=sam, kind="call", outcome="no_answer")
        factories.lead(contact=lead.contact, company=lead.company)
    assert queries_of(browser, LIST) == few <= 12
    assert queries_of(browser, own) == few_of_one <= 20


def test_a_new_contact_is_cleaned_and_belongs_to_the_company_proposed(page, sam):
    company = factories.company()
    browser = page(sam)
    assert company.name in text_of(browser.get(NEW, {"company": str(company.public_id)}))
    response = browser.post(NEW, values(company=str(company.public_id)))
    row = Contact.objects.get()
    assert response.status_code == 302 and response.url == row.get_absolute_url()
    assert (row.email, row.phone) == ("elodie.noel@acme.example", "+33472000001")
    assert row.company == company


def test_their_leads_are_found_by_the_new_name(page, maya):
    lead = factories.lead(maya)
    company = str(lead.company.public_id)
    assert page(maya).post(edit(lead.contact), values(company=company)).status_code == 302
    assert "elodie noel" in Lead.objects.get(pk=lead.pk).search


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "elodie chez acme"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"mobile": "abc"}, "mobile"),
        ({"last_name": "x" * 81}, "last_name"),
        ({"legal_basis": "curiosity"}, "legal_basis"),
        ({"informed_on": "31/02/2026"}, "informed_on"),
        ({"company": "nobody"}, "company"),
        ({"first_name": "", "last_name": "", "email": "", "phone": ""}, "last_name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(page, sam, wrong, field):
    response = page(sam).post(NEW, values(**wrong))
    assert "Directrice des achats" in text_of(response, 400)
    assert response.context["form"].errors[field]
    assert Contact.objects.count() == 0


def test_a_refused_change_changes_nothing(page, sam):
    contact = factories.contact(factories.company())
    before = Contact.objects.values().get(pk=contact.pk)
    text_of(page(sam).post(edit(contact), values(phone="12")), 400)
    assert Contact.objects.values().get(pk=contact.pk) == before


def test_strangers_find_nothing_and_posts_are_refused(page, stranger, maya):
    contact = factories.contact()
    for address in (LIST, NEW, contact.get_absolute_url(), edit(contact)):
        assert page(stranger).get(address).status_code == 404
    assert page(stranger).post(edit(contact), values()).status_code == 404
    for address in (LIST, contact.get_absolute_url()):
        assert page(maya).post(address).status_code == 405


def test_names_are_escaped(page, maya):
    contact = factories.contact(
        factories.company(HTML), first_name=HTML, last_name=HTML, job_title=HTML, source=HTML
    )
    lead = factories.lead(maya, contact=contact, company=contact.company, need=HTML)
    activities.log_activity(lead, by=maya, kind="note", text=HTML)
    for address in (LIST, contact.get_absolute_url(), edit(contact)):
        assert "<script>alert" not in text_of(page(maya).get(address))
