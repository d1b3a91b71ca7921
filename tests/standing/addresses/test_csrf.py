"""A POST from another site is refused everywhere, before anything is done."""

import pytest
from django.test import Client

from tests.standing.matrix import MATRIX
from tests.standing.snapshot import database_hash
from tests.standing.urls import every_address

# Read from other sites, where browsers send no cookies; nobody's session or rights are used.
OF_NOBODY = {"leads:public_form", "leads:shared"}
ADDRESSES = [
    address
    for address in every_address()
    if address.name in MATRIX and address.name not in OF_NOBODY
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_a_post_without_its_token_is_refused(address, path_of, world):
    path, body = path_of(address), MATRIX[address.name].body(world)
    for user in (world["admin"], world["direction"]):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user)
        before = database_hash()
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(path, body)
            assert answer.status_code == 403, method
        assert database_hash() == before


def test_the_refusal_of_a_page_says_what_to_do(page, sam):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    response = client.post("/profile/", {})
    assert b"reload" in response.content


def test_the_refusal_of_the_api_is_a_problem(sam):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    response = client.post("/api/v1/people/", {}, content_type="application/json")
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
