"""Criteria as people read them: « Region is one of: Bretagne, Normandie »."""

from typing import Any

from django.utils.translation import gettext as _

from alignment.vision import nomenclature
from alignment.vision.choices import CriterionKind, FactName, Operator, Seniority
from alignment.vision.models import Criterion

Choice = tuple[str, str]

# Facts whose values are codes of a closed list; the rest is text, but for amounts.
CODED = {
    FactName.NAF_SECTION: nomenclature.naf_sections,
    FactName.NAF_DIVISION: nomenclature.naf_divisions,
    FactName.WORKFORCE_BAND: nomenclature.band_choices,
    FactName.REGION: nomenclature.regions,
    FactName.DEPARTEMENT: nomenclature.departements,
    FactName.SENIORITY: lambda: [(s.value, str(s.label)) for s in Seniority],
}
AMOUNTS = frozenset({FactName.BUDGET})


def choices_of(fact: str) -> list[Choice]:
    """The values a fact may take as (code, label); empty for free text and amounts."""
    listed = CODED.get(FactName(fact))
    return listed() if listed else []


def operators_of(fact: str) -> list[Choice]:
    """The operators that make sense for a fact."""
    if fact in CODED:
        fitting = [Operator.IN, Operator.KNOWN]
    elif fact in AMOUNTS:
        fitting = [Operator.BETWEEN, Operator.KNOWN]
    else:
        fitting = [Operator.CONTAINS, Operator.IN, Operator.KNOWN]
    return [(operator.value, str(operator.label)) for operator in fitting]


def value_labels(criterion: Criterion) -> list[str]:
    """The values in words; a code that its list no longer has is shown as it is."""
    labels = dict(choices_of(criterion.fact))
    return [labels.get(value, _shown(value)) for value in criterion.values or []]


def _shown(value: Any) -> str:
    return "…" if value is None else str(value)


def sentence_of(criterion: Criterion) -> str:
    """The criterion in one plain sentence, without its weight."""
    fact, values = criterion.get_fact_display(), value_labels(criterion)
    if criterion.operator == Operator.KNOWN:
        return _("{fact} is known").format(fact=fact)
    if criterion.operator == Operator.BETWEEN:
        low, high = [*values, "…", "…"][:2]
        return _("{fact} is between {low} and {high}").format(fact=fact, low=low, high=high)
    if criterion.operator == Operator.CONTAINS:
        return _("{fact} contains: {values}").format(fact=fact, values=", ".join(values))
    return _("{fact} is one of: {values}").format(fact=fact, values=", ".join(values))


def effect_of(criterion: Criterion) -> str:
    """What the criterion does to the grade, in words."""
    if criterion.kind == CriterionKind.EXCLUDING:
        return _("Excludes: grade D")
    if criterion.kind == CriterionKind.NEGATIVE:
        return _("Takes off {weight}").format(weight=criterion.weight)
    if criterion.kind == CriterionKind.MANDATORY:
        return _("Required, weight {weight}").format(weight=criterion.weight)
    return _("Weight {weight}").format(weight=criterion.weight)
