"""Wherever one is, the menu says so: each page of the house marks exactly one entry."""

import re

import pytest

from tests.standing.matrix import MATRIX
from tests.standing.urls import every_address

PAGES = [
    address
    for address in every_address()
    if address.name in MATRIX and not address.is_api and 200 in MATRIX[address.name].get.values()
]
SIDEBAR = re.compile(r'<aside class="sidebar".*?</aside>', re.DOTALL)
CURRENT = re.compile(r'aria-current="page"')


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
@pytest.mark.django_db
def test_a_page_marks_exactly_one_entry(address, path_of, caller_for):
    path = path_of(address)
    for role, status in MATRIX[address.name].get.items():
        if status != 200 or role in ("anonymous", "stranger"):
            continue
        answer = caller_for(role, False).get(path)
        html = "" if answer.streaming else answer.content.decode(errors="replace")
        menu = SIDEBAR.search(html)
        # Parts, feeds and small pages opened from a message stand outside the shell.
        if menu:
            assert len(CURRENT.findall(menu[0])) == 1, (path, role)
