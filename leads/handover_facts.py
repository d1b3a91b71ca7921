"""Keeping what is known of a lead at its hand-over, so that evidence cannot learn afterwards."""

from collections.abc import Mapping
from typing import Any

from alignment.journal.models import Event
from leads import reference
from leads.fit import facts_of
from leads.models import Handover, HandoverFacts, Lead
from leads.models.handed import COLUMNS
from leads.models.handovers import HandoverQuerySet

BATCH = 1000
PEOPLE = ("lead__company", "lead__contact", "lead__icp_version")


def witness(event: Event) -> None:
    """While sales have said nothing of a hand-over: keep its facts, in the same transaction."""
    if event.target_kind != Lead._meta.label_lower or event.reverses_id:
        return
    handover = event.facts.get("handover")
    if handover:
        rows = [_facts_of(each, is_exact=True) for each in _without().pending().filter(pk=handover)]
        HandoverFacts.objects.bulk_create(rows, ignore_conflicts=True)


def fill_missing() -> int:
    """Each night: keep the facts of hand-overs that were brought in, as known now; how many.

    A thousand at a time, each in its own transaction, so that a run may die and go on.
    """
    filled, last = 0, 0
    while rows := list(_without().filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        found = [_facts_of(row, is_exact=False) for row in rows]
        HandoverFacts.objects.bulk_create(found, ignore_conflicts=True)
        filled += len(found)
    return filled


def told(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that criteria look at, from the kept columns; what was unknown is left out."""
    code, nomenclature = kept["naf_code"], kept["nomenclature"]
    facts = {name: kept[name] for name in COLUMNS}
    facts["naf_division"] = reference.naf_division(code, nomenclature)
    facts["naf_section"] = reference.naf_section(code, nomenclature)
    return {name: value for name, value in facts.items() if value}


def _without() -> HandoverQuerySet:
    return Handover.objects.filter(facts__isnull=True).select_related(*PEOPLE)


def _facts_of(handover: Handover, *, is_exact: bool) -> HandoverFacts:
    lead = handover.lead
    version = lead.icp_version
    nomenclature = version.nomenclature if version else "naf2"
    facts = facts_of(lead.company, lead.contact, lead, nomenclature)
    kept = {name: str(facts.get(name, "")) for name in COLUMNS}
    return HandoverFacts(
        handover=handover, is_exact=is_exact, nomenclature=nomenclature, grade=lead.fit_grade,
        icp_version=version, **kept,
    )  # fmt: skip
