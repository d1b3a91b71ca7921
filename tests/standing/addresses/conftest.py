"""One house for a file of tests: its people and the rows that many pages show are made once.

Each test finds it as it was made. What an address names beside it is made for each test.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils.translation import override

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision import words
from sla import calendars
from tests import factories
from tests.conftest import QUICK
from tests.standing import rows
from tests.standing.rows import World


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The people and what is made once for all of them, gone after the last test of the file."""
    around = transaction.atomic()
    # As around a test: nothing in it is the outermost transaction.
    around._from_testcase = True
    with django_db_blocker.unblock(), around:
        with override("en"), override_settings(**QUICK):
            world = World(people())
            rows.measured(world)
        forget_what_was_read()
        yield world
        transaction.set_rollback(True)
    forget_what_was_read()


def people() -> dict[str, User]:
    """One person for each role but the visitor."""
    sales, marketing = TeamKind.SALES, TeamKind.MARKETING
    return {
        "stranger": factories.person("Stranger", None),
        "sales": factories.person("Sam", sales),
        "marketing": factories.person("Maya", marketing),
        "manager": factories.person("Marc", sales, is_manager=True),
        "direction": factories.person("Dana", TeamKind.DIRECTION),
        "admin": factories.person("Alix", marketing, is_admin=True),
    }


def forget_what_was_read() -> None:
    calendars.forget()
    words.forget()


@pytest.fixture
def world(house, db) -> World:
    """The people as they are stored, for a test may change them."""
    found = User.objects.select_related("team").in_bulk([user.pk for user in house.values()])
    return World({role: found[user.pk] for role, user in house.items()}, house.made)


@pytest.fixture
def maya(world):
    return world["marketing"]


@pytest.fixture
def sam(world):
    return world["sales"]


@pytest.fixture
def dana(world):
    return world["direction"]


@pytest.fixture
def manager(world):
    return world["manager"]


@pytest.fixture
def admin(world):
    return world["admin"]


@pytest.fixture
def stranger(world):
    return world["stranger"]
