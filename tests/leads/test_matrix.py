"""Fit by interest: each cell counts its leads, opens them, and says what to do."""

from urllib.parse import urlsplit

import pytest

from leads.choices import Stage
from leads.engagement import MATRIX, Advice
from leads.models import Lead
from leads.selectors.matrix import matrix_of
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/leads/matrix/"


@pytest.fixture
def crowd(maya, sam):
    """Leads of many cells, before and after the hand-over, open and ended."""
    for place, (grade, level) in enumerate([("A", 1), ("A", 1), ("A", 4), ("C", 2), ("", 3)]):
        lead = factories.mql(maya)
        Lead.objects.filter(pk=lead.pk).update(fit_grade=grade, engagement_level=level)
        if place == 1:
            Lead.objects.filter(pk=lead.pk).update(stage=Stage.SQL)
    gone = factories.mql(maya)
    Lead.objects.filter(pk=gone.pk).update(fit_grade="A", engagement_level=1, stage=Stage.LOST)


def counts(phase):
    return {(c.grade, c.level): c.leads for row in matrix_of(phase) for c in row if c.leads}


def test_each_open_lead_stands_in_one_cell(crowd):
    before = {("A", 1): 1, ("A", 4): 1, ("C", 2): 1, ("", 3): 1}
    assert counts("before") == before
    assert counts("after") == {("A", 1): 1}
    assert counts("all") == before | {("A", 1): 2}


def test_a_cell_opens_its_rows_in_every_phase(crowd, page, sam, api):
    browser, software = page(sam), api(sam)
    for phase in ("before", "after", "all"):
        for cell in (cell for row in matrix_of(phase) for cell in row):
            assert browser.get(cell.url).status_code == 200
            found = software.get(f"/api/v1/leads/?{urlsplit(cell.url).query}").json()
            assert len(found["results"]) == cell.leads, cell


def test_the_page_says_the_advice_of_each_cell(crowd, page, sam):
    html = page(sam).get(PAGE).content.decode()
    for line in MATRIX.values():
        for advised in line:
            assert str(advised.advice.label) in html
    assert "4 leads" in html
    assert page(sam).get(PAGE, {"phase": "nonsense"}).status_code == 200


def test_an_advice_is_a_filter_and_a_column(crowd, page, sam, api):
    software = api(sam)
    for advice in Advice:
        expected = sum(
            cell.leads for row in matrix_of("all") for cell in row if cell.advised.advice == advice
        )
        found = software.get("/api/v1/leads/", {"advice": advice.value, "state": "open"}).json()
        assert len(found["results"]) == expected, advice
    shown = page(sam).get("/leads/", {"advice": "qualify", "columns": "name,advice"})
    assert "Qualify as MQL" in shown.content.decode()


def test_it_is_read_over_rest(crowd, api, sam):
    cells = api(sam).get("/api/v1/lead-matrix/", {"phase": "all"}).json()
    assert len(cells) == 20
    hottest = next(cell for cell in cells if (cell["grade"], cell["level"]) == ("A", 1))
    assert hottest == {"grade": "A", "level": 1, "leads": 2, "advice": "qualify", "tier": "P1"}
    refused = api(sam).get("/api/v1/lead-matrix/", {"phase": "never"})
    assert refused.status_code == 400 and "phase" in refused.json()["errors"]
