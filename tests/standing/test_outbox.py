"""Nothing is announced that was rolled back; nothing saved goes unannounced."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alignment.celery import app as jobs
from alignment.journal.models import Event
from alignment.journal.outbox import Push
from alignment.journal.selectors import outbox_age
from alignment.journal.services import News, record, record_many
from alignment.journal.tasks import fan_out, sweep
from alignment.journal.telling import tell
from tests.standing import consumers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ears(settings):
    settings.JOURNAL_CONSUMERS = ["tests.standing.consumers.hear"]
    consumers.heard.clear()
    consumers.broken.clear()


@pytest.fixture
def pushed(monkeypatch):
    """The ids of each push, as the broker would get them."""
    found = []
    monkeypatch.setattr(fan_out, "apply_async", lambda args, **options: found.append(args[0]))
    return found


@pytest.fixture
def dead_broker(monkeypatch, settings):
    """A broker where nobody listens, asked through new connections."""
    patience = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setitem(jobs.conf, "broker_transport_options", patience)
    forget_connections()
    yield
    forget_connections()


def forget_connections():
    jobs.amqp._producer_pool = None
    jobs._pool = None


def happen(target, verb="tested", **more):
    with transaction.atomic():
        return record(verb, actor=target, target=target, **more)


def wait_long_enough():
    """Events cannot be made older, so the sweep's patience is passed by the clock."""
    return timezone.now() + timedelta(seconds=11)


def test_a_commit_is_pushed_once_with_all_its_events(sam, pushed):
    with transaction.atomic():
        ids = [record("tested", actor=sam, target=sam).pk for _i in range(3)]
        with transaction.atomic():
            ids.append(record("tested", actor=sam, target=sam).pk)
    assert pushed == [ids]


def test_a_rollback_announces_nothing(sam, pushed):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("tested", actor=sam, target=sam)
        raise ZeroDivisionError
    assert pushed == []
    assert not Event.objects.exists()


def test_after_a_rollback_the_next_transaction_is_pushed(sam, pushed):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("tested", actor=sam, target=sam)
        raise ZeroDivisionError
    event = happen(sam)
    assert pushed == [[event.pk]]


def test_a_savepoint_rolled_back_is_not_told(sam, pushed):
    with transaction.atomic():
        kept = record("tested", actor=sam, target=sam)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("tested", actor=sam, target=sam)
            raise ZeroDivisionError
    for ids in pushed:
        fan_out(ids)
    assert consumers.heard == [kept.pk]


def test_an_event_delivered_three_times_is_told_once(sam, pushed):
    event = happen(sam)
    for _i in range(3):
        fan_out([event.pk])
    assert consumers.heard == [event.pk]


def test_of_two_workers_one_tells(sam, pushed):
    event = happen(sam)
    with ThreadPoolExecutor(4) as workers:
        told = list(workers.map(tell_in_a_thread, [event.pk] * 8))
    assert sorted(told) == [False] * 7 + [True]
    assert consumers.heard == [event.pk]


def tell_in_a_thread(event_id):
    try:
        return tell(event_id)
    finally:
        connection.close()


def test_a_dead_broker_is_left_alone_for_a_while(sam, dead_broker):
    event = happen(sam)
    assert Push.quiet_until > time.monotonic()
    event.refresh_from_db()
    assert event.fanned_out_at is None


def test_what_a_dead_broker_left_the_sweep_tells(sam, dead_broker, time_machine_at):
    event = happen(sam)
    assert sweep() == 0, "it waits ten seconds for the push"
    time_machine_at(wait_long_enough())
    assert sweep() == 1
    assert consumers.heard == [event.pk]
    assert sweep() == 0


def test_a_failing_consumer_leaves_no_half_and_holds_up_nobody(sam, pushed, time_machine_at):
    consumers.broken.add("breaks")
    bad, good = happen(sam, "breaks"), happen(sam, "works")
    time_machine_at(wait_long_enough())
    assert sweep() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.fanned_out_at, bad.facts) == (None, {})
    assert good.facts == {"heard": True}
    consumers.broken.clear()
    assert sweep() == 1


def test_the_age_of_the_outbox_is_that_of_its_oldest_event(sam, pushed, time_machine_at):
    event = happen(sam)
    time_machine_at(wait_long_enough())
    assert 10 < outbox_age() < 13
    tell(event.pk)
    assert outbox_age() == 0


def test_history_brought_in_is_told_to_nobody(sam, pushed):
    with transaction.atomic():
        assert record_many([News("tested", sam), News("tested", sam)]) == 2
    assert pushed == []
    assert not Event.objects.waiting().exists()


def test_many_events_can_be_announced(sam, pushed):
    with transaction.atomic():
        record_many((News("tested", sam) for _i in range(600)), announce=True)
    assert [len(ids) for ids in pushed] == [500, 100]


def test_an_event_needs_the_transaction_of_what_it_tells(sam):
    with pytest.raises(RuntimeError):
        record("tested", actor=sam, target=sam)
