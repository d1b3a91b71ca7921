"""A bulk change is taken back once, for a quarter of an hour, where nobody changed it since."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alignment.journal.models import Event
from alignment.web.errors import Conflict, NotAllowed
from leads import deals, own_fields, services, transitions
from leads.choices import RunStatus
from leads.lists import runs, undoing
from leads.lists.actions import label_of_run
from leads.lists.doing import do
from leads.models import BulkRun, Campaign, Lead
from tests import factories

pytestmark = pytest.mark.django_db
NEW = {"stage": "new"}


def ask(by, action, value, record="lead", **chosen):
    values = value if isinstance(value, dict) else {"value": value}
    chosen = chosen or {"query": NEW}
    return runs.ask(by=by, record=record, action=action, values=values, **chosen)


def done(run):
    do(run.pk)
    return BulkRun.objects.get(pk=run.pk)


def undone(run, by):
    return done(undoing.ask_undo(run, by=by))


@pytest.fixture
def parc(dana):
    return own_fields.add_field(by=dana, record="lead", label="Parc", kind="number")


def test_a_field_gets_its_earlier_value_and_the_journal_tells(maya):
    lead, empty = factories.lead(maya, offer="Découpe"), factories.lead(maya)
    run = done(ask(maya, "set-offer", "Laser"))
    undo = undone(run, maya)
    assert (undo.status, undo.done, undo.failed) == (RunStatus.DONE, 2, 0)
    lead.refresh_from_db(), empty.refresh_from_db()
    assert (lead.offer, empty.offer) == ("Découpe", "")
    event = Event.objects.about(lead).filter(verb="lead.edited", actor=maya).latest("id")
    assert (event.facts["was"], event.facts["now"]) == ({"offer": "Laser"}, {"offer": "Découpe"})
    assert str(label_of_run(undo)) == "Undo: Change: Offer in mind"


@pytest.mark.parametrize(
    ("action", "value", "before"),
    [
        ("set-next_on", "2027-01-04", {"next_action_on": date(2026, 12, 1)}),
        ("set-next_on", "", {"next_action_on": date(2026, 12, 1)}),
        ("set-source", "event", {"source": "referral"}),
        ("set-need", "", {"need": "Découpe"}),
    ],
)
def test_days_codes_and_texts_come_back_as_they_were(maya, action, value, before):
    lead = factories.lead(maya, **before)
    undo = undone(done(ask(maya, action, value)), maya)
    lead.refresh_from_db()
    assert undo.failed == 0
    assert {name: getattr(lead, name) for name in before} == before


@pytest.mark.parametrize(("kind", "was", "now"), [("number", 3, "7"), ("yes_no", False, "yes")])
def test_a_field_of_ones_own_comes_back_in_its_kind(maya, dana, kind, was, now):
    own = own_fields.add_field(by=dana, record="lead", label="Parc", kind=kind)
    other = own_fields.add_field(by=dana, record="lead", label="Ville", kind="text")
    full, empty = factories.lead(maya, extra={own.key: was}), factories.lead(maya)
    run = done(ask(maya, f"set-x_{own.key}", now))
    services.edit_lead(full, by=maya, extra={other.key: "Lyon"})
    undo = undone(run, maya)
    full.refresh_from_db(), empty.refresh_from_db()
    assert undo.failed == 0
    assert (full.extra, empty.extra) == ({own.key: was, other.key: "Lyon"}, {})
    assert type(full.extra[own.key]) is type(was)


def test_the_earlier_campaign_comes_back_though_renamed_and_ended(maya):
    old, new = (Campaign.objects.create(name=name, channel="event") for name in ("A", "B"))
    lead = factories.lead(maya, campaign=old)
    run = done(ask(maya, "set-campaign", str(new.public_id)))
    Campaign.objects.filter(pk=old.pk).update(is_active=False, name="C")
    undo = undone(run, maya)
    lead.refresh_from_db()
    assert (undo.failed, lead.campaign) == (0, old)


def test_the_owner_of_accounts_comes_back(maya, sam, manager):
    factories.person("Sam", email="another.sam@example.com")
    mine, free = factories.company("Durand", owner=sam), factories.company("Roubaud")
    asked = {"record": "company", "ids": [mine.public_id, free.public_id]}
    run = done(ask(maya, "set-owner", str(manager.public_id), **asked))
    mine.refresh_from_db()
    assert mine.owner == manager
    undo = undone(run, maya)
    mine.refresh_from_db(), free.refresh_from_db()
    assert (undo.failed, mine.owner, free.owner) == (0, sam, None)


def test_an_owner_who_left_does_not_come_back(maya, sam, manager):
    company = factories.company("Durand", owner=sam)
    asked = {"record": "company", "ids": [company.public_id]}
    run = done(ask(maya, "set-owner", str(manager.public_id), **asked))
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    undo = undone(run, maya)
    company.refresh_from_db()
    assert (undo.failed, company.owner) == (1, manager)
    assert "Sam" in undo.failures.get().reason


def test_the_owner_of_leads_comes_back_despite_an_edit(manager, sam):
    other = factories.person("Tom")
    kept, gone_on = (factories.handed_over(to=sam) for _n in range(2))
    asked = {"owner": str(other.public_id), "why": "Congés"}
    run = done(ask(manager, "reassign", asked, query={"stage": "handed_over"}))
    assert set(Lead.objects.values_list("owner", flat=True)) == {other.pk}
    services.edit_lead(kept, by=sam, need="Autre chose")
    transitions.accept(Lead.objects.get(pk=gone_on.pk), by=other)
    undo = undone(run, manager)
    kept.refresh_from_db(), gone_on.refresh_from_db()
    assert (kept.owner, kept.need, gone_on.owner) == (sam, "Autre chose", other)
    assert [failure.record_id for failure in undo.failures.all()] == [gone_on.pk]
    reversal = Event.objects.about(kept).get(reverses__isnull=False)
    assert (reversal.verb, reversal.actor) == ("lead.reassigned", manager)


def test_what_somebody_changed_since_is_left_alone_and_listed(maya, sam):
    other, back, same = (factories.lead(maya, offer="Découpe") for _n in range(3))
    run = done(ask(maya, "set-offer", "Laser"))
    services.edit_lead(other, by=sam, offer="Jet d'eau")
    for offer in ("Plasma", "Laser"):  # somebody looked at it, and wants it so
        services.edit_lead(back, by=sam, offer=offer)
    services.edit_lead(same, by=sam, need="Autre chose")
    undo = undone(run, maya)
    offers = [Lead.objects.get(pk=lead.pk).offer for lead in (other, back, same)]
    assert offers == ["Jet d'eau", "Laser", "Découpe"]
    assert {failure.record_id for failure in undo.failures.all()} == {other.pk, back.pk}
    assert {failure.reason for failure in undo.failures.all()} == {"Somebody changed it since."}


def test_what_the_run_found_as_it_should_be_stays(maya):
    lead = factories.lead(maya, offer="Laser")
    undo = undone(done(ask(maya, "set-offer", "Laser")), maya)
    lead.refresh_from_db()
    assert (undo.failed, lead.offer) == (0, "Laser")
    assert not Event.objects.about(lead).filter(verb="lead.edited").exists()


def test_the_last_of_two_runs_is_undone_first(maya):
    lead = factories.lead(maya, offer="Découpe")
    first, second = (done(ask(maya, "set-offer", offer)) for offer in ("Laser", "Plasma"))
    assert undone(second, maya).failed == 0
    lead.refresh_from_db()
    assert lead.offer == "Laser"
    # The second is gone, and said so in the journal: what it left is not the first one's any more.
    assert undone(first, maya).failed == 1


def test_an_erased_person_gets_nothing_back(maya, dana):
    lead = factories.lead(maya, need="Découpe")
    run = done(ask(maya, "set-need", ""))
    transitions.erase(lead, by=dana)
    undo = undone(run, maya)
    lead.refresh_from_db()
    assert (undo.failed, lead.need) == (1, "")


def test_a_deal_of_somebody_else_by_now_refuses(sam, maya, manager):
    deal = factories.opportunity(sam).opportunities.get()
    asked = {"record": "opportunity", "ids": [deal.public_id]}
    before = deal.expected_close_on
    run = done(ask(sam, "set-closes", "2027-06-30", **asked))
    assert undone(run, sam).failed == 0
    deal.refresh_from_db()
    assert deal.expected_close_on == before
    again = done(ask(sam, "set-recurrence", "yearly", **asked))
    deal.refresh_from_db()
    assert again.failed == 0 and deal.recurrence == "yearly"
    type(deal).objects.filter(pk=deal.pk).update(owner=manager)
    undo = undone(again, sam)
    assert (undo.done, undo.failed) == (1, 1)


def test_once_by_who_did_it_and_not_too_late(maya, dana):
    factories.lead(maya)
    run = done(ask(maya, "set-offer", "Laser"))
    with pytest.raises(NotAllowed):
        undoing.ask_undo(run, by=dana)
    assert undoing.may_undo(run, by=maya) and not undoing.may_undo(run, by=dana)
    undoing.ask_undo(run, by=maya)
    with pytest.raises(Conflict) as refused:
        undoing.ask_undo(BulkRun.objects.get(pk=run.pk), by=maya)
    assert refused.value.code == "undone"
    late = done(ask(maya, "set-offer", "Plasma"))
    BulkRun.objects.update(finished_at=timezone.now() - timedelta(minutes=16))
    late.refresh_from_db()
    assert not undoing.may_undo(late, by=maya)
    with pytest.raises(Conflict) as refused:
        undoing.ask_undo(late, by=maya)
    assert refused.value.code == "too_late"


def test_two_at_the_same_moment_make_one(maya):
    factories.lead(maya)
    run = done(ask(maya, "set-offer", "Laser"))
    one, two = BulkRun.objects.get(pk=run.pk), BulkRun.objects.get(pk=run.pk)
    assert not hasattr(two, "undone_by")
    undoing.ask_undo(one, by=maya)
    with pytest.raises(Conflict):
        undoing.ask_undo(two, by=maya)
    assert BulkRun.objects.filter(action="undo").count() == 1


def test_what_runs_still_or_refused_it_all_is_not_undone(maya, sam):
    factories.lead(maya)
    waiting = ask(maya, "set-offer", "Laser")
    refused = done(ask(sam, "qualify", {}))
    for run, by in ((waiting, maya), (refused, sam)):
        with pytest.raises(Conflict) as no:
            undoing.ask_undo(run, by=by)
        assert no.value.code == "no_undo"


def test_an_undo_is_not_undone(maya):
    factories.lead(maya)
    undo = undone(done(ask(maya, "set-offer", "Laser")), maya)
    with pytest.raises(Conflict):
        undoing.ask_undo(undo, by=maya)


def test_a_cancelled_run_gives_back_what_it_had_done(maya, monkeypatch):
    leads = [factories.lead(maya, offer="Découpe") for _n in range(3)]
    run = ask(maya, "set-offer", "Laser")
    real = runs._do

    def cancels(*args):
        real(*args)
        runs.cancel(run, by=maya)

    monkeypatch.setattr(runs, "_do", cancels)
    run = done(run)
    monkeypatch.setattr(runs, "_do", real)
    assert (run.status, run.done) == (RunStatus.CANCELLED, 1)
    undo = undone(run, maya)
    assert (undo.total, undo.failed) == (1, 0)
    assert {Lead.objects.get(pk=lead.pk).offer for lead in leads} == {"Découpe"}


def test_a_worker_killed_and_one_too_many_put_back_once(maya, monkeypatch):
    leads = [factories.lead(maya, offer="Découpe") for _n in range(4)]
    undo = undoing.ask_undo(done(ask(maya, "set-offer", "Laser")), by=maya)
    real, calls = runs._do, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(runs, "_do", dies)
    with pytest.raises(KeyboardInterrupt):
        do(undo.pk)
    assert do(undo.pk) and BulkRun.objects.get(pk=undo.pk).done == 2  # a living worker has it
    BulkRun.objects.filter(pk=undo.pk).update(alive_at=timezone.now() - timedelta(minutes=5))
    undo = done(undo)
    do(undo.pk)
    assert (undo.done, undo.failed) == (4, 0)
    for lead in leads:
        assert Event.objects.about(lead).filter(verb="lead.edited").count() == 2  # there and back
        assert Lead.objects.get(pk=lead.pk).offer == "Découpe"


def test_an_archived_field_is_left_alone(maya, dana, parc):
    lead = factories.lead(maya, extra={parc.key: 3})
    run = done(ask(maya, f"set-x_{parc.key}", "7"))
    undo = undoing.ask_undo(run, by=maya)
    own_fields.archive_field(parc, by=dana)
    undo = done(undo)
    lead.refresh_from_db()
    assert (undo.failed, lead.extra) == (1, {parc.key: 7})


@pytest.mark.parametrize("kind", ["built in", "of one's own"])
def test_the_last_batch_costs_as_much_as_the_second(maya, parc, kind, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 20)
    action, value = ("set-offer", "Laser") if kind == "built in" else (f"set-x_{parc.key}", "7")
    company = factories.company()
    Lead.objects.bulk_create(
        Lead(company=company, source="event", stage="new", stage_entered_at=timezone.now(),
             captured_at=timezone.now(), captured_on=timezone.now().date(), owner=maya,
             team=maya.team, offer="Découpe", mql_at=timezone.now())
        for _n in range(100)
    )  # fmt: skip
    undo = undoing.ask_undo(done(ask(maya, action, value)), by=maya)
    cost, asked = [], []

    def counts(execute, sql, *args):
        asked.append(sql)
        return execute(sql, *args)

    taken = runs.take(undo.pk)
    values = runs._values(taken)
    for _batch in range(5):
        with connection.execute_wrapper(counts):
            before = len(asked)
            assert runs._batch(taken, maya, values)
        cost.append(len(asked) - before)
    runs.finish(taken, RunStatus.DONE)
    assert (taken.done, taken.failed) == (100, 0)
    assert not Lead.objects.exclude(offer="Découpe").exists()
    assert not Lead.objects.filter(extra__has_key=parc.key).exists()
    assert len(set(cost[1:])) == 1 and cost[0] <= cost[1] + 2, cost
    assert cost[1] <= 20 * 16 + 1, cost


@pytest.mark.parametrize("kind", ["built in", "of one's own"])
def test_one_button_on_the_page_of_the_run(page, maya, sam, dana, parc, kind):
    action, value = ("set-offer", "Laser") if kind == "built in" else (f"set-x_{parc.key}", "7")
    lead = factories.lead(maya, offer="Découpe", extra={parc.key: 3})
    run = done(ask(maya, action, value))
    address, button = run.get_absolute_url(), "undo/"
    assert f"{address}{button}" in page(maya).get(address).content.decode()
    assert f"{address}{button}" not in page(dana).get(address).content.decode()
    assert page(maya).get(f"{address}{button}").status_code == 405
    for person, status in ((dana, 403), (sam, 404), (factories.person("Ines", None), 404)):
        assert page(person).post(f"{address}{button}").status_code == status
    answer = page(maya).post(f"{address}{button}")
    undo = BulkRun.objects.get(undoes=run)
    assert (answer.status_code, answer.url) == (302, undo.get_absolute_url())
    lead.refresh_from_db()
    assert (lead.offer, lead.extra) == ("Découpe", {parc.key: 3})
    after = page(maya).get(address).content.decode()
    assert f"{address}{button}" not in after and undo.get_absolute_url() in after
    assert address in page(maya).get(undo.get_absolute_url()).content.decode()
    assert page(maya).post(f"{address}{button}").status_code == 409


def test_too_late_there_is_no_button(page, maya):
    factories.lead(maya)
    run = done(ask(maya, "set-offer", "Laser"))
    BulkRun.objects.update(finished_at=timezone.now() - timedelta(minutes=16))
    address = run.get_absolute_url()
    assert f"{address}undo/" not in page(maya).get(address).content.decode()
    assert page(maya).post(f"{address}undo/").status_code == 409


def test_a_large_one_is_put_back_in_the_background(page, maya):
    for _n in range(25):
        factories.lead(maya, offer="Découpe")
    run = done(ask(maya, "set-offer", "Laser"))
    page(maya).post(f"{run.get_absolute_url()}undo/")
    undo = BulkRun.objects.get(undoes=run)
    assert undo.status == RunStatus.WAITING
    assert Lead.objects.filter(offer="Laser").count() == 25
    assert done(undo).failed == 0
    assert Lead.objects.filter(offer="Découpe").count() == 25


def test_the_list_of_runs_costs_the_same_for_two_as_for_six(page, maya):
    browser, cost = page(maya), []
    for more in (1, 2):
        for _n in range(more):
            factories.lead(maya)
            undone(done(ask(maya, "set-offer", f"Laser {timezone.now()}")), maya)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/runs/")
        cost.append(len(asked))
    assert cost[0] == cost[1]


@pytest.mark.parametrize("record", ["company", "contact", "opportunity"])
def test_fields_of_ones_own_come_back_on_every_kind_of_record(sam, dana, record):
    deal = factories.opportunity(sam).opportunities.get()
    row = {"company": deal.lead.company, "contact": deal.lead.contact}.get(record, deal)
    own = own_fields.add_field(by=dana, record=record, label="Remise", kind="number")
    type(row).objects.filter(pk=row.pk).update(extra={own.key: 5})
    asked = {"record": record, "ids": [row.public_id]}
    first = done(ask(sam, f"set-x_{own.key}", "7", **asked))
    assert undone(first, sam).failed == 0
    row.refresh_from_db()
    assert row.extra == {own.key: 5}
    second = done(ask(sam, f"set-x_{own.key}", "", **asked))
    services_of = {"company": services.save_company, "contact": services.save_contact}
    services_of.get(record, deals.change_deal)(row, by=sam, extra={own.key: 9})
    undo = undone(second, sam)
    row.refresh_from_db()
    assert (undo.failed, row.extra) == (1, {own.key: 9})
