"""Evidence per criterion: what the night writes is what a slow, obvious loop finds."""

import random
from datetime import date, timedelta
from statistics import mean, median

import pytest

from alignment.vision import services as vision
from alignment.vision.scoring import MET, MISSED, UNKNOWN, verdict_of
from dashboards.proof import writing
from dashboards.proof.models import Calibration, Evidence, Suggestion
from leads.choices import DealStatus, Verdict
from leads.handover_facts import told
from leads.models import Handover, HandoverFacts, Lead, Opportunity
from leads.models.handed import COLUMNS
from tests import factories
from tests.dashboards import rows

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 20)
INDUSTRY = {
    "label": "Industrie", "kind": "weighted", "fact": "naf_section", "operator": "in",
    "values": ["C", "F"], "weight": 4,
}  # fmt: skip
BUDGET = {
    "label": "Budget", "kind": "weighted", "fact": "budget", "operator": "between",
    "values": [10000, None], "weight": 1,
}  # fmt: skip
STUDENT = {
    "label": "Étudiant", "kind": "negative", "fact": "job_title", "operator": "contains",
    "values": ["étudiant", "stagiaire"], "weight": 2,
}  # fmt: skip
CODES = ("25.62B", "43.21A", "70.22Z", "")
BUDGETS = ("", "5 k€", "15 000 €", "bientôt")
TITLES = ("", "Directrice", "Étudiante", "Stagiaire achats")
REASONS = ("out_of_icp", "bad_data", "duplicate")


def outcome(day, verdict, **facts):
    """A hand-over with its verdict and what was known."""
    told_by = {"reason": facts.pop("reason", ""), "assignee": facts.pop("assignee", None)}
    handover = rows.handover(day, verdict, **told_by)
    values = dict.fromkeys(COLUMNS, "") | facts
    HandoverFacts.objects.create(handover=handover, grade=facts.pop("grade", ""), **values)
    return handover


def random_company(seed, n=300):
    chance = random.Random(seed)
    verdicts = [Verdict.ACCEPTED, Verdict.REJECTED, Verdict.PENDING, Verdict.EXPIRED]
    sam = factories.seller()
    for _ in range(n):
        verdict = chance.choice(verdicts)
        reason = chance.choice(REASONS) if verdict == Verdict.REJECTED else ""
        day = LAST - timedelta(days=chance.randrange(420))
        handover = outcome(
            day, verdict, reason=reason, assignee=sam, naf_code=chance.choice(CODES),
            budget=chance.choice(BUDGETS), job_title=chance.choice(TITLES),
        )  # fmt: skip
        if verdict == Verdict.ACCEPTED and chance.random() < 0.6:
            a_deal(handover.lead, day, chance)


def a_deal(lead, day, chance):
    status = chance.choice([DealStatus.WON, DealStatus.LOST, DealStatus.OPEN])
    closed = min(day + timedelta(days=chance.randrange(90)), LAST)
    ends = {DealStatus.WON: "won", DealStatus.LOST: "lost"}.get(status)
    found = {f"{ends}_on": closed, f"{ends}_at": rows.noon(closed)} if ends else {}
    Opportunity.objects.create(
        lead=lead, status=status, opened_on=day, opened_at=rows.noon(day),
        value=chance.choice([None, 1000, 25000]), **found,
    )  # fmt: skip


def every_row():
    """Each hand-over with what was known."""
    found = Handover.objects.select_related("facts", "lead")
    return [
        (row, told({name: getattr(row.facts, name) for name in ("nomenclature", *COLUMNS)}))
        for row in found.prefetch_related("lead__opportunities")
    ]


def slow(every, asked, outcome_name):
    """One loop over every row, one question at a time."""
    first = LAST - timedelta(days=364)
    found = {verdict: [] for verdict in (MET, MISSED, UNKNOWN)}
    for handover, facts in every:
        verdict = verdict_of(facts, asked)
        if outcome_name == "accepted" and first <= handover.handed_over_on <= LAST:
            counts = handover.reason not in ("duplicate", "in_progress")
            if handover.verdict == Verdict.ACCEPTED:
                found[verdict].append((1, 0, None, None))
            elif handover.verdict == Verdict.REJECTED and counts:
                found[verdict].append((0, handover.reason == "out_of_icp", None, None))
        if outcome_name == "won":
            for deal in handover.lead.opportunities.all():
                closed = deal.won_on or deal.lost_on
                if closed and first <= closed <= LAST:
                    won = deal.status == DealStatus.WON
                    days = (closed - deal.opened_on).days
                    found[verdict].append((int(won), 0, won and days, won and deal.value))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_evidence_is_what_a_plain_loop_finds(seed):
    vision.write_version([INDUSTRY, BUDGET, STUDENT], by=None)
    random_company(seed)
    assert writing.run(LAST) == Evidence.objects.count() == 14
    every = every_row()
    for each in questions():
        for name in ("accepted", "won"):
            row = Evidence.objects.get(key=each.key, outcome=name)
            check(row, slow(every, each.alone, name))


def questions():
    version = writing.in_force_version()
    return [asked for criterion in version.criteria.all() for asked in writing.asked_of(criterion)]


def check(row, found):
    inside, outside = found[MET], found[MISSED]
    assert row.sides == (
        sum(each[0] for each in inside), len(inside),
        sum(each[0] for each in outside), len(outside),
    )  # fmt: skip
    assert row.unknown == len(found[UNKNOWN])
    offs = [sum(each[1] for each in found[verdict]) for verdict in (MET, MISSED, UNKNOWN)]
    assert [row.off_with, row.off_without, row.off_unknown] == offs
    days = [each[2] for each in inside if each[2] not in (None, False)]
    assert row.cycle_with == (median(days) if days else None)
    euros = [float(each[3]) for each in outside if each[0] and each[3] is not None]
    assert row.value_without == (pytest.approx(mean(euros)) if euros else None)


def test_run_twice_the_same_rows_keep_their_address():
    vision.write_version([INDUSTRY, BUDGET], by=None)
    random_company(4, 60)
    writing.run(LAST)
    before = set(Evidence.objects.values_list("public_id", "yes_with", "n_with"))
    writing.run(LAST)
    assert set(Evidence.objects.values_list("public_id", "yes_with", "n_with")) == before
    assert Calibration.objects.count() == 1


def test_unknown_is_on_neither_side():
    vision.write_version([INDUSTRY], by=None)
    for _ in range(3):
        outcome(LAST, Verdict.REJECTED, reason="out_of_icp")
    outcome(LAST, Verdict.ACCEPTED, naf_code="25.62B")
    writing.run(LAST)
    row = Evidence.objects.get(value="", outcome="accepted")
    assert (row.sides, row.unknown, row.off_unknown) == ((1, 1, 0, 0), 3, 3)


def worked_example():
    """24 of 30 in industry accepted, 30 of 60 elsewhere."""
    vision.write_version([INDUSTRY | {"values": ["C"]}, BUDGET], by=None)
    for code, yes, n in (("25.62B", 24, 30), ("70.22Z", 30, 60)):
        for place in range(n):
            verdict = Verdict.ACCEPTED if place < yes else Verdict.REJECTED
            reason = "" if place < yes else "out_of_icp"
            outcome(LAST - timedelta(days=place), verdict, reason=reason, naf_code=code)
    writing.run(LAST)


def test_a_suggestion_is_back_tested():
    worked_example()
    found = Suggestion.objects.get()
    assert (found.current, found.proposed) == (4, 2)
    # Under both weights industry alone is known: it decides the grade as before.
    assert (found.before_n, found.before_yes) == (found.after_n, found.after_yes) == (30, 24)
    assert found.sample == []


def test_the_back_test_counts_who_would_no_longer_be_handed_over():
    vision.write_version([INDUSTRY | {"values": ["C"]}, BUDGET | {"weight": 3}], by=None)
    for code, budget, yes, n in (("25.62B", "", 24, 30), ("70.22Z", "15 k€", 30, 60)):
        for place in range(n):
            verdict = Verdict.ACCEPTED if place < yes else Verdict.REJECTED
            outcome(LAST, verdict, reason="bad_data" * (place >= yes), naf_code=code, budget=budget)
    writing.run(LAST)
    found = Suggestion.objects.get(criterion__fact="naf_section")
    assert (found.before_n, found.after_n) == (30, 90)
    assert len(found.sample) == 10 and found.sample[0][1:] == ["C", "B"]


def test_calibration_counts_verdicts_by_grade_at_hand_over():
    for grade, yes, n in (("A", 4, 5), ("B", 3, 6)):
        for place in range(n):
            verdict = Verdict.ACCEPTED if place < yes else Verdict.REJECTED
            handover = outcome(LAST - timedelta(days=40 * place), verdict)
            HandoverFacts.objects.filter(handover=handover).update(grade=grade)
    Lead.objects.update(fit_grade="D")
    writing.run(LAST)
    found = Calibration.objects.get()
    assert found.grades == {"A": [4, 5], "B": [3, 6]}
    assert found.brier > 0 and found.tested
