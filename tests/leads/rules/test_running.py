from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from alignment.journal.models import Event
from alignment.journal.telling import tell
from alignment.notifications import sentences
from alignment.notifications.models import Notification
from alignment.people.models import Absence
from alignment.web.business_days import today
from alignment.web.errors import Incomplete, NotAllowed
from leads.models import Firing, Rule, Task
from leads.rules import keeping, pools, running
from tests import factories

pytestmark = pytest.mark.django_db
CALL = {"act": "task", "title": "Appeler", "kind": "call", "to": "marketer"}


def rule(by, acts, kind="automation", event="lead.logged", query=None, name="Démo"):
    row = keeping.save_rule(
        None, by=by, name=name, kind=kind, event=event, query=query or {}, acts=acts
    )
    return keeping.switch_rule(row, by=by, on=True)


def tell_all():
    for key in list(Event.objects.waiting().order_by("pk").values_list("pk", flat=True)):
        tell(key)


def test_a_rule_plans_a_task_for_the_leads_it_asks_for_alone(maya, dana):
    rule(dana, [CALL], query={"source": "website"})
    asked, other = factories.lead(maya), factories.lead(maya, source="event")
    tell_all()
    task = Task.objects.get()
    assert (task.lead, task.owner, task.due_on, task.created_by) == (asked, maya, today(), None)
    assert not other.firings.exists()
    assert asked.firings.get().state == "done"


def test_an_event_told_twice_fires_once(maya, dana):
    rule(dana, [CALL])
    factories.lead(maya)
    event = Event.objects.get(verb="lead.logged")
    assert tell(event.pk)
    assert running.run_for(event) == 0
    assert (Task.objects.count(), Firing.objects.count()) == (1, 1)


def test_two_rules_that_wake_each_other_are_stopped(maya, dana):
    def field(value):
        return [{"act": "field", "name": "need", "value": value}]

    rule(dana, field("Une"), event="lead.edited", name="A")
    rule(dana, field("Deux"), event="lead.edited", name="B")
    rule(dana, field("Trois"))
    factories.lead(maya)
    for _turn in range(10):
        tell_all()
    assert Firing.objects.filter(state="stopped").exists()
    assert not Event.objects.waiting().exists()
    assert max(Firing.objects.filter(state="done").values_list("depth", flat=True)) <= 3


def test_an_act_that_is_refused_does_not_stop_the_others(maya, dana, sam):
    Absence.objects.create(user=sam, starts_on=today(), ends_on=today())
    rule(dana, [{"act": "assign", "to": str(sam.public_id)}, CALL])
    factories.lead(maya)
    tell_all()
    kept = Firing.objects.get()
    assert kept.state == "refused"
    assert "away" in kept.told[0]["refused"]
    assert kept.told[1]["act"] == "task"
    assert Task.objects.count() == 1


def test_the_first_assignment_that_matches_wins_and_passes_over_who_is_away(maya, dana, sam):
    rep = factories.person("Lea")
    pool = {str(sam.public_id): 1, str(rep.public_id): 1}
    Absence.objects.create(user=sam, starts_on=today(), ends_on=today() + timedelta(days=2))
    rule(dana, [{"act": "assign", "pool": pool}], kind="assignment")
    rule(dana, [{"act": "assign", "to": str(maya.public_id)}], kind="assignment", name="Reste")
    lead = factories.lead(maya)
    tell_all()
    lead.refresh_from_db()
    assert lead.owner == rep
    assert Firing.objects.count() == 1


def test_a_rule_that_fires_too_often_is_switched_off(maya, dana, monkeypatch):
    monkeypatch.setattr(running, "MOST_AN_HOUR", 1)
    made = rule(dana, [CALL])
    factories.lead(maya)
    factories.lead(maya)
    tell_all()
    made.refresh_from_db()
    assert (made.is_active, Task.objects.count()) == (False, 1)
    assert Event.objects.filter(verb="rule.switched", facts__why="too_often").exists()


def test_an_erased_person_wakes_no_rule(maya, dana):
    rule(dana, [CALL])
    lead = factories.lead(maya)
    type(lead.contact).objects.filter(pk=lead.contact_id).update(erased_at=lead.captured_at)
    tell_all()
    assert not Firing.objects.exists()


@pytest.mark.parametrize(
    "acts",
    [
        None, [], {}, [None], [{"act": []}], [{"act": "delete"}], [{"act": "assign"}],
        [{"act": "assign", "to": ["x"]}], [{"act": "assign", "pool": {"x": True}}],
        [{"act": "task", "title": "x" * 201}], [{"act": "task", "title": "a", "in_days": True}],
        [{"act": "field", "name": "stage", "value": "won"}], [{"act": "notify", "to": {}}],
        [{"act": "campaign", "campaign": 7}], [{**CALL, "kind": ["call"]}], [CALL] * 11,
    ],
)  # fmt: skip
def test_acts_that_are_none_are_refused(dana, acts):
    with pytest.raises(Incomplete):
        rule(dana, acts)


def test_unknown_conditions_and_moments_are_refused(dana):
    for wrong in ({"query": {"nope": "1"}}, {"event": "lead.erased"}, {"event": []}):
        with pytest.raises(Incomplete):
            rule(dana, [CALL], **wrong)


def test_only_managers_and_direction_write_rules(sam, maya):
    for person in (sam, maya):
        person.is_manager = False
        with pytest.raises(NotAllowed):
            rule(person, [CALL])


@examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(1, 99), st.integers(1, 10), min_size=2, max_size=6))
def test_turns_give_everybody_their_share(weights):
    taken: Counter[int] = Counter()
    for _lead in range(sum(weights.values()) * 3):
        taken[pools.next_in_turn(weights, taken)] += 1
    assert taken == {key: weight * 3 for key, weight in weights.items()}


def test_what_a_rule_raises_is_kept_and_stops_neither_the_others_nor_the_news(maya, dana):
    broken = rule(dana, [CALL], name="Cassée")
    rule(dana, [CALL], name="Saine")
    # An act that an older version wrote and this one cannot read.
    Rule.objects.filter(pk=broken.pk).update(acts=[CALL, {"act": "gone"}])
    factories.lead(maya)
    event = Event.objects.get(verb="lead.logged")
    assert tell(event.pk)
    kept = broken.firings.get()
    assert kept.state == "refused"
    assert kept.told[1] == {"failed": "KeyError"}
    # What it could do before, and the other rule.
    assert Task.objects.count() == 2
    event.refresh_from_db()
    assert event.fanned_out_at


def test_a_broken_assignment_leaves_its_turn_to_the_next(maya, dana, sam):
    to_sam = [{"act": "assign", "to": str(sam.public_id)}]
    broken = rule(dana, to_sam, kind="assignment", name="Cassée")
    rule(dana, to_sam, kind="assignment", name="Saine")
    Rule.objects.filter(pk=broken.pk).update(acts=[{"act": "gone"}])
    lead = factories.lead(maya)
    tell_all()
    lead.refresh_from_db()
    assert lead.owner == sam


def test_somebody_who_left_is_passed_over_and_a_lone_one_refuses(maya, dana, sam):
    lone = rule(dana, [{"act": "notify", "to": str(sam.public_id)}])
    nora = factories.person("Nora")
    pool = {str(sam.public_id): 1, str(nora.public_id): 1}
    rule(dana, [{"act": "assign", "pool": pool}], kind="assignment")
    sam.is_active = False
    sam.save()
    lead = factories.lead(maya)
    tell_all()
    lead.refresh_from_db()
    assert lead.owner == nora
    assert lone.firings.get().state == "refused"


def test_a_rule_switched_off_before_the_event_is_told_stays_silent(maya, dana):
    row = rule(dana, [CALL])
    factories.lead(maya)
    keeping.switch_rule(row, by=dana, on=False)
    tell_all()
    assert not Firing.objects.exists()


def test_a_merged_lead_wakes_no_rule(maya, dana):
    rule(dana, [CALL])
    lead = factories.lead(maya)
    type(lead).objects.filter(pk=lead.pk).update(stage="merged")
    tell_all()
    assert not Firing.objects.exists()


def test_a_rule_tells_somebody_in_a_sentence(maya, dana):
    rule(dana, [{"act": "notify", "to": str(dana.public_id), "text": "À rappeler"}])
    factories.lead(maya)
    tell_all()
    tell_all()
    event = Event.objects.get(verb="rule.told")
    assert "A rule points you to" in str(sentences.sentence_of(event, dana.pk)).replace("\xa0", " ")
    assert Notification.objects.filter(event=event, recipient=dana).exists()


def test_a_worker_killed_in_the_middle_fires_once(maya, dana, monkeypatch):
    rule(dana, [CALL])
    rule(dana, [CALL], name="Deux")
    factories.lead(maya)
    event = Event.objects.get(verb="lead.logged")
    do, calls = running.acts.do, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return do(*given)

    monkeypatch.setattr(running.acts, "do", killed)
    with pytest.raises(KeyboardInterrupt):
        tell(event.pk)
    assert (Task.objects.count(), Firing.objects.count()) == (0, 0)
    assert tell(event.pk)
    assert not tell(event.pk)
    assert (Task.objects.count(), Firing.objects.count()) == (2, 2)


def test_the_log_of_a_rule_is_kept_a_year_and_what_came_of_it_for_good(maya, dana):
    rule(dana, [CALL])
    for days in (364, 366):
        lead = factories.lead(maya)
        tell_all()
        lead.firings.update(at=timezone.now() - timedelta(days=days))
    assert running.forget_old() == 1
    assert Firing.objects.get().at > timezone.now() - timedelta(days=365)
    assert Task.objects.count() == 2
