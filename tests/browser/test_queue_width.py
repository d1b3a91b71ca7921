"""At the width of a small laptop the headings of « To do » stand apart, and the reason has room."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = "cells => cells.map(cell => [cell.clientWidth, cell.scrollWidth])"


def test_no_heading_touches_the_next_at_1280(browse, maya, sam):
    factories.handed_over(to=sam, by=maya, source="demo_request")
    page = browse(sam)
    page.goto("/leads/queue/")
    headings = page.locator(".queue-rows").first.locator("th:not(:last-child):not(:nth-child(5))")
    widths = headings.evaluate_all(WIDTHS)
    assert len(widths) == 4
    assert [pair for pair in widths if pair[1] > pair[0]] == []
