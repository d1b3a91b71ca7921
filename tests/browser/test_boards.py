"""Cards are dragged to another column; what is refused says why and stays where it was."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead, Opportunity
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def drag(page, card, column):
    """As a hand does it: in several moves."""
    page.locator(f"[data-drop*='{card}']").hover()
    page.mouse.down()
    box = page.locator(f"[data-column='{column}']").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()


def test_an_opportunity_is_dragged_to_its_next_step(browse, sam):
    deal = factories.opportunity(by=sam).opportunities.get()
    page = browse(sam)
    page.goto("/opportunities/?view=board")
    expect(page.locator("[data-column=discovery] .card")).to_have_count(1)
    drag(page, deal.public_id, "negotiation")
    expect(page.locator("[data-column=negotiation] .card")).to_have_count(1)
    expect(page.locator("[data-column=discovery] .card")).to_have_count(0)
    assert Opportunity.objects.get().step == "negotiation"


def test_the_pencil_of_a_card_changes_it_without_a_mouse(browse, sam):
    factories.opportunity(by=sam)
    page = browse(sam)
    page.goto("/opportunities/?view=board")
    page.locator(".card a[data-dialog]").focus()
    page.keyboard.press("Enter")
    page.locator("dialog [name=step][value=proposal]").check()
    page.locator("dialog .btn-primary").click()
    expect(page.locator("[data-column=proposal] .card")).to_have_count(1)


def test_a_lead_is_dragged_where_its_path_leads_and_nowhere_else(browse, maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    page = browse(sam, viewport={"width": 1600, "height": 900})
    page.goto("/leads/board/")
    drag(page, lead.public_id, "new")
    expect(page.locator(".toast")).to_contain_text("does not go")
    expect(page.locator("[data-column=handed_over] .card")).to_have_count(1)
    assert Lead.objects.get().stage == "handed_over"
    page.locator(".board").evaluate("board => board.scrollTo(600, 0)")
    drag(page, lead.public_id, "accepted")
    expect(page.locator("[data-column=accepted] .card")).to_have_count(1)
    assert Lead.objects.get().stage == "accepted"
