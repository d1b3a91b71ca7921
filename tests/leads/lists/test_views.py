"""Saved views: private, shared, locked; the list looked at through them."""

from urllib.parse import urlencode

import pytest

from alignment.web.errors import Incomplete, NotAllowed
from leads.lists import saved
from leads.lists.ready import READY
from leads.lists.shapes import SHAPES
from leads.models import Lead, SavedView
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/leads/"


def keep(by, **fields):
    return saved.save_view(
        by=by, record="lead", **{"name": "Salons", "query": {"source": "event"}, **fields}
    )


def body(response) -> str:
    return response.content.decode().split("<tbody>")[-1].split("</tbody>")[0]


def test_a_view_gives_its_filters_columns_and_order(page, maya):
    factories.lead(maya, company=factories.company("Alpha"), source="event")
    factories.lead(maya, company=factories.company("Zoulou"), source="event")
    factories.lead(maya, company=factories.company("Ailleurs"), source="referral")
    view = keep(maya, columns=["name", "need"], sort="-name")
    response = page(maya).get(LIST, {"view": str(view.public_id)})
    rows = body(response)
    assert rows.index("Zoulou") < rows.index("Alpha") and "Ailleurs" not in rows
    assert [column.key for column in response.context["look"].columns] == ["name", "need"]


def test_others_filter_on_top_and_keep_it_as_theirs(page, maya, sam):
    view = keep(maya, sharing="shared")
    browser = page(sam)
    address = {"view": str(view.public_id), "own": "1", "source": "event", "stage": "new"}
    response = browser.get(LIST, address)
    assert response.context["look"].is_changed
    assert not response.context["may_change_view"]
    answer = browser.post(
        "/lists/lead/views/new/",
        {"look": urlencode(address), "name": "Mes salons", "sharing": "private"},
    )
    assert answer.status_code == 302
    mine = SavedView.objects.get(owner=sam)
    assert mine.query == {"source": "event", "stage": "new"}
    view.refresh_from_db()
    assert view.query == {"source": "event"}


def test_a_private_view_is_nobody_elses(page, maya, sam):
    view = keep(maya)
    assert list(saved.views_for("lead", sam)) == []
    assert page(sam).get(f"/views/{view.public_id}/edit/").status_code == 404
    response = page(sam).get(LIST, {"view": str(view.public_id)})
    assert response.status_code == 200 and response.context["look"].view is None


def test_a_locked_view_is_changed_by_managers_alone(maya, sam, manager):
    view = keep(maya, sharing="shared")
    with pytest.raises(NotAllowed):
        saved.change_view(view, by=maya, locked=True)
    saved.change_view(view, by=manager, locked=True)
    for person in (maya, sam):
        with pytest.raises(NotAllowed):
            saved.change_view(view, by=person, query={})
        with pytest.raises(NotAllowed):
            saved.delete_view(view, by=person)
    assert saved.change_view(view, by=manager, query={"stage": "mql"}).query == {"stage": "mql"}


def test_only_a_shared_view_can_be_locked(manager):
    with pytest.raises(Incomplete) as refused:
        saved.change_view(keep(manager), by=manager, locked=True)
    assert "locked" in refused.value.fields


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("nope", {"query": {"nope": "1"}}),
        ("columns", {"columns": ["name", "owner__password"]}),
        ("sort", {"sort": "-owner__password"}),
        ("name", {"name": "  "}),
        ("sharing", {"sharing": "world"}),
    ],
)
def test_a_view_keeps_nothing_that_the_list_does_not_know(maya, field, fields):
    with pytest.raises(Incomplete) as refused:
        keep(maya, **fields)
    assert field in refused.value.fields
    assert not SavedView.objects.exists()


def test_views_change_places(maya):
    first, second = keep(maya, name="Un"), keep(maya, name="Deux")
    saved.move_view(second, by=maya, up=True)
    assert [view.pk for view in saved.views_for("lead", maya)] == [second.pk, first.pk]


@pytest.mark.parametrize("view", READY, ids=lambda view: f"{view.record} {view.key}")
def test_every_ready_view_opens(page, maya, view):
    shape = SHAPES[view.record]
    assert shape.checked(list(view.columns)) == list(view.columns)
    assert view.sort.removeprefix("-") in ("", *shape.own)
    if view.record != "opportunity":
        path = {"lead": LIST, "company": "/companies/", "contact": "/contacts/"}[view.record]
        assert page(maya).get(path, {"view": view.key}).status_code == 200


def test_without_a_next_action_is_what_sales_forgot(page, maya, sam):
    lead = factories.accepted(sam, company=factories.company("Oubliée"))
    Lead.objects.filter(pk=lead.pk).update(next_action_on=None)
    factories.sql(sam, company=factories.company("Suivie"))
    rows = body(page(sam).get(LIST, {"view": "no-next-action"}))
    assert "Oubliée" in rows and "Suivie" not in rows


@pytest.mark.parametrize("record", SHAPES)
def test_every_column_is_drawn_and_every_order_taken(record, maya, sam):
    factories.opportunity(sam)
    shape = SHAPES[record]
    rows = list(shape.rows(list(shape.own.values())))
    if shape.enrich:
        shape.enrich(rows)
    for column in shape.own.values():
        assert all(isinstance(str(column.cell(row)), str) for row in rows), column.key
        if column.order:
            assert list(shape.rows([]).order_by(shape.order(column.key)))


def test_what_people_typed_is_never_html(page, maya):
    mark = "<img src=x onerror=alert(1)>"
    lead = factories.lead(maya, company=factories.company(mark), need=mark, source="event")
    keys = ",".join(SHAPES["lead"].own)
    html = page(maya).get(LIST, {"columns": keys}).content.decode()
    assert mark not in html and str(lead.public_id) in html


def test_chosen_columns_are_remembered(page, maya):
    factories.lead(maya)
    browser = page(maya)
    answer = browser.post(
        "/lists/lead/columns/",
        {
            "column": ["name", "need", "tier"],
            "place-name": "1",
            "place-tier": "2",
            "place-need": "3",
        },
    )
    assert answer.status_code == 302
    shown = browser.get(LIST).context["look"].columns
    assert [column.key for column in shown] == ["name", "tier", "need"]
