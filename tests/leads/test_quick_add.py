"""Logging a lead from one box."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alignment.vision.choices import CriterionKind, FactName, Operator
from alignment.vision.models import Criterion, IcpVersion
from leads.models import Campaign, Company, Contact, Lead
from leads.views.quick_add import digest
from tests import factories

pytestmark = pytest.mark.django_db
NEW, READ = reverse("leads:new"), reverse("leads:read")
HTMX = {"HX-Request": "true"}
IN_DIALOG = {**HTMX, "X-Dialog": "1"}
LINE = "Claire Martin, Acme, 06 12 34 56 78, salon Sirha"


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def value_of(html, name):
    """What stands in an input of that name."""
    tag = html.split(f'name="{name}"')[1].split(">")[0]
    return tag.split('value="')[1].split('"')[0] if 'value="' in tag else ""


def test_a_line_is_split_into_fields(page, maya):
    html = text_of(page(maya).post(READ, {"text": LINE}, headers=HTMX))
    assert value_of(html, "first_name") == "Claire"
    assert value_of(html, "last_name") == "Martin"
    assert value_of(html, "company") == "Acme"
    assert value_of(html, "mobile") == "06 12 34 56 78"
    assert value_of(html, "source_detail") == "Sirha"
    assert '<option value="event" selected' in html


def test_a_running_campaign_is_recognised(page, maya):
    campaign = Campaign.objects.create(name="Salon Sirha 2026", channel="event")
    html = text_of(page(maya).post(READ, {"text": LINE}, headers=HTMX))
    assert f'value="{campaign.public_id}" selected' in html


def test_what_was_corrected_by_hand_is_never_overwritten(page, maya):
    browser = page(maya)
    posted = {
        "text": LINE + ", claire@acme.example",
        "company": "Acme Lyon",
        "read_company": "Acme",
    }
    html = text_of(browser.post(READ, posted, headers=HTMX))
    assert value_of(html, "company") == "Acme Lyon"
    assert value_of(html, "email") == "claire@acme.example"
    # Also when the next split happens to agree for a moment, and then does not.
    posted |= {"hand": value_of(html, "hand"), "read_company": "Acme Lyon"}
    html = text_of(browser.post(READ, posted | {"text": "Paul Durand, Bolt"}, headers=HTMX))
    assert value_of(html, "company") == "Acme Lyon"
    assert value_of(html, "last_name") == "Durand"


def test_what_the_last_split_put_there_follows_the_text(page, maya):
    posted = {"text": "Paul Durand, Bolt", "company": "Acme", "read_company": "Acme"}
    html = text_of(page(maya).post(READ, posted, headers=HTMX))
    assert value_of(html, "company") == "Bolt"


def test_the_source_starts_with_the_last_one_used(page, maya):
    factories.lead(maya, source="webinar")
    assert '<option value="webinar" selected' in text_of(page(maya).get(NEW))


def test_doubles_show_while_typing(page, maya):
    known = factories.company("Provence Emballages")
    html = text_of(page(maya).post(f"{READ}?aside", {"company": "Provence Emballage"}))
    assert f'value="company:{known.public_id}"' in html
    assert "similar name" in html


def test_a_known_person_is_proposed(page, maya):
    known = factories.contact(factories.company())
    html = text_of(page(maya).post(f"{READ}?aside", {"email": known.email}))
    assert f'value="contact:{known.public_id}" checked' in html


def test_a_proposal_gives_way_to_a_better_one_but_a_choice_stays(page, maya):
    near = factories.company("Provence Emballages")
    known = factories.contact(factories.company())
    data = {"company": "Provence Emballage", "email": known.email, "attach_proposed": "new"}
    html = text_of(page(maya).post(f"{READ}?aside", data | {"attach": "new"}))
    assert f'value="contact:{known.public_id}" checked' in html
    data |= {"attach": f"company:{near.public_id}"}
    html = text_of(page(maya).post(f"{READ}?aside", data))
    assert f'value="company:{near.public_id}" checked' in html


def test_the_fit_shows_with_its_reasons_before_saving(page, maya):
    version = IcpVersion.objects.create(number=1, status="active")
    Criterion.objects.create(
        version=version, label="Industrie", kind=CriterionKind.WEIGHTED, weight=10,
        fact=FactName.NAF_DIVISION, operator=Operator.IN, values=["25"],
    )  # fmt: skip
    html = text_of(page(maya).post(f"{READ}?aside", {"naf_code": "25.62B"}))
    assert "Grade A" in html
    assert "Industrie" in html


def test_saving_logs_person_company_and_touch(page, maya):
    data = {"first_name": "Claire", "last_name": "Martin", "company": "Acme", "source": "event",
            "source_detail": "Sirha", "mobile": "06 12 34 56 78", "need": "Laser"}  # fmt: skip
    response = page(maya).post(NEW, data)
    lead = Lead.objects.get()
    assert (response.status_code, response.url) == (302, lead.get_absolute_url())
    assert (lead.company.name, lead.contact.mobile, lead.source) == (
        "Acme",
        "+33612345678",
        "event",
    )
    assert lead.touches.get().detail == "Sirha"
    assert lead.owner == maya


def test_with_scripts_saving_closes_the_dialog_and_offers_undo(page, maya):
    browser = page(maya)
    response = browser.post(NEW, {"company": "Acme"}, headers=IN_DIALOG)
    lead = Lead.objects.get()
    assert "close-dialog" in response.headers["HX-Trigger"]
    assert reverse("leads:undo", args=[lead.public_id]) in text_of(response)
    assert browser.post(reverse("leads:undo", args=[lead.public_id])).status_code == 302
    assert not Lead.objects.exists()
    assert not Company.objects.exists()


def test_saving_and_logging_another_opens_an_empty_box(page, maya):
    data = {"company": "Acme", "again": "1"}
    html = text_of(page(maya).post(NEW, data, headers=IN_DIALOG))
    assert 'id="new-text"' in html
    assert value_of(html, "company") == ""
    assert page(maya).post(NEW, {"company": "Bolt", "again": "1"}).url == NEW


def test_enter_before_the_split_came_splits_and_saves(page, maya):
    assert page(maya).post(NEW, {"text": LINE}, headers=IN_DIALOG).status_code == 200
    lead = Lead.objects.get()
    assert (str(lead), lead.source) == ("Acme · Claire Martin", "event")


def test_without_scripts_the_split_is_shown_before_saving(page, maya):
    browser = page(maya)
    html = text_of(browser.post(NEW, {"text": LINE}))
    assert value_of(html, "company") == "Acme"
    assert not Lead.objects.exists()
    data = {"text": LINE, "read_text": digest(LINE), "company": "Acme", "last_name": "Martin"}
    assert browser.post(NEW, data).status_code == 302
    assert Lead.objects.get().contact.last_name == "Martin"


def test_the_button_splits_again_without_scripts(page, maya):
    html = text_of(page(maya).post(NEW, {"text": LINE, "read": "1", "read_text": digest(LINE)}))
    assert value_of(html, "company") == "Acme"
    assert not Lead.objects.exists()


def test_attaching_to_a_known_contact_makes_no_second_one(page, maya):
    known = factories.contact(factories.company())
    page(maya).post(NEW, {"attach": f"contact:{known.public_id}", "email": known.email})
    lead = Lead.objects.get()
    assert (lead.contact, lead.company) == (known, known.company)
    assert Contact.objects.count() == 1


def test_attaching_to_a_known_company_adds_the_person(page, maya):
    known = factories.company()
    page(maya).post(NEW, {"attach": f"company:{known.public_id}", "last_name": "Petit"})
    lead = Lead.objects.get()
    assert (lead.company, lead.contact.company) == (known, known)


def test_creating_anyway_is_never_walled_off(page, maya):
    known = factories.contact(factories.company("Acme"))
    data = {"attach": "new", "company": "Acme", "email": known.email}
    assert page(maya).post(NEW, data).status_code == 302
    assert Contact.objects.filter(email=known.email).count() == 2


def test_the_same_siren_is_the_same_company_whatever_was_chosen(page, maya):
    known = factories.company()
    data = {"attach": "new", "company": "Autre nom", "siren": known.siren, "last_name": "Petit"}
    assert page(maya).post(NEW, data).status_code == 302
    assert Lead.objects.get().company == known


@pytest.mark.parametrize("attach", ["contact:nonsense", "company:", "lead:1", "contact"])
def test_a_forged_record_is_refused_or_ignored(page, maya, attach):
    response = page(maya).post(NEW, {"attach": attach, "company": "Acme"})
    assert response.status_code in (302, 400)
    assert Lead.objects.count() == (response.status_code == 302)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("siren", "123456789", "one is wrong"),
        ("email", "nobody", "e-mail address"),
        ("phone", "12", "phone number"),
        ("postal_code", "ABC", "postal code"),
        ("company", "x" * 161, "160"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(page, maya, field, value, says):
    data = {"company": "Acme", "last_name": "Petit", field: value}
    html = text_of(page(maya).post(NEW, data, headers=IN_DIALOG), status=400)
    assert says in html
    assert value_of(html, field) == value
    assert value_of(html, "last_name") == "Petit"
    assert not Lead.objects.exists()


def test_an_empty_lead_is_refused(page, maya):
    html = text_of(page(maya).post(NEW, {"source": "event"}), status=400)
    assert "Give a company, a person, an e-mail or a phone number." in html


def test_a_paste_that_is_too_long_is_refused_politely(page, maya):
    for address in (READ, NEW):
        html = text_of(page(maya).post(address, {"text": "x" * 20_001}), status=400)
        assert "too long" in html
    assert not Lead.objects.exists()


def test_html_in_the_box_is_escaped(page, maya):
    bad = '<script>alert("x")</script>'
    for data in ({"text": bad}, {"text": "a", "company": bad, "hand": "company"}):
        html = text_of(page(maya).post(READ, data, headers=HTMX))
        assert "<script>alert" not in html


def test_the_work_per_keystroke_is_bounded(page, maya):
    browser = page(maya)
    data = {"text": LINE + ", claire@acme.example"}
    text_of(browser.post(READ, data, headers=HTMX))
    with CaptureQueriesContext(connection) as few:
        text_of(browser.post(READ, data, headers=HTMX))
    for number in range(20):
        factories.lead(maya, company=factories.company(f"Zeta {number}"))
    with CaptureQueriesContext(connection) as many:
        text_of(browser.post(READ, data, headers=HTMX))
    assert len(many) == len(few) <= 12


def test_strangers_find_nothing_and_reading_is_a_post(page, stranger, sam):
    assert page(stranger).get(NEW).status_code == 404
    assert page(stranger).post(NEW, {"company": "Acme"}).status_code == 404
    assert page(stranger).post(READ).status_code == 404
    assert page(sam).get(READ).status_code == 405


@pytest.mark.parametrize("data", [{"company": "Acme"}, {"company": "Acme", "again": "1"}])
def test_the_toast_leads_to_the_new_lead_and_takes_it_back(page, maya, data):
    html = text_of(page(maya).post(NEW, data, headers=IN_DIALOG))
    lead = Lead.objects.get()
    toast = html.split('id="toasts"')[1]
    assert f'href="{lead.get_absolute_url()}"' in toast
    assert f'action="{reverse("leads:undo", args=[lead.public_id])}"' in toast
