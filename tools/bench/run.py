"""Measures each page and call many times, in turn with the bare view, and prints one table."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alignment.people import keys
from alignment.people.models import User
from alignment.web.paging import _columns, _encode
from dashboards import services
from leads import transitions
from leads.choices import Stage
from leads.models import Lead
from tools.bench import contract, finding, imports, lists, proof, stories
from tools.bench.fill import last_day

ROUNDS = 40
WARM_UP = 3


@dataclass
class Case:
    """One row of the table: a request that is made again and again."""

    name: str
    ask: Callable[[], Any]
    seconds: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    def once(self) -> None:
        start = time.perf_counter()
        answer = self.ask()
        self.seconds.append(time.perf_counter() - start)
        if answer.status_code >= 400:
            raise SystemExit(
                f"{self.name}: answered {answer.status_code}: {answer.content[:500]!r}"
            )
        self.size = len(answer.content)

    def count_queries(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            self.ask()
        self.queries = len(captured)

    def p(self, share: int) -> float:
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[share - 1] * 1000


def measure(say: Callable[[str], None]) -> None:
    """Ask every case in turn, so that a change of the machine's speed touches all alike."""
    cases = build_cases()
    for case in cases:
        for _round in range(WARM_UP):
            case.once()
        case.seconds.clear()
        case.count_queries()
    for _round in range(ROUNDS):
        for case in cases:
            case.once()
    print_table(cases, say)
    measure_night(say)
    lists.measure_export(say)
    lists.measure_bulk(say)
    finding.measure_pairs(say)
    proof.measure_evidence(say)
    imports.measure_imports(say)
    contract.measure_ladder(say, Lead.objects.count())


def build_cases() -> list[Case]:
    dana = User.objects.get(email="dana@bench.example")
    page, api = Client(), api_client(dana)
    page.force_login(dana)
    lead = Lead.objects.filter(stage=Stage.ACCEPTED).latest("captured_at")
    listing, dashboard = reverse("leads:list"), reverse("dashboards:dashboard")
    waiting = iter(waiting_leads())
    refused = contract.to_reject(ROUNDS + WARM_UP + 2)
    return [
        Case("bare view, 50 rows", lambda: page.get("/bare/")),
        Case("list", lambda: page.get(listing)),
        Case("filtered list", lambda: page.get(listing, {"stage": "mql", "source": "event"})),
        Case("list searched", lambda: page.get(listing, {"q": f"firm{lead.pk % 997}"})),
        Case("deep page", lambda: page.get(listing, {"cursor": deep_cursor()})),
        Case("lead page", lambda: page.get(lead.get_absolute_url())),
        Case("queue", lambda: page.get(reverse("leads:queue"))),
        Case("board", lambda: page.get(reverse("leads:board"))),
        Case("dashboard", lambda: page.get(dashboard)),
        Case("contract", lambda: page.get(reverse("sla:contract"))),
        Case("REST list", lambda: api.get("/api/v1/leads/")),
        Case("REST create", lambda: create(api)),
        Case("REST accept", lambda: accept(api, next(waiting))),
        Case("verdict, feedback", lambda: contract.reject_with_feedback(api, page, refused)),
        *(Case(name, ask) for name, ask in lists.cases(page)),
        *(Case(name, ask) for name, ask in finding.cases(page)),
        *(Case(name, ask) for name, ask in stories.cases(page)),
    ]


def api_client(user: User) -> Client:
    _key, secret = keys.create(by=user, name="bench", scope="write")
    return Client(headers={"Authorization": f"Bearer {secret}"})


_deep: list[str] = []


def deep_cursor() -> str:
    """The cursor of the page in the middle of the list."""
    if not _deep:
        rows = Lead.objects.order_by("-captured_at", "-id")
        middle = rows[Lead.objects.count() // 2]
        _deep.append(_encode(_columns(rows, ["-captured_at"]), middle, False))
    return _deep[0]


def create(api: Client) -> Any:
    body = {
        "company": {"name": f"Atelier {uuid.uuid4().hex[:8]}"},
        "contact": {"last_name": "Martin", "email": f"{uuid.uuid4().hex[:10]}@acme.example"},
        "source": "event", "need": "Découpe laser",
    }  # fmt: skip
    return api.post("/api/v1/leads/", body, content_type="application/json")


def accept(api: Client, public_id: uuid.UUID) -> Any:
    return api.post(f"/api/v1/leads/{public_id}/accept/", {}, content_type="application/json")


def waiting_leads() -> Iterator[uuid.UUID]:
    """Leads handed over through the real transition, one for each acceptance."""
    dana = User.objects.get(email="dana@bench.example")
    rep = User.objects.get(email="rep0@bench.example")
    ready = Lead.objects.filter(stage=Stage.MQL).order_by("-captured_at")[: ROUNDS + WARM_UP + 2]
    for lead in list(ready):
        transitions.hand_over(lead, by=dana, assignee=rep)
        yield lead.public_id


def print_table(cases: list[Case], say: Callable[[str], None]) -> None:
    bare = statistics.median(cases[0].seconds)
    say(f"{'':22}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'bytes':>10}{'x bare':>8}")
    for case in cases:
        ratio = statistics.median(case.seconds) / bare
        say(
            f"{case.name:22}{case.p(50):9.1f}{case.p(95):9.1f}{case.queries:9d}"
            f"{case.size:10,d}{ratio:8.2f}"
        )


def measure_night(say: Callable[[str], None]) -> None:
    """One night's KPIs over everything, twice: the first writes, the second finds them written."""
    from django.utils import timezone

    day = last_day(timezone.now())
    for label in ("night's measure", "again, same night"):
        reset_queries()
        start = time.perf_counter()
        services.measure_day(day)
        say(f"{label:22}{time.perf_counter() - start:8.2f} s")
    start = time.perf_counter()
    services.measure_day(day - timedelta(days=1))
    say(f"{'the day before':22}{time.perf_counter() - start:8.2f} s")
