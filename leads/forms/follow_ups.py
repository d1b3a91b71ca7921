"""The one question that follows each reason, and when a recycled lead wakes up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.reasons import RULES, Rule

WAKE_DAYS = (
    (30, _("In 1 month")),
    (90, _("In 3 months")),
    (180, _("In 6 months")),
    (365, _("In a year")),
)
BY_REASON = "reason"
DEFAULT_DAYS = 90


@dataclass(frozen=True)
class Ask:
    """A reason as a chip, with its question and what was answered."""

    code: str
    label: Any
    question: str | Promise
    is_chosen: bool
    answer: str


def asks_for(choices: Iterable[tuple[str, Any]], data: Mapping[str, Any]) -> list[Ask]:
    """The reasons in their order; each keeps the answer typed under it."""
    chosen = data.get("reason", "")
    return [
        Ask(
            code,
            label,
            RULES[code].question if code in RULES else "",
            code == chosen,
            data.get(f"answer_{code}") or (data.get("answer", "") if code == chosen else ""),
        )
        for code, label in choices
        if code
    ]


def wake_choices() -> list[tuple[str, Any]]:
    """The usual delays, and a day of one's own."""
    return [(str(days), label) for days, label in WAKE_DAYS] + [("", _("On a day of my choice"))]


def days_of(reason: str) -> int:
    """How long the reason lets a lead rest, in days."""
    rule: Rule | None = RULES.get(reason)
    return rule.wake_after_days if rule else DEFAULT_DAYS
