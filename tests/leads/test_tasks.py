"""Tasks: planned, done, postponed, given to a colleague, and what they say of the lead."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications.models import Notification
from alignment.notifications.services import notify_of
from alignment.web.business_days import DAY, local_date
from alignment.web.errors import Incomplete, NotAllowed
from leads import services, tiers, todo, transitions
from leads.models import Lead, Task
from leads.tasks import remind
from tests import factories


def day(ahead: int = 0):
    return local_date(timezone.now()) + ahead * DAY


def next_of(lead):
    lead.refresh_from_db()
    return lead.next_action, lead.next_action_on


def test_a_task_is_the_next_action_of_its_owners_lead(sam):
    lead = factories.accepted(sam)
    todo.plan_task(by=sam, title="Envoyer le devis", lead=lead, due_on=day(5))
    todo.plan_task(by=sam, title="Rappeler Claire", kind="call", lead=lead, due_on=day(2))
    assert next_of(lead) == ("Rappeler Claire", day(2))
    assert lead.due_at == tiers.end_of(day(2))


def test_what_comes_next_follows_when_a_task_is_done_or_postponed(sam):
    lead = factories.accepted(sam)
    first = todo.plan_task(by=sam, title="Rappeler", lead=lead, due_on=day(2))
    second = todo.plan_task(by=sam, title="Devis", lead=lead, due_on=day(5))
    todo.postpone(first, by=sam, to=day(9))
    assert next_of(lead) == ("Devis", day(5))
    todo.finish(second, by=sam)
    assert next_of(lead) == ("Rappeler", day(9))
    todo.give_up(first, by=sam)
    assert next_of(lead) == ("", None)
    assert lead.due_at == tiers.end_of(day()), "the lead asks for a next action today"


def test_a_next_action_said_in_the_pipeline_is_not_lost_to_a_task(sam):
    lead = factories.sql(sam)
    said, on = lead.next_action, lead.next_action_on
    todo.plan_task(by=sam, title="Plus tard", lead=lead, due_on=on + 9 * DAY)
    assert next_of(lead) == (said, on)
    assert set(lead.tasks.values_list("title", "due_on")) == {
        (said, on), ("Plus tard", on + 9 * DAY),
    }  # fmt: skip


def test_a_date_without_words_gives_way_to_a_task(sam):
    lead = factories.accepted(sam)
    assert lead.next_action == "" and lead.next_action_on
    todo.plan_task(by=sam, title="Appeler en janvier", lead=lead, due_on=day(40))
    assert next_of(lead) == ("Appeler en janvier", day(40))
    assert lead.tasks.count() == 1


def test_writing_the_next_action_on_the_lead_moves_its_task(sam):
    lead = factories.accepted(sam)
    task = todo.plan_task(by=sam, title="Rappeler", lead=lead, due_on=day(2))
    lead.refresh_from_db()
    services.edit_lead(lead, by=sam, next_action="Rappeler Paul", next_action_on=day(3))
    task.refresh_from_db()
    assert (task.title, task.due_on) == ("Rappeler Paul", day(3))
    assert next_of(lead) == ("Rappeler Paul", day(3))
    assert lead.due_at == tiers.end_of(day(3))


def test_a_colleagues_task_says_nothing_of_the_owners_next_action(sam, maya):
    lead = factories.accepted(sam)
    before = next_of(lead)
    todo.plan_task(by=maya, title="Envoyer l’étude de cas", lead=lead, due_on=day(1))
    assert next_of(lead) == before


def test_doing_what_the_lead_says_leaves_a_task_done(sam):
    lead = factories.sql(sam)
    task = todo.finish_next(lead, by=sam)
    assert task.title == "Devis" and task.done_by == sam
    assert next_of(lead) == ("", None)


def test_a_colleague_is_told_of_a_task_and_oneself_is_not(sam, maya):
    todo.plan_task(by=sam, title="Pour moi")
    task = todo.plan_task(by=sam, title="Pour Maya", owner=maya)
    todo.change_task(task, by=sam, owner=sam)
    todo.change_task(task, by=sam, owner=maya)
    for event in Event.objects.filter(verb__startswith="task."):
        notify_of(event)
    told = Notification.objects.values_list("recipient__first_name", "event__verb")
    assert sorted(told) == [("Maya", "task.assigned"), ("Maya", "task.planned")]


def test_reminders_are_told_once_whoever_runs_twice(sam):
    at = timezone.now()
    todo.plan_task(by=sam, title="Appeler", starts_at=at + timedelta(minutes=10))
    todo.plan_task(by=sam, title="Pas encore", starts_at=at + timedelta(hours=2))
    done = todo.plan_task(by=sam, title="Fait", starts_at=at)
    todo.finish(done, by=sam)
    remind()
    remind()
    events = Event.objects.filter(verb="task.due")
    assert [(event.target_label, event.facts["tell"]) for event in events] == [
        ("Appeler", [sam.pk])
    ]


def test_a_task_put_off_reminds_again(sam):
    task = todo.plan_task(by=sam, title="Appeler", starts_at=timezone.now())
    todo.remind_due()
    todo.postpone(task, by=sam, to=day(1))
    task.refresh_from_db()
    assert task.reminded_at is None and task.remind_at > timezone.now()


def test_the_hour_stays_when_clocks_change_on_the_way(sam):
    starts = datetime(2026, 10, 23, 8, tzinfo=UTC)  # ten o'clock in Paris, before the change
    task = todo.plan_task(
        by=sam, title="Appeler", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    todo.postpone(task, by=sam, to=starts.date() + 4 * DAY)
    assert task.starts_at == datetime(2026, 10, 27, 9, tzinfo=UTC)
    assert task.ends_at - task.starts_at == timedelta(hours=1)


def test_done_and_undone_twice_is_done_once(sam):
    task = todo.plan_task(by=sam, title="Appeler")
    todo.finish(task, by=sam)
    first = task.done_at
    todo.finish(task, by=sam)
    assert task.done_at == first
    todo.reopen(task, by=sam)
    todo.reopen(task, by=sam)
    assert task.is_open
    verbs = Event.objects.filter(verb__startswith="task.").order_by("id")
    assert [event.verb for event in verbs] == ["task.planned", "task.done", "task.reopened"]


def test_a_task_is_its_owners_its_planners_and_managers(sam, maya, manager):
    task = todo.plan_task(by=sam, title="Appeler")
    with pytest.raises(NotAllowed):
        todo.finish(task, by=maya)
    todo.finish(task, by=manager)
    assert task.done_by == manager


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "A", "kind": "party"}, "kind"),
        ({"title": "A", "due_on": datetime(9999, 1, 1, tzinfo=UTC).date()}, "due_on"),
        ({"title": "A", "ends_at": datetime(2026, 1, 1, tzinfo=UTC)}, "ends_at"),
        ({"title": "A", "note": "x" * 2001}, "note"),
    ],
)
def test_what_cannot_be_meant_is_named(sam, fields, wrong):
    with pytest.raises(Incomplete) as refusal:
        todo.plan_task(by=sam, **fields)
    assert set(refusal.value.fields) == {wrong}
    assert not Task.objects.exists()


def test_a_stranger_cannot_be_given_a_task(sam, stranger):
    with pytest.raises(Incomplete):
        todo.plan_task(by=sam, title="A", owner=stranger)


def test_the_days_of_one_tap_are_working_days():
    friday = datetime(2026, 11, 27, tzinfo=UTC).date()
    monday = friday + 3 * DAY
    assert todo.later(friday) == {"tomorrow": monday, "week": monday}


def test_a_task_about_an_erased_person_is_emptied_and_off_the_list(sam, admin):
    lead = factories.accepted(sam)
    task = todo.plan_task(by=sam, title="Rappeler Claire", note="06", lead=lead, due_on=day(1))
    transitions.erase(lead, by=admin)
    task.refresh_from_db()
    assert (task.title, task.note, task.is_open) == ("", "", False)
    assert not Event.objects.filter(target_label="Rappeler Claire").exists()
    assert Lead.objects.get(pk=lead.pk).next_action == ""
