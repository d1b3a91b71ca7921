"""Machines die in the middle of the ladder and of deliveries: no notice is lost or told twice."""

import contextlib
import json
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from celery import Celery
from kombu import Connection

from tests.listener import Listener, listening
from tests.services import machines

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(bool(machines.missing()), reason=f"needs {machines.missing()}"),
]
log = logging.getLogger(__name__)
KILLS = 20
TICK = 0.5  # seconds; production ticks every 30 and 120
GAPS = (0.6, 2.6)  # seconds between two accidents
MOMENT = 1.0  # seconds for which a bad moment is waited for
SETTLED_WITHIN = 60.0
# A broker may deliver twice: two processes climb the ladder at once.
TASKS = (
    "sla.tasks.climb",
    "sla.tasks.climb",
    "alignment.journal.tasks.sweep",
    "alignment.notifications.tasks.sweep",
)
CLIMBING = (
    "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"
    " AND (query LIKE 'UPDATE sla_clock%' OR query LIKE 'INSERT INTO \"journal_event\"%')"
)
LEFT = (
    "SELECT (SELECT count(*) FROM journal_event WHERE fanned_out_at IS NULL),"
    " (SELECT count(*) FROM notifications_delivery WHERE state = 'waiting'),"
    " (SELECT count(*) FROM sla_clock WHERE next_rung_at <= now())"
)


@dataclass
class House:
    """What runs, and what is to come of it."""

    postgres: machines.Postgres
    redis: machines.Redis
    worker: machines.Worker
    listener: Listener
    wanted: SimpleNamespace
    died_alone: int = 0

    def rows(self, query: str) -> list[tuple]:
        with contextlib.closing(psycopg2.connect(self.postgres.url)) as link, link.cursor() as own:
            own.execute(query)
            return own.fetchall()

    def start_what_is_missing(self) -> None:
        """As `make run` and Docker do: Celery itself sometimes ends when it loses the broker."""
        if not self.worker.runs:
            self.died_alone += 1
            log.warning("The worker ended with code %s.", self.worker.process.returncode)
            self.worker.start()


@pytest.fixture
def house(postgres, redis, environment, manage, dice, home, tmp_path) -> Iterator[House]:
    """A company at work: its promises begin to fall due, its workers have just been started."""
    manage("migrate", "--verbosity", "0")
    answers = dice.choices([200, 500, 503], [8, 1, 1], k=3000)
    with listening(*answers, 200) as listener:
        listener.stall = 0.02
        told = home / "wanted.json"
        words = (dice.randrange(10**6), listener.url, str(told))
        code = f"from tests.services.filling import fill; fill{words!r}"
        manage("shell", "--verbosity", "0", "-c", code)
        wanted = SimpleNamespace(**json.loads(told.read_text()))
        worker = machines.Worker(environment, tmp_path / "worker.log")
        log.warning("What the worker said: %s", worker.log)
        try:
            yield House(postgres, redis, worker, listener, wanted)
        finally:
            worker.kill()


def test_no_notice_is_lost_or_doubled_when_machines_die(house, dice):
    with ticking(house.redis.url):
        time.sleep(max(0.0, house.wanted.start - time.time()))
        for accident in accidents(house, dice):
            wait_for_a_bad_moment(house, dice)
            accident()
            house.start_what_is_missing()
        settle(house)
    house.worker.kill()
    assert house.died_alone <= KILLS // 2, "It ends without cause: Redis died ten times alone."
    assert "deadlock" not in house.worker.log.read_text()
    check_steps(house)
    check_clocks(house)
    check_silent_leads(house)
    check_inboxes(house)
    check_deliveries(house)
    check_what_arrived(house)


# --- What happens ---------------------------------------------------------------------------
@contextlib.contextmanager
def ticking(url: str) -> Iterator[None]:
    """Sends what beat sends, only more often; a broker that is down misses a tick."""
    over = threading.Event()
    thread = threading.Thread(target=_tick, args=[url, over], daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _tick(url: str, over: threading.Event) -> None:
    patience = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}
    beat = Celery("ticking", set_as_current=False)
    while not over.wait(TICK):
        with (
            contextlib.suppress(Exception),
            Connection(f"{url}/0", transport_options=patience) as link,
        ):
            for task in TASKS:
                beat.send_task(task, connection=link, retry=False)


def accidents(house: House, dice: Random) -> list[Callable[[], None]]:
    """Twenty of four kinds, in any order."""

    def kill_worker() -> None:
        house.worker.kill()
        house.worker.start()

    kinds: list[Callable[[], None]] = [
        kill_worker,
        house.postgres.crash,
        lambda: house.redis.crash(forgetting=False),
        lambda: house.redis.crash(forgetting=True),
    ]
    found = [kinds[number % len(kinds)] for number in range(KILLS)]
    dice.shuffle(found)
    return found


def wait_for_a_bad_moment(house: House, dice: Random) -> None:
    """Any moment; while somebody outside has a message and we do not know it; or amid a step."""
    time.sleep(dice.uniform(*GAPS))
    worst = dice.choice([lambda: True, await_message(house.listener), amid_a_step(house.postgres)])
    until = time.monotonic() + MOMENT
    while not worst() and time.monotonic() < until:
        time.sleep(0.001)


def await_message(listener: Listener) -> Callable[[], bool]:
    heard = len(listener.heard)
    return lambda: len(listener.heard) > heard


def amid_a_step(postgres: machines.Postgres) -> Callable[[], bool]:
    """While a transaction is open that moves clocks or tells of them."""
    link = psycopg2.connect(postgres.url)
    link.autocommit = True
    own = link.cursor()

    def look() -> bool:
        own.execute(CLIMBING)
        return own.fetchall() != [(0,)]

    return look


def settle(house: House) -> None:
    """Until nothing is left to do, and a little longer for what would come twice."""
    until = time.monotonic() + SETTLED_WITHIN
    last = house.wanted.start + 55
    while (left := house.rows(LEFT)[0]) != (0, 0, 0) or time.time() < last:
        assert time.monotonic() < until, f"still left (events, deliveries, clocks): {left}"
        house.start_what_is_missing()
        time.sleep(0.3)
    time.sleep(2)


# --- What became of it ----------------------------------------------------------------------
def once(found: Counter) -> list[Any]:
    return [key for key, times in found.items() if times != 1]


def check_steps(house: House) -> None:
    """Each step that was due was announced to each person once."""
    told: Counter = Counter()
    for verb, facts in house.rows("SELECT verb, facts FROM journal_event"):
        if verb.startswith("promise."):
            assert facts["others"] == len(facts["clocks"]) - 1
            told.update((verb, facts["tell"][0], clock) for clock in facts["clocks"])
    wanted = {tuple(notice) for notice in house.wanted.notices}
    assert wanted - told.keys() == set()
    assert told.keys() - wanted == set()
    assert once(told) == []


def check_clocks(house: House) -> None:
    """Every clock stands on its step, every breach is there once."""
    rungs = dict(house.rows("SELECT id, rung FROM sla_clock"))
    goals = {int(key): goal for key, goal in house.wanted.rungs.items()}
    assert {key: rungs[key] for key in goals} == goals
    breaches = house.rows("SELECT clock_id FROM sla_breach WHERE withdrawn_at IS NULL")
    assert sorted(key for (key,) in breaches) == house.wanted.late
    assert house.rows("SELECT count(*) FROM sla_breach") == [(len(breaches),)]


def check_silent_leads(house: House) -> None:
    """Each was given to somebody else once."""
    first = {int(key): owner for key, owner in house.wanted.silent.items()}
    moves = house.rows("SELECT target_id FROM journal_event WHERE verb = 'lead.reassigned'")
    assert sorted(key for (key,) in moves) == sorted(first)
    owners = dict(house.rows("SELECT id, owner_id FROM leads_lead"))
    assert [key for key, owner in first.items() if owners[key] in (owner, None)] == []
    clocks = "SELECT DISTINCT lead_id, rung, reassignments FROM sla_clock"
    found = [row for row in house.rows(clocks) if row[0] in first]
    assert sorted(found) == [(key, 0, 1) for key in sorted(first)]


def check_inboxes(house: House) -> None:
    """Whoever was to hear of an event has it once among their news."""
    events = house.rows("SELECT id, actor_id, facts FROM journal_event")
    wanted = {
        (key, person)
        for key, actor, facts in events
        for person in facts.get("tell") or []
        if person != actor
    }
    found = Counter(house.rows("SELECT event_id, recipient_id FROM notifications_notification"))
    assert found.keys() ^ wanted == set()
    assert once(found) == []


def check_deliveries(house: House) -> None:
    """One for the channel and one for each person who wants e-mails, all of them sent."""
    promises = "SELECT id, facts FROM journal_event WHERE verb LIKE 'promise.%'"
    wanted = set()
    for key, facts in house.rows(promises):
        mailed = [person for person in facts["tell"] if person in house.wanted.mailed]
        wanted |= {(key, "webhook", None)} | {(key, "email", person) for person in mailed}
    found = house.rows(
        "SELECT d.event_id, d.medium, d.recipient_id FROM notifications_delivery d"
        " JOIN journal_event e ON e.id = d.event_id WHERE e.verb LIKE 'promise.%'"
    )
    assert set(found) ^ wanted == set()
    assert once(Counter(found)) == []
    states = house.rows("SELECT DISTINCT state, sent_at IS NULL FROM notifications_delivery")
    assert states == [("sent", False)]
    assert house.rows("SELECT is_active, failures FROM notifications_channel") == [(True, 0)]


def check_what_arrived(house: House) -> None:
    """Every message came, under one key for each event; a kept e-mail is there once."""
    keys: dict[str, set[str]] = defaultdict(set)
    for heard in house.listener.heard:
        keys[json.loads(heard.body)["data"]["id"]].add(heard.headers["webhook-id"])
    assert [event for event, found in keys.items() if len(found) != 1] == []
    events = "SELECT public_id::text FROM journal_event WHERE verb LIKE 'promise.%'"
    assert keys.keys() == {event for (event,) in house.rows(events)}
    mails = house.rows("SELECT split_part(key, '@', 1) FROM notifications_keptmail")
    sent = "SELECT '<msg_' || replace(public_id::text, '-', '') FROM notifications_delivery"
    assert sorted(mails) == sorted(house.rows(f"{sent} WHERE medium = 'email'"))
