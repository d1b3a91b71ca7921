"""The page of the day: what is late, what is today, and what one tap does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.web.business_days import DAY, local_date
from leads import todo
from leads.models import Lead, Task
from leads.selectors.my_day import day_of
from tests import factories


def day(ahead: int = 0):
    return local_date(timezone.now()) + ahead * DAY


def titles(steps):
    return [step.title for step in steps]


def test_tasks_stand_where_their_day_is(sam, maya):
    for title, ahead in (("Hier", -1), ("Bientôt", 60), ("Aujourd’hui", 0)):
        todo.plan_task(by=sam, title=title, due_on=day(ahead))
    todo.plan_task(by=sam, title="Un jour")
    todo.plan_task(by=maya, title="À Maya", due_on=day())
    todo.finish(todo.plan_task(by=sam, title="Fait", due_on=day()), by=sam)
    found = day_of(sam)
    assert titles(found.late) == ["Hier"]
    assert titles(found.now) == ["Aujourd’hui"]
    assert titles(found.later) == ["Bientôt"]
    assert titles(found.undated) == ["Un jour"]
    assert titles(found.done) == ["Fait"]


def test_what_has_an_hour_comes_first_by_the_hour(sam):
    noon = timezone.now()
    todo.plan_task(by=sam, title="Sans heure", due_on=local_date(noon))
    late = todo.plan_task(by=sam, title="B", starts_at=noon)
    todo.plan_task(by=sam, title="A", starts_at=noon - timedelta(seconds=1))
    assert titles(day_of(sam, late.due_on).now) == ["A", "B", "Sans heure"]


def test_a_lead_asks_for_its_next_action_until_a_task_does(sam):
    lead = factories.accepted(sam)
    Lead.objects.filter(pk=lead.pk).update(next_action="Appeler", next_action_on=day())
    assert [(step.title, step.about, step.task) for step in day_of(sam).now] == [
        ("Appeler", lead, None)
    ]
    todo.plan_task(by=sam, title="Appeler Claire", lead=Lead.objects.get(pk=lead.pk), due_on=day())
    assert sorted(titles(day_of(sam).now)) == ["Appeler", "Appeler Claire"]
    assert all(step.task for step in day_of(sam).now)


@pytest.mark.parametrize("rows", [1, 40])
def test_the_day_asks_the_database_as_often_for_many_tasks(
    sam, rows, django_assert_max_num_queries
):
    lead = factories.accepted(sam)
    for ahead in range(rows):
        todo.plan_task(by=sam, title="T", lead=lead, due_on=day(ahead))
        todo.plan_task(by=sam, title="C", contact=lead.contact, due_on=day())
    with django_assert_max_num_queries(3):
        for step in [*(found := day_of(sam)).now, *found.later, *found.week]:
            assert str(step.about) and step.contact


def test_one_line_plans_a_task_about_the_lead(page, sam):
    lead = factories.accepted(sam)
    path = f"/leads/{lead.public_id}/task/"
    assert "Plan" in page(sam).get(path).content.decode()
    answer = page(sam).post(path, {"line": "Call Claire back tomorrow 10am"})
    assert answer.status_code == 302
    task = Task.objects.get()
    assert (task.title, task.lead, task.owner) == ("Call Claire back", lead, sam)
    assert timezone.localtime(task.starts_at).hour == 10


def test_the_line_is_read_while_it_is_typed(page, sam, maya):
    answer = page(sam).post("/tasks/read/", {"line": "devis mardi 10h @Maya"})
    assert "Devis" in answer.content.decode() and "10:00" in answer.content.decode()
    assert maya.full_name in answer.content.decode()
    assert not Task.objects.exists()


def test_naming_a_colleague_gives_the_task_away(page, sam, maya):
    page(sam).post("/tasks/new/", {"line": "Envoyer l’étude de cas demain @Maya"})
    assert Task.objects.get().owner == maya
    assert "@" not in Task.objects.get().title


def test_an_empty_line_is_refused_in_its_place(page, sam):
    answer = page(sam).post("/tasks/new/", {"line": " "})
    assert answer.status_code == 400
    assert "Required" in answer.content.decode() or "required" in answer.content.decode()
    assert page(sam).post("/tasks/new/", {"line": "demain"}).status_code == 400


def test_one_tap_does_undoes_and_puts_off(page, sam):
    task = todo.plan_task(by=sam, title="Appeler", due_on=day())
    base = f"/tasks/{task.public_id}/"
    assert page(sam).post(f"{base}done/").status_code == 302
    task.refresh_from_db()
    assert task.done_at
    page(sam).post(f"{base}again/")
    page(sam).post(f"{base}later/", {"to": "tomorrow"})
    task.refresh_from_db()
    assert task.is_open and task.due_on == todo.later()["tomorrow"]
    assert page(sam).post(f"{base}later/", {"to": "x" * 99}).status_code == 400


def test_the_hours_of_a_task_are_those_of_the_companys_clock(page, sam):
    task = todo.plan_task(by=sam, title="Réunion", kind="meeting")
    sent = {
        "title": "Réunion", "kind": "meeting", "due_on": "2026-07-01", "starts": "10:00",
        "ends": "11:30", "owner": sam.public_id,
    }  # fmt: skip
    assert page(sam).post(f"/tasks/{task.public_id}/", sent).status_code == 302
    task.refresh_from_db()
    assert task.starts_at.isoformat() == "2026-07-01T08:00:00+00:00"
    assert task.ends_at.isoformat() == "2026-07-01T09:30:00+00:00"


def test_the_page_counts_what_waits_elsewhere(page, sam):
    factories.handed_over(to=sam)
    todo.plan_task(by=sam, title="Envoyer le devis", due_on=day())
    text = page(sam).get("/my-day/").content.decode()
    assert "Answers to give" in text and "Envoyer le devis" in text
