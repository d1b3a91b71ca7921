"""The frame of every page in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_logs_in_and_out(browse, sam):
    page = browse()
    page.goto("/people/")
    page.fill("[name=username]", sam.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/")
    expect(page.locator("h1")).to_be_visible()
    page.locator("form[action='/logout/'] button").first.click(force=True)
    page.wait_for_url("**/login/**")


def test_the_theme_is_switched_and_remembered(browse, sam):
    page = browse(sam)
    page.goto("/people/")
    # The page changes at once; the cookie comes with the answer, and only then may it be reloaded.
    with page.expect_response("**/theme/"):
        page.locator("[data-theme-form] button:visible").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_inline_script_would_not_run(browse, sam, complaints):
    """The collector hears what the policy stops: without this the other tests prove nothing."""
    page = browse(sam)
    page.goto("/people/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b onclick=\"alert(1)\">x</b>')")
    page.locator("b", has_text="x").last.click()
    assert any("Content Security Policy" in text for text in complaints), complaints
    complaints.clear()
