"""Every address x role x method answers as the table says; a refusal leaves no trace."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from alignment.web.rest import TeamMember
from leads.transitions.table import ACTIONS
from tests.standing.matrix import MATRIX, MEMBERS, ROLES
from tests.standing.snapshot import database_hash
from tests.standing.urls import every_address

METHODS = ("get", "post", "put", "patch", "delete")
ADDRESSES = [address for address in every_address() if address.name in MATRIX]


def test_every_address_has_its_row():
    assert {address.name for address in every_address()} == set(MATRIX)


def test_every_page_bears_a_policy():
    pages = [address for address in every_address() if not address.is_api]
    assert [page.name for page in pages if not hasattr(page.view, "policy")] == []


def test_every_endpoint_asks_for_a_team():
    endpoints = [address for address in every_address() if address.is_api]
    open_ones = [
        endpoint.name
        for endpoint in endpoints
        if not any(issubclass(kind, TeamMember) for kind in endpoint.view.cls.permission_classes)
    ]
    assert open_ones == []


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_each_role_gets_its_answer(address, path_of, caller_for, world):
    row, path = MATRIX[address.name], path_of(address)
    body = row.body(world)
    callers = {role: caller_for(role, address.is_api) for role in ROLES}
    calls = [(method, role) for method in METHODS for role in ROLES]
    refused = [call for call in calls if is_refusal(row, *call)]
    before, wrong = database_hash(), {}
    for method, role in refused + [call for call in calls if call not in refused]:
        status = answer(callers[role], method, path, body, address.is_api)
        expected = getattr(row, method).get(role)
        if not (status == expected if expected else is_shut(role, status)):
            wrong[method, role] = f"{status} instead of {expected or 'a refusal'}"
        if (method, role) == refused[-1] and database_hash() != before:
            wrong["refused"] = "but the database changed"
    assert wrong == {}, path


def answer(client, method, path, body, is_api):
    """The status; what was done is rolled back, what was refused must have done nothing."""
    cache.clear()  # each role has its own attempts
    options = {"data": body} if method == "post" or is_api and method != "get" else {}
    with transaction.atomic():
        status = getattr(client, method)(path, **options).status_code
        transaction.set_rollback(status < 400)
    return status


def is_refusal(row, method, role) -> bool:
    return getattr(row, method).get(role, 405) >= 400


def is_shut(role: str, status: int) -> bool:
    """A method without a row: refused, or a visitor sent to the login."""
    return status >= 400 or (role == "anonymous" and status == 302)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_a_visitor_changes_nothing(address, path_of):
    """Also where the answer is a way to the login or a cookie."""
    path, before = path_of(address), database_hash()
    for method in METHODS:
        getattr(Client(raise_request_exception=False), method)(path)
    assert database_hash() == before


@pytest.mark.parametrize(
    "address", [a for a in ADDRESSES if a.is_api], ids=lambda address: address.name
)
def test_a_key_that_may_read_cannot_write(address, path_of, world, api):
    client, path = api(world["direction"], scope="read"), path_of(address)
    client.get("/api/v1/me/")  # notes the use of the key, once
    before = database_hash()
    answers = {method: getattr(client, method)(path, {}).status_code for method in METHODS[1:]}
    assert set(answers.values()) == {403}, answers
    assert database_hash() == before


@pytest.mark.parametrize(
    "address",
    [a for a in ADDRESSES if a.name.removeprefix("leads-api:lead-").replace("-", "_") in ACTIONS],
    ids=lambda address: address.name,
)
def test_pages_let_the_same_people_act_as_the_api(address, path_of, page, world):
    """One address serves all actions on the page; each must know whom the API would refuse."""
    name = address.name.removeprefix("leads-api:lead-").replace("-", "_")
    public_id, row = path_of(address).split("/")[-3], MATRIX[address.name]
    body, path = row.body(world), f"/leads/{public_id}/do/{name}/"
    found, expected = {}, {}
    for role in MEMBERS:
        found[role] = answer(page(world[role]), "post", path, body, False)
        expected[role] = 302 if row.post[role] < 300 else row.post[role]
    assert found == expected
