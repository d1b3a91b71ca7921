"""The night of the evidence: twelve months read once, written as rows that pages read.

Run twice it writes the same; a run that dies leaves what was known before.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from alignment.vision.choices import Operator, VersionStatus
from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.scoring import MET, MISSED, UNKNOWN
from alignment.vision.selectors import in_force_version
from alignment.web.business_days import DAY, today
from dashboards.proof import maths, suggesting
from dashboards.proof.models import Calibration, Evidence, Outcome, Suggestion
from dashboards.proof.reading import Read, Tally, read, sides_of
from dashboards.statistics import mean, median
from leads.handover_facts import fill_missing

# Versions whose criteria are looked at: what counts, and what is being written or signed.
LOOKED_AT = (
    VersionStatus.ACTIVE, VersionStatus.DRAFT, VersionStatus.PROPOSED, VersionStatus.SIGNED,
)  # fmt: skip
# A criterion of more values is judged as a whole.
MOST_VALUES = 12


@dataclass
class Asked:
    """A question to the facts: a criterion of some version, or one value of it."""

    label: str
    kind: str
    fact: str
    operator: str
    values: list[Any]
    weight: int = 1
    value: str = ""

    @property
    def key(self) -> str:
        return key_of(self.fact, self.operator, self.values, self.value)

    @property
    def alone(self) -> "Asked":
        """The same asked of the one value, if it is one."""
        return replace(self, values=[self.value]) if self.value else self


def key_of(fact: str, operator: str, values: Sequence[Any], value: str = "") -> str:
    """The same for two criteria that ask the same, whatever they weigh."""
    text = json.dumps([fact, operator, list(values), value], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def asked_of(criterion: Criterion) -> list[Asked]:
    """The criterion as a whole, then each of its values where there are several."""
    whole = Asked(
        criterion.label, criterion.kind, criterion.fact, criterion.operator, criterion.values
    )
    values = criterion.values or []
    if criterion.operator not in (Operator.IN, Operator.CONTAINS) or len(values) < 2:
        return [whole]
    return [whole, *(replace(whole, value=str(value)[:100]) for value in values[:MOST_VALUES])]


def run(last: date | None = None) -> int:
    """Weigh every criterion on the twelve months up to an evening (yesterday); rows written."""
    fill_missing()
    last = last or today() - DAY
    lines = Criterion.objects.filter(version__status__in=LOOKED_AT).order_by("version", "position")
    asked = {each.key: each for line in lines for each in asked_of(line)}
    version = in_force_version()
    criteria = list(version.criteria.all()) if version else []
    found = read(last, {each.fact for each in asked.values()}, criteria)
    now = timezone.now()
    rows = [_evidence(each, outcome, found, now) for each in asked.values() for outcome in Outcome]
    return _replace(rows, version, criteria, found, now)


@transaction.atomic
def _replace(
    rows: list[Evidence],
    version: IcpVersion | None,
    criteria: list[Criterion],
    found: Read,
    now: datetime,
) -> int:
    """What is read again keeps its address; the rest goes."""
    kept = {(row.key, row.outcome): row for row in Evidence.objects.select_for_update()}
    for row in rows:
        before = kept.pop((row.key, row.outcome), None)
        if before:
            row.pk, row.public_id = before.pk, before.public_id
    Evidence.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    names = [f.name for f in Evidence._meta.concrete_fields if f.name not in ("id", "public_id")]
    Evidence.objects.bulk_update([row for row in rows if row.pk], names, batch_size=200)
    Evidence.objects.bulk_create([row for row in rows if not row.pk], batch_size=200)
    Suggestion.objects.all().delete()
    if version:
        Suggestion.objects.bulk_create(suggesting.suggestions(version, criteria, found, now))
    Calibration.objects.update_or_create(as_of=found.span.as_of, defaults=_calibration(found, now))
    return len(rows)


def _evidence(asked: Asked, outcome: str, found: Read, now: datetime) -> Evidence:
    tallies = (found.accepted if outcome == Outcome.ACCEPTED else found.won)[asked.fact]
    sides, unknown, by_verdict = sides_of(tallies, asked.alone)
    lift = maths.katz(sides)
    quarters = sum(
        maths.same_way(lift, sides_of(tallies, asked.alone, quarter)[0]) for quarter in (0, 1)
    )
    met, missed = by_verdict.get(MET, []), by_verdict.get(MISSED, [])
    return Evidence(
        key=asked.key, outcome=outcome, fact=asked.fact, operator=asked.operator,
        values=asked.values, value=asked.value, unknown=unknown, quarters=quarters,
        strength=maths.strength_of(sides), first_on=found.span.first, last_on=found.span.last,
        computed_at=now, **sides._asdict(),
        cycle_with=_cycle(met), cycle_without=_cycle(missed),
        value_with=_euros(met), value_without=_euros(missed),
        off_with=_off(met), off_without=_off(missed), off_unknown=_off(by_verdict.get(UNKNOWN, [])),
    )  # fmt: skip


def _cycle(tallies: Iterable[Tally]) -> float | None:
    return median(days for tally in tallies for days in tally.days)


def _euros(tallies: Iterable[Tally]) -> float | None:
    return mean(euros for tally in tallies for euros in tally.euros)


def _off(tallies: Iterable[Tally]) -> int:
    return sum(tally.off for tally in tallies)


def _calibration(found: Read, now: datetime) -> dict[str, Any]:
    grades: dict[str, list[int]] = {}
    for (_late, grade), (yes, n) in found.grades.items():
        counts = grades.setdefault(grade, [0, 0])
        counts[0], counts[1] = counts[0] + yes, counts[1] + n
    tested, brier, base = suggesting.brier(found.grades)
    return {
        "first_on": found.span.first, "grades": grades, "brier": brier, "brier_base": base,
        "tested": tested, "read_later": found.read_later, "computed_at": now,
    }  # fmt: skip
