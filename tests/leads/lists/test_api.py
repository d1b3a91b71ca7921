"""Saved views, bulk runs and exports over REST: the same rules as the pages."""

import pytest

from leads.lists.doing import do
from leads.models import BulkRun, SavedView
from tests import factories

pytestmark = pytest.mark.django_db
VIEWS, RUNS = "/api/v1/views/", "/api/v1/bulk-runs/"


def test_a_view_is_kept_changed_and_taken_away(api, maya):
    client = api(maya)
    body = {"record": "lead", "name": "Salons", "query": {"source": "event"}, "columns": ["name"]}
    made = client.post(VIEWS, body)
    assert made.status_code == 201 and made.data["query"] == {"source": "event"}
    path = f"{VIEWS}{made.data['id']}/"
    assert client.patch(path, {"name": "Foires"}).data["name"] == "Foires"
    assert client.delete(path).status_code == 204
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"query": {"nope": "1"}},
        {"query": {"owner__password__startswith": "a"}},
        {"query": ["stage"]},
        {"columns": ["owner__password"]},
        {"sort": "owner__password"},
    ],
)
def test_hostile_json_is_refused(api, maya, wrong):
    answer = api(maya).post(VIEWS, {"record": "lead", "name": "X", "query": {}, **wrong})
    assert answer.status_code == 400
    assert not SavedView.objects.exists()


def test_locking_is_the_managers(api, maya, manager):
    body = {"record": "lead", "name": "Salons", "sharing": "shared"}
    made = api(maya).post(VIEWS, body)
    path = f"{VIEWS}{made.data['id']}/"
    assert api(maya).patch(path, {"locked": True}).status_code == 403
    assert api(manager).patch(path, {"locked": True}).data["locked"] is True
    assert api(maya).patch(path, {"name": "Autre"}).status_code == 403


def test_a_run_reports_what_was_refused(api, maya):
    factories.lead(maya), factories.lead(maya, need="")
    client = api(maya)
    run = client.post(RUNS, {"record": "lead", "action": "qualify", "query": {"stage": "new"}})
    assert run.status_code == 201
    assert (run.data["status"], run.data["done"], run.data["failed"]) == ("done", 2, 1)
    failures = client.get(f"{RUNS}{run.data['id']}/failures/").data["failures"]
    assert len(failures) == 1 and "Required" in failures[0]["reason"]
    undo = client.post(f"{RUNS}{run.data['id']}/undo/")
    assert (undo.status_code, undo.data["done"], undo.data["failed"]) == (201, 1, 0)


def test_a_large_run_can_be_cancelled(api, maya):
    for _n in range(21):
        factories.lead(maya)
    client = api(maya)
    run = client.post(RUNS, {"record": "lead", "action": "qualify", "query": {"stage": "new"}})
    assert run.data["status"] == "waiting"
    assert client.post(f"{RUNS}{run.data['id']}/cancel/").data["status"] == "cancelled"


def test_an_export_is_fetched_by_who_asked(api, maya, dana, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    factories.lead(maya)
    asked = api(maya).post(f"{RUNS}export/", {"record": "lead", "query": {"stage": "new"}})
    assert asked.status_code == 201
    do(BulkRun.objects.get().pk)
    path = f"{RUNS}{asked.data['id']}/file/"
    assert b"".join(api(maya).get(path).streaming_content).startswith(b"PK")
    assert api(dana).get(path).status_code == 404


def test_a_read_key_starts_nothing(api, maya):
    factories.lead(maya)
    body = {"record": "lead", "action": "qualify", "query": {"stage": "new"}}
    assert api(maya, "read").post(RUNS, body).status_code == 403


def test_a_changed_field_is_taken_back_once_over_rest(api, maya, dana):
    lead = factories.lead(maya, offer="Découpe")
    body = {"record": "lead", "action": "set-offer", "values": {"value": "Laser"}}
    run = api(maya).post(RUNS, {**body, "query": {"stage": "new"}}).data
    assert run["undo_until"] and run["undone_by"] is None and run["undoes"] is None
    path = f"{RUNS}{run['id']}/undo/"
    assert api(dana).post(path).status_code == 403
    assert api(maya, "read").post(path).status_code == 403
    undo = api(maya).post(path)
    assert (undo.status_code, undo.data["failed"], undo.data["undoes"]) == (201, 0, run["id"])
    lead.refresh_from_db()
    assert lead.offer == "Découpe"
    again = api(maya).get(f"{RUNS}{run['id']}/").data
    assert (again["undo_until"], again["undone_by"]) == (None, undo.data["id"])
    assert api(maya).post(path).status_code == 409
