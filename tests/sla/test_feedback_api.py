"""Feedback, contests and actions over REST."""

from datetime import timedelta

import pytest

from alignment.web.business_days import today
from sla import answers
from tests import factories
from tests.sla import feedback_rows

pytestmark = pytest.mark.django_db
FEEDBACK = "/api/v1/feedback/"


def test_feedback_is_given_field_by_field(api, sam):
    message = feedback_rows.message()
    row = feedback_rows.of_win(by=sam)
    client, url = api(sam), f"{FEEDBACK}{row.public_id}/give/"
    effects = [{"message": str(message.public_id), "effect": "hit"}]
    told = client.post(url, {"effects": effects}).json()
    assert (told["given_fields"], told["due_fields"], told["done_at"]) == (2, 3, None)
    told = client.post(url, {"competitor": "none"}).json()
    assert told["done_at"] and told["effects"][0]["effect"] == "hit"
    assert told["effects"][0]["message"]["name"] == message.text


def test_wrong_fields_are_named_and_nothing_is_kept(api, sam):
    row = feedback_rows.of_rejection(by=sam)
    url = f"{FEEDBACK}{row.public_id}/give/"
    answer = api(sam).post(url, {"reason": "no_need", "sentence": "Vu"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
    row.refresh_from_db()
    assert row.sentence == ""


def test_putting_off_works_once(api, sam):
    row = feedback_rows.of_acceptance(by=sam)
    url = f"{FEEDBACK}{row.public_id}/postpone/"
    assert [api(sam).post(url).status_code for _time in range(2)] == [200, 409]


def test_filters_find_what_waits_for_marketing(api, sam, maya):
    refused = feedback_rows.of_rejection(by=sam)
    feedback_rows.of_acceptance(by=sam)
    found = api(maya).get(FEEDBACK, {"answer": "waiting"}).json()["results"]
    assert [row["id"] for row in found] == [str(refused.public_id)]
    answers.reply(refused, by=maya, text="Merci")
    assert api(maya).get(FEEDBACK, {"answer": "waiting"}).json()["results"] == []
    found = api(maya).get(FEEDBACK, {"answer": "answered"}).json()["results"]
    assert found[0]["answers"][0]["kind"] == "reply"
    assert api(maya).get(FEEDBACK, {"done": "true"}).json()["results"] == []


def test_a_contest_shows_both_values_once_ruled(api, sam, maya, dana):
    row = feedback_rows.of_rejection(by=sam)
    body = {"feedback": str(row.public_id), "argument": "Si", "evidence": ["icp_met"]}
    assert api(sam).post("/api/v1/contests/", body).status_code == 403
    opened = api(maya).post("/api/v1/contests/", body)
    assert opened.status_code == 201 and opened.json()["evidence"] == ["icp_met"]
    url = f"/api/v1/leads/{row.lead.public_id}/rule/"
    api(dana).post(url, {"ruling": "overturn", "why": "Le besoin est écrit"})
    told = api(maya).get(f"/api/v1/contests/{opened.json()['id']}/").json()
    assert (told["reason"], told["ruling"]) == ("out_of_icp", "overturn")
    assert api(maya).get("/api/v1/contests/", {"waiting": "true"}).json()["results"] == []


def test_an_action_is_created_and_finished(api, sam, maya):
    row = feedback_rows.of_rejection(by=sam)
    body = {
        "title": "Filtrer la taille", "owner": str(maya.public_id),
        "due_on": (today() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    told = api(maya).post(f"{FEEDBACK}{row.public_id}/mend/", body).json()
    url = f"/api/v1/actions/{told['action']['id']}/"
    assert api(sam).post(f"{url}finish/", {"changed": "Rien"}).status_code == 403
    done = api(maya).post(f"{url}finish/", {"changed": "La taille est demandée"}).json()
    assert done["changed"] == "La taille est demandée" and done["done_by"]["name"] == "Maya"
    found = api(sam).get("/api/v1/actions/", {"done": "false"}).json()["results"]
    assert found == []


def test_recycling_names_another_rep(api, sam, maya):
    row = feedback_rows.of_rejection(by=sam)
    nora = factories.person("Nora")
    body = {
        "wake_up_on": (today() + timedelta(days=60)).isoformat(),
        "next_owner": str(nora.public_id),
    }
    told = api(maya).post(f"{FEEDBACK}{row.public_id}/recycle/", body).json()
    assert told["next_owner"]["name"] == "Nora"
