"""How well a lead matches the ideal customer: pure functions, no database.

One scale for everything: a criterion of weight w is worth 100·w / Σw of the criteria that could be
judged. What is not known is left out of that sum; it lowers the completeness, never the score.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import CriterionKind, Grade, Operator

HUNDRED = Decimal(100)
# Lowest score of each grade, best first.
GRADE_FLOORS = ((75, Grade.A), (50, Grade.B), (25, Grade.C), (0, Grade.D))
ENOUGH_KNOWN = Decimal("0.5")
FOR = frozenset({CriterionKind.MANDATORY, CriterionKind.WEIGHTED})

AMOUNT = re.compile(
    r"(?P<number>-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|-?[0-9]+(?:[.,][0-9]+)?)"
    r" ?(?P<scale>k|m)?(?![a-z])"
)
SCALES = {"k": 1000, "m": 1_000_000}

MET, MISSED, UNKNOWN = "met", "missed", "unknown"

REASON_TEXTS: dict[str, Promise] = {
    "mandatory_met": _("Required, and met"),
    "mandatory_missed": _("Required, and not met: grade D whatever the rest"),
    "mandatory_unknown": _("Required, not known yet"),
    "weighted_met": _("Met"),
    "weighted_missed": _("Not met"),
    "weighted_unknown": _("Not known yet: does not count against the lead"),
    "negative_met": _("Counts against the lead"),
    "negative_missed": _("Does not apply"),
    "negative_unknown": _("Not known yet"),
    "excluding_met": _("Excludes the lead: grade D whatever the rest"),
    "excluding_missed": _("Does not apply"),
    "excluding_unknown": _("Not known yet"),
}


class CriterionLike(Protocol):
    """What scoring reads of a criterion; the model and plain test objects both fit."""

    label: str
    kind: str
    fact: str
    operator: str
    values: list[Any]
    weight: int


@dataclass(frozen=True)
class Fit:
    """The match of one lead with one version of the ideal customer.

    `score` is 0-100, unrounded, None when nothing could be judged; `completeness` is 0-1;
    `capped` says that less than half is known, so the grade is at most B and bears a question mark.
    """

    score: Decimal | None
    completeness: Decimal
    grade: str
    capped: bool
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The grade as people read it: « B », or « B ? » while too little is known."""
        return f"{self.grade} ?" if self.capped else self.grade


@dataclass(frozen=True)
class Judged:
    criterion: CriterionLike
    verdict: str


def fit_of(facts: Mapping[str, object], criteria: Sequence[CriterionLike]) -> Fit:
    """Fit of the facts (keys of FactName) with the criteria; never raises on odd values."""
    return fit_of_verdicts(criteria, [verdict_of(facts, criterion) for criterion in criteria])


def fit_of_verdicts(criteria: Sequence[CriterionLike], verdicts: Sequence[str]) -> Fit:
    """Fit from the verdict of each criterion, for who has judged many leads already."""
    judged = [Judged(*pair) for pair in zip(criteria, verdicts, strict=True)]
    known = _weights(judged, known_only=True)
    completeness = Decimal(known) / _weights(judged) if _weights(judged) else Decimal(0)
    reasons = [_reason(each, known) for each in judged]
    score = _score(judged, known)
    knocked_out = any(_knocks_out(each) for each in judged)
    capped = completeness < ENOUGH_KNOWN and not knocked_out
    return Fit(score, completeness, _grade(score, capped, knocked_out), capped, reasons)


def verdict_of(facts: Mapping[str, object], criterion: CriterionLike) -> str:
    """Met, missed or unknown for one criterion; a fact that is not known is never missed."""
    held = _held(facts.get(criterion.fact))
    if not held or (criterion.operator == Operator.BETWEEN and not _numbers(held)):
        return UNKNOWN
    matches = OPERATORS.get(criterion.operator)
    return MET if matches and matches(held, list(criterion.values or [])) else MISSED


def reason_text(reason: Mapping[str, Any]) -> str:
    """The sentence of a stored reason, in the reader's language; empty for a key no longer used."""
    return str(REASON_TEXTS.get(str(reason.get("text", "")), ""))


def missing_facts(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Facts (keys of FactName) that would raise the completeness, in the order of the criteria."""
    return list(dict.fromkeys(r["fact"] for r in reasons if r["verdict"] == UNKNOWN))


def fold(text: object) -> str:
    """Text for comparing: no accents, no case, single spaces."""
    plain = unicodedata.normalize("NFKD", str(text).replace("œ", "oe").replace("Œ", "OE"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _held(value: object) -> list[object]:
    """What is known of a fact, as a list; empty means unknown. Zero and False are known."""
    values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    return [v for v in values if v is not None and fold(v) != ""]


def _is_in(held: list[object], values: list[Any]) -> bool:
    wanted = {fold(value) for value in values}
    return any(fold(value) in wanted for value in held)


def _contains(held: list[object], values: list[Any]) -> bool:
    wanted = [fold(value) for value in values if fold(value)]
    return any(word in fold(text) for text in held for word in wanted)


def _is_between(held: list[object], values: list[Any]) -> bool:
    """Both ends included; an empty end is open."""
    low, high = ([_number(value) for value in values] + [None, None])[:2]
    return any((low is None or low <= n) and (high is None or n <= high) for n in _numbers(held))


def _numbers(held: list[object]) -> list[Decimal]:
    return [number for value in held if (number := _number(value)) is not None]


def _number(value: object) -> Decimal | None:
    """The first number in a value, as people write amounts: « 12 000,50 € », « env. 15 k€ »."""
    found = AMOUNT.search(fold(value)[:200])
    if not found:
        return None
    number = Decimal(found["number"].replace(" ", "").replace(",", "."))
    return number * SCALES.get(found["scale"] or "", 1)


OPERATORS: dict[str, Callable[[list[object], list[Any]], bool]] = {
    Operator.IN: _is_in,
    Operator.EQUALS: _is_in,
    Operator.CONTAINS: _contains,
    Operator.BETWEEN: _is_between,
    Operator.KNOWN: lambda held, values: True,
}


def _weights(judged: Sequence[Judged], *, known_only: bool = False) -> int:
    return sum(
        each.criterion.weight
        for each in judged
        if each.criterion.kind in FOR and not (known_only and each.verdict == UNKNOWN)
    )


def _signed_weight(each: Judged) -> int:
    if each.verdict != MET or each.criterion.kind == CriterionKind.EXCLUDING:
        return 0
    return each.criterion.weight if each.criterion.kind in FOR else -each.criterion.weight


def _score(judged: Sequence[Judged], known: int) -> Decimal | None:
    if not known:
        return None
    raw = HUNDRED * sum(_signed_weight(each) for each in judged) / known
    return min(max(raw, Decimal(0)), HUNDRED)


def _knocks_out(each: Judged) -> bool:
    wrong = {CriterionKind.MANDATORY: MISSED, CriterionKind.EXCLUDING: MET}
    return wrong.get(CriterionKind(each.criterion.kind)) == each.verdict


def _grade(score: Decimal | None, capped: bool, knocked_out: bool) -> str:
    if knocked_out:
        return Grade.D.value
    # Nothing known is no reason to refuse: « B ? », as for anything still to be completed.
    if score is None:
        return Grade.B.value
    grade = next(grade for floor, grade in GRADE_FLOORS if score >= floor)
    return Grade.B.value if capped and grade == Grade.A else grade.value


def _reason(each: Judged, known: int) -> dict[str, Any]:
    criterion = each.criterion
    points = HUNDRED * _signed_weight(each) / known if known else Decimal(0)
    return {
        "criterion": criterion.label,
        "fact": str(criterion.fact),
        "kind": str(criterion.kind),
        "weight": criterion.weight,
        "verdict": each.verdict,
        "points": float(points.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)),
        "text": f"{criterion.kind}_{each.verdict}",
    }
