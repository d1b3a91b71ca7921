"""How many feedback cards wait for me stands beside the entry of the menu."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import transitions
from sla import feedback
from sla.models import Feedback
from tests import factories

pytestmark = pytest.mark.django_db
BADGE = re.compile(r'href="/feedback/".*?<span class="badge"[^>]*>(\d*)</span>', re.DOTALL)


def badge(page, user) -> str:
    found = BADGE.search(page(user).get("/room/").content.decode())
    assert found
    return found[1]


def test_the_menu_says_how_many_wait_for_me(page, maya, sam):
    other = factories.person("Tom", "sales")
    for rep in (sam, sam, other):
        transitions.accept(factories.handed_over(to=rep, by=maya), by=rep)
    assert [badge(page, user) for user in (sam, other, maya)] == ["2", "1", ""]


def test_a_card_done_leaves_the_count_with_its_last_tap(page, maya, sam):
    transitions.accept(factories.handed_over(to=sam, by=maya), by=sam)
    row = Feedback.objects.get()
    htmx = {"headers": {"hx-request": "true"}}
    answer = page(sam).post(f"/feedback/{row.public_id}/", {"file": "complete"}, **htmx)
    assert "hx-swap-oob" in answer.content.decode()
    row.refresh_from_db()
    assert badge(page, sam) == ("" if row.done_at else "1")
    feedback.give(row, by=sam, is_complete_file=True)
    row.refresh_from_db()
    assert badge(page, sam) == ("" if row.done_at else "1")


def test_it_costs_one_query_however_many_wait(page, maya, sam):
    browser = page(sam)
    browser.get("/room/")
    with CaptureQueriesContext(connection) as none:
        browser.get("/room/")
    for _number in range(4):
        transitions.accept(factories.handed_over(to=sam, by=maya), by=sam)
    browser.get("/room/")
    with CaptureQueriesContext(connection) as many:
        browser.get("/room/")
    counted = [query for query in many if "sla_feedback" in query["sql"]]
    assert (len(many), len(counted)) == (len(none), 1)
