import gc
import os
import tempfile
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.translation import override
from rest_framework.test import APIClient

from alignment.journal.outbox import Push
from alignment.people.choices import TeamKind
from alignment.vision import words
from sla import calendars
from tests import factories, template
from tests.append_only import without_delete_trigger
from tests.standing import snapshot

LONG = ("tests/standing/addresses/", "tests/browser/test_accessibility.py")
QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "REGISTRY_URL": "",  # nobody asks the public register from a test
}


def pytest_configure(config):
    """Tests that run side by side each have a cache and a folder of files of their own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="tandem-uploads-")
    # Static files are found when asked for: listing them took a third of each new client's time.
    settings.WHITENOISE_AUTOREFRESH = True
    kept = settings.CACHES["default"]
    if "redis" in str(kept["BACKEND"]):
        kept["LOCATION"] = (
            urlsplit(str(kept["LOCATION"]))._replace(path=f"/{1 + int(worker)}").geturl()
        )


def pytest_collection_modifyitems(items):
    """Files that take minutes begin: a process that comes to one last would end alone."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))


def pytest_collection_finish(session):
    """What was imported stays for good: looking through it for garbage took a twentieth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True)
def english():
    """Tests read the source texts; what a page says is in the language of its reader."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_and_clean(settings):
    """Fast password hashes, an empty cache, a broker that is asked at once."""
    settings.PASSWORD_HASHERS = QUICK["PASSWORD_HASHERS"]
    settings.REGISTRY_URL = QUICK["REGISTRY_URL"]
    cache.clear()
    Push.quiet_until = 0.0
    snapshot.forget()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def calendar_read_once(monkeypatch):
    """The usual hours are known from the start: what a page asks does not depend on seconds."""
    monkeypatch.setattr(calendars, "FRESH_FOR", 1e9)
    calendars.forget()
    calendars.Kept.rows = (calendars.DEFAULT_HOURS, ())
    yield
    calendars.forget()


@pytest.fixture(autouse=True)
def words_read_once(monkeypatch):
    """No shared word is known from the start: what a page asks does not depend on seconds."""
    monkeypatch.setattr(words, "FRESH_FOR", 1e9)
    nothing = words.Words([])
    words.Kept.by_language = dict.fromkeys(("fr", "en"), (0.0, nothing))
    yield
    words.forget()


@pytest.fixture(autouse=True, scope="session")
def broker_in_memory():
    """Pushes of tests must not reach the workers of somebody who runs Tandem beside them."""
    os.environ["CELERY_BROKER_URL"] = "memory://"  # Celery reads it before its own settings


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """A copy of a database that was migrated once.

    Tests that commit are emptied with DELETE on SQLite, which the journal's trigger refuses;
    PostgreSQL empties tables with TRUNCATE, which fires no row trigger. So on SQLite alone the
    trigger rests during the tests; test_append_only.py puts it back and proves it.
    """
    with django_db_blocker.unblock():
        template.copy_template()
        if connection.vendor == "sqlite":
            without_delete_trigger(connection)
    yield
    with django_db_blocker.unblock():
        template.drop_copy()


@pytest.fixture
def maya(db):
    """Marketing."""
    return factories.known("Maya", TeamKind.MARKETING)


@pytest.fixture
def sam(db):
    """Sales."""
    return factories.known("Sam", TeamKind.SALES)


@pytest.fixture
def dana(db):
    """Direction."""
    return factories.known("Dana", TeamKind.DIRECTION)


@pytest.fixture
def manager(db):
    """Manages sales."""
    return factories.known("Marc", TeamKind.SALES, is_manager=True)


@pytest.fixture
def admin(db):
    """Administers Tandem, in the marketing team."""
    return factories.known("Alix", TeamKind.MARKETING, is_admin=True)


@pytest.fixture
def stranger(db):
    """Logged in, in no team."""
    return factories.known("Stranger", None)


@pytest.fixture
def page(db):
    """`page(sam)` is a browser in which Sam is logged in; `page()` is a visitor's."""

    def open_browser(user=None) -> Client:
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        return client

    return open_browser


@pytest.fixture
def api(db):
    """`api(sam)` calls the API as Sam with a key that may write; `api()` as nobody."""

    def connect(user=None, scope: str = "write") -> APIClient:
        client = APIClient(raise_request_exception=False)
        if user is not None:
            secret = factories.api_key(user, scope)
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return connect


@pytest.fixture
def time_machine_at():
    """`time_machine_at(moment)`: the clock stands there until the test ends."""
    with ExitStack() as travels:
        yield lambda moment: travels.enter_context(time_machine.travel(moment, tick=False))
