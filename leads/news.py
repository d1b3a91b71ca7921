"""What the event of a lead says besides who did what: reasons, questions, answers, amounts."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from alignment.journal.models import Event
from alignment.web.figures import money
from leads.choices import MissingItem, PrequalOutcome, Ruling, Tier
from leads.reasons import DealReason, Reason

# Codes in the facts and the words for them; what no longer exists is left out.
WORDS = {
    "lead.handed_over": ("tier", Tier),
    "lead.prequalification_ended": ("outcome", PrequalOutcome),
    "lead.rejected": ("reason", Reason),
    "lead.expired": ("reason", Reason),
    "lead.won": ("reason", DealReason),
    "lead.lost": ("reason", DealReason),
    "lead.ruled": ("ruling", Ruling),
}
QUOTES = ("question", "answer", "argument", "why")


def detail_of(event: Event) -> str:
    """One line about the event in the reader's language, empty when there is nothing to add."""
    facts = event.facts
    parts = [_amount(facts) if event.verb == "lead.won" else "", _word(event.verb, facts)]
    parts.append(_missing(facts.get("missing")))
    parts += [_quote(facts.get(name)) for name in QUOTES]
    return " · ".join(part for part in parts if part)


def _word(verb: str, facts: Mapping[str, Any]) -> str:
    name, choices = WORDS.get(verb, ("", None))
    code = facts.get(name)
    return str(choices(code).label) if choices and code in choices.values else ""


def _missing(codes: Any) -> str:
    known = [str(MissingItem(code).label) for code in codes or () if code in MissingItem.values]
    return ", ".join(known)


def _quote(text: Any) -> str:
    return _("“{text}”").format(text=text) if text else ""


def _amount(facts: Mapping[str, Any]) -> str:
    try:
        return money(Decimal(str(facts.get("amount"))))
    except InvalidOperation:
        return ""
