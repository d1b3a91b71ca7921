"""Lists at full size: filters and orders beside the bare view, a bulk change, an export."""

import resource
import time
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from alignment.people.models import User
from leads.lists import doing, exports, runs
from leads.models import BulkRun

CHANGED = 10_000
# What people ask for every day, from the narrow to the wide, and the orders that sort everything.
QUERIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("list: mine, open", {"mine": "1", "state": "open"}),
    ("list: late", {"view": "late"}),
    ("list: no next action", {"view": "no-next-action"}),
    ("list: never contacted", {"view": "never-contacted"}),
    ("list: to wake up", {"view": "to-wake"}),
    ("list: incomplete files", {"view": "incomplete"}),
    ("list: region and size", {"region": "84", "workforce": "12", "grade": ["A", "B"]}),
    ("list: captured, source", {"captured": "last_30", "source": ["event", "webinar"]}),
    ("list: empty, filled", {"empty": "need", "filled": "phone"}),
    ("list: text in the need", {"need": "laser"}),
    ("list: by company", {"sort": "company"}),
    ("list: by next action", {"sort": "next_on", "state": "open"}),
    ("companies: open leads", {"list": "company", "has_open_leads": "true"}),
    ("contacts: by role", {"list": "contact", "role": "decider"}),
)
PAGES = {"company": "leads:companies", "contact": "leads:contacts"}


def cases(page: Client) -> list[tuple[str, Callable[[], Any]]]:
    """A name and a request for each of QUERIES."""
    return [(name, _asks(page, query)) for name, query in QUERIES]


def _asks(page: Client, query: dict[str, Any]) -> Callable[[], Any]:
    asked = dict(query)
    path = reverse(PAGES.get(asked.pop("list", ""), "leads:list"))
    return lambda: page.get(path, asked)


def measure_bulk(say: Callable[[str], None]) -> None:
    """One field on ten thousand leads, each through its service and with its event."""
    by = User.objects.get(email="dana@bench.example")
    query = {"stage": ["new", "nurturing", "mql", "disqualified"]}
    run = runs.ask(by=by, record="lead", action="set-offer", values={"value": "Laser"}, query=query)
    BulkRun.objects.filter(pk=run.pk).update(ids=run.ids[:CHANGED], total=len(run.ids[:CHANGED]))
    start = time.perf_counter()
    while not doing.do(run.pk):
        pass
    run.refresh_from_db()
    seconds = time.perf_counter() - start
    say(
        f"bulk change: {run.done:,d} leads in {seconds:.1f} s, "
        f"{1000 * seconds / run.done:.1f} ms each, {run.failed} refused"
    )


def measure_export(say: Callable[[str], None]) -> None:
    """Everything to CSV and to Excel, with the memory each added at its peak."""
    by = User.objects.get(email="dana@bench.example")
    for kind in exports.FORMATS:
        before = _peak()
        start = time.perf_counter()
        run = exports.ask_export(by=by, record="lead", query={}, columns=[], sort="", kind=kind)
        size = 0
        if kind == "csv":
            size = sum(len(part.encode()) for part in exports.csv_of(run))
        else:
            doing.do(run.pk)
            run.refresh_from_db()
            size = run.file.size
            run.file.delete(save=False)
        seconds, grown = time.perf_counter() - start, _peak() - before
        say(
            f"export {kind}: {run.total:,d} rows in {seconds:.1f} s, {size / 1e6:.1f} MB, "
            f"peak memory +{grown:.0f} MB"
        )


def _peak() -> float:
    """Megabytes this process ever took."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
