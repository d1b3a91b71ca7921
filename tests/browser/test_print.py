"""What is printed begins under its title: the path of the buyer and the dashboard are one sheet."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from alignment.vision import journey, signing
from alignment.vision.goals import save_objective
from alignment.vision.models.goals import GoalFigure
from alignment.web.business_days import today
from dashboards import services
from dashboards.goals import measuring
from tests.dashboards import evenings

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_path_is_printed_on_one_sheet(browse, maya):
    """It once began on a second one, and its note stood on a third."""
    journey.begin(by=maya)
    page = browse(maya)
    page.goto("/journey/")
    assert pages(page.pdf(prefer_css_page_size=True)) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_dashboard_is_printed_on_one_sheet(browse, maya, sam, language):
    """With every panel it can have: a sentence of warning, four goals, curves, a full funnel."""
    for figure in (GoalFigure.MQLS, GoalFigure.ACCEPTED, GoalFigure.SQLS, GoalFigure.REVENUE):
        goal(figure, maya, sam)
    evenings.company()
    services.measure_day(evenings.DAY)
    maya.language = language
    maya.save()
    page = browse(maya)
    page.goto("/dashboard/?period=month&start=2026-11-01")
    assert page.locator(".goals-now li").count() == 4
    assert page.locator(".dashboard .chart-box svg").count() >= 2
    assert pages(page.pdf(prefer_css_page_size=True)) == 1


def goal(figure, marketing, sales):
    made = save_objective(
        None,
        by=marketing,
        figure=figure,
        target=Decimal(40),
        period="custom",
        first=today() - timedelta(days=20),
        last=today() + timedelta(days=40),
        marketing_owner=marketing,
        sales_owner=sales,
    )
    measuring.measure(signing.put_in_force(made, by=None), today())


def pages(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", document))
