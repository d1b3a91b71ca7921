import pytest

from alignment.journal.models import Event
from alignment.journal.telling import tell
from leads.models import Rule
from tests import factories

pytestmark = pytest.mark.django_db
RULES = "/api/v1/rules/"
BODY = {
    "name": "Site", "kind": "automation", "event": "lead.logged",
    "conditions": {"source": "website"},
    "acts": [{"act": "notify", "to": "marketer", "text": "À appeler"}],
}  # fmt: skip


def test_a_rule_is_added_changed_switched_and_taken_away(api, dana):
    client = api(dana)
    made = client.post(RULES, BODY)
    assert made.status_code == 201
    row = made.json()
    assert (row["is_active"], row["conditions"]) == (False, {"source": "website"})
    assert "then tell its marketing owner" in row["sentence"]
    path = f"{RULES}{row['id']}/"
    assert client.patch(path, {"name": "Web"}).json()["name"] == "Web"
    assert client.post(f"{path}switch/", {"on": True}).json()["is_active"]
    assert client.delete(path).status_code == 204
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"acts": []}, "acts"), ({"acts": [{"act": "delete"}]}, "acts"), ({"acts": [7]}, "acts"),
        ({"event": "lead.erased"}, "event"), ({"conditions": {"nope": "1"}}, "nope"),
        ({"name": ""}, "name"), ({"kind": "x"}, "kind"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(api, dana, change, field):
    answer = api(dana).post(RULES, BODY | change)
    assert answer.status_code == 400
    assert any(name.startswith(field) for name in answer.json()["errors"])


def test_an_empty_change_leaves_no_trace(api, dana):
    client = api(dana)
    path = f"{RULES}{client.post(RULES, BODY).json()['id']}/"
    before = Event.objects.count()
    assert client.patch(path, {}).status_code == 200
    assert Event.objects.count() == before


def test_it_is_tried_before_it_is_kept(api, dana, maya):
    lead = factories.lead(maya)
    body = {name: BODY[name] for name in ("kind", "event", "conditions", "acts")}
    found = api(dana).post(f"{RULES}rehearse/", body).json()
    assert (found["happened"], found["fired"]) == (1, 1)
    assert found["examples"][0]["lead"]["id"] == str(lead.public_id)
    assert not Rule.objects.exists()


def test_the_log_reads_as_on_the_page(api, dana, maya, sam):
    row = api(dana).post(RULES, BODY).json()
    api(dana).post(f"{RULES}{row['id']}/switch/", {"on": True})
    lead = factories.lead(maya)
    tell(Event.objects.get(verb="lead.logged").pk)
    found = api(sam).get(f"/api/v1/firings/?rule={row['id']}").json()["results"]
    assert [(one["state"], one["lines"]) for one in found] == [("done", [f"{maya} told"])]
    assert found[0]["lead"]["id"] == str(lead.public_id)


def test_others_read_only(api, dana, sam):
    row = api(dana).post(RULES, BODY).json()
    client = api(sam)
    assert client.get(RULES).status_code == 200
    assert client.post(RULES, BODY).status_code == 403
    assert client.post(f"{RULES}{row['id']}/switch/", {"on": True}).status_code == 403
