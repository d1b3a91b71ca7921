"""Pairs and merges on the pages and over REST."""

import pytest

from leads.choices import Record
from leads.merging import merge_records
from leads.merging.pairing import find_pairs
from leads.models import Contact, Merge, SuspectedPair
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins():
    of = factories.company("Bréval")
    return [
        factories.contact(of, last_name=name, email="h@breval.example", name_key="durand")
        for name in ("Durand", "DURAND")
    ]


def test_pairs_are_shown_with_their_reasons(page, maya, twins):
    find_pairs()
    html = page(maya).get("/duplicates/?record=contact").content.decode()
    assert "same e-mail" in html and "almost certain" in html
    assert twins[0].get_absolute_url() in html


def test_not_the_same_leaves_the_list_and_can_be_asked_again(page, sam, twins):
    find_pairs()
    pair, client = SuspectedPair.objects.get(), page(sam)
    client.post(f"/duplicates/{pair.public_id}/decide/")
    assert (
        twins[0].get_absolute_url()
        not in client.get("/duplicates/?record=contact").content.decode()
    )
    told = client.get("/duplicates/?record=contact&state=different").content.decode()
    assert twins[0].get_absolute_url() in told
    client.post(f"/duplicates/{pair.public_id}/decide/", {"again": "1"})
    pair.refresh_from_db()
    assert pair.state == "open"


def test_one_picks_what_stays_and_takes_it_back(page, sam, twins):
    kept, gone = twins
    path, client = f"/merge/contact/{kept.public_id}/", page(sam)
    compared = client.get(path, {"with": str(gone.public_id)}).content.decode()
    assert 'name="pick-last_name"' in compared
    assert 'name="pick-email"' not in compared, "both say the same"
    answer = client.post(path, {"with": str(gone.public_id), "pick-last_name": "gone"}, follow=True)
    assert "DURAND" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.last_name == "DURAND"
    assert client.get(gone.get_absolute_url(), follow=True).redirect_chain == [
        (kept.get_absolute_url(), 302)
    ]
    client.post(f"/merges/{Merge.objects.get().public_id}/undo/")
    kept.refresh_from_db()
    assert kept.last_name == "Durand"
    assert client.get(gone.get_absolute_url()).status_code == 200


def test_the_other_record_is_searched_by_name(page, maya, twins):
    path = f"/merge/contact/{twins[0].public_id}/"
    assert "Compare" not in page(maya).get(path).content.decode()
    html = page(maya).get(path, {"q": "durnad"}).content.decode()
    assert f"?with={twins[1].public_id}" in html
    assert f"?with={twins[0].public_id}" not in html


def test_a_record_that_is_no_more_is_chosen_again(page, maya, twins):
    merge_records(Record.CONTACT, twins[0], twins[1], by=maya)
    answer = page(maya).post(
        f"/merge/contact/{twins[0].public_id}/", {"with": str(twins[1].public_id)}
    )
    assert answer.status_code == 400


def test_it_all_works_over_rest(api, maya, twins):
    find_pairs()
    client = api(maya)
    (pair,) = client.get("/api/v1/pairs/?record=contact&state=open").json()["results"]
    assert {pair["low"]["id"], pair["high"]["id"]} == {str(t.public_id) for t in twins}
    body = {"record": "contact", "kept": pair["high"]["id"], "gone": pair["low"]["id"], "take": []}
    made = client.post("/api/v1/merges/", body)
    assert made.status_code == 201, made.content
    assert Contact.objects.count() == 1
    assert client.get(f"/api/v1/merges/?gone={pair['low']['id']}").json()["results"]
    undone = client.post(f"/api/v1/merges/{made.json()['id']}/undo/")
    assert undone.json()["undone_at"]
    assert Contact.objects.count() == 2
    again = client.post(f"/api/v1/merges/{made.json()['id']}/undo/")
    assert again.status_code == 409
