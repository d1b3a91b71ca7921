"""Pages by keyset: nothing twice, nothing left out, whatever the order."""

import pytest

from alignment.people.models import Team, User
from alignment.web.paging import BadCursor, chosen_order, keyset_page
from tests import factories

ORDERS = [["-pk"], ["first_name"], ["-last_name"], ["team__name"], ["-team__name"], ["joined_at"]]


@pytest.fixture
def crowd(db):
    """23 people with many equal names, some without a team."""
    for number in range(23):
        kind = ["sales", "marketing", None][number % 3]
        factories.person(
            f"P{number % 4}", kind, email=f"p{number}@example.com", last_name=f"N{number % 2}"
        )
    return User.objects.select_related("team")


def walk(queryset, order, size=5):
    """The pages from first to last, and back again from the last."""
    forth, back, cursor = [], [], ""
    while True:
        page = keyset_page(queryset, order=order, cursor=cursor, size=size)
        forth.append([row.pk for row in page])
        if not page.next:
            break
        cursor = page.next
    while True:
        back.insert(0, [row.pk for row in page])
        if not page.previous:
            return forth, back
        page = keyset_page(queryset, order=order, cursor=page.previous, size=size)


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_every_row_comes_once_in_either_direction(crowd, order):
    forth, back = walk(crowd, order)
    seen = [pk for page in forth for pk in page]
    assert len(forth) == 5
    assert sorted(seen) == sorted(crowd.values_list("pk", flat=True))
    assert back == forth


def test_rows_without_a_value_come_last(crowd):
    for order in ("team__name", "-team__name"):
        rows = keyset_page(crowd, order=[order], size=50).rows
        assert [row.team is None for row in rows][-7:] == [True] * 7


def test_a_row_added_before_does_not_shift_the_next_page(crowd):
    first = keyset_page(crowd, order=["-pk"], size=5)
    expected = keyset_page(crowd, order=["-pk"], cursor=first.next, size=5).rows
    factories.person("Newcomer")
    assert keyset_page(crowd, order=["-pk"], cursor=first.next, size=5).rows == expected


def test_the_ends_have_no_neighbours(crowd):
    page = keyset_page(crowd, order=["pk"], size=50)
    assert (page.next, page.previous, len(page)) == ("", "", 23)


def test_an_empty_list_is_one_empty_page(db):
    page = keyset_page(Team.objects.all(), order=["name"])
    assert (page.rows, page.next, page.previous) == ([], "", "")


def test_a_page_costs_one_query(crowd, django_assert_num_queries):
    cursor = keyset_page(crowd, order=["first_name"], size=5).next
    with django_assert_num_queries(1):
        keyset_page(crowd, order=["first_name"], cursor=cursor, size=5)


@pytest.mark.parametrize(
    "cursor", ["x", "é", "e30", "bnVsbA", "WzAsInBrIixbMV1d", "=" * 9, "W" * 9000]
)
def test_a_forged_cursor_is_refused(crowd, cursor):
    with pytest.raises(BadCursor):
        keyset_page(crowd, order=["-first_name"], cursor=cursor)


def test_a_cursor_of_another_order_is_refused(crowd):
    cursor = keyset_page(crowd, order=["first_name"], size=5).next
    with pytest.raises(BadCursor):
        keyset_page(crowd, order=["-first_name"], cursor=cursor, size=5)


def test_an_order_outside_the_list_is_the_default():
    assert chosen_order("-name", ["name"], "-pk") == "-name"
    assert chosen_order("password", ["name"], "-pk") == "-pk"
    assert chosen_order("--name", ["name"], "-pk") == "-pk"


def test_the_api_walks_by_links(api, sam, crowd):
    client, url, seen = api(sam), "/api/v1/people/?page_size=7", []
    while url:
        body = client.get(url).json()
        seen += [row["id"] for row in body["results"]]
        url = body["next"]
    assert len(seen) == len(set(seen)) == 24


@pytest.mark.parametrize(
    "query", ["page_size=0", "page_size=201", "page_size=x", "page_size=٣", "cursor=x"]
)
def test_a_bad_page_is_a_bad_request(api, sam, query):
    assert api(sam).get(f"/api/v1/people/?{query}").status_code == 400


@pytest.mark.parametrize("order", ["password", "-team__name", "'--", "first_name,password"])
def test_a_list_is_ordered_by_what_it_offers_alone(api, sam, order):
    asked = {"ordering": order}
    response = api(sam).get("/api/v1/people/", asked, headers={"Accept-Language": "en"})
    assert response.json()["errors"] == {"ordering": ["This list cannot be ordered by that."]}
