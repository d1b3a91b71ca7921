"""What is printed begins under its title: the path of the buyer is one sheet."""

import re

import pytest

from alignment.vision import journey

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_path_is_printed_on_one_sheet(browse, maya):
    """It once began on a second one, and its note stood on a third."""
    journey.begin(by=maya)
    page = browse(maya)
    page.goto("/journey/")
    assert pages(page.pdf(prefer_css_page_size=True)) == 1


def pages(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", document))
