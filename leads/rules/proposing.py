"""Whom the assignment rules would give a lead to, asked before anybody hands it over."""

from alignment.people.models import User
from alignment.web.errors import Refused
from leads import conditions
from leads.choices import RuleKind
from leads.models import Lead, Rule
from leads.rules import pools


def proposed(lead: Lead) -> User | None:
    """Who the first matching assignment rule names today; None when no rule says anybody.

    A rule whose people are all away has decided nothing, as when it fires: nobody is proposed.
    """
    for rule in Rule.objects.filter(kind=RuleKind.ASSIGNMENT, is_active=True):
        if _asks(rule, lead):
            return next((pools.chosen(lead, act) for act in rule.acts if "act" in act), None)
    return None


def _asks(rule: Rule, lead: Lead) -> bool:
    try:
        return conditions.matches(lead, rule.conditions)
    except Refused:
        return False
