"""Two at once: exactly one wins, the other is told, and no error leaks, on both databases."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from alignment.journal.models import Event
from alignment.web.errors import Conflict
from leads import services, transitions
from leads.models import Handover, Lead
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
LEADS = 25


def at_once(tasks: list[Callable[[], Any]]) -> Counter[str]:
    """Run the tasks on eight threads and count what became of them."""

    def outcome(task: Callable[[], Any]) -> str:
        try:
            task()
        except Conflict:
            return "conflict"
        finally:
            connections.close_all()
        return "won"

    connection.close()
    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(outcome, tasks))


def test_eight_acceptances_of_each_lead_have_one_winner():
    sam = factories.seller()
    leads = [factories.handed_over(to=sam) for _number in range(LEADS)]

    def accept(pk: int) -> Callable[[], Any]:
        return lambda: transitions.accept(Lead.objects.get(pk=pk), by=sam)

    outcomes = at_once([accept(lead.pk) for lead in leads for _thread in range(THREADS)])
    assert outcomes == {"won": LEADS, "conflict": LEADS * (THREADS - 1)}
    assert Event.objects.filter(verb="lead.accepted").count() == LEADS
    assert Handover.objects.filter(verdict="accepted").count() == LEADS


def test_accepting_and_rejecting_at_once_leaves_one_verdict():
    sam = factories.seller()
    leads = [factories.handed_over(to=sam) for _number in range(LEADS)]
    tasks: list[Callable[[], Any]] = []
    for lead in leads:
        tasks.append(lambda pk=lead.pk: transitions.accept(Lead.objects.get(pk=pk), by=sam))
        tasks.append(
            lambda pk=lead.pk: transitions.reject(
                Lead.objects.get(pk=pk), by=sam, reason="out_of_icp", answer="Taille"
            )
        )
    assert at_once(tasks) == {"won": LEADS, "conflict": LEADS}
    for lead in Lead.objects.filter(pk__in=[lead.pk for lead in leads]):
        assert lead.stage == lead.handovers.get().verdict


def test_two_edits_of_the_same_version_have_one_winner():
    maya = factories.marketer()
    lead = factories.lead(maya)
    seen = lead.version
    outcomes = at_once(
        [
            lambda text=str(number): services.edit_lead(
                Lead.objects.get(pk=lead.pk), by=maya, need=text, version=seen
            )
            for number in range(THREADS)
        ]
    )
    assert outcomes == {"won": 1, "conflict": THREADS - 1}


def test_a_double_click_on_undo_reverses_once():
    sam = factories.seller()
    lead = transitions.accept(factories.handed_over(to=sam), by=sam)
    event = Event.objects.get(verb="lead.accepted")

    def undo() -> None:
        transitions.undo(Lead.objects.get(pk=lead.pk), by=sam, event_id=event.public_id)

    assert at_once([undo, undo]) == {"won": 1, "conflict": 1}
    assert Event.objects.filter(reverses=event).count() == 1


def test_editing_during_a_merge_loses_nothing():
    maya = factories.marketer()
    kept, double = factories.lead(maya), factories.lead(maya)
    at_once(
        [
            lambda: transitions.merge(Lead.objects.get(pk=double.pk), by=maya, into=kept),
            lambda: services.edit_lead(
                Lead.objects.get(pk=double.pk), by=maya, need="Autre", version=double.version
            ),
        ]
    )
    double.refresh_from_db()
    assert double.stage == "merged"
    assert double.need in ("Autre", "Remplacer la découpe laser")
