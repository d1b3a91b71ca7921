"""Workers are killed in the middle of an import: each line comes in once, and all can be undone."""

import contextlib
import time
from collections.abc import Callable

import psycopg2
import pytest
from celery import Celery
from kombu import Connection

from tests.services import machines
from tests.services.importing import PER_COMPANY, TWICE

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(bool(machines.missing()), reason=f"needs {machines.missing()}"),
]
PEOPLE = 9000
KILLS = 4
PATIENCE = 120.0  # seconds
COUNTS = {
    "leads": "SELECT count(*) FROM leads_lead",
    "people": "SELECT count(*) FROM leads_contact",
    "addresses": "SELECT count(DISTINCT email) FROM leads_contact",
    "companies": "SELECT count(*) FROM leads_company",
    "touches": "SELECT count(*) FROM leads_touch",
}
OVER = ("done", "failed", "cancelled")
PROGRESS = "SELECT status, done FROM leads_import"
TOLD = "SELECT done, created, updated, unchanged, refused FROM leads_import"
SILENT = "UPDATE leads_import SET alive_at = alive_at - interval '2 minutes'"


@pytest.fixture
def uploads(environment, home):
    """Where the process that asks and the worker that does find the file."""
    environment["UPLOADS_DIR"] = str(home / "uploads")


@pytest.fixture
def asked(postgres):
    """`asked(query)` gives the rows of a query, or none of a change."""

    def run(query: str) -> list[tuple]:
        with contextlib.closing(psycopg2.connect(postgres.url)) as link, link, link.cursor() as own:
            own.execute(query)
            return own.fetchall() if own.description else []

    return run


def test_each_line_comes_in_once_though_workers_die(
    uploads, environment, manage, redis, asked, home, tmp_path, dice
):
    manage("migrate", "--verbosity", "0")
    told = home / "import"
    begin = f"from tests.services.importing import begin; begin({PEOPLE}, {str(told)!r})"
    manage("shell", "--verbosity", "0", "-c", begin)
    worker = machines.Worker(environment, tmp_path / "worker.log")
    try:
        killed_at: list[int] = []
        go_on(asked, environment)
        while progress(asked, after=killed_at[-1] if killed_at else 0):
            time.sleep(dice.uniform(0.0, 0.4))
            worker.kill()
            killed_at.append(asked(PROGRESS)[0][1])
            worker.start()
            go_on(asked, environment)
            if len(killed_at) == KILLS:
                break
        wait(lambda: asked(PROGRESS)[0][0] != "running")
    finally:
        worker.kill()
    assert asked(PROGRESS)[0][0] == "done", worker.log.read_text()[-3000:]
    assert [n for n in killed_at if 0 < n < PEOPLE], f"It was killed on the way: {killed_at}"
    everything = {name: asked(query)[0][0] for name, query in COUNTS.items()}
    assert everything == {
        "leads": PEOPLE, "people": PEOPLE, "addresses": PEOPLE, "touches": PEOPLE,
        "companies": PEOPLE // PER_COMPANY,
    }  # fmt: skip
    assert asked(TOLD) == [(PEOPLE + TWICE, PEOPLE, 0, TWICE, 0)]
    back = f"from tests.services.importing import take_back; take_back({int(told.read_text())})"
    manage("shell", "--verbosity", "0", "-c", back)
    assert {name: asked(query)[0][0] for name, query in COUNTS.items()} == dict.fromkeys(COUNTS, 0)


def progress(asked: Callable[[str], list[tuple]], after: int) -> bool:
    """Wait until a worker came further than this; False once the import is over."""
    wait(lambda: asked(PROGRESS)[0][0] in OVER or asked(PROGRESS)[0][1] > after)
    return asked(PROGRESS)[0][0] not in OVER


def go_on(asked: Callable[[str], list[tuple]], environment: dict[str, str]) -> None:
    """What beat sends each minute, after a while in which nothing was heard of the import."""
    asked(SILENT)
    beat = Celery("resuming", set_as_current=False)
    with Connection(environment["CELERY_BROKER_URL"]) as link:
        beat.send_task("leads.tasks.resume_imports", connection=link)


def wait(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "Nothing happened for two minutes."
        time.sleep(0.05)
