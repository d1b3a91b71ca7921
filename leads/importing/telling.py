"""What an import tells: the events of the rows it wrote, and which of them no longer count."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.journal.services import News
from alignment.people.models import User
from leads.choices import OPEN_STAGES
from leads.importing import kept
from leads.importing.parties import Parties
from leads.importing.planning import VIA, Change
from leads.importing.timeline import VERBS
from leads.models import Import, Lead, Opportunity

# Columns that only serve searching.
UNTOLD = ("name_key", "domain")


def tell_owners(batch: Import) -> None:
    """One notice to each person whom the import gave leads, with how many and where they are.

    In the transaction that ends the run: told once, however often a worker died on the way.
    """
    known = batch.changes.filter(model=Lead._meta.label_lower, before__has_key="owner")
    is_new = Q(batch=batch)
    given = (
        Lead.objects.filter(is_new | Q(pk__in=known.values("row_id")), stage__in=OPEN_STAGES)
        .filter(owner__isnull=False)
        .exclude(owner=batch.by)
        .order_by()
        .values_list("owner")
        .annotate(count=Count("pk"), new=Count("pk", filter=is_new))
    )
    for owner, count, new in given:
        # Leads that were there before do not bear the mark of the import.
        only = f"&batch={batch.public_id}" if new == count else ""
        url = f"{reverse('leads:list')}?mine=1{only}"
        facts = {"tell": [owner], "leads": count}
        journal.record("import.given", actor=batch.by, target=batch, url=url, **facts)


def take_back(lead_ids: list[int], batch: Import, *, by: User | None) -> None:
    """What an earlier import told of restated leads no longer counts."""
    events = standing_events(lead_ids)
    journal.reverse_many(events, by=by, via=VIA, **{"import": batch.pk})


def standing_events(lead_ids: Iterable[int]) -> Iterable[Event]:
    """Events of imports about the leads that nothing has reversed."""
    return (
        Event.objects.standing()
        .filter(target_kind="leads.lead", target_id__in=list(lead_ids), via=VIA)
        .order_by("id")
    )


def of_parties(parties: Parties, batch: Import, by: User | None) -> Iterator[News]:
    """What came into being and what changed, for the history of companies and people."""
    for row in parties.made:
        yield News(f"{row._meta.model_name}.created", row, by, None, {"import": batch.pk})
    for row, before in parties.changes:
        names = [name for name in before if name not in UNTOLD]
        was = {name: before[name] for name in names}
        now = {name: kept.plain(row, name) for name in names}
        facts = {"import": batch.pk, "was": was, "now": now}
        yield News(f"{row._meta.model_name}.edited", row, by, None, facts)


def of_leads(
    told: list[Change],
    moved: list[Change],
    deals: dict[int, tuple[Opportunity, bool]],
    batch: Import,
    by: User | None,
) -> Iterator[News]:
    for change in told:
        deal, _changed = deals.get(change.lead.pk, (None, False))
        yield from _milestones(change, deal, batch, by)
    whole = {change.lead.pk for change in told}
    for change in moved:
        if change.lead.pk not in whole:
            facts = {"import": batch.pk, "was": change.before, "now": _now(change)}
            yield News("lead.edited", change.lead, by, None, facts)
    for pk, (deal, has_changed) in deals.items():
        if has_changed and pk not in whole:
            facts = {"import": batch.pk, "opportunity": deal.pk, "amount": _text(deal.amount)}
            yield News("opportunity.changed", deal.lead, by, None, facts)


def _milestones(
    change: Change, deal: Opportunity | None, batch: Import, by: User | None
) -> Iterator[News]:
    """One event for each milestone, at its own instant, in the order of the pipeline."""
    came_from = ""
    for passed in change.timeline.passed:
        facts: dict[str, Any] = {
            "from": came_from,
            "to": str(passed.stage),
            "inferred": passed.inferred,
            "import": batch.pk,
        }
        if passed.name == "captured":
            facts["source"] = change.lead.source
        if deal and passed.name in ("opportunity", "won", "lost"):
            facts |= {"opportunity": deal.pk, "amount": _text(deal.amount), "origin": deal.origin}
        if change.timeline.closed_at and passed.name in ("rejected", "recycled", "disqualified"):
            facts["reason"] = change.timeline.reason
        yield News(VERBS[passed.name], change.lead, by, passed.at, facts)
        came_from = str(passed.stage)


def _now(change: Change) -> dict[str, Any]:
    return {name: kept.plain(change.lead, name) for name in change.before}


def _text(amount: Any) -> str | None:
    return None if amount is None else str(amount)
