"""Acting on many records: once each, resumable, with reasons, undone as a whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import own_fields
from leads.choices import RunStatus
from leads.lists import runs, undoing
from leads.lists.actions import label_of
from leads.lists.doing import do, left_behind
from leads.models import BulkRun, Lead, Member, Task
from tests import factories

pytestmark = pytest.mark.django_db


def ask(by, action="qualify", values=None, **chosen):
    chosen = chosen or {"query": {"stage": "new"}}
    return runs.ask(by=by, record="lead", action=action, values=values or {}, **chosen)


def done(run):
    do(run.pk)
    run.refresh_from_db()
    return run


def test_each_record_goes_through_the_transition(maya):
    leads = [factories.lead(maya) for _n in range(3)]
    run = done(ask(maya))
    assert (run.status, run.done, run.failed) == (RunStatus.DONE, 3, 0)
    for lead in leads:
        lead.refresh_from_db()
        assert lead.stage == "mql"
        assert Event.objects.about(lead).filter(verb="lead.qualified", actor=maya).count() == 1


def test_the_others_go_on_when_one_refuses(maya):
    good, bad = factories.lead(maya), factories.lead(maya, need="")
    run = done(ask(maya))
    assert (run.done, run.failed) == (2, 1)
    failure = run.failures.get()
    assert failure.record_id == bad.pk and "Required" in failure.reason
    good.refresh_from_db(), bad.refresh_from_db()
    assert (good.stage, bad.stage) == ("mql", "new")


def test_rights_are_those_of_the_page(sam, maya):
    factories.lead(maya)
    run = done(ask(sam))
    assert run.failed == 1 and "not yours" in run.failures.get().reason


def test_a_killed_worker_is_resumed_without_doing_twice(maya, monkeypatch):
    for _n in range(4):
        factories.lead(maya)
    run = ask(maya)
    real, calls = runs._do, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(runs, "_do", dies)
    with pytest.raises(KeyboardInterrupt):
        do(run.pk)
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.RUNNING, 2)
    assert do(run.pk) and BulkRun.objects.get(pk=run.pk).done == 2  # a living worker has it
    BulkRun.objects.filter(pk=run.pk).update(alive_at=timezone.now() - timedelta(minutes=5))
    assert left_behind() == [run.pk]
    run = done(run)
    assert (run.status, run.done, run.failed) == (RunStatus.DONE, 4, 0)
    assert Event.objects.filter(verb="lead.qualified").count() == 4


def test_delivered_twice_it_is_done_once(maya):
    factories.lead(maya)
    run = done(ask(maya))
    do(run.pk)
    assert Event.objects.filter(verb="lead.qualified").count() == 1
    assert Event.objects.filter(verb="bulk.finished").count() == 1


def test_cancelled_it_stops_at_the_next_record(maya):
    for _n in range(3):
        factories.lead(maya)
    run = ask(maya)
    taken = runs.take(run.pk)
    runs.cancel(run, by=maya)
    runs.work(taken)
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.CANCELLED, 0)
    assert not Lead.objects.filter(stage="mql").exists()


def test_it_goes_on_in_another_shift(maya):
    for _n in range(2):
        factories.lead(maya)
    run = ask(maya)
    assert runs.work(runs.take(run.pk), shift=-1) is False
    run.refresh_from_db()
    assert run.status == RunStatus.WAITING
    assert done(run).done == 2


def test_one_undo_takes_it_all_back(maya):
    leads = [factories.lead(maya) for _n in range(2)] + [factories.lead(maya, need="")]
    run = done(ask(maya))
    undo = done(undoing.ask_undo(run, by=maya))
    assert (undo.total, undo.done, undo.failed) == (2, 2, 0)
    assert {Lead.objects.get(pk=lead.pk).stage for lead in leads} == {"new"}


def test_undo_leaves_alone_what_went_on(maya, sam):
    from leads import transitions

    lead = factories.lead(maya)
    run = done(ask(maya))
    transitions.hand_over(Lead.objects.get(pk=lead.pk), by=maya, assignee=sam)
    undo = done(undoing.ask_undo(run, by=maya))
    assert undo.failed == 1
    assert Lead.objects.get(pk=lead.pk).stage == "handed_over"


def test_only_who_did_it_undoes_it(maya, dana):
    factories.lead(maya)
    run = done(ask(maya))
    with pytest.raises(NotAllowed):
        undoing.ask_undo(run, by=dana)
    task = done(ask(maya, "plan-task", {"title": "Rappeler"}, query={"state": "open"}))
    with pytest.raises(Conflict):
        undoing.ask_undo(task, by=maya)


def test_a_field_is_changed_by_the_same_service(maya):
    lead = factories.lead(maya)
    run = done(ask(maya, "set-offer", {"value": "Découpe"}, ids=[lead.public_id]))
    lead.refresh_from_db()
    assert (run.failed, lead.offer) == (0, "Découpe")


def test_people_join_a_campaign_once(maya):
    from leads.models import Campaign

    campaign = Campaign.objects.create(name="Sirha", channel="event")
    for _n in range(3):
        factories.lead(maya)
    for _time in range(2):
        run = done(ask(maya, "add-to-campaign", {"campaign": str(campaign.public_id)}))
        assert (run.status, run.done, run.failed) == (RunStatus.DONE, 3, 0)
    assert Member.objects.filter(campaign=campaign).count() == 3


def test_a_task_for_each_owner(maya, sam):
    factories.handed_over(to=sam, by=maya)
    done(ask(maya, "plan-task", {"title": "Rappeler"}, query={"stage": "handed_over"}))
    assert Task.objects.get(title="Rappeler").owner == sam


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("action", {"action": "erase"}),
        ("action", {"action": "__class__"}),
        ("assignee", {"action": "hand_over", "values": {"assignee": "nope"}}),
        ("nope", {"query": {"nope": "1"}}),
        ("ids", {"ids": ["pas un id"]}),
        ("ids", {"query": {"stage": "won"}}),
        ("ids", {"ids": []}),
    ],
)
def test_what_cannot_be_is_refused_before_it_starts(maya, field, asked):
    factories.lead(maya)
    with pytest.raises(Incomplete) as refused:
        ask(maya, **asked)
    assert field in refused.value.fields
    assert not BulkRun.objects.exists()


def test_an_odd_failure_does_not_hold_up_the_others(maya, monkeypatch):
    factories.lead(maya), factories.lead(maya)
    run = ask(maya)
    real, calls = runs._do, []

    def fails(*args):
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(*args)

    monkeypatch.setattr(runs, "_do", fails)
    run = done(run)
    assert (run.status, run.done, run.failed) == (RunStatus.DONE, 2, 1)


def test_a_small_selection_is_done_while_one_waits(page, maya):
    lead = factories.lead(maya)
    answer = page(maya).post(
        "/lists/lead/bulk/", {"action": "qualify", "id": [str(lead.public_id)], "need": ""}
    )
    assert answer.status_code == 302 and answer.url.startswith("/leads/")
    lead.refresh_from_db()
    assert lead.stage == "mql"


def test_all_results_are_those_of_the_filter(page, maya, django_capture_on_commit_callbacks):
    for _n in range(25):
        factories.lead(maya, source="event")
    factories.lead(maya, source="referral")
    browser = page(maya)
    answer = browser.post(
        "/lists/lead/bulk/", {"action": "qualify", "all": "1", "look": "?source=event"}
    )
    run = BulkRun.objects.get()
    assert answer.url == run.get_absolute_url() and run.total == 25
    assert run.status == RunStatus.WAITING
    done(run)
    assert Lead.objects.filter(stage="mql", source="event").count() == 25
    assert Lead.objects.filter(stage="new", source="referral").count() == 1
    assert "25" in browser.get(answer.url).content.decode()


def own(dana, label, kind="text", record="lead", **values):
    return own_fields.add_field(by=dana, record=record, label=label, kind=kind, **values)


def test_a_field_of_ones_own_is_set_on_all_results(maya, dana):
    field = own(dana, "Atelier", "number")
    leads = [factories.lead(maya) for _n in range(3)]
    run = done(ask(maya, f"set-x_{field.key}", {"value": "1 200"}))
    assert (run.status, run.done, run.failed) == (RunStatus.DONE, 3, 0)
    for lead in leads:
        lead.refresh_from_db()
        assert lead.extra == {field.key: 1200}
        event = Event.objects.about(lead).get(verb="lead.edited", actor=maya)
        assert event.facts["now"] == {f"extra.{field.key}": 1200}


def test_a_wrong_value_of_ones_own_is_refused_before_it_starts(maya, dana):
    field = own(dana, "Atelier", "number")
    factories.lead(maya)
    with pytest.raises(Incomplete) as refused:
        ask(maya, f"set-x_{field.key}", {"value": "douze"})
    assert "value" in refused.value.fields
    with pytest.raises(Incomplete):
        ask(maya, "set-x_nope", {"value": "1"})


def test_rights_on_ones_own_field_are_those_of_the_record(maya, sam, dana):
    field = own(dana, "Remise", "number", "opportunity")
    deal = factories.opportunity(sam).opportunities.get()
    asked = {"record": "opportunity", "action": f"set-x_{field.key}", "values": {"value": "5"}}
    run = done(runs.ask(by=maya, ids=[deal.public_id], **asked))
    assert run.failed == 1
    run = done(runs.ask(by=sam, ids=[deal.public_id], **asked))
    deal.refresh_from_db()
    assert (run.failed, deal.extra) == (0, {field.key: 5})


def test_a_choice_that_went_away_meanwhile_empties_nothing(maya, dana):
    field = own(dana, "Procédé", "choice", options=["Laser", "Plasma"])
    lead = factories.lead(maya, extra={field.key: "Laser"})
    run = ask(maya, f"set-x_{field.key}", {"value": "Plasma"})
    own_fields.change_field(field, by=dana, options=["Laser", "Jet"])
    run = done(run)
    lead.refresh_from_db()
    assert (run.failed, lead.extra) == (1, {field.key: "Laser"})
    assert "no longer" in run.failures.get().reason


def test_an_archived_field_refuses_and_its_runs_keep_its_name(maya, dana):
    field = own(dana, "Atelier")
    lead = factories.lead(maya)
    run = ask(maya, f"set-x_{field.key}", {"value": "Laser"})
    own_fields.archive_field(field, by=dana)
    run = done(run)
    lead.refresh_from_db()
    assert (run.failed, lead.extra) == (1, {})
    assert str(label_of("lead", run.action)) == "Change: Atelier"


def test_the_longest_key_fits_an_action(maya, dana):
    field = own(dana, "x" * 80)
    factories.lead(maya)
    run = done(ask(maya, f"set-x_{field.key}", {"value": "Laser"}))
    assert run.failed == 0 and len(run.action) <= BulkRun._meta.get_field("action").max_length


def test_the_dialog_offers_fields_of_ones_own(page, maya, dana):
    field = own(dana, "Atelier", "yes_no")
    factories.lead(maya)
    name = f"set-x_{field.key}"
    html = page(maya).get("/lists/lead/bulk/", {"all": "1", "action": name}).content.decode()
    assert f'<option value="{name}" selected>Atelier</option>' in html
    assert '<option value="yes">' in html
