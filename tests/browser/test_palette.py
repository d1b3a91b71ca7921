"""The search of every page: opened by a key, walked by arrows, forgiving; acts beside records."""

import pytest
from playwright.sync_api import expect

from leads.finding import index
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def search(browse, sam):
    """A page on which the search has been opened with the keyboard alone."""
    company = factories.company("Mécanique Générale du Rhône")
    factories.contact(company, first_name="Éléonore", last_name="Lefèvre")
    index.take_up()
    page = browse(sam)
    page.goto("/people/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    return page


def chosen(page):
    return page.locator("#palette [role=option][aria-selected=true]")


def test_a_slip_and_no_accents_lead_to_the_record(search):
    search.keyboard.type("mecaniqe general")
    option = search.locator("#palette [role=option]", has_text="Mécanique Générale du Rhône").first
    expect(option).to_be_visible()
    for _step in range(search.locator("#palette [role=option]").count()):
        if "Mécanique" in chosen(search).inner_text():
            break
        search.keyboard.press("ArrowDown")
    search.keyboard.press("Enter")
    search.wait_for_url("**/companies/*/")
    expect(search.locator("h1")).to_contain_text("Mécanique Générale du Rhône")


def test_an_act_is_found_by_its_words(search):
    search.keyboard.type("new lead")
    expect(chosen(search)).to_contain_text("New lead")
    search.keyboard.press("Enter")
    expect(search.locator("dialog[open] [name=paste], dialog[open] textarea").first).to_be_visible()


def test_escape_closes_and_the_page_is_where_it_was(search):
    search.keyboard.type("lefevre")
    expect(search.locator("#palette [role=option]").first).to_contain_text("Éléonore Lefèvre")
    search.keyboard.press("Escape")
    expect(search.locator("#palette")).not_to_be_visible()
    assert search.url.endswith("/people/")
    search.keyboard.press("Control+k")
    expect(search.locator("#palette input")).to_be_focused()
