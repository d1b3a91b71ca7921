"""Channels: set up by pasting an address, tried, inspected, replayed; secrets are not shown."""

import json

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alignment.notifications.models import Channel, Delivery
from tests import factories
from tests.listener import listening
from tests.notifications.channels import SLACK, TEAMS, WHATSAPP, channel, send_all, tell_all

pytestmark = pytest.mark.django_db
CHANNELS = "/channels/"


@pytest.fixture
def loopback(settings):
    settings.OUTGOING_LOOPBACK = True


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(("url", "kind"), [(SLACK, "slack"), (TEAMS, "teams")])
def test_a_pasted_address_is_enough(page, manager, url, kind):
    response = page(manager).post(CHANNELS, {"address": f"  {url} ", "name": "#ventes"})
    row = Channel.objects.get()
    assert response.status_code == 302
    assert (row.kind, row.name, row.owner, row.address) == (kind, "#ventes", manager, url)
    assert "lead.handed_over" in row.topics  # everything, unless one chooses


def test_whatsapp_asks_for_its_template(page, manager):
    browser = page(manager)
    refused = browser.post(CHANNELS, {"address": WHATSAPP})
    assert refused.status_code == 400 and "access token" in text_of(refused)
    more = {"secret": "EAAtoken", "to": "+33612345678", "template": "tandem_news", "language": "fr"}
    assert browser.post(CHANNELS, {"address": WHATSAPP, **more}).status_code == 302
    assert Channel.objects.get().options["template"] == "tandem_news"


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.1/hook", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://[::1]/", "http://hooks.slack.com/services/T/B/x", "https://localhost/",
        "https://hooks.slack.com/other", "https://hooks.slack.com.evil.invalid/services/x",
        "https://tenant.webhook.office.com/webhookb2/x", "not an address", "",
        "https://user:pass@hooks.slack.com/services/x",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused_beside_its_field(page, api, manager, address):
    response = page(manager).post(CHANNELS, {"address": address})
    assert response.status_code == 400 and "field-error" in text_of(response)
    answer = api(manager).post("/api/v1/channels/", {"address": address})
    assert answer.status_code == 400 and "address" in answer.json()["errors"]
    assert not Channel.objects.exists()


def test_a_webhook_shows_its_secret_once(page, manager, loopback):
    with listening() as server:
        browser = page(manager)
        first = text_of(browser.post(CHANNELS, {"address": server.url, "name": "ERP"}))
    row = Channel.objects.get()
    assert row.secret.startswith("whsec_") and row.secret in first
    for path in (CHANNELS, row.get_absolute_url()):
        shown = text_of(browser.get(path))
        assert row.secret not in shown and "verysecretvalue" not in shown
        assert "127.0.0.1" in shown


def test_over_rest_no_secret_comes_back_either(api, manager):
    client = api(manager)
    made = client.post("/api/v1/channels/", {"address": SLACK, "topics": ["lead.won"]}).json()
    assert made["topics"] == ["lead.won"] and made["secret"] == ""
    path = f"/api/v1/channels/{made['id']}/"
    changed = client.patch(path, {"name": "#autre"})
    texts = json.dumps([made, changed.json(), client.get(path).json()])
    assert changed.json()["name"] == "#autre"
    assert "abcdefgh" not in texts and "hooks.slack.com/…WXYZ" in json.loads(texts)[2].values()
    assert client.post(f"{path}switch-off/").json()["is_active"] is False
    assert client.post(f"{path}switch-on/").json()["is_active"] is True
    assert client.delete(path).status_code == 204 and not Channel.objects.exists()


def test_a_test_says_how_it_went(page, manager, loopback):
    with listening(200, (403, {}, b"invalid_token")) as server:
        row, browser = channel(manager, server.url), page(manager)
        path = f"{row.get_absolute_url()}test/"
        assert "has arrived" in text_of(browser.post(path, follow=True))
        assert "403 invalid_token" in text_of(browser.post(path, follow=True))
        assert json.loads(server.heard[0].body)["type"] == "test"
    row.refresh_from_db()
    assert row.failures == 0  # trying costs nothing


def test_a_private_address_is_refused_when_tested_too(page, manager):
    row = channel(manager, "https://192.168.0.10/x")
    shown = text_of(page(manager).post(f"{row.get_absolute_url()}test/", follow=True))
    assert "réseau privé" in shown  # what a channel answers is in the company's language


def test_the_inspector_shows_what_was_sent_and_sends_it_again(page, sam, maya, manager, loopback):
    with listening((200, {}, b"merci")) as server:
        row = channel(manager, server.url, topics=["lead.handed_over"])
        factories.handed_over(to=sam, by=maya, company=factories.company("Acme <b>x</b>"))
        tell_all(), send_all()
        delivery, browser = Delivery.objects.get(channel=row), page(manager)
        listed = text_of(browser.get(f"{row.get_absolute_url()}deliveries/?state=sent"))
        path = f"{row.get_absolute_url()}deliveries/{delivery.public_id}/"
        shown = text_of(browser.get(path))
        assert "Acme" in listed and "merci" in shown and "handed_over" in shown
        assert "<b>x</b>" not in listed + shown and delivery.key in shown
        browser.post(f"{path}replay/")
        send_all()
        assert len(server.heard) == 2
    assert browser.get(f"{row.get_absolute_url()}deliveries/?state=dead").status_code == 200


def test_switching_off_and_removing(page, manager, loopback):
    row, browser = channel(manager, "https://hooks.slack.com/services/T/B/x"), page(manager)
    browser.post(f"{row.get_absolute_url()}switch/", {"on": "0"})
    row.refresh_from_db()
    assert not row.is_active and row.disabled_at
    browser.post(f"{row.get_absolute_url()}test/")
    assert not Delivery.objects.exists()
    browser.post(f"{row.get_absolute_url()}switch/", {"on": "1"})
    row.refresh_from_db()
    assert row.is_active and row.disabled_at is None
    browser.post(f"{row.get_absolute_url()}remove/")
    assert not Channel.objects.exists()
    tell_all(), send_all()
    assert mail.outbox == []  # who switches it off knows


def test_slack_and_teams_get_plain_text_that_is_no_markup(sam, maya, manager):
    rows = {
        "slack": channel(manager, SLACK, kind="slack"),
        "teams": channel(manager, TEAMS, kind="teams"),
    }
    name = "<!channel> [x](http://evil)"
    factories.handed_over(to=sam, by=maya, company=factories.company(name))
    tell_all(), send_all()
    told = {
        kind: Delivery.objects.get(channel=row, event__verb="lead.handed_over").payload
        for kind, row in rows.items()
    }
    assert "<!channel>" not in told["slack"]["text"]
    assert told["slack"]["blocks"][0]["text"]["type"] == "plain_text"
    card = told["teams"]["attachments"][0]["content"]
    assert card["type"] == "AdaptiveCard" and "[x](" not in card["body"][0]["text"]
    assert {"Accept", "Reject"} <= {a["title"] for a in card["actions"]} or len(
        card["actions"]
    ) == 3


def test_the_bell_asks_again_and_gets_a_number(page, sam, maya):
    browser = page(sam)
    assert 'hx-get="/notifications/unread/"' in text_of(browser.get("/notifications/"))
    assert text_of(browser.get("/notifications/unread/")) == ""
    factories.handed_over(to=sam, by=maya)
    tell_all()
    assert text_of(browser.get("/notifications/unread/")) == "1"


def test_the_number_of_queries_does_not_grow(page, api, manager):
    row = channel(manager, "https://hooks.slack.com/services/T/B/x")
    paths = (CHANNELS, row.get_absolute_url(), f"{row.get_absolute_url()}deliveries/")
    calls = [(page(manager), path) for path in paths]
    calls += [(api(manager), f"/api/v1/{name}/") for name in ("channels", "deliveries")]
    counts = []
    for _round in range(3):
        for _number in range(3):
            channel(manager, "https://hooks.slack.com/services/T/B/x")
            Delivery.objects.create(channel=row, medium="webhook", state="sent")
        found = []
        for client, path in calls:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        counts.append(found)
    assert counts[1] == counts[2] and max(counts[2]) <= 12, counts
