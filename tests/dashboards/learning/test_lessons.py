"""The company's own learned score: kept each night, shown only when it is worth it."""

import random
from datetime import date, timedelta

import pytest

from alignment.vision.models import IcpVersion
from alignment.vision.nomenclature import naf_label
from alignment.web.business_days import today
from dashboards.learning import lessons, selectors
from dashboards.learning.models import LearnedScore, Lesson
from dashboards.tasks import learn
from leads.choices import Verdict
from leads.models import HandoverFacts
from leads.models.handed import COLUMNS
from tests import factories
from tests.dashboards import rows

pytestmark = pytest.mark.django_db
PAGE = "/ideal-customer/learned/"
INDUSTRY, BUILDING = "25.62B", "43.21A"


def verdicts(n, *, of_industry, of_building, seed=3):
    """So many verdicts, accepted at the two rates; the grade says nothing of it."""
    chance = random.Random(seed)
    for _each in range(n):
        code = chance.choice([INDUSTRY, BUILDING])
        rate = of_industry if code == INDUSTRY else of_building
        accepted = chance.random() < rate
        day = today() - timedelta(days=chance.randrange(2, 300))
        found = rows.handover(
            day, Verdict.ACCEPTED if accepted else Verdict.REJECTED,
            reason="" if accepted else "out_of_icp",
        )  # fmt: skip
        facts = dict.fromkeys(COLUMNS, "") | {"naf_code": code, "source": chance.choice("ab")}
        HandoverFacts.objects.create(handover=found, grade=chance.choice("ABCD"), **facts)


@pytest.fixture
def taught():
    verdicts(220, of_industry=0.85, of_building=0.3)
    return lessons.learn()


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


def test_too_few_verdicts_teach_nothing_and_the_page_says_how_many_it_takes(page, sam):
    assert "Nothing learned yet" in page(sam).get(PAGE).content.decode()
    verdicts(30, of_industry=0.9, of_building=0.1)
    assert learn() == Lesson.TOO_FEW
    shown = page(sam).get(PAGE).content.decode()
    assert "30 verdicts" in shown and "It takes 100" in shown and "70 to go" in shown


def test_chance_is_called_chance_and_no_lead_is_told_odds(page, sam):
    verdicts(220, of_industry=0.5, of_building=0.5)
    taught = lessons.learn()
    assert taught.lesson == Lesson.CHANCE
    shown = page(sam).get(PAGE).content.decode()
    assert "no better than the average" in shown and "Raise the odds" not in shown
    assert selectors.odds_of(factories.mql(factories.person(kind="marketing"))) is None


def test_verdicts_without_any_fact_say_so(page, sam):
    for at in range(120):
        verdict = Verdict.REJECTED if at % 2 else Verdict.ACCEPTED
        found = rows.handover(
            today() - timedelta(days=at + 2), verdict, reason="out_of_icp" if at % 2 else ""
        )
        HandoverFacts.objects.create(handover=found, **dict.fromkeys(COLUMNS, ""))
    assert learn() == Lesson.NOTHING
    assert "Nothing sets them apart" in page(sam).get(PAGE).content.decode()


def test_grades_that_foretold_every_verdict_are_said_to_rank_better(page, sam):
    verdicts(200, of_industry=0.75, of_building=0.3)
    accepted = HandoverFacts.objects.filter(handover__verdict=Verdict.ACCEPTED)
    accepted.update(grade="A")
    HandoverFacts.objects.exclude(pk__in=accepted).update(grade="D")
    taught = lessons.learn()
    assert taught.grade_auc == 1
    assert selectors.standing(taught.quality["against_beside"]) == "worse"
    assert "Less than your grades" in page(sam).get(PAGE).content.decode()


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


def test_no_grade_no_tier_and_no_stage_follows_from_it(maya):
    lead = factories.mql(maya)
    before = (lead.fit_grade, lead.fit_score, lead.tier, lead.stage)
    verdicts(220, of_industry=0.85, of_building=0.3)
    lessons.learn()
    lead.refresh_from_db()
    assert (lead.fit_grade, lead.fit_score, lead.tier, lead.stage) == before


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
