"""Reading the evidence: beside each criterion, as one table, and the rows behind each figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from alignment.vision.choices import CriterionKind, FactName
from alignment.vision.models import Criterion
from alignment.vision.scoring import MET, MISSED, UNKNOWN, verdict_of
from dashboards.kpis import acceptance_rate
from dashboards.kpis.win_rate import closed_deals
from dashboards.proof.maths import Strength
from dashboards.proof.models import Evidence, Outcome, Suggestion
from dashboards.proof.reading import span_until
from dashboards.proof.writing import Asked, asked_of, key_of
from dashboards.statistics import round_half_up
from leads.choices import DealStatus
from leads.handover_facts import told
from leads.models import HandoverFacts, Lead
from leads.models.handed import COLUMNS
from leads.reasons import Reason

SIDES = {"with": MET, "without": MISSED, "unknown": UNKNOWN}
ANSWERS = ("all", "yes", "no", "off")
NAF = (FactName.NAF_CODE, FactName.NAF_DIVISION, FactName.NAF_SECTION)


@dataclass(frozen=True)
class Line:
    """One criterion with what the verdicts and the deals say of it; None before the first night."""

    criterion: Criterion
    accepted: Evidence | None
    won: Evidence | None

    @property
    def euros_with(self) -> int | None:
        return _whole(self.won.value_with if self.won else None)

    @property
    def euros_without(self) -> int | None:
        return _whole(self.won.value_without if self.won else None)

    @property
    def off_without(self) -> int:
        return self.accepted.off_without if self.accepted else 0

    @property
    def missing(self) -> int:
        return self.accepted.unknown if self.accepted else 0


@dataclass(frozen=True)
class Moved:
    """A lead whose grade another weight would change."""

    lead: Lead
    before: str
    after: str


def beside(criteria: Iterable[Criterion]) -> dict[int, list[Evidence]]:
    """The evidence of each criterion by its key: as a whole, then by value; one statement."""
    asked = {criterion.pk: [each.key for each in asked_of(criterion)] for criterion in criteria}
    keys = {key for found in asked.values() for key in found}
    rows = {(row.key, row.outcome): row for row in Evidence.objects.filter(key__in=keys)}
    return {
        pk: [rows[key, outcome] for key in found for outcome in Outcome if (key, outcome) in rows]
        for pk, found in asked.items()
    }


def lines_of(criteria: Iterable[Criterion]) -> list[Line]:
    """Each criterion as a whole, with both outcomes; one statement."""
    criteria = list(criteria)
    wanted = {c.pk: key_of(c.fact, c.operator, c.values) for c in criteria}
    rows = Evidence.objects.filter(key__in=set(wanted.values()))
    found = {(row.key, row.outcome): row for row in rows}
    return [
        Line(c, found.get((wanted[c.pk], Outcome.ACCEPTED)), found.get((wanted[c.pk], Outcome.WON)))
        for c in criteria
    ]


def to_tighten(lines: Iterable[Line]) -> Line | None:
    """The criterion that, made mandatory, would have spared the most off-target rejections.

    Only among the weighted ones whose effect is strong in both of the last two quarters.
    """
    proven = [
        line
        for line in lines
        if line.accepted
        and line.criterion.kind == CriterionKind.WEIGHTED
        and line.accepted.strength == Strength.STRONG
        and line.accepted.quarters == 2
        and (line.accepted.lift or 0) > 1
        and line.off_without
    ]
    return max(proven, key=lambda line: line.off_without, default=None)


def suggestions() -> list[Suggestion]:
    """Every suggested weight of the version in force."""
    return list(Suggestion.objects.select_related("criterion", "version"))


def samples_of(found: Iterable[Suggestion]) -> dict[int, list[Moved]]:
    """The leads that each suggestion would move, by its key; what was erased is left out."""
    found = list(found)
    wanted = {row[0] for each in found for row in each.sample}
    leads = Lead.objects.filter(pk__in=wanted, erased_at=None).with_people().in_bulk()
    return {
        each.pk: [
            Moved(leads[pk], before, after) for pk, before, after in each.sample if pk in leads
        ]
        for each in found
    }


def rows_of(evidence: Evidence, side: str, answer: str = "all") -> QuerySet:
    """The hand-overs or deals behind one figure: a side of SIDES, an answer of ANSWERS."""
    span, facts = span_until(evidence.last_on), _with_verdict(evidence, SIDES[side])
    if evidence.outcome == Outcome.WON:
        latest = HandoverFacts.objects.filter(handover__lead=OuterRef("lead"))
        latest = latest.filter(handover__counts=True).order_by("-handover__handed_over_at")
        deals = closed_deals().filter(closed_on__range=(span.first, span.last))
        deals = deals.annotate(_facts=Subquery(latest.values("pk")[:1])).filter(
            _facts__in=HandoverFacts.objects.filter(facts).values("pk")
        )
        status = {"yes": DealStatus.WON, "no": DealStatus.LOST}.get(answer)
        return deals.filter(status=status) if status else deals
    part = {"yes": "numerator"}.get(answer, "denominator")
    found = acceptance_rate.rows("decided", span, part)
    found = found.filter(facts__in=HandoverFacts.objects.filter(facts).values("pk"))
    if answer in ("no", "off"):
        yes = acceptance_rate.rows("decided", span, "numerator").values("pk")
        found = found.exclude(pk__in=yes)
    return found.filter(reason=Reason.OUT_OF_ICP) if answer == "off" else found


def _whole(euros: float | None) -> int | None:
    return None if euros is None else int(round_half_up(euros))


def _with_verdict(evidence: Evidence, verdict: str) -> Q:
    """The facts for which the criterion has that verdict, judged once for each value."""
    asked = Asked(
        "", "", evidence.fact, evidence.operator, evidence.values, value=evidence.value
    ).alone
    if evidence.fact not in NAF:
        known = HandoverFacts.objects.order_by().values_list(evidence.fact, flat=True).distinct()
        met = [v for v in known if verdict_of({evidence.fact: v}, asked) == verdict]
        return Q(**{f"{evidence.fact}__in": met})
    found = Q(pk__in=[])
    pairs = HandoverFacts.objects.order_by().values_list("naf_code", "nomenclature").distinct()
    by_nomenclature: dict[str, list[str]] = {}
    for code, nomenclature in pairs:
        if verdict_of(_naf_facts(code, nomenclature), asked) == verdict:
            by_nomenclature.setdefault(nomenclature, []).append(code)
    for nomenclature, codes in by_nomenclature.items():
        found |= Q(nomenclature=nomenclature, naf_code__in=codes)
    return found


def _naf_facts(code: str, nomenclature: str) -> dict[str, Any]:
    return told(dict.fromkeys(COLUMNS, "") | {"naf_code": code, "nomenclature": nomenclature})
