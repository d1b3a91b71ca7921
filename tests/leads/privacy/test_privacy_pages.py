"""The pages about personal data, and the one that people open from a message."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.consents import record_consent
from leads.models import Activity, Consent, Contact, RegisterSheet
from leads.privacy import requests, sheets, stop
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client, contact) -> str:
    return client.get(contact.get_absolute_url()).content.decode()


def test_a_closed_channel_is_a_sentence_where_its_button_was(client, sam):
    client.force_login(sam)
    lead = factories.handed_over(to=sam)
    contact = lead.contact
    assert f"tel:{contact.phone}" in page_of(client, contact)
    record_consent(contact, channel="phone", state="refused", by=sam)
    for url in (contact.get_absolute_url(), lead.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "tel:" not in page and "This person refuses calls." in page
        assert f"mailto:{contact.email}" in page


def test_a_decision_is_noted_on_the_contact_and_stands_in_its_history(client, sam):
    client.force_login(sam)
    contact = factories.contact()
    url = reverse("leads:consent", args=[contact.public_id])
    client.post(url, {"channel": "email", "state": "refused", "via": "Au salon"})
    assert "Au salon" in page_of(client, contact)
    assert client.post(url, {"channel": "fax", "state": ""}).status_code == 400


def test_the_link_of_a_message_lets_the_person_say_no(client):
    lead = factories.lead()
    path = reverse("leads:stop", args=[stop.token_of(lead.contact)])
    page = client.get(path).content.decode()
    assert lead.contact.email not in page and lead.contact.last_name not in page
    assert Consent.objects.count() == 0
    client.post(path, {"choice": "all"})
    lead.refresh_from_db()
    assert lead.contact.opted_out_at and lead.close_reason == "opt_out"
    assert Consent.objects.get().by is None


def test_the_same_link_lets_them_stay(client):
    contact = factories.contact(permission_asked_at=timezone.now())
    client.post(reverse("leads:stop", args=[stop.token_of(contact)]), {"choice": "stay"})
    contact.refresh_from_db()
    assert contact.last_prospect_contact_at and contact.permission_asked_at is None


@pytest.mark.parametrize("token", ["x", "00000000000000000000000000000000.abc"])
def test_a_forged_link_knows_nobody(client, token):
    assert client.get(reverse("leads:stop", args=[token])).status_code == 404


def test_the_review_shows_who_would_go_before_anybody_does(client, dana, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    client.force_login(dana)
    late = factories.contact(last_name="Ancien")
    Contact.objects.update(created_at=timezone.now() - timedelta(days=4 * 365))
    page = client.get(reverse("leads:privacy_retention")).content.decode()
    assert "Ancien" in page
    late.refresh_from_db()
    assert late.erased_at is None


def test_requests_are_listed_noted_and_answered(client, dana):
    client.force_login(dana)
    contact = factories.contact()
    new = reverse("leads:rights_request_new")
    assert contact.full_name in client.get(f"{new}?contact={contact.public_id}").content.decode()
    client.post(new, {"kind": "access", "contact": contact.public_id, "via": "E-mail"})
    row = requests.open_requests().get()
    assert contact.full_name in client.get(reverse("leads:privacy")).content.decode()
    assert client.post(row.get_absolute_url(), {}).status_code == 400
    client.post(row.get_absolute_url(), {"outcome": "Export envoyé"})
    assert not requests.open_requests().exists()


def test_the_register_is_written_beforehand_and_made_ones_own(client, dana, settings):
    settings.COMPANY_NAME = "Ateliers Roubaud"
    client.force_login(dana)
    url = reverse("leads:privacy_register")
    assert "Ateliers Roubaud" in client.get(url).content.decode()
    edit = reverse("leads:privacy_sheet", args=["prospects"])
    texts = {line.name: line.text for line in sheets.lines_of("prospects")}
    client.post(edit, {**texts, "transfers": "Vers la Suisse"})
    assert RegisterSheet.objects.get().texts == {"transfers": "Vers la Suisse"}
    assert "Vers la Suisse" in client.get(url).content.decode()


def test_everything_held_is_a_file_for_direction_alone(client, dana, sam):
    contact = factories.contact()
    url = reverse("leads:person_export", args=[contact.public_id, "csv"])
    client.force_login(sam)
    assert client.get(url).status_code == 403
    client.force_login(dana)
    answer = client.get(url)
    assert contact.email in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_logging_a_call_to_who_refuses_calls_warns(client, sam):
    client.force_login(sam)
    contact = factories.handed_over(to=sam).contact
    record_consent(contact, channel="phone", state="refused", by=sam)
    url = reverse("leads:log_contact", args=[contact.public_id])
    data = {"kind": "call", "outcome": "no_answer", "text": ""}
    page = client.post(url, data, follow=True).content.decode()
    assert Activity.objects.filter(contact=contact).exists()
    assert "This person refuses calls." in page
