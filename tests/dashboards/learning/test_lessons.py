"""The company's own learned score: kept each night, shown only when it is worth it."""

from datetime import date

import pytest

from alignment.vision.models import IcpVersion
from alignment.vision.nomenclature import naf_label
from dashboards.learning import lessons, selectors
from dashboards.learning.models import LearnedScore, Lesson
from tests import factories
from tests.dashboards.learning.verdicts import BUILDING, INDUSTRY, verdicts
from tests.lasting import as_in_a_test, kept_for_the_file

pytestmark = pytest.mark.django_db
PAGE = "/ideal-customer/learned/"


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            verdicts(220, of_industry=0.85, of_building=0.3)
            lessons.learn()
        yield


@pytest.fixture
def taught(once, db):
    """What 220 verdicts taught, learned once for the file."""
    return LearnedScore.objects.get()


def test_it_learns_what_sets_accepted_leads_apart(taught):
    assert taught.lesson == Lesson.LEARNED
    assert taught.decided == 220
    raising, lowering = selectors.effects(taught)
    assert raising[0].value == naf_label("25")
    assert raising[0].interval.low > 1 > lowering[0].interval.high
    assert raising[0].is_sure and 90 < raising[0].n < 130
    assert taught.quality["auc"] > 0.65 > taught.grade_auc
    assert selectors.standing(taught.quality["against_beside"]) == "better"


def test_a_second_night_replaces_the_first_and_says_the_same(taught):
    again = lessons.learn()
    assert LearnedScore.objects.count() == 1
    assert (again.model, again.quality) == (taught.model, taught.quality)
    lessons.learn(date(2020, 1, 1))
    assert [row.as_of for row in LearnedScore.objects.all()] == [date(2020, 1, 1)]


def test_a_lead_is_told_its_odds_and_why(taught):
    industry = factories.mql(factories.person(kind="marketing"))
    industry.company.naf_code = INDUSTRY
    building = factories.mql(factories.person(kind="marketing"))
    building.company.naf_code = BUILDING
    high, low = selectors.odds_of(industry), selectors.odds_of(building)
    assert high.chance > high.usual > low.chance
    assert high.interval.low < high.chance < high.interval.high
    assert high.raising and low.lowering


def test_a_lead_is_read_in_the_nomenclature_of_its_hand_over(taught, maya):
    lead = factories.mql(maya)
    lead.company.naf_code = INDUSTRY
    known = selectors.odds_of(lead).chance
    lead.icp_version = IcpVersion(number=9, nomenclature="naf25")
    assert selectors.odds_of(lead).chance < known


def test_the_page_and_the_panel_of_a_lead(page, sam, maya, taught):
    shown = page(sam).get(PAGE).content.decode()
    for words in ("Raise the odds", "Your grades A to D", "naive Bayes", "It decides nothing"):
        assert words in shown
    lead = factories.mql(maya)
    panel = page(sam).get(f"{PAGE}{lead.public_id}/").content.decode()
    assert "What the verdicts teach" in panel and "changes neither the grade" in panel
    assert f"{PAGE}{lead.public_id}/" in page(sam).get(lead.get_absolute_url()).content.decode()


def test_it_is_read_over_rest(api, sam, maya, taught):
    lead = factories.mql(maya)
    told = api(sam).get("/api/v1/learned-score/").json()
    assert told["lesson"] == "learned" and told["raising"]
    assert told["quality"]["auc"] == taught.quality["auc"]
    odds = api(sam).get(f"/api/v1/learned-score/{lead.public_id}/").json()
    assert 0 < odds["interval"]["low"] < odds["chance"] < 1
    LearnedScore.objects.all().delete()
    assert api(sam).get("/api/v1/learned-score/").status_code == 404
    assert api(sam).get(f"/api/v1/learned-score/{lead.public_id}/").status_code == 404
