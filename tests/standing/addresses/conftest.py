"""One house for a file of tests: its people and the rows that many pages show are made once.

Each test finds it as it was made. What an address names beside it is made for each test.
"""

from collections.abc import Iterator

import pytest

from alignment.people.choices import TeamKind
from alignment.people.models import User
from tests import factories
from tests.lasting import as_in_a_test, kept_for_the_file
from tests.standing import rows
from tests.standing.rows import World


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The people and what is made once for all of them, gone after the last test of the file."""
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            world = World(people())
            rows.measured(world)
        yield world


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
