"""A hash of everything in the database, to prove that a refusal changed nothing."""

import hashlib

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection


def database_hash() -> str:
    """Of the rows as they are stored: reading them past the ORM makes thousands of hashes quick."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model is not Session and not model._meta.proxy:
                table, key = model._meta.db_table, model._meta.pk.column
                quoted = map(connection.ops.quote_name, (table, key))
                cursor.execute("SELECT * FROM {} ORDER BY {}".format(*quoted))  # noqa: S608
                found.update(repr((table, cursor.fetchall())).encode())
    return found.hexdigest()
