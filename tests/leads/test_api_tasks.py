"""Tasks, people of a lead, and what is logged without a lead, over REST."""

from datetime import date

from leads import todo
from leads.models import Activity, Task
from tests import factories


def test_a_task_is_planned_changed_done_and_taken_back(api, sam, maya):
    lead, client = factories.accepted(sam), api(sam)
    sent = {"title": "Rappeler Claire", "kind": "call", "lead": str(lead.public_id),
            "starts_at": "2030-11-24T09:00:00Z", "owner": str(maya.public_id)}  # fmt: skip
    made = client.post("/api/v1/tasks/", sent)
    assert made.status_code == 201
    assert made.data["due_on"] == "2030-11-24" and made.data["owner"] == str(maya.public_id)
    path = f"/api/v1/tasks/{made.data['id']}/"
    changed = client.patch(path, {"title": "Rappeler Paul", "lead": None})
    assert (changed.data["title"], changed.data["lead"]) == ("Rappeler Paul", str(lead.public_id))
    assert client.post(f"{path}done/").data["done_by"]["id"] == str(sam.public_id)
    assert client.post(f"{path}reopen/").data["done_at"] is None
    assert client.post(f"{path}give-up/").data["cancelled_at"]


def test_tasks_are_found_by_owner_state_and_day(api, sam, maya):
    todo.finish(todo.plan_task(by=sam, title="Fait"), by=sam)
    todo.plan_task(by=sam, title="À faire", due_on=date(2030, 1, 2))
    todo.give_up(todo.plan_task(by=sam, title="Abandonné"), by=sam)
    todo.plan_task(by=maya, title="À Maya")

    def titles(query):
        return {row["title"] for row in api(sam).get(f"/api/v1/tasks/?{query}").data["results"]}

    assert titles("state=open") == {"À faire", "À Maya"}
    assert titles("state=done") == {"Fait"}
    assert titles("state=cancelled") == {"Abandonné"}
    assert titles(f"owner={maya.public_id}") == {"À Maya"}
    assert titles("due_from=2030-01-01&due_to=2030-01-31") == {"À faire"}


def test_somebody_elses_task_is_not_changed(api, sam, maya):
    task = todo.plan_task(by=maya, title="À Maya")
    answer = api(sam).post(f"/api/v1/tasks/{task.public_id}/done/")
    assert answer.status_code == 403
    assert Task.objects.get().is_open


def test_what_is_wrong_is_named(api, sam):
    answer = api(sam).post("/api/v1/tasks/", {"title": "A", "ends_at": "2030-01-01T10:00:00Z"})
    assert answer.status_code == 400 and "ends_at" in str(answer.data)


def test_an_activity_goes_to_the_one_open_lead_or_stays_with_the_person(api, sam, maya):
    lead = factories.handed_over(to=sam)
    sent = {"contact": str(lead.contact.public_id), "kind": "call"}
    first = api(sam).post("/api/v1/activities/", sent)
    assert first.status_code == 201 and first.data["lead"] == str(lead.public_id)
    alone = api(sam).post("/api/v1/activities/", {**sent, "lead": None})
    assert alone.status_code == 201 and alone.data["lead"] is None
    factories.lead(maya, company=lead.company, contact=lead.contact)
    asked = api(sam).post("/api/v1/activities/", sent)
    assert asked.status_code == 400 and "lead" in str(asked.data)
    assert api(sam).post("/api/v1/activities/", {"kind": "call"}).status_code == 400
    assert Activity.objects.count() == 2


def test_people_join_change_part_and_leave(api, sam):
    lead, client = factories.accepted(sam), api(sam)
    other = str(factories.contact(lead.company).public_id)
    path = f"/api/v1/leads/{lead.public_id}/"
    assert client.post(f"{path}put-person/", {"contact": other}).status_code == 201
    again = client.post(f"{path}put-person/", {"contact": other, "role": "buyer"})
    assert (again.status_code, again.data["role"]) == (200, "buyer")
    people = client.get(f"{path}people/").data
    assert [(row["contact"], row["role"]) for row in people] == [(other, "buyer")]
    assert client.post(f"{path}remove-person/", {"contact": other}).status_code == 204
    assert client.post(f"{path}remove-person/", {"contact": other}).status_code == 404
    assert client.get(f"{path}people/").data == []
