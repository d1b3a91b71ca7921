"""Every address x role x method answers as the table says; a refusal leaves no trace."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from alignment.web.rest import TeamMember
from tests.standing.matrix import MATRIX, ROLES
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


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_each_role_gets_its_answer(address, method, path_of, caller_for):
    row = MATRIX[address.name]
    path, expected = path_of(address), getattr(row, method)
    callers = {role: caller_for(role, address.is_api) for role in ROLES}
    before, wrong = database_hash(), {}
    for role in sorted(ROLES, key=lambda role: not is_refusal(expected.get(role, 405))):
        status, after = answer(callers[role], method, path, row, address.is_api)
        if not (status == expected[role] if expected else is_shut(role, status)):
            wrong[role] = f"{status} instead of {expected.get(role, 'a refusal')}"
        elif after and after != before:
            wrong[role] = f"refused with {status}, but the database changed"
    assert wrong == {}, f"{method.upper()} {path}"


def answer(client, method, path, row, is_api):
    """The status and the database afterwards; whatever was done is rolled back."""
    cache.clear()  # each role has its own attempts
    with transaction.atomic():
        options = {"data": row.data} if method == "post" or is_api and method != "get" else {}
        status = getattr(client, method)(path, **options).status_code
        after = database_hash() if is_refusal(status) else ""
        transaction.set_rollback(True)
    return status, after


def is_refusal(status: int) -> bool:
    return status >= 400


def is_shut(role: str, status: int) -> bool:
    """A method without a row: refused, or a visitor sent to the login."""
    return is_refusal(status) or (role == "anonymous" and status == 302)


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
