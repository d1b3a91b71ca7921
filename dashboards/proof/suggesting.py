"""Weights that the verdicts suggest, and how twelve months would have looked with them."""

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from alignment.vision.choices import CriterionKind, Grade
from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.scoring import fit_of_verdicts
from dashboards.proof import maths
from dashboards.proof.models import Suggestion
from dashboards.proof.reading import SAMPLE, Read, sides_of

WEIGHED = (CriterionKind.WEIGHTED, CriterionKind.NEGATIVE)
HANDED_OVER = (Grade.A, Grade.B)


def suggestions(
    version: IcpVersion, criteria: Sequence[Criterion], found: Read, now: datetime
) -> list[Suggestion]:
    """Another weight for each weighted criterion that the verdicts give one, with a back-test.

    Mandatory and excluding criteria are decisions, not weights: they get none.
    """
    result = []
    before = _grades(criteria, found)
    for place, criterion in enumerate(criteria):
        sides = sides_of(found.accepted[criterion.fact], criterion)[0]
        enough = min(sides.n_with, sides.n_without) >= maths.ENOUGH_ROWS
        if criterion.kind not in WEIGHED or not enough:
            continue
        proposed = maths.suggested_weight(sides)
        if proposed == signed_weight(criterion):
            continue
        after = _grades(_with(criteria, place, proposed), found)
        result.append(
            Suggestion(
                version=version,
                criterion=criterion,
                current=signed_weight(criterion),
                proposed=proposed,
                computed_at=now,
                **sides._asdict(),
                **_back_test(before, after, found),
                sample=_sample(before, after, found),
            )  # fmt: skip
        )
    return result


def signed_weight(criterion: Criterion) -> int:
    """The weight as it counts: below zero against the lead."""
    return -criterion.weight if criterion.kind == CriterionKind.NEGATIVE else criterion.weight


def brier(
    grades: Mapping[tuple[bool, str], Sequence[int]],
) -> tuple[int, float | None, float | None]:
    """How many verdicts of the second half were foretold, the Brier score, and that of the mean.

    Each grade's rate in the first half foretells the second; 0 would be perfect. A grade that was
    not seen before is foretold by the mean.
    """
    first = {grade: counts for (late, grade), counts in grades.items() if not late}
    yes, n = (sum(counts[i] for counts in first.values()) for i in (0, 1))
    tested = sum(counts[1] for (late, _), counts in grades.items() if late)
    if not n or not tested:
        return tested, None, None
    mean, scores = yes / n, [0.0, 0.0]
    for (late, grade), (won, seen) in grades.items():
        if late:
            known = first.get(grade, (0, 0))
            rate = known[0] / known[1] if known[1] else mean
            for place, p in enumerate((rate, mean)):
                scores[place] += won * (1 - p) ** 2 + (seen - won) * p**2
    return tested, scores[0] / tested, scores[1] / tested


def _with(criteria: Sequence[Criterion], place: int, weight: int) -> list[Criterion]:
    """The criteria with another weight for one of them; a weight of zero leaves it out."""
    changed = copy.copy(criteria[place])
    changed.kind = CriterionKind.NEGATIVE if weight < 0 else CriterionKind.WEIGHTED
    changed.weight = abs(weight)
    return [*criteria[:place], changed, *criteria[place + 1 :]]


def _grades(criteria: Sequence[Criterion], found: Read) -> dict[tuple[str, ...], str]:
    return {verdicts: fit_of_verdicts(criteria, verdicts).grade for verdicts in found.combos}


def _back_test(
    before: Mapping[tuple[str, ...], str], after: Mapping[tuple[str, ...], str], found: Read
) -> dict[str, int]:
    counts = dict.fromkeys(("before_n", "before_yes", "after_n", "after_yes"), 0)
    for verdicts, combo in found.combos.items():
        for name, grades in (("before", before), ("after", after)):
            if grades[verdicts] in HANDED_OVER:
                counts[f"{name}_n"] += combo.n
                counts[f"{name}_yes"] += combo.yes
    return counts


def _sample(
    before: Mapping[tuple[str, ...], str], after: Mapping[tuple[str, ...], str], found: Read
) -> list[list[Any]]:
    """Leads whose grade would change, the latest: key, grade before and after."""
    moved: list[list[Any]] = [
        [lead, before[verdicts], after[verdicts]]
        for verdicts, combo in found.combos.items()
        if before[verdicts] != after[verdicts]
        for lead in combo.leads
    ]
    return sorted(moved, key=lambda each: -int(each[0]))[:SAMPLE]
