"""Rules as a page shows them: their sentences, and what they did lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from leads.choices import FiringState
from leads.models import Firing, Rule
from leads.rules.wording import Sentence, Words, people_of

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class RuleRow:
    """A rule with its sentence and its last thirty days."""

    rule: Rule
    sentence: Sentence
    fired: int = 0
    refused: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class FiringRow:
    """A firing with what it did, one line for each act."""

    firing: Firing
    lines: list[str]

    @property
    def is_done(self) -> bool:
        return self.firing.state == FiringState.DONE


def rows_of(rules: Iterable[Rule]) -> list[RuleRow]:
    """The rules in their order; as many statements for a hundred as for one."""
    rules = list(rules)
    words, lately = Words(rules), _lately(rules)
    return [RuleRow(rule, words.sentence(rule), **lately.get(rule.pk, {})) for rule in rules]


def _lately(rules: list[Rule]) -> dict[int, dict[str, Any]]:
    since = timezone.now() - LATELY
    counted = (
        Firing.objects.filter(rule__in=rules, at__gte=since)
        .order_by()
        .values("rule")
        .annotate(
            fired=Count("pk", filter=~Q(state=FiringState.STOPPED)),
            refused=Count("pk", filter=Q(state=FiringState.REFUSED)),
            last_at=Max("at"),
        )
    )
    return {
        row["rule"]: {
            "fired": row["fired"],
            "refused": row["refused"],
            "last_at": row["last_at"],
        }
        for row in counted
    }


def log_of(rule: Rule | None = None) -> QuerySet[Firing]:
    """Every firing, or those of one rule, with what a page shows of them."""
    rows = Firing.objects.select_related("rule", "lead__company", "lead__contact")
    return rows.filter(rule=rule) if rule else rows


def lines_of(firings: Iterable[Firing]) -> list[FiringRow]:
    """The firings in plain words; the people they name are read once."""
    firings = list(firings)
    words = Words(people=people_of(firings))
    return [FiringRow(firing, words.told(firing)) for firing in firings]
