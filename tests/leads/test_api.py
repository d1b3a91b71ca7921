"""The main job over REST: the same transitions, refusals and words as the pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from leads.models import Company, Contact, Lead, Opportunity
from tests import factories

pytestmark = pytest.mark.django_db


def post(client, lead, action, **body):
    return client.post(f"/api/v1/leads/{lead.public_id}/{action}/", body, format="json")


def test_the_main_job_from_capture_to_signature(api, maya, sam):
    marketing, sales = api(maya), api(sam)
    made = marketing.post(
        "/api/v1/leads/",
        {
            "company": {
                "name": "Ateliers Roubaud", "siren": "732 829 320", "naf_code": "25.62B",
                "workforce_band": "12", "postal_code": "13002",
            },
            "contact": {
                "first_name": "Claire", "last_name": "Vasseur", "job_title": "Directrice",
                "email": "Claire.Vasseur@roubaud.example", "phone": "04 91 00 00 00",
            },
            "source": "event", "need": "Découpe laser",
        },
        format="json",
    )  # fmt: skip
    assert made.status_code == 201, made.json()
    url = f"/api/v1/leads/{made.json()['id']}"
    assert marketing.post(f"{url}/qualify/", {}, format="json").json()["stage"] == "mql"
    body = {"assignee": str(sam.public_id), "tier": "P1"}
    handed = marketing.post(f"{url}/hand-over/", body, format="json")
    assert handed.json()["stage"] == "handed_over", handed.json()
    assert sales.post(f"{url}/accept/", {}, format="json").json()["stage"] == "accepted"
    call = {"lead": made.json()["id"], "kind": "call", "outcome": "reached", "text": "Oui"}
    assert sales.post("/api/v1/activities/", call, format="json").status_code == 201
    next_on = (timezone.localdate() + timedelta(days=5)).isoformat()
    step = {"role": "decider", "next_action": "Devis", "next_action_on": next_on}
    assert sales.post(f"{url}/qualify-sql/", step, format="json").json()["stage"] == "sql"
    deal = {"amount": "12000.50", "expected_close_on": next_on}
    assert sales.post(f"{url}/open-opportunity/", deal, format="json").status_code == 200
    today = timezone.localdate().isoformat()
    done = sales.post(f"{url}/win/", {"reason": "trust", "signed_on": today}, format="json")
    assert (done.status_code, done.json()["stage"]) == (200, "won")
    assert Opportunity.objects.get().amount == Decimal("12000.50")
    company, contact = Company.objects.get(), Contact.objects.get()
    assert (company.siren, company.departement, company.region) == ("732829320", "13", "93")
    assert (contact.email, contact.phone) == ("claire.vasseur@roubaud.example", "+33491000000")


def test_a_second_acceptance_is_a_conflict_that_says_who_was_first(api, sam, manager):
    lead = factories.handed_over(to=sam)
    assert post(api(sam), lead, "accept").status_code == 200
    late = post(api(manager), lead, "accept")
    assert (late.status_code, late.json()["code"]) == (409, "wrong_stage")
    assert "Sam" in late.json()["detail"]
    assert late["Content-Type"] == "application/problem+json"


def test_the_wrong_side_is_refused_and_nothing_changes(api, maya, sam):
    lead = factories.handed_over(to=sam)
    assert post(api(maya), lead, "accept").status_code == 403
    lead.refresh_from_db()
    assert lead.stage == "handed_over"


def test_a_rejection_names_the_fields_it_needs(api, sam):
    lead = factories.handed_over(to=sam)
    assert set(post(api(sam), lead, "reject").json()["errors"]) == {"reason"}
    refused = post(api(sam), lead, "reject", reason="out_of_icp")
    assert (refused.status_code, set(refused.json()["errors"])) == (400, {"answer"})
    assert post(api(sam), lead, "reject", reason="nope").json()["errors"].keys() == {"reason"}


def test_an_assignee_must_be_a_person_of_sales(api, maya, dana):
    lead = factories.mql(maya)
    for wrong in (str(maya.public_id), "nope", "00000000-0000-0000-0000-000000000000"):
        refused = post(api(maya), lead, "hand-over", assignee=wrong)
        assert (refused.status_code, set(refused.json()["errors"])) == (400, {"assignee"})


def test_the_stage_cannot_be_written(api, maya):
    lead = factories.lead(maya)
    body = {"stage": "won", "won_at": "2026-01-01T00:00:00Z", "need": "Autre"}
    changed = api(maya).patch(f"/api/v1/leads/{lead.public_id}/", body, format="json")
    assert (changed.json()["stage"], changed.json()["need"]) == ("new", "Autre")


def test_a_stale_version_is_a_conflict(api, maya):
    lead = factories.lead(maya)
    url = f"/api/v1/leads/{lead.public_id}/"
    first = api(maya).patch(url, {"need": "A", "version": lead.version}, format="json")
    second = api(maya).patch(url, {"need": "B", "version": lead.version}, format="json")
    assert (first.status_code, second.status_code) == (200, 409)


def test_undo_over_rest_takes_the_last_action_back(api, sam):
    lead = factories.handed_over(to=sam)
    client = api(sam)
    post(client, lead, "accept")
    assert post(client, lead, "undo").json()["stage"] == "handed_over"
    assert Event.objects.filter(reverses__isnull=False).count() == 1


def test_reopening_answers_with_the_new_cycle(api, maya):
    lead = factories.won()
    fresh = post(api(maya), lead, "reopen", trigger="Deuxième atelier")
    assert (fresh.status_code, fresh.json()["cycle"]) == (201, 2)
    assert fresh.json()["id"] != str(lead.public_id)


def test_a_read_key_reads_and_does_not_write(api, sam):
    lead = factories.handed_over(to=sam)
    client = api(sam, scope="read")
    assert client.get(f"/api/v1/leads/{lead.public_id}/").status_code == 200
    assert post(client, lead, "accept").status_code == 403


def test_a_wrong_siren_is_named(api, maya):
    body = {"name": "Acme", "siren": "123456789"}
    refused = api(maya).post("/api/v1/companies/", body, format="json")
    assert (refused.status_code, set(refused.json()["errors"])) == (400, {"siren"})
    assert not Company.objects.exists()


def test_a_lead_needs_somebody_to_name(api, maya):
    refused = api(maya).post("/api/v1/leads/", {"source": "event"}, format="json")
    assert (refused.status_code, set(refused.json()["errors"])) == (400, {"company"})
    assert not Lead.objects.exists()


def test_an_opportunity_s_amount_can_be_changed_by_its_owner_only(api, sam, maya):
    deal = factories.opportunity(sam).opportunities.get()
    url = f"/api/v1/opportunities/{deal.public_id}/"
    assert api(maya).patch(url, {"amount": "1"}, format="json").status_code == 403
    assert api(sam).patch(url, {"amount": "9000"}, format="json").json()["amount"] == "9000.00"


@pytest.mark.parametrize(
    "path",
    ["companies", "contacts", "campaigns", "leads", "handovers", "opportunities", "activities"],
)
def test_lists_are_read_in_a_constant_number_of_queries(
    api, sam, path, django_assert_max_num_queries
):
    client = api(sam)
    for _number in range(3):
        factories.won(sam)
    with django_assert_max_num_queries(6):
        assert client.get(f"/api/v1/{path}/").status_code == 200
