"""Every field of every model sent along with every body: only what the door takes is taken."""

import re
from datetime import date, datetime
from functools import cache

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache as attempts
from django.db import models, transaction
from django.utils import timezone

from tests.standing.bodies import accepted_body
from tests.standing.matrix import MATRIX, ROLES
from tests.standing.operations import every_operation
from tests.standing.snapshot import written
from tests.standing.urls import every_address

OURS = (
    "people",
    "journal",
    "notifications",
    "vision",
    "library",
    "rituals",
    "programme",
    "leads",
    "sla",
    "dashboards",
)
# What differs between two runs of the same request by design.
RANDOM = {
    "id",
    "public_id",
    "password",
    "digest",
    "prefix",
    "target_id",
    "target_url",
    "request_id",
}
TAKES = {(found.name, found.method): set(found.takes) for found in every_operation()}
DOORS = [
    pytest.param(address, method, id=f"{method} {address.name}")
    for address in every_address()
    if address.name in MATRIX
    for method in ("post", "patch")
    if any(
        status != 405 and status < 401 for status in getattr(MATRIX[address.name], method).values()
    )
]
# They write nothing, or nothing but a cookie, whatever they are sent.
WRITE_NOTHING = {"set_theme", "set_language", "people:login", "people:logout"}


@cache
def every_field() -> dict[str, object]:
    """A value for each name that a column of ours has, unlike what it has by itself."""
    found: dict[str, object] = {}
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                found |= dict.fromkeys((field.name, field.attname), sample(field))
    return found


def sample(field: models.Field) -> object:
    if isinstance(field, models.BooleanField):
        return not field.get_default()
    if field.choices:
        return list(dict(field.flatchoices))[-1]
    if isinstance(field, models.DateTimeField):
        return datetime(2020, 1, 2, 3, 4, tzinfo=timezone.get_current_timezone()).isoformat()
    if isinstance(field, models.DateField):
        return date(2020, 1, 2).isoformat()
    is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return "evil" if is_text else 1


def everything(tables: set[str]) -> dict[str, list]:
    """All their rows without what is random; ids of rows made in this request read "new"."""
    return {
        model._meta.label: [tidy(model, row) for row in model._base_manager.order_by("pk").values()]
        for model in apps.get_models(include_auto_created=True)
        if model is not Session and model._meta.db_table in tables
    }


def tidy(model: type[models.Model], row: dict) -> dict:
    links = {f.attname: f.related_model for f in model._meta.concrete_fields if f.is_relation}
    return {
        name: known(links[name], value)
        if name in links
        else unnumbered(name, UUID.sub("some id", repr(value)))
        for name, value in row.items()
        if name not in RANDOM
    }


# What names rows made in this request by their key; PostgreSQL's sequences do not roll back.
NUMBERED = frozenset({"facts", "target_id", "row_id"})


def unnumbered(name: str, text: str) -> str:
    return re.sub(r"\d+", "n", text) if name in NUMBERED else text


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
known_ids: set[tuple[object, int]] = set()


def known(model: object, value: object) -> object:
    return value if value is None or (model, value) in known_ids else "new"


def remember_ids() -> None:
    known_ids.clear()
    for model in apps.get_models():
        known_ids.update(
            (model, pk)
            for pk in model._base_manager.values_list("pk", flat=True)
            if isinstance(pk, int)
        )


def fields_of_page(client, path: str) -> set[str]:
    """The names of the form's own fields, from the page and from its answer to nothing."""
    with transaction.atomic():
        pages = [client.get(path), client.post(path, {})]
        transaction.set_rollback(True)
    return set(re.findall(r'name="([^"]+)"', "".join(page.content.decode() for page in pages)))


@pytest.mark.parametrize(("address", "method"), DOORS)
def test_only_what_the_door_takes_is_taken(
    address, method, path_of, caller_for, world, time_machine_at
):
    time_machine_at(timezone.now())
    path, body = path_of(address), accepted_body(address.name, world)
    answers = getattr(MATRIX[address.name], method)
    role = next(role for role in reversed(ROLES) if answers[role] < 401)
    client = caller_for(role, address.is_api)
    allowed = TAKES[address.name, method] if address.is_api else fields_of_page(client, path)
    extra = {name: value for name, value in every_field().items() if name not in allowed}
    # A session each: what is done may end the one it is done in.
    clients = client, caller_for(role, address.is_api)
    remember_ids()
    runs = []
    for client, sent in zip(clients, (body, {**extra, **body}), strict=True):
        attempts.clear()
        with transaction.atomic():
            with written() as tables:
                status = getattr(client, method)(path, sent).status_code
            runs.append((status, everything(tables)))
            transaction.set_rollback(True)
    assert runs[0][0] < 400 or address.name in WRITE_NOTHING, runs[0][0]
    assert runs[0][0] == runs[1][0]
    (_status, alone), (_same, with_extra) = runs
    named = {*alone, *with_extra}
    assert [name for name in sorted(named) if alone.get(name) != with_extra.get(name)] == []
