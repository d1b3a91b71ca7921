"""Three rules of the demo company, and what they did in the last month."""

from datetime import datetime, timedelta
from typing import Any

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.people.models import User
from leads import conditions
from leads.choices import FiringState, Record, RuleKind
from leads.models import Firing, Rule
from leads.rules import keeping

LATELY = timedelta(days=30)
MOST = 24  # firings of each rule
FULL = "Tout le monde dans cette règle est absent ou n’a plus de place cette semaine."


def run(*, now: datetime, months: int) -> None:
    """Write the rules, switch two on, and log what they would have done."""
    boss = User.objects.of_kind(TeamKind.DIRECTION).order_by("pk").first()
    reps = list(User.objects.active().of_kind(TeamKind.SALES).order_by("pk"))
    if boss is None or not reps or Rule.objects.exists():
        return
    share = {str(rep.public_id): 2 if n == 0 else 1 for n, rep in enumerate(reps)}
    south = {"region": ["93", "84"]}
    turns = _rule(boss, "Sud-Est : chacun son tour", RuleKind.ASSIGNMENT, "lead.qualified", south,
                  {"act": "assign", "pool": share, "by": "turns"})  # fmt: skip
    hot = _rule(boss, "Demande du site", RuleKind.AUTOMATION, "lead.logged",
                {"source": "website"},
                {"act": "notify", "to": "marketer", "text": "À appeler aujourd’hui"})  # fmt: skip
    _rule(boss, "Perdu : garder le contact", RuleKind.AUTOMATION, "lead.lost", {},
          {"act": "task", "title": "Prendre des nouvelles", "kind": "email", "in_days": 90,
           "to": "marketer"}, on=False)  # fmt: skip
    _log(turns, now, {"owner__in": reps}, lambda lead: {"act": "assign", "owner": lead.owner_id})
    known = {"marketer__isnull": False}
    _log(hot, now, known, lambda lead: {"act": "notify", "to": lead.marketer_id})
    first = turns.firings.order_by("at").first()
    if first:
        Firing.objects.filter(pk=first.pk).update(
            state=FiringState.REFUSED, told=[{"refused": FULL}]
        )


def _rule(
    by: User, name: str, kind: str, event: str, query: Any, act: Any, *, on: bool = True
) -> Rule:
    row = keeping.save_rule(None, by=by, name=name, kind=kind, event=event, query=query, acts=[act])
    return keeping.switch_rule(row, by=by, on=True) if on else row


def _log(rule: Rule, now: datetime, needs: dict[str, Any], told: Any) -> None:
    """A firing for each event of the month about a lead that the rule asks for."""
    events = Event.objects.standing().filter(
        verb=rule.event, target_kind="leads.lead", occurred_at__gte=now - LATELY
    )
    leads = conditions.narrow(Record.LEAD, rule.conditions, by=None).filter(
        pk__in=events.values("target_id"), **needs
    )
    known = {lead.pk: lead for lead in leads}
    found = [event for event in events.order_by("-occurred_at") if event.target_id in known]
    Firing.objects.bulk_create(
        Firing(
            rule=rule, event=event, lead=known[event.target_id], state=FiringState.DONE, depth=1,
            told=[told(known[event.target_id])], at=event.occurred_at + timedelta(seconds=2),
        )
        for event in found[:MOST]
    )  # fmt: skip
