"""Deliveries: once per event and recipient, tried again with back-off, never lost, never stale."""

import base64
import hashlib
import hmac
import json
import logging
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications import channels, deliveries, sending
from alignment.notifications.models import Channel, Delivery, Notification
from leads import transitions
from tests import factories
from tests.listener import listening
from tests.notifications.channels import channel, of_channel, send_all, states, tell_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loopback(settings):
    settings.OUTGOING_LOOPBACK = True


@pytest.fixture
def server():
    with listening() as found:
        yield found


def test_a_webhook_is_told_who_did_what_signed(maya, sam, manager, server):
    row = channel(manager, server.url)
    lead = factories.handed_over(to=sam, by=maya, company=factories.company("Acme"))
    tell_all(), send_all()
    heard = server.heard[-1]
    told = json.loads(heard.body)
    assert told["type"] == "lead.handed_over"
    assert (told["data"]["from"], told["data"]["to"]) == ("mql", "handed_over")
    assert told["data"]["lead"]["id"] == str(lead.public_id)
    assert told["data"]["lead"]["label"].startswith("Acme")
    assert told["data"]["lead"]["url"].endswith(lead.get_absolute_url())
    assert told["data"]["actor"] == {"name": "Maya", "team": "marketing"}
    delivery = Delivery.objects.get(channel=row, event__verb="lead.handed_over")
    assert heard.headers["webhook-id"] == delivery.key
    signed = f"{delivery.key}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    key = base64.b64decode(row.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert heard.headers["webhook-signature"] == f"v1,{expected}"
    assert (delivery.state, delivery.status_code) == ("sent", 200)


def test_a_channel_is_told_what_it_was_set_up_for(maya, sam, manager, server):
    channel(manager, server.url, topics=["lead.rejected"])
    lead = factories.handed_over(to=sam, by=maya)
    transitions.reject(lead, by=sam, reason="out_of_icp", answer="Trop petit")
    tell_all(), send_all()
    assert [json.loads(heard.body)["type"] for heard in server.heard] == ["lead.rejected"]


def test_telling_and_sending_again_sends_nothing_more(maya, sam, manager, server):
    channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    event = Event.objects.get(verb="lead.handed_over")
    for _time in range(3):
        deliveries.queue_for(event)
        send_all()
    assert len(server.heard) == 1 and len(mail.outbox) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(event=event, channel=Channel.objects.get(), medium="webhook")


def test_a_refusal_for_now_is_tried_again_later_and_later_then_given_up(
    maya, sam, manager, server, time_machine_at
):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    tell_all()
    now = timezone.now()
    server.answers = [503]
    waits = []
    for _attempt in range(8):
        time_machine_at(now)
        assert send_all() <= 1  # the e-mail, the first time
        delivery = of_channel(row)
        if delivery.next_attempt_at:
            waits.append(round((delivery.next_attempt_at - now).total_seconds()))
            time_machine_at(delivery.next_attempt_at - timedelta(seconds=1))
            send_all()
            now = delivery.next_attempt_at
    assert waits == [5, 300, 1800, 7200, 18000, 36000, 36000]
    assert len(server.heard) == 8
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == ("dead", 8, None)
    assert len({heard.headers["webhook-id"] for heard in server.heard}) == 1


def test_the_other_side_may_ask_for_more_time(maya, sam, manager, server, time_machine_at):
    now = timezone.now()
    time_machine_at(now)
    row = channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    server.answers = [(429, {"Retry-After": "900"}, b"slow down")]
    tell_all(), send_all()
    delivery = of_channel(row)
    assert delivery.next_attempt_at == now + timedelta(seconds=900)
    assert (delivery.status_code, delivery.answer) == (429, "slow down")


def test_what_comes_back_later_is_sent(maya, sam, manager, server, time_machine_at):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    server.answers = [500, 200]
    tell_all(), send_all()
    assert of_channel(row).state == "waiting"
    time_machine_at(timezone.now() + timedelta(seconds=6))
    send_all()
    assert of_channel(row).state == "sent"


def test_a_redirect_and_a_private_address_are_refusals_for_good(maya, sam, manager, server):
    moved = channel(manager, server.url, topics=["lead.handed_over"])
    inside = channel(manager, "https://10.0.0.1/x", topics=["lead.handed_over"], name="Inside")
    server.answers = [(302, {"Location": "http://127.0.0.1/"}, b"")]
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    assert (of_channel(moved).state, of_channel(moved).status_code) == ("failed", 302)
    assert of_channel(inside).state == "failed"
    assert "réseau privé" in of_channel(inside).answer  # in the company's language


def test_five_refusals_switch_a_channel_off_and_tell_its_owner_once(maya, sam, manager, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    server.answers = [(404, {}, b"no_service")]
    for _number in range(7):
        factories.handed_over(to=sam, by=maya)
        tell_all(), send_all()
    row.refresh_from_db()
    assert not row.is_active and row.disabled_reason == "404 no_service"
    assert len(server.heard) == 5
    tell_all(), send_all()
    news = Notification.objects.filter(recipient=manager, event__verb="channel.switched_off")
    assert news.count() == 1
    assert [m.to for m in mail.outbox if "switched off" in m.subject] == [[manager.email]]


def test_a_message_that_arrives_clears_the_count(maya, sam, manager, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    server.answers = [404, 404, 200]
    for _number in range(3):
        factories.handed_over(to=sam, by=maya)
        tell_all(), send_all()
    row.refresh_from_db()
    assert (row.failures, row.is_active) == (0, True)


def test_an_address_that_is_gone_switches_the_channel_off_at_once(maya, sam, manager, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    server.answers = [410]
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    row.refresh_from_db()
    assert not row.is_active


def test_a_channel_that_is_off_is_told_nothing_and_what_waited_is_dropped(
    maya, sam, manager, server
):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    tell_all()
    channels.switch(row, by=manager, on=False)
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    assert server.heard == [] and states(channel=row) == ["dropped"]


def test_what_was_taken_back_before_it_left_is_not_sent(maya, sam, manager, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    lead = factories.handed_over(to=sam, by=maya)
    tell_all()
    transitions.undo(lead, by=maya)
    send_all()  # even before the reversal is told
    assert server.heard == [] and mail.outbox == []
    tell_all(), send_all()
    assert server.heard == [] and mail.outbox == []
    assert states(channel=row) == ["dropped"]


def test_who_was_told_hears_that_it_was_taken_back(maya, sam, manager, server):
    channel(manager, server.url, topics=["lead.handed_over"])
    lead = factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    transitions.undo(lead, by=maya)
    tell_all(), send_all()
    assert [json.loads(heard.body)["data"]["taken_back"] for heard in server.heard] == [False, True]
    assert "took back" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == [sam.email]


def test_a_row_in_somebodys_hands_is_left_alone_until_the_lease_ends(
    maya, sam, manager, server, time_machine_at
):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    tell_all()
    taken = sending._take(of_channel(row).pk)  # a worker that is killed right after
    send_all()
    assert server.heard == []
    time_machine_at(timezone.now() + sending.LEASE + timedelta(seconds=1))
    send_all()
    assert len(server.heard) == 1
    # The first worker wakes up: what it has to say no longer counts.
    sending._note(taken, sending.Answer(ok=False, text="late", is_permanent=True))
    assert of_channel(row).state == "sent"


def test_one_dead_address_does_not_hold_up_the_others(maya, sam, manager, server):
    slow = channel(manager, "http://127.0.0.1:9/", topics=["lead.handed_over"], name="Dead")
    good = channel(manager, server.url, topics=["lead.handed_over"])
    for _number in range(4):
        factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    assert states(channel=good) == ["sent"] * 4
    tried = Delivery.objects.filter(channel=slow, attempts__gt=0)
    assert tried.count() == 1


def test_a_replay_sends_it_again_under_the_same_key(maya, sam, manager, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    deliveries.replay(of_channel(row), by=manager)
    send_all()
    first, second = server.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_a_mail_server_that_is_down_loses_nothing(maya, sam, monkeypatch, time_machine_at):
    factories.handed_over(to=sam, by=maya)
    tell_all()
    down = pytest.MonkeyPatch()
    down.setattr("django.core.mail.EmailMultiAlternatives.send", refuse(ConnectionRefusedError()))
    send_all()
    assert states(recipient=sam) == ["waiting"]
    down.undo()
    time_machine_at(timezone.now() + timedelta(seconds=6))
    send_all()
    assert states(recipient=sam) == ["sent"] and len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"a": (451, b"later")}), "waiting"),
        (smtplib.SMTPAuthenticationError(535, b"wrong"), "waiting"),
        (smtplib.SMTPServerDisconnected("gone"), "waiting"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
    ],
)
def test_a_mail_servers_answer_is_for_now_or_for_good(maya, sam, monkeypatch, error, state):
    factories.handed_over(to=sam, by=maya)
    tell_all()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse(error))
    send_all()
    assert states(recipient=sam) == [state]


def refuse(error):
    def send(*_args, **_how):
        raise error

    return send


def test_secrets_are_in_no_log_line(maya, sam, manager, caplog):
    caplog.set_level(logging.DEBUG)
    row = channel(manager, "http://127.0.0.1:9/hook?token=verysecretvalue1234")
    factories.handed_over(to=sam, by=maya)
    tell_all(), send_all()
    sending.send_test(row)
    text = caplog.text + "".join(Delivery.objects.values_list("answer", flat=True))
    assert "verysecretvalue" not in text and row.secret not in text


def test_old_deliveries_are_forgotten_but_not_what_waits(maya, sam, manager, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    for _number in range(2):
        factories.handed_over(to=sam, by=maya)
    tell_all()
    sending.send(Delivery.objects.filter(channel=row).first().pk)
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=91))
    deliveries.forget_old()
    assert states(channel=row) == ["waiting"]


def test_what_was_sent_about_a_person_is_erased_with_them(maya, sam, manager, admin, server):
    row = channel(manager, server.url, topics=["lead.handed_over"])
    lead = factories.handed_over(to=sam, by=maya, company=factories.company("Acme"))
    tell_all(), send_all()
    other = factories.handed_over(to=sam, by=maya, company=factories.company("Beta"))
    transitions.erase(lead, by=admin)
    gone = Delivery.objects.get(channel=row, event__target_id=lead.pk)
    assert (gone.subject, gone.body, gone.payload) == ("", "", {})
    tell_all(), send_all()
    kept = Delivery.objects.get(channel=row, event__target_id=other.pk)
    assert "Beta" in kept.subject
