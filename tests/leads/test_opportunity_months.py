"""Opportunities by the month they may be signed in, and why closed ones ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import transitions
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_month_keeps_what_is_expected_in_it(page, sam):
    soon, later = factories.opportunity(sam), factories.opportunity(sam)
    day = timezone.localdate() + timedelta(days=120)
    later.opportunities.update(expected_close_on=day)
    html = page(sam).get(f"/opportunities/?month={day:%Y-%m}").content.decode()
    assert str(later.company) in html
    assert soon.get_absolute_url() not in html


@pytest.mark.parametrize("month", ["2026-13", "<b>", "0", "9999-99-99"])
def test_what_is_no_month_is_said(page, sam, month):
    assert page(sam).get("/opportunities/", {"month": month}).status_code == 400


@pytest.mark.parametrize("month", ["9999-12", "0001-01"])
def test_the_ends_of_the_calendar_do_not_break_it(page, sam, month):
    assert page(sam).get("/opportunities/", {"month": month}).status_code in (200, 400)


def test_a_lost_one_says_why_and_to_whom(page, sam):
    lead = factories.opportunity(sam)
    transitions.lose(lead, by=sam, reason="price", competitor="Trumpette <b>")
    html = page(sam).get("/opportunities/?status=lost").content.decode()
    assert "Price, value" in html
    assert "Trumpette &lt;b&gt;" in html
