"""Structured reasons: why sales says no, why a deal was won or lost, and whose side it is on.

Source: the product's table of reasons (docs/architecture.md, "Reasons"): each reason has a moment,
a fault side, a default outcome and one follow-up question.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    OUT_OF_ICP = "out_of_icp", _("Outside our target")
    WRONG_CONTACT = "wrong_contact", _("Wrong person")
    INSUFFICIENT_INFO = "insufficient_info", _("Not enough information")
    BAD_DATA = "bad_data", _("Wrong contact details")
    DUPLICATE = "duplicate", _("Duplicate")
    ALREADY_CUSTOMER = "already_customer", _("Already a customer")
    IN_PROGRESS = "in_progress", _("Already in progress")
    NOT_A_BUYER = "not_a_buyer", _("Competitor, student, applicant, supplier")
    NO_CAPACITY = "no_capacity", _("No capacity")
    NO_NEED = "no_need", _("No need")
    BAD_TIMING = "bad_timing", _("Not the right moment")
    NO_BUDGET = "no_budget", _("No budget")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    WITH_COMPETITOR = "with_competitor", _("Committed to a competitor")
    OPT_OUT = "opt_out", _("Objection (GDPR)")
    OTHER = "other", _("Other")
    # Written by the system only.
    EXPIRED_UNTOUCHED = "expired_untouched", _("Expired, never touched")
    EXPIRED_UNDECIDED = "expired_undecided", _("Expired, undecided")
    EXPIRED_UNANSWERED = "expired_unanswered", _("Expired, question unanswered")


class Fault(models.TextChoices):
    MARKETING = "marketing", _("Marketing side")
    NEUTRAL = "neutral", _("Neutral")
    SALES = "sales", _("Sales side")


class Moment(models.TextChoices):
    VERDICT = "verdict", _("At the verdict")
    CONTACT = "contact", _("After contact")


class Fate(models.TextChoices):
    """What becomes of the lead when marketing does not answer in time."""

    DISQUALIFY = "disqualify", _("Disqualify")
    RECYCLE = "recycle", _("Recycle")


@dataclass(frozen=True)
class Rule:
    """One line of the table; `counts` is false where a refusal leaves the acceptance rate alone."""

    fault: str
    moments: frozenset[str]
    fate: str
    question: Promise | str = ""
    counts: bool = True
    wake_after_days: int = 90


_VERDICT = frozenset({Moment.VERDICT})
_CONTACT = frozenset({Moment.CONTACT})
_ANY = _VERDICT | _CONTACT

RULES: dict[str, Rule] = {
    Reason.OUT_OF_ICP: Rule(
        Fault.MARKETING, _ANY, Fate.DISQUALIFY, _("Which criterion is not met?")
    ),
    Reason.WRONG_CONTACT: Rule(
        Fault.MARKETING, _VERDICT, Fate.RECYCLE, _("Who is the right person?")
    ),
    Reason.BAD_DATA: Rule(
        Fault.MARKETING, _VERDICT, Fate.RECYCLE, _("What is wrong: phone, e-mail or company?")
    ),
    Reason.DUPLICATE: Rule(
        Fault.NEUTRAL, _VERDICT, Fate.DISQUALIFY, _("Which record is the other one?"), counts=False
    ),
    Reason.ALREADY_CUSTOMER: Rule(Fault.MARKETING, _VERDICT, Fate.DISQUALIFY, _("Which account?")),
    Reason.IN_PROGRESS: Rule(
        Fault.NEUTRAL, _VERDICT, Fate.DISQUALIFY, _("Which opportunity?"), counts=False
    ),
    Reason.NOT_A_BUYER: Rule(
        Fault.MARKETING,
        _ANY,
        Fate.DISQUALIFY,
        _("Which: competitor, student, applicant, supplier?"),
    ),
    Reason.NO_CAPACITY: Rule(Fault.SALES, _VERDICT, Fate.RECYCLE, _("Until when?")),
    Reason.NO_NEED: Rule(
        Fault.NEUTRAL,
        _CONTACT,
        Fate.RECYCLE,
        _("Which need had marketing seen?"),
        wake_after_days=180,
    ),
    Reason.BAD_TIMING: Rule(Fault.NEUTRAL, _ANY, Fate.RECYCLE, _("When would be right?")),
    Reason.NO_BUDGET: Rule(
        Fault.NEUTRAL,
        _CONTACT,
        Fate.RECYCLE,
        _("In which month is the budget set?"),
        wake_after_days=180,
    ),
    Reason.UNREACHABLE: Rule(Fault.NEUTRAL, _CONTACT, Fate.RECYCLE),
    Reason.WITH_COMPETITOR: Rule(
        Fault.NEUTRAL, _CONTACT, Fate.RECYCLE, _("Who, and until when?"), wake_after_days=365
    ),
    Reason.OPT_OUT: Rule(Fault.NEUTRAL, _ANY, Fate.DISQUALIFY, _("Which channel?"), counts=False),
    Reason.OTHER: Rule(Fault.NEUTRAL, _ANY, Fate.RECYCLE, _("Say it in one sentence.")),
}

UNREACHABLE_AFTER_ATTEMPTS = 6


def reasons_at(moment: str) -> list[tuple[str, Any]]:
    """Codes and (lazy) labels that may be given at that moment, in the order of the table."""
    return [(code, Reason(code).label) for code, rule in RULES.items() if moment in rule.moments]


def verdict_choices() -> list[tuple[str, Any]]:
    """Reasons for a rejection."""
    return reasons_at(Moment.VERDICT)


def known_choices() -> list[tuple[str, Any]]:
    """Every reason that a person may give."""
    return [(code, Reason(code).label) for code in RULES]


def fault_of(reason: str) -> str:
    """Which side a reason speaks against; unknown and system reasons are neutral."""
    rule = RULES.get(reason)
    return rule.fault if rule else Fault.NEUTRAL


def counts_as_refusal(reason: str) -> bool:
    """Whether a rejection with this reason enters the acceptance rate."""
    rule = RULES.get(reason)
    return rule.counts if rule else True


class DealReason(models.TextChoices):
    """Why a deal was won or lost: one list both ways; the competitor is asked apart."""

    PRICE = "price", _("Price, value")
    OFFER = "offer", _("Features, offer")
    TIMING = "timing", _("Deadline, calendar")
    TRUST = "trust", _("Trust, relationship")
    SERVICE = "service", _("Service, support")
    REFERENCES = "references", _("References")
    RESPONSIVENESS = "responsiveness", _("Speed of response")
    NO_DECISION = "no_decision", _("Status quo, no decision")
    BUDGET_WITHDRAWN = "budget_withdrawn", _("Budget withdrawn")
    INVALID = "invalid", _("Invalid or duplicate")


# Reasons that a signed order cannot have.
LOSSES_ONLY = frozenset({DealReason.NO_DECISION, DealReason.BUDGET_WITHDRAWN, DealReason.INVALID})


def winning_choices() -> list[tuple[str, Any]]:
    """Why a deal was won: the common list without what only loses one."""
    return [(code, label) for code, label in DealReason.choices if code not in LOSSES_ONLY]
