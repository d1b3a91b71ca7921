"""The list of leads: filters, order, pages, and what it costs."""

import pytest
from django.db import connection
from django.urls import reverse

from leads import transitions
from leads.views import lists
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/leads/"


def test_it_shows_the_newest_first(page, maya):
    first = factories.lead(maya, company=factories.company("Alpha"))
    second = factories.lead(maya, company=factories.company("Bravo"))
    html = page(maya).get(LIST).content.decode()
    assert html.index("Bravo") < html.index("Alpha")
    assert first.get_absolute_url() in html and second.get_absolute_url() in html


def test_a_search_forgives_case_and_accents(page, maya):
    factories.lead(maya, company=factories.company("Œuvre Égale"))
    factories.lead(maya, company=factories.company("Autre"))
    html = page(maya).get(LIST, {"q": "oeuvre egale"}).content.decode()
    assert "Œuvre Égale" in html and "Autre" not in html.split("<tbody>")[1]


def test_nobody_said_and_unknown_are_two_sources(page, maya):
    factories.lead(maya, company=factories.company("Muette"), source="")
    factories.lead(maya, company=factories.company("Inconnue"), source="unknown")
    nobody = page(maya).get(LIST, {"source": "none"}).content.decode()
    unknown = page(maya).get(LIST, {"source": "unknown"}).content.decode()
    assert "Muette" in nobody and "Inconnue" not in nobody.split("<tbody>")[1]
    assert "Inconnue" in unknown and "Muette" not in unknown.split("<tbody>")[1]


def test_mine_shows_only_what_i_hold(page, maya, sam):
    factories.lead(maya, company=factories.company("De Maya"))
    factories.handed_over(to=sam, by=maya, company=factories.company("De Sam"))
    html = page(sam).get(LIST, {"mine": "1"}).content.decode()
    assert "De Sam" in html and "De Maya" not in html


def test_a_merged_lead_is_not_listed(page, maya):
    kept, double = factories.lead(maya), factories.lead(maya)
    transitions.merge(double, by=maya, into=kept)
    assert double.get_absolute_url() not in page(maya).get(LIST).content.decode()


@pytest.mark.parametrize(
    "query", [{"stage": "nope"}, {"captured_from": "31/31/2026"}, {"owner": "nope"}, {"grade": "Z"}]
)
def test_a_filter_that_cannot_be_is_said_and_finds_nothing(page, maya, query):
    factories.lead(maya)
    response = page(maya).get(LIST, query)
    assert response.status_code == 400
    assert b"<tbody>" not in response.content


def test_a_cursor_that_was_not_given_out_is_refused(page, maya):
    assert page(maya).get(LIST, {"cursor": "nonsense"}).status_code == 400


def test_pages_follow_one_another_without_a_gap(page, maya):
    made = {factories.lead(maya).get_absolute_url() for _number in range(55)}
    browser, seen, address = page(maya), set(), LIST
    for _page in range(2):
        html = browser.get(address).content.decode()
        seen |= {url for url in made if url in html}
        rest = html.split('rel="next" href="')
        if len(rest) == 1:
            break
        address = LIST + rest[1].split('"')[0].replace("&amp;", "&")
    assert seen == made


def test_htmx_gets_the_list_alone(page, maya):
    factories.lead(maya)
    html = page(maya).get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<!doctype" not in html.lower() and "rows" in html


def test_its_cost_does_not_grow_with_the_rows(page, maya, django_assert_max_num_queries):
    browser = page(maya)
    for _number in range(10):
        factories.lead(maya)
    browser.get(LIST)
    with django_assert_max_num_queries(8) as few:
        browser.get(LIST)
    for _number in range(30):
        factories.lead(maya)
    with django_assert_max_num_queries(len(few)):
        browser.get(LIST)


def test_a_stranger_sees_nothing(page, stranger):
    assert page(stranger).get(reverse("leads:list")).status_code == 404


def test_empty_choices_of_the_form_narrow_nothing(page, maya):
    lead = factories.lead(maya)
    query = {"q": "", "stage": "", "owner": "", "source": "", "captured_from": "", "sort": ""}
    response = page(maya).get(LIST, query)
    assert response.status_code == 200
    assert lead.get_absolute_url() in response.content.decode()


def test_each_filter_can_be_taken_off_alone(page, maya, sam):
    factories.handed_over(to=sam, by=maya)
    query = {"stage": ["handed_over", "mql"], "owner": str(sam.public_id), "source": "website"}
    chips = dict(page(maya).get(LIST, query).context["chips"])
    assert set(chips) == {
        "Stage: Handed over", "Stage: MQL", "Owner: Sam", "Source: Website form"
    }  # fmt: skip
    assert chips["Stage: MQL"] == f"?stage=handed_over&owner={sam.public_id}&source=website"


def test_rows_say_who_has_the_ball_and_until_when(page, maya, sam):
    factories.handed_over(to=sam, by=maya)
    row = page(maya).get(LIST).content.decode().split("<tbody>")[1]
    assert 'class="ball ball-sales">Sam<' in row
    assert "until" in row


def test_mine_is_also_what_i_brought(page, maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    html = page(maya).get(LIST, {"mine": "1"}).content.decode()
    assert lead.get_absolute_url() in html


def test_orders_come_from_a_whitelist(page, maya, sam):
    factories.lead(maya, company=factories.company("Sans échéance"))
    factories.handed_over(to=sam, by=maya, company=factories.company("Urgente"))
    browser = page(maya)
    due = browser.get(LIST, {"sort": "due_at"}).content.decode()
    assert "Urgente" in due
    assert browser.get(LIST, {"sort": "owner__password"}).context["sort"] == "-captured_at"


@pytest.mark.parametrize("rare", [0, 500])
def test_rare_and_common_words_find_the_same(page, maya, monkeypatch, rare):
    monkeypatch.setattr("leads.filters.leads.RARE", rare)
    for name in ("Durand Bois", "Durand Fer", "Autre"):
        factories.lead(maya, company=factories.company(name))
    html = page(maya).get(LIST, {"q": "durand"}).content.decode()
    assert "Durand Bois" in html and "Durand Fer" in html and "Autre" not in html


def test_the_count_stops_at_a_cap(page, maya, monkeypatch):
    monkeypatch.setattr(lists, "MOST_COUNTED", 52)
    for _each in range(53):
        factories.lead(maya)
    assert page(maya).get(LIST).context["total"] == "52+"


def test_names_are_escaped(page, maya):
    factories.lead(maya, company=factories.company("<script>alert(1)</script>"))
    html = page(maya).get(LIST, {"q": "<script>alert"}).content.decode()
    assert "<script>alert" not in html


def test_the_column_of_search_has_its_index():
    """A migration that remakes the table on SQLite would lose it in silence."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "leads_lead")
    if connection.vendor == "sqlite":
        assert "leads_lead_search" in found


def test_nothing_can_be_posted(page, maya):
    assert page(maya).post(LIST).status_code == 405
