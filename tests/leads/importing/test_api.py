"""The same import over REST."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing import runs
from leads.models import Contact, Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads_apart")]
URL = "/api/v1/imports/"
TEXT = "E-mail;Truc\nclaire@acier.example;Martin\npas une adresse;Durand\n"


def test_a_file_is_sent_mapped_checked_started_and_taken_back(api, maya):
    client = api(maya)
    sent = client.post(
        URL, {"file": SimpleUploadedFile("x.csv", TEXT.encode())}, format="multipart"
    )
    assert sent.status_code == 201, sent.content
    batch = f"{URL}{sent.json()['id']}/"
    assert sent.json()["columns"] == ["E-mail", "Truc"]
    assert sent.json()["mapping"] == ["email", ""]
    said = {"mapping": ["email", "last_name"], "provenance": "ERP", "legal_basis": "contract"}
    assert client.patch(batch, said, format="json").json()["rows"] == 2
    lines = client.get(f"{batch}preview/").json()["lines"]
    assert [line["outcome"] for line in lines] == ["created", "refused"]
    assert lines[1]["problems"][0]["column"] == "E-mail"
    assert client.post(f"{batch}start/").json()["status"] == "waiting"
    runs.do(Import.objects.get().pk)
    told = client.get(batch).json()
    assert (told["status"], told["created"], told["refused"]) == ("done", 1, 1)
    assert client.get(f"{batch}faults/").json()["faults"][0]["line"] == 3
    assert client.post(f"{batch}revert/").json()["status"] == "reverted"
    assert not Contact.objects.exists()


def test_what_is_missing_is_named(api, maya):
    client = api(maya)
    assert client.post(URL, {}, format="json").status_code == 400
    sent = client.post(URL, {"name": "x.csv", "text": TEXT}, format="json").json()
    answer = client.patch(f"{URL}{sent['id']}/", {"mapping": ["email", "nonsense"]}, format="json")
    assert answer.status_code == 400 and "nonsense" in answer.content.decode()
    assert client.post(f"{URL}{sent['id']}/start/").status_code == 400


def test_a_draft_can_be_forgotten_and_a_run_cannot(api, maya, imported):
    client = api(maya)
    sent = client.post(URL, {"name": "x.csv", "text": TEXT}, format="json").json()
    assert client.delete(f"{URL}{sent['id']}/").status_code == 204
    done = imported(TEXT)
    assert client.delete(f"{URL}{done.public_id}/").status_code == 409
    assert client.post(f"{URL}{done.public_id}/cancel/").status_code == 409
