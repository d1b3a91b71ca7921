"""Assignment of many leads that come in at once: the same rules, asked of a chunk in one go."""

from collections.abc import Iterable

from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.errors import Refused
from leads import conditions
from leads.choices import FiringState, Record, RuleKind
from leads.models import Firing, Lead, Rule
from leads.rules import pools

BATCH = 500
COMES_IN = "lead.logged"


def assign(leads: Iterable[Lead]) -> int:
    """Give each new lead to whom the first matching rule names; returns how many rules ran.

    Runs in the transaction that brings the leads in, so that a chunk of an import is given out
    with its rows or not at all. Nobody is told lead by lead; the log of the rules says it.
    """
    left = {lead.pk: lead for lead in leads}
    rules = _rules() if left else []
    events = _events(list(left)) if rules else {}
    firings: list[Firing] = []
    moved: list[Lead] = []
    for rule in rules:
        pool = pools.Pool(rule.acts[0])
        for key in _matching(rule, list(left)):
            lead = left.pop(key)
            who = pool.choose(lead.company.owner_id if lead.company else None)
            firings.append(_firing(rule, lead, events[key], who))
            if who is not None and who.pk != lead.owner_id:
                moved.append(_given(lead, who))
    Lead.objects.bulk_update(moved, ["owner", "team", "marketer", "assigned_at"], BATCH)
    Firing.objects.bulk_create(firings, batch_size=BATCH)
    return len(firings)


def _rules() -> list[Rule]:
    found = Rule.objects.filter(kind=RuleKind.ASSIGNMENT, event=COMES_IN, is_active=True)
    return [rule for rule in found if rule.acts and pools.is_assignment(rule.acts[0])]


def _events(keys: list[int]) -> dict[int, int]:
    rows = Event.objects.filter(verb=COMES_IN, target_kind="leads.lead", target_id__in=keys)
    return dict(rows.order_by("pk").values_list("target_id", "pk"))


def _matching(rule: Rule, keys: list[int]) -> list[int]:
    rows = conditions.rows_of(Record.LEAD).filter(pk__in=keys)
    try:
        found = conditions.narrow(Record.LEAD, rule.conditions, by=None, rows=rows)
    except Refused:
        return []
    return list(found.order_by("pk").values_list("pk", flat=True))


def _firing(rule: Rule, lead: Lead, event: int, who: User | None) -> Firing:
    told = {"act": "assign", "owner": who.pk} if who else {"refused": str(pools.NOBODY_THERE)}
    # Its depth is 0: many lines of one file are one act of a hand, not a rule gone wild.
    state = FiringState.DONE if who else FiringState.REFUSED
    return Firing(rule=rule, event_id=event, lead=lead, state=state, told=[told])


def _given(lead: Lead, who: User) -> Lead:
    """As a reassignment writes it: whoever is of marketing is its marketing owner too."""
    lead.owner, lead.team, lead.assigned_at = who, who.team, timezone.now()
    if who.is_marketing:
        lead.marketer = who
    return lead
