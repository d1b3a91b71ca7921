"""The contract in the large data set: a version in force, settled clocks, and a ladder to climb."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from alignment.people.models import User
from alignment.web.business_days import local_date
from leads import transitions
from leads.choices import Stage
from leads.models import Handover, Lead
from sla import ladder
from sla.calendars import calendar_of
from sla.models import Agreement, Clock, Commitment, Feedback

BATCH = 2000
LINES = (
    ("volume", "", {"number": 400}),
    ("acceptance", "", {"share": "0.8"}),
    ("decision", "P2", {"minutes": 450, "share": "0.9"}),
    ("first_attempt", "P2", {"minutes": 450, "share": "0.9"}),
    ("feedback_verdict", "", {"minutes": 2250, "share": "0.8"}),
)


def fill() -> None:
    """A version that has been in force for years, and two settled clocks for every hand-over."""
    agreement = Agreement.objects.create(number=1, status="active", effective_on="2020-01-01")
    for promise, tier, fields in LINES:
        Commitment.objects.create(agreement=agreement, promise=promise, tier=tier, **fields)
    _bulk(clock for row in Handover.objects.iterator() for clock in _settled(row, agreement))


def _settled(row: Handover, agreement: Agreement) -> Iterator[Clock]:
    for promise, stop in (("decision", row.decided_at), ("first_attempt", row.first_attempt_at)):
        end = stop or row.decide_by + timedelta(days=1)
        yield Clock(
            lead_id=row.lead_id, handover_id=row.pk, agreement=agreement, promise=promise,
            side="sales", tier="P2", owner_id=row.assignee_id, minutes=450,
            started_at=row.handed_over_at, owner_since=row.handed_over_at, due_at=row.decide_by,
            owner_due_at=row.decide_by, stopped_at=end,
            result="met" if end <= row.decide_by else "late",
            counted_on=local_date(min(end, row.decide_by)),
        )  # fmt: skip


def _bulk(clocks: Iterator[Clock]) -> None:
    batch: list[Clock] = []
    for clock in clocks:
        batch.append(clock)
        if len(batch) == BATCH:
            Clock.objects.bulk_create(batch)
            batch.clear()
    Clock.objects.bulk_create(batch)


def reject_with_feedback(api: Client, page: Client, leads: Iterator[Lead]) -> Any:
    """A verdict over REST and the first tap of its card on the page."""
    lead = next(leads)
    body = {"reason": "out_of_icp", "answer": "Trop petit"}
    url = f"/api/v1/leads/{lead.public_id}/reject/"
    answer = api.post(url, body, content_type="application/json")
    if answer.status_code >= 400:
        return answer
    card = Feedback.objects.filter(lead=lead).latest("pk")
    return page.post(
        reverse("sla:feedback_card", args=[card.public_id]), {"sentence": "Huit salariés"}
    )


def to_reject(count: int) -> Iterator[Lead]:
    """Leads handed over through the real transition, one for each rejection."""
    dana = User.objects.get(email="dana@bench.example")
    rep = User.objects.get(email="rep1@bench.example")
    ready = Lead.objects.filter(stage=Stage.MQL).order_by("captured_at")[:count]
    for lead in list(ready):
        transitions.hand_over(lead, by=dana, assignee=rep)
        yield lead


def measure_ladder(say: Callable[[str], None], count: int) -> None:
    """So many open clocks of which one in a hundred runs out, then all of them at once."""
    now = calendar_of().next_opening(datetime.now(UTC)) + timedelta(minutes=30)
    rep = User.objects.get(email="rep0@bench.example")
    ago, soon = now - timedelta(minutes=10), now + timedelta(days=20)
    keys = Lead.objects.order_by("pk").values_list("pk", flat=True)[:count]
    # Marketing's promises: nothing is given to another rep.
    _bulk(
        Clock(
            lead_id=key, promise="answer_returns", side="marketing", owner=rep, minutes=60,
            started_at=now - timedelta(days=1) + timedelta(milliseconds=number),
            owner_since=now - timedelta(days=10), owner_due_at=now, rung=80, due_at=ago,
            next_rung_at=soon if number % 100 else ago, counted_on=local_date(now),
        )
        for number, key in enumerate(keys)
    )  # fmt: skip
    for label in ("breach job, 1 % due", "breach job, all due"):
        begin = time.perf_counter()
        done = ladder.climb(now)
        say(f"{label:22}{time.perf_counter() - begin:8.2f} s  {done.breached:,} breaches")
        Clock.objects.filter(next_rung_at=soon).update(next_rung_at=ago)
