"""What a person may answer from a card of a meeting: their rights, the lead as it is now."""

import pytest

from leads.meeting import acts_of
from tests import factories

pytestmark = pytest.mark.django_db
BACK = "/meetings/x/show/2/"


def names(url, user):
    return [act.url.split("?")[0].split("/")[-2] for act in acts_of([url], user, BACK).get(url, [])]


def test_each_team_answers_its_own_leads(maya, sam, dana, stranger):
    given = factories.handed_over(to=sam, by=maya)
    url = given.get_absolute_url()
    assert names(url, sam) == ["accept", "return", "reject"]
    assert names(url, maya) == []
    assert names(url, stranger) == []
    refused = factories.rejected(sam)
    assert "contest" in names(refused.get_absolute_url(), refused.marketer)
    assert names(refused.get_absolute_url(), sam) == []


def test_what_was_answered_meanwhile_asks_nothing_more(sam):
    lead = factories.accepted(sam)
    assert names(lead.get_absolute_url(), sam) == []


@pytest.mark.parametrize("url", ["", "/nowhere/", "/companies/", "https://elsewhere.example/"])
def test_other_addresses_have_no_acts(url, sam):
    assert acts_of([url], sam, BACK) == {}


def test_one_statement_for_all_rows_of_a_card(sam, django_assert_num_queries):
    urls = [factories.handed_over(to=sam).get_absolute_url() for _n in range(6)]
    with django_assert_num_queries(1):
        found = acts_of(urls, sam, BACK)
    assert set(found) == set(urls)
    assert all("?next=/meetings/x/show/2/" in act.url for acts in found.values() for act in acts)
