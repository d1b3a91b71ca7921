"""What is being typed about a lead stays, whatever is done to the lead meanwhile."""

import pytest
from playwright.sync_api import expect

from leads.models import Post
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_outlives_a_dialog_that_changes_the_lead(browse, maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    page = browse(sam)
    page.goto(lead.get_absolute_url())
    field = page.locator(".talk-form textarea")
    field.fill("Maya, le budget est-il sûr ?")
    page.locator("#log .log-text, .log-text").first.fill("Appel bref")
    page.locator(".log button").last.click()
    expect(page.locator(".toast").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".talk-form textarea")).to_have_value("Maya, le budget est-il sûr ?")
    page.locator("#say_send").click()
    expect(page.locator("#posts")).to_contain_text("le budget est-il sûr")
    expect(page.locator(".talk-form textarea")).to_have_value("")
    assert Post.objects.count() == 1
