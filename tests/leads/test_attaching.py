"""Somebody who comes back while their lead is open is added to it, not entered twice."""

import pytest

from alignment.web.errors import Conflict
from leads import transitions
from leads.attaching import add_to_open_lead
from leads.models import Lead
from tests import factories

pytestmark = pytest.mark.django_db
NEW, READ = "/leads/new/", "/leads/new/read/"


def test_the_open_lead_is_proposed_and_nothing_is_doubled(page, maya, sam):
    lead = factories.handed_over(to=sam)
    client, email = page(maya), lead.contact.email
    html = client.post(f"{READ}?aside", {"email": email}).content.decode()
    assert f'value="lead:{lead.public_id}" checked' in html
    assert f'value="contact:{lead.contact.public_id}"' in html, "a new lead may be opened anyway"
    answer = client.post(
        NEW, {"email": email, "attach": f"lead:{lead.public_id}", "note": "Veut un devis"}
    )
    assert answer.status_code == 302
    assert Lead.objects.count() == 1
    assert lead.activities.filter(text="Veut un devis", kind="note").exists()
    assert lead.touches.count() == 2


def test_enter_before_the_answer_adds_to_the_open_lead_too(page, maya):
    lead = factories.lead(maya)
    text = f"Claire, {lead.contact.email}"
    page(maya).post(NEW, {"text": text}, headers={"HX-Request": "true"})
    assert Lead.objects.count() == 1


def test_one_may_create_anyway(page, maya):
    lead = factories.lead(maya)
    page(maya).post(NEW, {"attach": "new", "company": "Acme", "email": lead.contact.email})
    assert Lead.objects.count() == 2


def test_a_known_need_stays_and_the_new_one_is_noted(maya):
    lead = factories.lead(maya, need="Découpe")
    add_to_open_lead(lead, by=maya, need="Pliage")
    lead.refresh_from_db()
    assert lead.need == "Découpe"
    assert lead.activities.get().text == "Pliage"


def test_an_unknown_need_is_filled(maya):
    lead = factories.lead(maya, need="")
    assert add_to_open_lead(lead, by=maya, need="Pliage").need == "Pliage"


def test_a_closed_lead_takes_nothing_more(maya, sam):
    lead = factories.rejected(sam)
    transitions.disqualify(lead, by=maya, reason="no_need", answer="Rien")
    with pytest.raises(Conflict):
        add_to_open_lead(lead, by=maya, note="Encore")
