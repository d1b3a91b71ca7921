"""Rules that wake themselves, many events at once, and rows that go while they are used."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alignment.journal.models import Event
from alignment.journal.telling import tell
from leads import services
from leads.models import Firing, Rule, Task
from leads.rules import keeping, running
from tests import factories

pytestmark = pytest.mark.django_db


def rule(by, acts, *, kind="automation", event="lead.logged", query=None, name="Démo"):
    row = keeping.save_rule(
        None, by=by, name=name, kind=kind, event=event, query=query or {}, acts=acts
    )
    return keeping.switch_rule(row, by=by, on=True)


def tell_all():
    for key in list(Event.objects.waiting().order_by("pk").values_list("pk", flat=True)):
        tell(key)


def test_a_rule_that_its_own_act_wakes_runs_once_and_says_so(maya, dana):
    made = rule(dana, [{"act": "field", "name": "need", "value": "Laser"}], event="lead.edited")
    lead = factories.lead(maya)
    tell_all()
    services.edit_lead(lead, by=maya, offer="Pliage")
    for _turn in range(5):
        tell_all()
    assert sorted(made.firings.values_list("state", flat=True)) == ["done", "stopped"]
    assert not Event.objects.waiting().exists()
    # The next change by a hand is a new beginning.
    services.edit_lead(lead, by=maya, need="", offer="Soudure")
    for _turn in range(5):
        tell_all()
    assert made.firings.filter(state="done").count() == 2


def test_two_assignments_that_give_a_lead_to_each_other_come_to_rest(maya, dana, sam):
    lea = factories.person("Léa")
    for person, other in ((sam, lea), (lea, sam)):
        rule(
            dana, [{"act": "assign", "to": str(person.public_id)}], kind="assignment",
            event="lead.reassigned", query={"owner": str(other.public_id)}, name=str(person),
        )  # fmt: skip
    rule(dana, [{"act": "assign", "to": str(sam.public_id)}], kind="assignment")
    factories.lead(maya)
    for _turn in range(12):
        tell_all()
    assert not Event.objects.waiting().exists()
    assert Firing.objects.count() <= 5


def test_many_events_ask_as_often_each_as_one(maya, dana, sam):
    call = {"act": "task", "title": "Appeler", "to": "marketer"}
    for number in range(3):
        rule(dana, [call], query={"source": "website"}, name=f"R{number}")
    rule(dana, [{"act": "assign", "to": str(sam.public_id)}], kind="assignment")
    counts = []
    for _lead in range(40):
        lead = factories.lead(maya)
        event = Event.objects.get(verb="lead.logged", target_id=lead.pk)
        with CaptureQueriesContext(connection) as asked:
            running.run_for(event)
        counts.append(len(asked))
    assert max(counts[2:]) <= counts[1]
    assert Task.objects.count() == 120


def test_events_without_a_rule_cost_one_question(maya, dana):
    rule(dana, [{"act": "notify", "to": "owner"}], event="lead.won")
    factories.lead(maya)
    event = Event.objects.get(verb="lead.logged")
    with CaptureQueriesContext(connection) as asked:
        assert running.run_for(event) == 0
    assert len(asked) == 1


def test_a_rule_deleted_while_its_event_is_told_is_passed_over(maya, dana, monkeypatch):
    gone = rule(dana, [{"act": "notify", "to": "owner"}], name="Partie")
    kept = rule(dana, [{"act": "notify", "to": "marketer"}], name="Reste")
    factories.lead(maya)
    event = Event.objects.get(verb="lead.logged")
    causes = running._causes

    def and_delete(event):
        Rule.objects.filter(pk=gone.pk).delete()
        return causes(event)

    monkeypatch.setattr(running, "_causes", and_delete)
    assert running.run_for(event) == 1
    assert Firing.objects.get().rule == kept


def test_a_campaign_that_is_gone_is_refused_and_the_task_is_planned(maya, dana):
    campaign = factories.lead(maya).touches.model._meta.get_field("campaign").related_model
    row = campaign.objects.create(name="Salon")
    made = rule(
        dana,
        [
            {"act": "campaign", "campaign": str(row.public_id)},
            {"act": "task", "title": "Appeler", "to": "marketer"},
        ],
    )
    row.delete()
    factories.lead(maya)
    tell_all()
    kept = made.firings.latest("pk")
    assert kept.state == "refused"
    assert "refused" in kept.told[0]
    assert kept.told[1]["act"] == "task"


def test_an_event_told_by_two_workers_fires_once(maya, dana):
    rule(dana, [{"act": "task", "title": "Appeler", "to": "marketer"}])
    factories.lead(maya)
    event = Event.objects.get(verb="lead.logged")
    assert [running.run_for(event), running.run_for(event)] == [1, 0]
    assert Task.objects.count() == 1
