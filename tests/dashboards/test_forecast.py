"""The forecast: months that add up to the pipeline's value, weighted by one's own history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from alignment.web.business_days import today
from dashboards.choices import Period
from dashboards.forecast import forecast
from dashboards.kpis import pipeline_value
from dashboards.windows import window
from leads import deals
from leads.models import DealRevision, Opportunity
from tests import factories

pytestmark = pytest.mark.django_db


def deal(sam, amount, on, step="discovery", recurrence="one_off"):
    row = factories.opportunity(sam).opportunities.get()
    Opportunity.objects.filter(pk=row.pk).update(amount=None, value=None)
    row.refresh_from_db()
    changed = deals.change_deal(
        row, by=sam, amount=amount, step=step, recurrence=recurrence, expected_close_on=on
    )
    if on is None:
        Opportunity.objects.filter(pk=row.pk).update(expected_close_on=None)
        DealRevision.objects.filter(opportunity=row).update(expected_close_on=None)
    return changed


def month_ahead(months: int) -> date:
    place = today().year * 12 + today().month - 1 + months
    return date(place // 12, place % 12 + 1, 28)


def test_the_worked_example_of_k19(sam):
    deal(sam, Decimal(40_000), month_ahead(1))
    deal(sam, Decimal(30_000), month_ahead(2), "proposal")
    found = forecast(today())
    assert (found.alive.value, found.alive.weighted) == (70_000, 23_000)
    assert [(line.first, line.value, line.weighted) for line in found.lines if line.deals] == [
        (month_ahead(1).replace(day=1), 40_000, 8_000),
        (month_ahead(2).replace(day=1), 30_000, 15_000),
    ]


def test_recurring_deals_count_by_the_year(sam):
    deal(sam, Decimal(100), month_ahead(1), recurrence="monthly")
    assert forecast(today()).alive.value == 1_200


def test_what_is_far_undated_or_without_amount_is_said(sam):
    deal(sam, Decimal(10), month_ahead(14))
    deal(sam, Decimal(20), None)
    deal(sam, None, month_ahead(1))
    found = forecast(today())
    assert (found.later.value, found.undated.value) == (10, 20)
    assert found.alive.unpriced == 1


def test_dormant_deals_stand_apart(sam):
    deal(sam, Decimal(500), today() - timedelta(days=1))
    found = forecast(today())
    assert (found.alive.deals, found.dormant.deals, found.dormant.value) == (0, 1, 500)


def test_it_adds_up_to_the_figure_of_the_dashboard(sam):
    for months, amount, step in [
        (1, 900, "negotiation"),
        (2, 700, "proposal"),
        (15, 300, "proposal"),
    ]:
        deal(sam, Decimal(amount), month_ahead(months), step)
    deal(sam, Decimal(500), today() - timedelta(days=1))
    deals.Opportunity.objects.update(touched_at=timezone.now())
    found = forecast(today())
    span = window(Period.DAY, today(), today(), trailing=pipeline_value.TRAILING)
    facts = pipeline_value.facts("open", [span])
    assert float(found.alive.value) == pipeline_value.measure("total", facts, span).value
    assert float(found.alive.weighted) == pytest.approx(
        pipeline_value.measure("weighted", facts, span).value
    )


def test_the_page_and_the_endpoint_say_the_same(client, api, sam, maya):
    deal(sam, Decimal(40_000), month_ahead(1))
    client.force_login(maya)
    page = client.get(reverse("dashboards:forecast")).content.decode()
    assert "40\u00a0000" in page or "40,000" in page
    body = api(maya).get("/api/v1/forecast/").json()
    assert body["lines"][1]["value"] == "40000.00"
    assert body["lines"][1]["weighted"] == "8000.00"


def test_an_empty_company_is_told_what_to_do(client, maya):
    client.force_login(maya)
    assert client.get(reverse("dashboards:forecast")).status_code == 200


def test_it_costs_the_same_whatever_the_number(sam, django_assert_num_queries):
    for months in range(1, 6):
        deal(sam, Decimal(1_000), month_ahead(months))
    with django_assert_num_queries(2):
        forecast(today())
