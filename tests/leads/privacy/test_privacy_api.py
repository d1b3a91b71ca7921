"""Personal data and the public register over REST."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from leads.models import Contact, RightsRequest
from leads.privacy import requests
from tests import factories

pytestmark = pytest.mark.django_db


def of(person) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


def test_a_decision_is_added_and_read_back(sam):
    contact = factories.contact()
    url = f"/api/v1/contacts/{contact.public_id}/consents/"
    body = {"channel": "email", "state": "refused", "via": "Au salon"}
    assert of(sam).post(url, body).status_code == 201
    assert [(row["channel"], row["by"]["name"]) for row in of(sam).get(url).json()] == [
        ("email", str(sam))
    ]
    told = of(sam).get(f"/api/v1/contacts/{contact.public_id}/").json()
    assert told["email_refused_at"] and not told["phone_refused_at"]


def test_what_is_wrong_is_named(sam):
    url = f"/api/v1/contacts/{factories.contact().public_id}/consents/"
    refused = of(sam).post(url, {"channel": "fax"})
    assert refused.status_code == 400 and "channel" in str(refused.json())
    assert "state" in str(refused.json())


def test_direction_reads_everything_that_is_held(sam, dana):
    contact = factories.contact()
    url = f"/api/v1/contacts/{contact.public_id}/held/"
    assert of(sam).get(url).status_code == 403
    assert contact.email in str(of(dana).get(url).json())


def test_requests_are_noted_prolonged_and_closed(sam, dana):
    made = of(sam).post("/api/v1/rights-requests/", {"kind": "access", "who": "Paul Petit"})
    today = timezone.localdate()
    assert made.json()["due_on"] == str(requests.months_after(today, 1))
    url = f"/api/v1/rights-requests/{made.json()['id']}/"
    assert of(dana).post(f"{url}extend/", {"why": "Volume"}).status_code == 200
    assert of(sam).post(f"{url}close/", {"outcome": "Envoyé"}).status_code == 403
    assert of(dana).post(f"{url}close/", {"outcome": "Envoyé"}).json()["closed_on"] == str(today)
    assert RightsRequest.objects.get().handled_by == dana


def test_the_review_is_a_dry_run_and_the_purge_an_order(sam, dana, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    late, fresh = factories.contact(), factories.contact()
    old = timezone.now() - timedelta(days=4 * 365)
    Contact.objects.filter(pk=late.pk).update(created_at=old)
    rows = of(sam).get("/api/v1/retention/").json()
    assert [(row["contact"]["id"], row["is_over"]) for row in rows] == [(str(late.public_id), True)]
    body = {"contacts": [str(late.public_id), str(fresh.public_id)]}
    assert of(sam).post("/api/v1/retention/", body, format="json").status_code == 403
    assert of(dana).post("/api/v1/retention/", body, format="json").status_code == 202


def test_a_register_that_is_off_says_so_in_one_sentence(sam):
    answer = of(sam).get("/api/v1/registry/?q=acme").json()
    assert answer["results"] == [] and "switched off" in answer["sentence"]
