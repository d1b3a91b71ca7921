"""Fit with the ideal customer: unknown is never a miss, and every point has a reason."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.vision.choices import CriterionKind, FactName, Operator
from alignment.vision.scoring import fit_of, missing_facts, reason_text, verdict_of


def criterion(fact="naf_section", operator="in", values=("C",), kind="weighted", weight=1):
    return SimpleNamespace(
        label=f"{fact} {operator}", kind=kind, fact=fact, operator=operator,
        values=list(values), weight=weight,
    )  # fmt: skip


INDUSTRY = criterion("naf_section", "in", ["C", "F"], weight=3)
SIZE = criterion("workforce_band", "in", ["11", "12", "21"], weight=2)
NEARBY = criterion("region", "equals", ["84"], weight=1)
BUYER = criterion("job_title", "contains", ["directeur", "gérant"], weight=2)
RETAIL = criterion("naf_section", "equals", ["G"], kind="negative", weight=2)


def test_everything_met_scores_one_hundred_and_grade_a():
    facts = {"naf_section": "C", "workforce_band": "12", "region": "84", "job_title": "Gérante"}
    fit = fit_of(facts, [INDUSTRY, SIZE, NEARBY, BUYER])
    assert (fit.score, fit.completeness, fit.grade, fit.label) == (100, 1, "A", "A")


def test_score_is_the_share_of_the_known_weights():
    facts = {"naf_section": "C", "workforce_band": "01"}
    fit = fit_of(facts, [INDUSTRY, SIZE, NEARBY])
    assert fit.score == Decimal(60)
    assert fit.completeness == Decimal(5) / Decimal(6)
    assert fit.grade == "B"


def test_an_unknown_criterion_lowers_completeness_but_never_the_score():
    fit = fit_of({"naf_section": "C"}, [INDUSTRY, SIZE])
    assert fit.score == 100
    assert [r["verdict"] for r in fit.reasons] == ["met", "unknown"]


def test_less_than_half_known_is_capped_at_b_with_a_question_mark():
    fit = fit_of({"region": "84"}, [INDUSTRY, SIZE, NEARBY])
    assert (fit.score, fit.grade, fit.capped, fit.label) == (100, "B", True, "B ?")


def test_exactly_half_known_is_not_capped():
    fit = fit_of({"workforce_band": "11"}, [SIZE, BUYER])
    assert (fit.completeness, fit.capped, fit.label) == (Decimal("0.5"), False, "A")


def test_a_low_grade_with_little_known_keeps_its_letter_and_bears_the_mark():
    fit = fit_of({"region": "11"}, [INDUSTRY, NEARBY])
    assert (fit.score, fit.label) == (0, "D ?")


def test_nothing_known_has_no_score_and_reads_b_question_mark():
    fit = fit_of({}, [INDUSTRY, SIZE])
    assert (fit.score, fit.completeness, fit.label) == (None, 0, "B ?")


def test_a_failed_mandatory_gives_d_whatever_the_rest():
    must = criterion("region", "in", ["84"], kind="mandatory")
    facts = {"naf_section": "C", "workforce_band": "12", "region": "11"}
    fit = fit_of(facts, [INDUSTRY, SIZE, must])
    assert fit.score > 75
    assert (fit.grade, fit.label) == ("D", "D")


def test_a_failed_mandatory_is_certain_even_when_little_is_known():
    must = criterion("region", "in", ["84"], kind="mandatory")
    fit = fit_of({"region": "11"}, [INDUSTRY, SIZE, must])
    assert (fit.label, fit.capped) == ("D", False)


def test_an_unknown_mandatory_does_not_fail():
    must = criterion("region", "in", ["84"], kind="mandatory")
    assert fit_of({"naf_section": "C"}, [INDUSTRY, must]).grade == "A"


def test_a_negative_that_applies_subtracts_on_the_same_scale():
    facts = {"naf_section": "G", "workforce_band": "12", "job_title": "Directrice générale"}
    fit = fit_of(facts, [SIZE, BUYER, RETAIL])
    assert fit.score == 100 * (2 + 0 - 2) / 4  # « Directrice » does not contain « directeur »


def test_a_negative_that_does_not_apply_changes_nothing():
    facts = {"naf_section": "C", "workforce_band": "12"}
    assert fit_of(facts, [SIZE, RETAIL]).score == fit_of(facts, [SIZE]).score == 100


def test_negatives_never_take_the_score_below_zero():
    worst = criterion("naf_section", "equals", ["G"], kind="negative", weight=5)
    assert fit_of({"naf_section": "G", "region": "84"}, [NEARBY, worst]).score == 0


def test_an_excluding_criterion_that_applies_gives_d():
    rival = criterion("current_solution", "contains", ["Concurrent"], kind="excluding")
    facts = {"naf_section": "C", "current_solution": "sous contrat chez concurrent sa"}
    fit = fit_of(facts, [INDUSTRY, rival])
    assert (fit.score, fit.grade) == (100, "D")
    assert fit.reasons[1]["points"] == 0


@pytest.mark.parametrize(
    ("operator", "values", "value", "verdict"),
    [
        ("in", ["C", "F"], "c", "met"),
        ("in", ["C", "F"], "G", "missed"),
        ("in", ["C"], ["G", "C"], "met"),
        ("in", ["C"], [], "unknown"),
        ("in", ["C"], "  ", "unknown"),
        ("in", ["C"], None, "unknown"),
        ("in", [], "C", "missed"),
        ("equals", ["Île-de-France"], "ile de france", "missed"),
        ("equals", ["Île-de-France"], "ILE-DE-FRANCE", "met"),
        ("contains", ["gérant"], "Co-Gérante", "met"),
        ("contains", [""], "anything", "missed"),
        ("between", [5000, 20000], 5000, "met"),
        ("between", [5000, 20000], "20000,5", "missed"),
        ("between", [None, 20000], 0, "met"),
        ("between", [5000], 4999, "missed"),
        ("between", ["11", "32"], "12", "met"),
        ("between", [5000, 20000], "12\u00a0000,50\u202f€", "met"),
        ("between", [5000, 20000], "env. 15 k€", "met"),
        ("between", [5000, 20000], "1,5 M€", "missed"),
        ("between", [5000, 20000], "à définir", "unknown"),
        ("between", [5000, 20000], "NaN", "unknown"),
        ("between", [0, 5], -1, "missed"),
        ("known", [], "oui", "met"),
        ("known", [], "", "unknown"),
        ("no such operator", ["C"], "C", "missed"),
    ],
)
def test_each_operator_says_met_missed_or_unknown(operator, values, value, verdict):
    assert verdict_of({"need": value}, criterion("need", operator, values)) == verdict


def test_reasons_survive_json_and_add_up_to_the_score():
    facts = {"naf_section": "C", "workforce_band": "12", "region": "11"}
    fit = fit_of(facts, [INDUSTRY, SIZE, NEARBY, RETAIL, BUYER])
    stored = json.loads(json.dumps(fit.reasons))
    assert sum(r["points"] for r in stored) == pytest.approx(float(fit.score), abs=0.05)
    assert stored[0] == {
        "criterion": "naf_section in", "fact": "naf_section", "kind": "weighted", "weight": 3,
        "verdict": "met", "points": 50.0, "text": "weighted_met",
    }  # fmt: skip
    assert missing_facts(stored) == ["job_title"]


def test_every_kind_and_verdict_has_a_sentence():
    for kind in CriterionKind.values:
        for verdict in ("met", "missed", "unknown"):
            assert reason_text({"text": f"{kind}_{verdict}"})


facts_strategy = st.dictionaries(
    st.sampled_from(FactName.values),
    st.one_of(
        st.none(), st.text(max_size=8), st.integers(), st.floats(), st.lists(st.text(max_size=3))
    ),
)
criteria_strategy = st.lists(
    st.builds(
        criterion,
        fact=st.sampled_from(FactName.values),
        operator=st.sampled_from(Operator.values),
        values=st.lists(st.one_of(st.text(max_size=4), st.integers(), st.none()), max_size=3),
        kind=st.sampled_from(CriterionKind.values),
        weight=st.integers(1, 5),
    ),
    max_size=8,
)


@given(facts_strategy, criteria_strategy)
def test_any_facts_give_a_score_within_bounds_and_serialisable_reasons(facts, criteria):
    fit = fit_of(facts, criteria)
    assert fit.score is None or 0 <= fit.score <= 100
    assert 0 <= fit.completeness <= 1
    assert fit.grade in "ABCD"
    assert not (fit.capped and fit.grade == "A")
    json.dumps(fit.reasons)


@given(facts_strategy, criteria_strategy)
def test_forgetting_a_fact_never_turns_into_a_miss(facts, criteria):
    for fact in facts:
        rest = {k: v for k, v in facts.items() if k != fact}
        verdicts = [r["verdict"] for r in fit_of(rest, criteria).reasons if r["fact"] == fact]
        assert set(verdicts) <= {"unknown"}
