import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alignment.journal.models import Event
from alignment.journal.telling import tell
from leads.models import Campaign, Rule
from leads.rules import keeping
from leads.rules.wording import Words
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "/rules/new/"
TASK = {"task-on": "on", "task-title": "Appeler", "task-kind": "call", "task-in_days": "2",
        "task-to": "marketer"}  # fmt: skip


def save(by, name="Site", kind="automation", event="lead.logged", query=None, acts=None):
    acts = acts or [{"act": "notify", "to": "marketer", "text": "À appeler"}]
    return keeping.save_rule(
        None, by=by, name=name, kind=kind, event=event, query=query or {}, acts=acts
    )


def texts(answer):
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def page(client):
    def logged_in(person):
        person.language = "en"
        person.save()
        client.force_login(person)
        return client

    return logged_in


def test_a_rule_is_written_in_the_form_and_read_as_a_sentence(dana, page):
    data = {"name": "Site", "event": "lead.logged", "if-source": ["website", "event"],
            "if-is_customer": "false", "start": "1", **TASK}  # fmt: skip
    answer = page(dana).post(f"{NEW}?kind=automation", data)
    assert answer.status_code == 302
    row = Rule.objects.get()
    assert row.is_active
    assert row.conditions == {"source": ["website", "event"], "is_customer": "false"}
    assert row.acts == [
        {"act": "task", "title": "Appeler", "kind": "call", "in_days": 2, "to": "marketer"}
    ]
    shown = texts(page(dana).get("/rules/"))
    assert "a lead comes in" in shown
    assert "Source: Website form or " in shown
    assert "plan « Appeler » (call) for its marketing owner, within 2 days" in shown


def test_shares_become_a_pool_and_one_share_a_person(dana, sam, page):
    lea = factories.person("Léa")
    data = {"name": "Tour", "event": "lead.qualified", "assign-by": "turns",
            f"assign-{sam.public_id}": "2", f"assign-{lea.public_id}": "1"}  # fmt: skip
    page(dana).post(f"{NEW}?kind=assignment", data)
    row = Rule.objects.get()
    pool = {str(sam.public_id): 2, str(lea.public_id): 1}
    assert row.acts == [{"act": "assign", "pool": pool, "by": "turns"}]
    assert not row.is_active
    path = f"/rules/{row.public_id}/edit/"
    assert 'value="2"' in texts(page(dana).get(path))
    page(dana).post(path, {**data, f"assign-{lea.public_id}": ""})
    row.refresh_from_db()
    assert row.acts == [{"act": "assign", "to": str(sam.public_id)}]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"name": "", "event": "lead.logged", **TASK}, "required"),
        ({"name": "A", "event": "lead.logged"}, "From one to 10 acts"),
        ({"name": "A", "event": "lead.logged", **TASK, "task-title": ""}, "required"),
        ({"name": "A", "event": "lead.logged", **TASK, "if-stage": "gone"}, "not one of"),
        ({"name": "A", "event": "lead.erased", **TASK}, "not one of"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(dana, page, data, text):
    answer = page(dana).post(f"{NEW}?kind=automation", data)
    assert answer.status_code == 400
    assert text in texts(answer)
    assert not Rule.objects.exists()


def test_nobody_named_is_said_beside_the_shares(dana, page):
    data = {"name": "A", "event": "lead.qualified", "assign-by": "turns"}
    answer = page(dana).post(f"{NEW}?kind=assignment", data)
    assert answer.status_code == 400
    assert "at least one person" in texts(answer)


def test_what_the_form_cannot_show_is_kept_unless_it_is_taken_out(dana, page):
    calls = [{"act": "task", "title": title, "to": "owner"} for title in ("Un", "Deux")]
    row = save(dana, query={"q": "laser", "stage": "new"}, acts=calls)
    data = {"name": "Site", "event": "lead.logged", "if-q": "laser", "if-stage": "new", **TASK}
    path = f"/rules/{row.public_id}/edit/"
    assert "Keep also" in texts(page(dana).get(path))
    page(dana).post(path, {**data, "keep-0": "on"})
    row.refresh_from_db()
    assert [act["title"] for act in row.acts] == ["Appeler", "Deux"]
    assert row.conditions == {"q": "laser", "stage": "new"}
    page(dana).post(path, data)
    row.refresh_from_db()
    assert [act["title"] for act in row.acts] == ["Appeler"]


def test_a_source_is_typed_by_its_name(dana, page):
    data = {"name": "A", "event": "lead.logged", "field-on": "on", "field-name": "source",
            "field-value": "website form"}  # fmt: skip
    page(dana).post(f"{NEW}?kind=automation", data)
    assert Rule.objects.get().acts == [{"act": "field", "name": "source", "value": "website"}]


def test_buttons_switch_move_and_delete(dana, page):
    first, second = save(dana, "Un"), save(dana, "Deux")
    client = page(dana)
    client.post(f"/rules/{first.public_id}/switch/", {"turn": "on"})
    client.post(f"/rules/{second.public_id}/move/", {"up": "1"})
    assert [row.name for row in Rule.objects.all()] == ["Deux", "Un"]
    first.refresh_from_db()
    assert first.is_active
    client.post(f"/rules/{first.public_id}/delete/")
    assert Rule.objects.get() == second


def test_others_read_and_change_nothing(dana, sam, page):
    row = save(dana)
    client = page(sam)
    for path in ("/rules/", f"/rules/{row.public_id}/", "/rules/log/"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert "/edit/" not in texts(shown)
    for path in (NEW, f"/rules/{row.public_id}/edit/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/rules/{row.public_id}/delete/").status_code == 403


def test_the_log_says_what_was_done_and_why_not(dana, maya, sam, page):
    save_on = keeping.switch_rule(save(dana), by=dana, on=True)
    sam.is_active = False
    sam.save()
    lone = save(dana, "Sam", acts=[{"act": "notify", "to": str(dana.public_id)}])
    Rule.objects.filter(pk=lone.pk).update(
        acts=[{"act": "assign", "to": str(sam.public_id)}], is_active=True
    )
    factories.lead(maya)
    tell(Event.objects.get(verb="lead.logged").pk)
    shown = texts(page(dana).get("/rules/log/"))
    assert f"{maya} told" in shown
    assert "away or has no room left" in shown
    refused = texts(page(dana).get("/rules/log/?state=refused"))
    assert "away or has no room left" in refused
    assert f"{maya} told" not in refused
    assert f"{maya} told" in texts(page(dana).get(f"/rules/{save_on.public_id}/"))


def test_a_condition_that_is_gone_is_said(dana, page):
    row = save(dana, query={"stage": "new"})
    Rule.objects.filter(pk=row.pk).update(conditions={"x_parc": "1"})
    assert "it does not run" in texts(page(dana).get("/rules/"))


def test_twenty_rules_are_read_as_quickly_as_two(dana, page):
    def more(number):
        for index in range(number):
            person = factories.person()
            campaign = Campaign.objects.create(name=f"{number}-{index}")
            save(dana, query={"owner": str(person.public_id), "campaign": str(campaign.public_id)},
                 acts=[{"act": "notify", "to": str(person.public_id)}])  # fmt: skip

    client, counts = page(dana), []
    for number in (2, 20):
        more(number)
        with CaptureQueriesContext(connection) as asked:
            client.get("/rules/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 13


def test_erased_names_read_as_gone(dana):
    row = save(dana)
    row.acts = [{"act": "campaign", "campaign": "00000000-0000-0000-0000-000000000001"}]
    assert "gone" in Words([row]).sentence(row).acts[0]
