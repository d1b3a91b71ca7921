"""A whole meeting over REST: set up, moved, started, decided, ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.rituals.models import Action, Meeting, Ritual

pytestmark = pytest.mark.django_db
WEEKLY = {"kind": "weekly", "weekday": 1, "at": "09:30"}


@pytest.fixture
def client(api, maya, sam, dana):
    return api(maya)


@pytest.fixture
def coming(client):
    client.post("/api/v1/rituals/", WEEKLY, format="json")
    return f"/api/v1/meetings/{Meeting.objects.get().public_id}/"


def test_a_meeting_is_moved_held_and_ended(client, coming, maya, sam):
    to = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    moved = client.post(f"{coming}move/", {"to": to.isoformat()}, format="json").json()
    assert Meeting.objects.get().planned_at == to
    assert moved["state"] == "planned"

    running = client.post(f"{coming}start/").json()
    card, friday = running["snapshot"][0]["key"], (to + timedelta(days=9)).date().isoformat()
    said = {
        "text": "Rappeler sous 4 h", "item": card, "owner": str(sam.public_id), "due_on": friday,
    }  # fmt: skip
    decided = client.post(f"{coming}decide/", said, format="json").json()
    assert [(row["text"], row["item"]) for row in decided["decisions"]] == [
        ("Rappeler sous 4 h", card)
    ]
    assert Action.objects.get().owner == sam

    here = {"present": [str(maya.public_id)], "excused": [str(sam.public_id)]}
    ended = client.post(f"{coming}end/", here, format="json").json()
    assert ended["state"] == "held"
    assert "Rappeler sous 4 h" in ended["summary"]
    assert {row["person"]["name"]: row["presence"] for row in ended["attendances"]} == {
        str(maya): "present",
        str(sam): "excused",
    }
    assert client.get("/api/v1/meetings/?state=planned").json()["results"] != []


def test_what_the_pages_refuse_is_refused(client, coming):
    assert client.post("/api/v1/rituals/", WEEKLY, format="json").status_code == 409
    past = (timezone.now() - timedelta(days=1)).isoformat()
    refused = client.post(f"{coming}move/", {"to": past}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["to"])
    assert client.post(f"{coming}decide/", {"text": "Trop tôt"}, format="json").status_code == 409
    client.post(f"{coming}start/")
    nobody = client.post(f"{coming}end/", {"present": []}, format="json")
    assert nobody.status_code == 400
    assert Meeting.objects.get().state == "running"
    half = {"text": "Sans jour", "owner": str(Ritual.objects.get().invited.first().public_id)}
    assert "due_on" in client.post(f"{coming}decide/", half, format="json").json()["errors"]


def test_a_ritual_rests_and_goes_on(client, coming):
    path = f"/api/v1/rituals/{Ritual.objects.get().public_id}/"
    assert client.post(f"{path}pause/").json()["paused"] is True
    client.post(f"{coming}cancel/", {"why": "Salon"}, format="json")
    assert Meeting.objects.filter(state="planned").count() == 0
    assert client.post(f"{path}resume/").json()["paused"] is False
    assert Meeting.objects.filter(state="planned").count() == 1
