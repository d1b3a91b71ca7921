"""Pages of the evidence: beside each criterion, what buys, suggested weights, the grades."""

import pytest
from django.urls import reverse

from alignment.vision import selectors as vision
from alignment.vision import services, signing
from alignment.vision.models import Criterion
from alignment.web.errors import Conflict
from dashboards.proof import drafting, grades, selectors, writing
from dashboards.proof.models import Evidence, Suggestion
from dashboards.proof.selectors import ANSWERS, SIDES
from leads.models import Handover
from tests.dashboards.test_evidence import (
    BUDGET,
    INDUSTRY,
    LAST,
    STUDENT,
    random_company,
    worked_example,
)

pytestmark = pytest.mark.django_db
PAGES = ("vision:icp", "dashboards:buys", "dashboards:weights", "dashboards:calibration")


@pytest.fixture
def weighed(sam):
    worked_example()


@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_what_to_do_before_the_first_night(name, page, sam):
    assert page(sam).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_each_page_costs_the_same_however_much_there_is(
    name, weighed, page, sam, django_assert_max_num_queries
):
    browser = page(sam)
    with django_assert_max_num_queries(20):
        assert browser.get(reverse(name)).status_code == 200


def test_the_criterion_shows_its_lift_beside_it(weighed, page, sam):
    shown = page(sam).get(reverse("vision:icp")).content.decode()
    assert "× 1.60" in shown and "1.17" in shown and "2.18" in shown
    assert "Strong evidence" in shown


def test_what_buys_names_off_target_rejections_and_missing_data(weighed, page, sam):
    outcome_unknown = Evidence.objects.get(fact="budget", outcome="accepted", value="")
    shown = page(sam).get(reverse("dashboards:buys")).content.decode()
    assert "90 hand-overs" in shown  # the budget was never known
    assert outcome_unknown.n_with == outcome_unknown.n_without == 0


@pytest.mark.parametrize("seed", [5, 6])
def test_every_figure_opens_as_many_rows_as_it_says(seed):
    services.write_version([INDUSTRY, BUDGET, STUDENT], by=None)
    random_company(seed, 200)
    writing.run(LAST)
    for row in Evidence.objects.all():
        n = {
            (side, answer): selectors.rows_of(row, side, answer).count()
            for side in SIDES
            for answer in ANSWERS
        }
        assert row.sides == (
            n["with", "yes"], n["with", "all"], n["without", "yes"], n["without", "all"]
        )  # fmt: skip
        assert n["unknown", "all"] == row.unknown
        if row.outcome == "accepted":
            offs = [n[side, "off"] for side in SIDES]
            assert offs == [row.off_with, row.off_without, row.off_unknown]


def test_the_rows_page_lists_them(weighed, page, sam):
    row = Evidence.objects.get(fact="naf_section", outcome="accepted", value="")
    url = reverse("dashboards:evidence", args=[row.public_id])
    assert "24 rows" in page(sam).get(f"{url}?side=with&answer=yes").content.decode()
    assert page(sam).get(f"{url}?side=nowhere").status_code == 404
    assert Handover.objects.count() == 90


def test_a_suggestion_becomes_a_draft_and_nothing_more(weighed, page, maya):
    url = reverse("dashboards:weight_draft", args=[Suggestion.objects.get().public_id])
    assert page(maya).post(url).status_code == 302
    draft = vision.draft_version()
    assert draft.criteria.get(fact="naf_section").weight == 2
    assert "24 of 30" in draft.remarks.get().text
    current = vision.in_force_version()
    assert (current.number, current.criteria.get(fact="naf_section").weight) == (1, 4)


def test_a_suggestion_against_turns_the_criterion_round(weighed, maya):
    suggestion = Suggestion.objects.get()
    suggestion.proposed = -3
    draft = drafting.draft_from(suggestion, by=maya)
    criterion = draft.criteria.get(fact="naf_section")
    assert (criterion.kind, criterion.weight) == ("negative", 3)


def test_a_suggestion_waits_while_a_version_is_signed(weighed, maya, manager):
    suggestion = Suggestion.objects.get()
    signing.propose(drafting.draft_from(suggestion, by=maya), by=manager)
    with pytest.raises(Conflict):
        drafting.draft_from(suggestion, by=maya)


def test_the_criterion_to_tighten_is_the_proven_one_with_most_rejections(weighed):
    lines = selectors.lines_of(vision.criteria_of(vision.in_force_version()))
    tighten = selectors.to_tighten(lines)
    row = Evidence.objects.get(fact="naf_section", outcome="accepted", value="")
    assert (tighten is not None) == (row.quarters == 2)


def test_grades_are_judged_by_pairs(weighed):
    report = grades.report()
    report.calibration.grades = {"A": [40, 50], "B": [20, 50], "C": [1, 4], "D": [0, 0], "": [1, 2]}
    report.calibration.save()
    report = grades.report()
    assert [step.state for step in report.steps] == ["shown", "open"]
    assert (report.is_ordered, report.ungraded) == (False, 2)


def test_somebody_without_a_team_sees_none_of_it(weighed, page, stranger):
    for name in PAGES:
        assert page(stranger).get(reverse(name)).status_code == 404


def test_a_criterion_of_a_draft_has_its_evidence_at_once(weighed, maya):
    draft = drafting.draft_from(Suggestion.objects.get(), by=maya)
    found = selectors.beside(Criterion.objects.filter(version=draft))
    industry = draft.criteria.get(fact="naf_section")
    assert [row.outcome for row in found[industry.pk]] == ["accepted", "won"]


def test_the_evidence_is_read_over_rest(weighed, api, sam, stranger):
    rows = api(sam).get("/api/v1/evidence/").json()["results"]
    row = next(r for r in rows if (r["fact"], r["outcome"]) == ("naf_section", "accepted"))
    assert (row["yes_with"], row["n_with"], row["strength"]) == (24, 30, "strong")
    assert round(row["effect"]["value"], 2) == 1.6
    address = f"/api/v1/evidence/{row['id']}/rows/"
    listed = api(sam).get(address, {"side": "without", "answer": "off"}).json()["results"]
    assert len(listed) == 30 and {each["kind"] for each in listed} == {"handover"}
    assert api(sam).get(address, {"side": "elsewhere"}).status_code == 400
    assert api(stranger).get("/api/v1/evidence/").status_code in {403, 404}


def test_a_suggestion_becomes_a_draft_over_rest(weighed, api, sam):
    found = api(sam).get("/api/v1/suggestions/").json()["results"][0]
    assert (found["current"], found["proposed"], found["before_n"]) == (4, 2, 30)
    told = api(sam).post(f"/api/v1/suggestions/{found['id']}/draft/").json()
    assert (told["number"], told["status"]) == (2, "draft")


def test_the_calibration_is_read_over_rest(weighed, api, sam):
    told = api(sam).get("/api/v1/calibration/").json()
    assert [line["grade"] for line in told["lines"]] == ["A", "B", "C", "D"]
