"""Dialogs put the focus where the choice is; opened as pages they hold nothing dead."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = ["views", "filters", "columns", "export", "bulk"]


def test_of_choices_the_one_that_is_made_has_the_focus(browse, maya, sam):
    """The first was lit as well: two looked chosen."""
    lead = factories.rejected(by=sam, reason="bad_data")
    page = browse(maya)
    page.goto(lead.get_absolute_url() + "do/disqualify/")
    expect(page.locator("input[name=reason]:focus")).to_be_checked()


@pytest.mark.parametrize("part", PARTS)
def test_a_dialog_as_a_page_leads_back_to_its_list(browse, maya, part):
    factories.company()
    page = browse(maya)
    page.goto(f"/lists/company/{part}/")
    expect(page.locator("main [data-close-dialog]:visible")).to_have_count(0)
    expect(page.get_by_role("heading", level=2)).to_have_count(0)
    expect(page.locator(".sidebar [aria-current]")).to_have_attribute("href", "/companies/")
    page.locator(".crumbs a").click()
    page.wait_for_url("**/companies/")


def test_the_month_of_the_forecast_can_be_filtered_again(browse, sam):
    factories.opportunity(by=sam)
    page = browse(sam)
    page.goto("/lists/opportunity/filters/?month=2026-11")
    month = page.locator("[name=month]")
    expect(month).to_have_attribute("type", "month")
    expect(month).to_have_value("2026-11")
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/opportunities/?*month=2026-11*")
    expect(page.locator(".field-error")).to_have_count(0)
