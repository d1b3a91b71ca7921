"""Any record is found by a few letters, as it is now, with accents and slips forgiven."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alignment.library.models import Content
from leads import services, transitions
from leads.finding import index
from leads.finding.lookup import find
from leads.models import (
    Campaign,
    Company,
    Contact,
    SearchSpelling,
    SearchTodo,
    SearchWord,
)
from tests import factories

pytestmark = pytest.mark.django_db


def rows(text, kind=None):
    return [hit.row for hit in find(text) if kind in (None, hit.kind)]


@pytest.fixture(params=["just changed", "indexed"])
def settle(request):
    """What was written is found at once, and in the same way once the index has read it."""
    return index.take_up if request.param == "indexed" else lambda: 0


@pytest.fixture
def durand():
    of = factories.company("Fonderies Bréval", siren="732829320", city="Saint-Étienne")
    return factories.contact(
        of, first_name="Hélène", last_name="Durand", email="h.durand@breval.example",
        phone="+33612345678", mobile="+262692123456",
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "durand", "DURAND", "dur", "durnad", "durend", "helene durand", "Hélène", "durand hel",
        "h.durand@breval.example", "h.durand@bre", "H.Durand@BREVAL.example",
        "06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "+33612345678", "06.12.34",
        "0033612345678",
        "0692 12 34 56", "+262 692 12 34 56", "durand breval", "durnad breavl", "bréval hélène",
    ],
)  # fmt: skip
def test_a_person_is_found_by(typed, durand, settle):
    factories.contact(factories.company("Autre"), last_name="Marchetti")
    settle()
    assert rows(typed, "contact") == [durand]


@pytest.mark.parametrize(
    "typed",
    ["breval", "Bréval", "brevla", "fonderie", "fonderies brev", "732829320", "732 829 320",
     "73282932000074", "breval etienne"],
)  # fmt: skip
def test_a_company_is_found_by(typed, durand, settle):
    factories.company("Ateliers Roubaud")
    settle()
    assert rows(typed, "company") == [durand.company]


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "durand marchetti", "@", "0", "\x00", "%_"])
def test_what_nobody_is_called_finds_nothing(typed, durand, settle):
    settle()
    assert rows(typed, "contact") == []


def test_leads_and_opportunities_come_with_their_people(sam, durand, settle):
    lead = factories.opportunity(sam, company=durand.company, contact=durand)
    settle()
    assert rows("durnad", "lead") == [lead]
    assert rows("durand", "opportunity") == [lead.opportunities.get()]
    assert lead in rows("breval", "lead")


def test_campaigns_and_contents_are_found(settle):
    fair = Campaign.objects.create(name="Salon Sirha 2027", channel="event")
    sheet = Content.objects.create(title="Fiche découpe laser")
    settle()
    assert rows("sirah", "campaign") == [fair]
    assert rows("decoupe", "content") == [sheet]


def test_a_lead_is_found_by_its_identifier_elsewhere(maya):
    lead = factories.lead(maya)
    type(lead).objects.filter(pk=lead.pk).update(external_id="HS-1234")
    assert rows("HS-1234", "lead") == [lead]


def test_a_bulk_update_that_tells_nobody_is_found_out(durand, settle):
    index.take_up()
    Contact.objects.filter(pk=durand.pk).update(last_name="Quintal", email="")
    Company.objects.bulk_update([Company(pk=durand.company_id, name="Ogier")], ["name"])
    assert (rows("durand"), rows("breval", "company")) == ([], [])
    settle()
    assert rows("quintal", "contact") == [durand]
    assert rows("ogier quintal", "contact") == [durand]


def test_rows_written_in_bulk_are_found(settle):
    Company.objects.bulk_create([Company(name=f"Minoterie {n}") for n in range(3)])
    settle()
    assert len(rows("minoteire", "company")) == 3


def test_a_deleted_row_leaves_no_word(durand):
    index.take_up()
    durand.delete()
    index.take_up()
    assert not SearchWord.objects.filter(word__startswith="duran").exists()
    assert not SearchSpelling.objects.filter(word="durand").exists()


def test_an_erased_person_is_out_of_the_index_at_once(maya, admin, durand):
    lead = factories.lead(maya, company=durand.company, contact=durand)
    index.take_up()
    transitions.erase(lead, by=admin)
    left = SearchWord.objects.filter(record="contact", row_id=durand.pk)
    assert (rows("durand"), left.count()) == ([], 0)
    assert not SearchSpelling.objects.filter(word__in=["durand", "helene"]).exists()


def test_merged_leads_are_not_found(maya, durand):
    kept = factories.lead(maya, company=durand.company, contact=durand)
    double = factories.lead(maya, company=durand.company, contact=durand)
    transitions.merge(double, by=maya, into=kept)
    assert rows("durand", "lead") == [kept]


def test_saving_what_is_the_same_is_no_work(maya, durand):
    index.take_up()
    services.save_contact(durand, by=maya, job_title="Gérante")
    assert SearchTodo.objects.count() == 0


def test_a_rebuild_makes_the_same_index(durand):
    index.take_up()
    before = set(SearchWord.objects.values_list("record", "word", "row_id"))
    SearchWord.objects.all().delete()
    SearchWord.objects.create(record="company", word="nobody", row_id=987654)
    index.rebuild()
    assert set(SearchWord.objects.values_list("record", "word", "row_id")) == before


def test_a_search_asks_no_more_for_more_rows(durand):
    counts = []
    for number in (1, 40):
        for _index in range(number):
            factories.contact(factories.company("Durand Frères"), last_name="Durand")
        index.take_up()
        with CaptureQueriesContext(connection) as asked:
            find("durand")
        counts.append(len(asked))
    assert counts[1] <= counts[0], counts
