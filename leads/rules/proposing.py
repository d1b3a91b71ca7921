"""Whom the assignment rules would give a lead to, asked before anybody hands it over."""

from collections.abc import Mapping
from typing import Any

from alignment.people.models import User
from alignment.web.errors import Refused
from leads import conditions
from leads.choices import RuleKind
from leads.models import Lead, Rule
from leads.rules import pools

# The moments on the way to sales, the nearest first. A rule for a lost deal or a lead that came
# back says nothing of who should be handed a fresh one.
MOMENTS = ("lead.handed_over", "lead.qualified", "lead.logged")


def proposed(lead: Lead) -> User | None:
    """The rep whom the first matching rule names today; None when no rule says anybody of sales.

    A rule whose reps are all away or full has decided nothing, as when it fires: nobody is
    proposed. One that names marketing alone is about another step, and leaves its turn.
    """
    rules = Rule.objects.filter(kind=RuleKind.ASSIGNMENT, event__in=MOMENTS, is_active=True)
    for rule in sorted(rules, key=lambda each: (MOMENTS.index(each.event), each.position, each.pk)):
        act = rule.acts[0] if rule.acts else {}
        if pools.is_assignment(act) and _asks(rule, lead) and _names_sales(act):
            who = pools.chosen(lead, act)
            return who if who and who.is_sales else None
    return None


def _names_sales(act: Mapping[str, Any]) -> bool:
    keys = [act["to"]] if "to" in act else list(act["pool"])
    people = User.objects.active().with_teams().filter(public_id__in=keys)
    return any(person.is_sales for person in people)


def _asks(rule: Rule, lead: Lead) -> bool:
    try:
        return conditions.matches(lead, rule.conditions)
    except Refused:
        return False
