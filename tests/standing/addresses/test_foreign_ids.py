"""An id that does not exist, is somebody else's or of another kind leads nowhere."""

from uuid import UUID

import pytest

from tests import factories
from tests.standing.matrix import MATRIX
from tests.standing.operations import dotted, every_operation, with_value
from tests.standing.snapshot import database_hash
from tests.standing.urls import every_address

# The id of no row: the same in every run, so that runs side by side collect the same tests.
NOBODY = UUID(int=7)

UNKNOWN = {
    "contact_id": [NOBODY],
    "secret": ["forged"],
    "public_id": [NOBODY],
    "delivery_id": [NOBODY],
    "token": ["forged", "forged.seal"],
    "number": [987654, 2**63],
    "pk": [987654, 2**63],
    "name": ["nowhere"],
    "kpi": ["nowhere"],
    "promise": ["nowhere"],
    "kind": ["nowhere"],
    "record": ["nowhere"],
    "key": ["nowhere"],
    "code": ["nowhere"],
}
CLOSED = (401, 403, 404, 405)
ADDRESSES = {address.name: address for address in every_address()}
NAMED = [address for address in ADDRESSES.values() if address.kwargs and address.name in MATRIX]
FOREIGN = [
    pytest.param(operation, name, id=f"{operation} {name}")
    for operation in every_operation()
    for name, kind in dotted(operation.takes)
    if kind.get("format") == "uuid" and not kind.get("readOnly")
]
FILTERS = [
    pytest.param(operation, name, id=f"{operation} {name}")
    for operation in every_operation()
    for name, kind in operation.queries.items()
    if kind.get("format") == "uuid"
]


@pytest.mark.parametrize("address", NAMED, ids=lambda address: address.name)
def test_an_unknown_id_is_not_found(address, values_of, caller_for, world):
    row, known = MATRIX[address.name], values_of(address)
    body, before = row.body(world), None
    callers = {role: caller_for(role, address.is_api) for role in ("sales", "direction", "admin")}
    before = database_hash()
    for name in address.kwargs:
        for value in UNKNOWN[name]:
            path = address.path(**{**known, name: value}) + row.asked
            for method in ("get", "post", "patch"):
                for role, client in callers.items():
                    if getattr(row, method).get(role, 405) not in CLOSED:
                        options = {} if method == "get" else {"data": body}
                        assert getattr(client, method)(path, **options).status_code == 404, path
    assert database_hash() == before


@pytest.mark.parametrize(("operation", "name"), FOREIGN)
def test_a_row_that_may_not_be_named_is_refused_by_its_field(
    operation, name, path_of, caller_for, world
):
    address = ADDRESSES[operation.name]
    path, body = path_of(address), MATRIX[operation.name].body(world)
    gone = factories.person("Gone", is_active=False)
    client = caller_for("direction", True)
    before = database_hash()
    for value in (
        NOBODY,
        gone.public_id,
        world["stranger"].public_id,
        "x",
        "\x00",
        12,
        [],
        {},
        True,
    ):
        sent = with_value(body, name, str(value) if hasattr(value, "hex") else value)
        answer = getattr(client, operation.method)(path, sent)
        assert answer.status_code == 400, (value, answer.json())
        assert any(field.startswith(name) for field in answer.json()["errors"]) or value == "\x00"
    assert database_hash() == before


@pytest.mark.parametrize(("operation", "name"), FILTERS)
def test_a_filter_by_an_unknown_row_is_refused(operation, name, path_of, caller_for):
    path, client = path_of(ADDRESSES[operation.name]), caller_for("direction", True)
    for value in (NOBODY, "x"):
        answer = client.get(path, {name: value})
        assert answer.status_code == 400, value
        assert name in answer.json()["errors"]


def test_a_lead_goes_to_sales_alone(api, page, maya, stranger):
    lead, client = factories.mql(maya), page(maya)
    before = database_hash()
    for somebody in (maya, stranger):
        body = {"assignee": str(somebody.public_id), "tier": "P1"}
        answer = client.post(f"/leads/{lead.public_id}/do/hand_over/", body)
        assert answer.status_code == 400
    assert database_hash() == before
    body = {"assignee": str(maya.public_id), "tier": "P1"}
    answer = api(maya).post(f"/api/v1/leads/{lead.public_id}/hand-over/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["assignee"])


@pytest.mark.parametrize(
    "named",
    [
        {"attach": f"contact:{NOBODY}"},
        {"attach": "contact:x"},
        {"attach": "company:x"},
        {"campaign": str(NOBODY)},
        {"campaign": "x"},
    ],
    ids=str,
)
def test_quick_add_attaches_to_nothing_unknown(named, page, maya):
    client = page(maya)
    body = {"company": "Acme", "first_name": "Claire", "email": "c@acme.example", **named}
    before = database_hash()
    assert client.post("/leads/new/", body).status_code == 400
    assert database_hash() == before
