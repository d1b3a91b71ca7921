"""Every address x role x method answers as the table says; a refusal leaves no trace.

Each address is walked once: what must hold of every answer is inspected on the way.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from alignment.programme.models import Round
from alignment.web.rest import TeamMember
from leads.transitions.table import ACTIONS
from tests.standing.inspections import SECRET, complaints
from tests.standing.matrix import MATRIX, MEMBERS, ROLES
from tests.standing.pulses import answered
from tests.standing.snapshot import database_hash
from tests.standing.urls import every_address

# Read from other sites, where browsers send no cookies; nobody's session or rights are used.
OF_NOBODY = {"leads:public_form", "leads:shared"}
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


@pytest.fixture(scope="module")
def house(house):
    """With a pulse that three answered, one of them in words that nobody may read."""
    answered(house["direction"], words=SECRET)
    return house


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_each_role_gets_its_answer(address, path_of, caller_for, world):
    if "programme" in address.name:
        # They make a round of their own; see test_anonymity.py for the words in it.
        Round.objects.all().delete()
    row, path = MATRIX[address.name], path_of(address)
    body = row.body(world)
    callers = {role: caller_for(role, address.is_api) for role in ROLES}
    calls = [(method, role) for method in METHODS for role in ROLES]
    # A visitor leaves nothing either where the answer is a way to the login or a cookie.
    leaves_nothing = [call for call in calls if is_refusal(row, *call) or is_visit(address, *call)]
    elsewhere = [browser_of(world[role]) for role in ("admin", "direction")]
    before, wrong = database_hash(), {}
    for method, role in leaves_nothing + [call for call in calls if call not in leaves_nothing]:
        keep = (method, role) in leaves_nothing
        answer = ask(callers[role], method, path, body, address.is_api, keep=keep)
        expected = getattr(row, method).get(role)
        if not (answer.status_code == expected if expected else is_shut(role, answer.status_code)):
            wrong[method, role] = f"{answer.status_code} instead of {expected or 'a refusal'}"
        if method == "get":
            wrong |= {(role, said): "" for said in complaints(answer, address, role)}
        if (method, role) == leaves_nothing[-1]:
            wrong |= dict.fromkeys(forged(address, path, body, elsewhere), "not refused")
            if database_hash() != before:
                wrong["refused"] = "but the database changed"
    assert wrong == {}, path


def ask(client, method, path, body, is_api, *, keep=False):
    """The answer; what was done is rolled back, unless nothing should have been."""
    cache.clear()  # each role has its own attempts
    options = {"data": body} if method == "post" or is_api and method != "get" else {}
    with transaction.atomic():
        answer = getattr(client, method)(path, **options)
        transaction.set_rollback(not keep)
    return answer


def browser_of(user) -> Client:
    """Somebody logged in, in a browser that another site may use."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(user)
    return client


def forged(address, path, body, clients) -> Iterator[str]:
    """What another site may do with the cookies of somebody logged in: nothing."""
    for client in clients if address.name not in OF_NOBODY else ():
        for method in ("post", "put", "patch", "delete"):
            if getattr(client, method)(path, body).status_code != 403:
                yield f"{method} from another site"


def is_refusal(row, method, role) -> bool:
    return getattr(row, method).get(role, 405) >= 400


def is_visit(address, method, role) -> bool:
    """A visitor reads, or is sent away; public pages alone take what visitors write."""
    sent_away = getattr(MATRIX[address.name], method).get(role, 405) == 302
    return role == "anonymous" and (method == "get" or sent_away and address.name not in OF_NOBODY)


def is_shut(role: str, status: int) -> bool:
    """A method without a row: refused, or a visitor sent to the login."""
    return status >= 400 or (role == "anonymous" and status == 302)


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
        found[role] = ask(page(world[role]), "post", path, body, False).status_code
        expected[role] = 302 if row.post[role] < 300 else row.post[role]
    assert found == expected
