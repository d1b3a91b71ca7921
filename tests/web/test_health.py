"""What a supervisor asks."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from alignment.journal.services import record


def test_the_process_answers_without_the_database(django_db_blocker):
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_ready_names_its_checks(db):
    response = Client().get("/readyz")
    checks = response.json()["checks"]
    assert response.status_code == 200
    assert checks == dict.fromkeys(["database", "migrations", "outbox", "cache", "broker"], True)


def test_an_outbox_that_nobody_empties_is_not_ready(sam, time_machine_at):
    with transaction.atomic():
        record("tested", actor=sam, target=sam)
    time_machine_at(timezone.now() + timedelta(minutes=6))
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["outbox"] is False


def test_without_a_broker_it_is_not_ready(db, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_is_said_about_the_inside(db, path):
    assert "Traceback" not in Client().get(path).content.decode()
