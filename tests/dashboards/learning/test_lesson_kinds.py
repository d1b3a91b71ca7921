"""What a night learns of few verdicts, of chance, of nothing, and of grades that know better."""

from datetime import timedelta

import pytest

from alignment.web.business_days import today
from dashboards.learning import lessons, selectors
from dashboards.learning.models import Lesson
from dashboards.tasks import learn
from leads.choices import Verdict
from leads.models import HandoverFacts
from leads.models.handed import COLUMNS
from tests import factories
from tests.dashboards import rows
from tests.dashboards.learning.verdicts import verdicts

pytestmark = pytest.mark.django_db
PAGE = "/ideal-customer/learned/"


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


def test_no_grade_no_tier_and_no_stage_follows_from_it(maya):
    lead = factories.mql(maya)
    before = (lead.fit_grade, lead.fit_score, lead.tier, lead.stage)
    verdicts(220, of_industry=0.85, of_building=0.3)
    lessons.learn()
    lead.refresh_from_db()
    assert (lead.fit_grade, lead.fit_score, lead.tier, lead.stage) == before
