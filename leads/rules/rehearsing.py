"""What a rule would have done over the last thirty days, read from the journal; writes nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.models import User
from leads import conditions
from leads.choices import Record, RuleKind
from leads.filters.leads import ENDS
from leads.models import Lead, Rule
from leads.rules import keeping, pools

OVER = timedelta(days=30)
# Newest first: of a busier month, what comes before these is not read.
MOST_EVENTS = 2000
MOST_SHOWN = 10


@dataclass(frozen=True)
class Moment:
    """One event with the stage that the lead had then."""

    lead: int
    at: datetime
    stage: str


@dataclass(frozen=True)
class Example:
    """A lead that the rule would have met, and who would have got it."""

    lead: Lead
    at: datetime
    who: User | None


@dataclass
class Rehearsal:
    """How often it happened, how often the rule would have run, and for whom."""

    days: int = OVER.days
    happened: int = 0
    fired: int = 0
    leads: int = 0
    # Matched by an assignment rule that is read before.
    taken: int = 0
    # For an assignment, when everybody is away or full.
    nobody: int = 0
    is_cut: bool = False
    shares: list[tuple[User, int]] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)


def rehearse(
    *,
    by: User,
    kind: Any,
    event: Any,
    query: Any,
    acts: Any,
    rule: Rule | None = None,
    **_name: Any,
) -> Rehearsal:
    """Ask the stored events of thirty days; Incomplete names what is wrong in the rule.

    Stages are those of the moment; every other condition is read from the lead as it is now, and
    people as they are today. What imports told is left out: it wakes no automation.
    """
    keeping.require_manager(by)
    asked = keeping.checked(kind, event, query, acts)
    moments = _moments(asked["event"])
    found = Rehearsal(happened=len(moments), is_cut=len(moments) == MOST_EVENTS)
    met = _met(moments, asked["conditions"])
    if asked["kind"] == RuleKind.ASSIGNMENT:
        before = _taken_before(moments, asked["event"], rule)
        found.taken = sum(moment in before for moment in met)
        met = [moment for moment in met if moment not in before]
    found.fired, found.leads = len(met), len({moment.lead for moment in met})
    pool = pools.Pool(asked["acts"][0]) if asked["kind"] == RuleKind.ASSIGNMENT else None
    _show(found, met, pool)
    return found


def _moments(verb: str) -> list[Moment]:
    rows = (
        Event.objects.standing()
        .filter(verb=verb, target_kind="leads.lead", occurred_at__gte=timezone.now() - OVER)
        .exclude(via="import")
        .order_by("-occurred_at", "-pk")[:MOST_EVENTS]
    )
    found = rows.values_list("target_id", "occurred_at", "facts")
    return [Moment(lead, at, str(facts.get("to") or "")) for lead, at, facts in found]


def _met(moments: list[Moment], query: Mapping[str, Any]) -> list[Moment]:
    """The moments whose lead answers the query, its stage being that of the moment."""
    plain = {name: value for name, value in query.items() if name not in ("stage", "state")}
    keys = {moment.lead for moment in moments}
    leads = conditions.narrow(Record.LEAD, plain, by=None).filter(pk__in=keys)
    living = leads.exclude(contact__erased_at__isnull=False).order_by()
    stages = dict(living.values_list("pk", "stage"))
    return [
        moment
        for moment in moments
        if moment.lead in stages and _stands(moment.stage or stages[moment.lead], query)
    ]


def _stands(stage: str, query: Mapping[str, Any]) -> bool:
    asked = query.get("stage", stage)
    if stage not in (asked if isinstance(asked, list) else [asked]):
        return False
    return "state" not in query or stage in ENDS[query["state"]]


def _taken_before(moments: list[Moment], event: str, rule: Rule | None) -> set[Moment]:
    """What the assignment rules that are read before this one match; a new rule is the last."""
    others = Rule.objects.filter(kind=RuleKind.ASSIGNMENT, event=event, is_active=True)
    if rule is not None:
        others = others.filter(position__lt=rule.position).exclude(pk=rule.pk)
    taken: set[Moment] = set()
    for other in others:
        taken |= set(_met(moments, other.conditions))
    return taken


def _show(found: Rehearsal, met: list[Moment], pool: pools.Pool | None) -> None:
    """Examples, newest first; for an assignment, everybody's part of the month."""
    rows = Lead.objects.filter(pk__in={moment.lead for moment in met})
    owners = dict(rows.order_by().values_list("pk", "company__owner")) if pool else {}
    given: dict[int, User | None] = {}
    if pool:
        pool.begin_anew()
        for number, moment in reversed(list(enumerate(met))):
            given[number] = pool.choose(owners[moment.lead])
        counted = Counter(given.values())
        found.nobody = counted.pop(None, 0)
        people = [(who, n) for who, n in counted.items() if who is not None]
        found.shares = sorted(people, key=lambda each: (-each[1], str(each[0])))
    shown = met[:MOST_SHOWN]
    known = rows.filter(pk__in={moment.lead for moment in shown})
    named = {lead.pk: lead for lead in known.select_related("company", "contact")}
    found.examples = [
        Example(named[moment.lead], moment.at, given.get(number))
        for number, moment in enumerate(shown)
    ]
