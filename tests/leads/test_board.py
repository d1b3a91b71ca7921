"""The pipeline by stage."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads.choices import Stage
from leads.models import Lead
from leads.selectors import boards
from tests import factories

pytestmark = pytest.mark.django_db
BOARD = reverse("leads:board")


def column_of(user, stage, **options):
    columns = boards.board_for(user, **options)
    return next(column for column in columns if stage in column.stages)


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_lead_stands_in_the_column_of_its_stage(maya, sam):
    lead = factories.handed_over(to=sam)
    assert [card.lead for card in column_of(sam, Stage.HANDED_OVER).cards] == [lead]
    assert column_of(sam, Stage.MQL).cards == []


def test_closed_leads_are_not_on_the_board(sam):
    factories.won(by=sam)
    assert sum(column.total for column in boards.board_for(sam)) == 0


def test_a_column_shows_its_newest_and_counts_them_all(page, maya, monkeypatch):
    monkeypatch.setattr(boards, "CARDS", 2)
    leads = [factories.lead(maya) for _each in range(3)]
    column = column_of(maya, Stage.NEW)
    assert [card.lead for card in column.cards] == leads[:0:-1]
    assert column.total == 3
    assert "2 of 3" in text_of(page(maya).get(BOARD))


def test_show_more_opens_one_column_and_leaves_the_others(page, maya, monkeypatch):
    monkeypatch.setattr(boards, "CARDS", 1)
    new = [factories.lead(maya) for _each in range(3)]
    qualified = [factories.mql(maya) for _each in range(2)]
    assert len(column_of(maya, Stage.NEW, opened=["new"]).cards) == len(new)
    other = column_of(maya, Stage.MQL, opened=["new"])
    assert len(other.cards) == 1 < other.total == len(qualified)
    assert "more=new" in text_of(page(maya).get(BOARD))
    opened = text_of(page(maya).get(BOARD, {"more": "new"}))
    assert all(lead.get_absolute_url() in opened for lead in new)
    assert "more=mql" in opened


def test_two_stages_in_one_column_are_counted_together(maya, sam, dana):
    factories.rejected(by=sam)
    contested = factories.rejected(by=sam)
    Lead.objects.filter(pk=contested.pk).update(stage=Stage.CONTESTED)
    assert column_of(maya, Stage.CONTESTED).total == 2


def test_mine_is_what_i_hold_or_brought(maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    other = factories.person("Other")
    for user, seen in ((maya, [lead]), (sam, [lead]), (other, [])):
        column = column_of(user, Stage.HANDED_OVER, scope="mine")
        assert [card.lead for card in column.cards] == seen


def test_a_card_that_stays_too_long_is_marked(maya):
    lead = factories.mql(maya)
    assert not column_of(maya, Stage.MQL).cards[0].is_stale
    old = timezone.now() - timedelta(days=boards.STALE_AFTER[Stage.MQL] + 1)
    Lead.objects.filter(pk=lead.pk).update(stage_entered_at=old)
    assert column_of(maya, Stage.MQL).cards[0].is_stale


def test_a_card_offers_what_this_person_may_do(page, maya, sam):
    lead = factories.handed_over(to=sam)
    accept = reverse("leads:act", args=[lead.public_id, "accept"])
    assert accept in text_of(page(sam).get(BOARD))
    assert accept not in text_of(page(maya).get(BOARD))


def test_the_number_of_queries_does_not_grow(page, sam):
    browser = page(sam)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            text_of(browser.get(BOARD))
        return len(seen)

    factories.handed_over(to=sam)
    text_of(browser.get(BOARD))
    few = queries()
    for _each in range(10):
        factories.handed_over(to=sam)
        factories.accepted(by=sam)
    assert queries() == few <= 12


def test_names_are_escaped(page, sam):
    factories.handed_over(to=sam, company=factories.company("<script>alert(1)</script>"))
    assert "<script>alert" not in text_of(page(sam).get(BOARD))


def test_an_empty_board_says_what_to_do(page, maya):
    assert reverse("leads:new") in text_of(page(maya).get(BOARD))


def test_strangers_find_nothing_and_posts_are_refused(page, stranger, sam):
    assert page(stranger).get(BOARD).status_code == 404
    assert page(sam).post(BOARD).status_code == 405


def drop(browser, lead, column):
    return browser.post(
        f"/leads/{lead.public_id}/drop/", {"column": column}, headers={"HX-Request": "true"}
    )


def test_a_card_dropped_where_nothing_is_asked_moves(page, maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    answer = drop(page(sam), lead, "accepted")
    assert answer.status_code == 200 and "lead-changed" in answer.headers["HX-Trigger"]
    lead.refresh_from_db()
    assert lead.stage == "accepted"


def test_a_card_dropped_where_facts_are_needed_opens_the_form(page, maya, sam):
    lead = factories.mql(maya)
    answer = drop(page(maya), lead, "handed_over")
    assert f"/leads/{lead.public_id}/do/hand_over/" in answer.headers["HX-Trigger"]
    lead.refresh_from_db()
    assert lead.stage == "mql"


@pytest.mark.parametrize(("column", "status"), [("opportunity", 409), ("nope", 409), ("", 409)])
def test_a_drop_that_the_pipeline_refuses_says_so(page, maya, sam, column, status):
    lead = factories.handed_over(to=sam, by=maya)
    answer = drop(page(sam), lead, column)
    assert answer.status_code == status and "Handed over" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.stage == "handed_over"


def test_a_drop_on_somebody_elses_ground_is_refused(page, maya, sam):
    lead = factories.handed_over(to=sam, by=maya)
    answer = drop(page(maya), lead, "accepted")
    assert answer.status_code == 403 and "not yours" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.stage == "handed_over"
