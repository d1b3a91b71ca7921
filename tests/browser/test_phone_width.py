"""On a phone nothing runs out of the page, and what a card names is beside its name."""

import pytest
from playwright.sync_api import expect

from alignment.library.models import Content
from alignment.library.services import add_version
from leads import transitions
from tests import factories
from tests.library.samples import sent

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_long_file_name_stays_in_the_page(browse, maya):
    content = Content.objects.create(title="Cas client", kind="case_study", owner=maya)
    name = "cas_client_carrosserie_industrielle_trente_pour_cent_de_rebut_en_moins.pdf"
    add_version(content, by=maya, file=sent(name))
    page = browse(maya, **PHONE)
    page.goto(content.get_absolute_url())
    expect(page.locator(".file-link")).to_contain_text(name)
    assert page.evaluate(OVERFLOW) == 0


def test_a_long_reason_stays_in_the_page(browse, maya, sam):
    factories.rejected(by=sam, reason="not_a_buyer")
    page = browse(maya, **PHONE)
    page.goto("/feedback/insight/")
    expect(page.locator(".chip", has_text="Competitor").first).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0


def test_a_value_of_two_parts_stays_on_the_line_of_its_name(browse, maya):
    """« Open leads: 0 / 1 » once put its second part under the name."""
    lead = factories.rejected()
    transitions.disqualify(lead, by=maya, reason="out_of_icp", answer="Trop petit")
    page = browse(maya, **PHONE)
    page.goto("/companies/")
    cell = page.locator("td[data-label]", has_text="/").first
    tall = cell.evaluate("cell => cell.getBoundingClientRect().height")
    line = cell.evaluate("cell => parseFloat(getComputedStyle(cell).lineHeight)")
    assert tall < line * 1.6


def test_what_is_explained_stays_in_the_page(browse, maya):
    page = browse(maya, **PHONE)
    page.goto("/dashboard/")
    page.evaluate("document.querySelectorAll('details.help').forEach(part => { part.open = true })")
    assert page.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("width", [800, 900, 1024])
def test_a_table_of_many_columns_stays_in_the_page(browse, maya, width):
    Content.objects.create(title="Cas client de carrosserie", kind="case_study", owner=maya)
    page = browse(maya, viewport={"width": width, "height": 768}, locale="fr-FR")
    page.goto("/contents/")
    expect(page.locator("table.rows")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
