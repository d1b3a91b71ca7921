"""The API keeps what its document promises, whatever it is sent (Schemathesis, in-process).

Each operation acts on a row that exists, standing where its action starts; what an example did is
rolled back before the next. Half of the examples follow the document, half break it.
"""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import factories
from tests.standing.operations import document, fill
from tests.standing.urls import every_address

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ADDRESSES = {address.name: address for address in every_address()}
SCHEMA = from_dict(document())
SCHEMA.app = get_wsgi_application()
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
by_label = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda found: found.label)


def test_the_document_is_valid_and_complete():
    out, complaints = StringIO(), StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out, stderr=complaints)
    assert complaints.getvalue() == ""


@pytest.fixture(autouse=True)
def one_connection():
    """The end of a request must not close the connection, and with it the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@by_label
def test_the_api_keeps_its_document(operation, values_of, world):
    exercise(operation, values_of, world, examples=4)


@pytest.mark.slow
@by_label
def test_the_api_keeps_its_document_at_length(operation, values_of, world):
    exercise(operation, values_of, world, examples=250)


def exercise(operation, values_of, world, *, examples):
    name = resolve(fill(operation.path)).view_name
    known = {key: str(value) for key, value in values_of(ADDRESSES[name]).items()}
    headers = {"Authorization": f"Bearer {factories.api_key(world['direction'])}"}
    for mode in GenerationMode:
        if mode is GenerationMode.POSITIVE:
            cases = operation.as_strategy(mode, path_parameters=known)
        else:
            cases = operation.as_strategy(mode)
        keep_promise(cases, known, headers, examples)


def keep_promise(cases, known, headers, examples):
    @given(case=cases)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def send(case):
        cache.clear()
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    send()
