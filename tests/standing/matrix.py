"""Who gets what answer at which address: the one table of rights, checked by test_matrix.py.

A new address fails the suite until it has a row here. A row names the answer for each role and
method; methods that a row leaves out must refuse everybody. `data` is the body of POST, PUT and
PATCH: {} unless said, which for most forms is a refusal by itself (400).

`OBJECTS` makes the row of the database that an address names: the longest beginning of the
address's name wins.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from alignment.people.models import ApiKey, User
from tests import factories

ROLES = ("anonymous", "stranger", "sales", "marketing", "manager", "direction", "admin")
MEMBERS = ROLES[2:]
Answers = dict[str, int]
World = dict[str, User]


@dataclass(frozen=True)
class Row:
    get: Answers
    post: Answers = field(default_factory=dict)
    put: Answers = field(default_factory=dict)
    patch: Answers = field(default_factory=dict)
    delete: Answers = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


def page(status: int = 200, only: tuple[str, ...] = MEMBERS) -> Answers:
    """A page of members: visitors go to the login, strangers see nothing, others are told no."""
    refused = dict.fromkeys(MEMBERS, 403)
    return {"anonymous": 302, "stranger": 404, **refused, **dict.fromkeys(only, status)}


def personal(status: int = 200) -> Answers:
    """A page of anybody who is logged in."""
    return {"anonymous": 302, **dict.fromkeys(ROLES[1:], status)}


def public(status: int = 200) -> Answers:
    """A page of everybody."""
    return dict.fromkeys(ROLES, status)


def api(status: int = 200, only: tuple[str, ...] = MEMBERS) -> Answers:
    """An endpoint of members: 401 without a key, 403 without a team or the right."""
    refused = dict.fromkeys(MEMBERS, 403)
    return {"anonymous": 401, "stranger": 403, **refused, **dict.fromkeys(only, status)}


ADMIN = ("admin",)
READ_ONLY_PAGE = {"get": page(), "post": page(405)}
READ_ONLY_API = {
    "get": api(),
    "post": api(405),
    "put": api(405),
    "patch": api(405),
    "delete": api(405),
}

MATRIX: dict[str, Row] = {
    # The house
    "home": Row(get=page(302), post=page(405)),
    "healthz": Row(get=public(), post=public(405)),
    "readyz": Row(get=public(), post=public(405)),
    "set_theme": Row(get=public(405), post=public(302), data={"theme": "dark"}),
    "set_language": Row(get=public(405), post=public(302), data={"language": "en"}),
    "schema": Row(**READ_ONLY_API),
    "api_docs": Row(**READ_ONLY_PAGE),
    "api_not_found": Row(get=public(404), post=public(404)),
    # People
    "people:login": Row(get={**public(302), "anonymous": 200}, post=public(400)),
    "people:logout": Row(get=public(405), post=public(302)),
    "people:profile": Row(get=personal(), post=personal(400)),
    "people:password": Row(get=personal(), post=personal(400)),
    "people:keys": Row(get=page(), post=page(400)),
    "people:key_revoke": Row(get=page(405), post=page(404)),
    "people:list": Row(**READ_ONLY_PAGE),
    "people:person_new": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    "people:person": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    "people:person_password": Row(get=page(405, only=ADMIN), post=page(200, only=ADMIN)),
    "people:team_new": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    "people:team": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    # People over REST
    "people-api:me": Row(**READ_ONLY_API),
    "people-api:person-list": Row(**READ_ONLY_API),
    "people-api:person-detail": Row(**READ_ONLY_API),
    "people-api:team-list": Row(**READ_ONLY_API),
    "people-api:team-detail": Row(**READ_ONLY_API),
}


def somebody(world: World) -> dict[str, Any]:
    return {"public_id": world["sales"].public_id}


def some_team(world: World) -> dict[str, Any]:
    return {"public_id": world["sales"].team.public_id}


def a_strangers_key(world: World) -> dict[str, Any]:
    factories.api_key(world["stranger"])
    return {"public_id": ApiKey.objects.filter(user=world["stranger"]).latest("pk").public_id}


OBJECTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "people:key_revoke": a_strangers_key,
    "people:person": somebody,
    "people:team": some_team,
    "people-api:person": somebody,
    "people-api:team": some_team,
}


def kwargs_for(name: str, world: World) -> dict[str, Any]:
    """The arguments of the address, pointing at rows made for it."""
    starts = [start for start in OBJECTS if name.startswith(start)]
    assert starts, f"tests/standing/matrix.py: OBJECTS has nothing for {name}"
    return OBJECTS[max(starts, key=len)](world)
