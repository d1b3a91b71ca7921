"""A hash of everything in the database, to prove that a refusal changed nothing."""

import hashlib

from django.apps import apps
from django.contrib.sessions.models import Session


def database_hash() -> str:
    found = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        if model is not Session:
            rows = model._base_manager.order_by("pk").values_list()
            found.update(repr((model._meta.label, list(rows))).encode())
    return found.hexdigest()
