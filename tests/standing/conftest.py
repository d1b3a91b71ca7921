import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from alignment.people.models import ApiKey
from tests import factories
from tests.standing.matrix import MATRIX, ROLES, World, arguments_for


@pytest.fixture
def world(maya, sam, dana, manager, admin, stranger):
    """One person for each role."""
    people = [None, stranger, sam, maya, manager, dana, admin]
    return World({role: user for role, user in zip(ROLES, people, strict=True) if user})


@pytest.fixture
def values_of(world):
    """`values_of(address)`: its arguments, naming rows made for it."""

    def make(address):
        values = arguments_for(address.name, world)
        return {name: values[name] for name in address.kwargs}

    return make


@pytest.fixture
def path_of(values_of):
    """`path_of(address)` with rows made for what it names."""
    return lambda address: address.path(**values_of(address)) + MATRIX[address.name].asked


@pytest.fixture
def caller_for(world):
    """`caller_for(role, is_api)`: a browser, or other software with a key of that person."""

    def make(role, is_api):
        client = (APIClient if is_api else Client)(raise_request_exception=False)
        if role not in world:
            return client
        if not is_api:
            client.force_login(world[role])
            return client
        secret = factories.api_key(world[role])
        # Used just now: its next use writes nothing, so a refusal leaves every row as it was.
        ApiKey.objects.update(last_used_at=timezone.now())
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return make
