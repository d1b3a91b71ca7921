"""A hash of everything in the database, to prove that a refusal changed nothing."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

# What such statements leave behind is what they found.
READING = ("SELECT", "SAVEPOINT", "RELEASE")
WRITING = re.compile(r"(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")


class Kept:
    """The last hash, as long as nothing but reading went by."""

    hash = ""


def database_hash() -> str:
    """Of the rows as they are stored, taken again only after a statement that may have written."""
    if watch not in connection.execute_wrappers:
        # In front of those that a test puts there and takes away again.
        connection.execute_wrappers.insert(0, watch)
        forget()
    if not Kept.hash:
        Kept.hash = _hash()
    return Kept.hash


def forget() -> None:
    """What the end of a test rolls back passes nobody."""
    Kept.hash = ""


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Between Django and the database: forgets the hash at every statement that may write."""
    if not sql.lstrip().startswith(READING):
        forget()
    return execute(sql, params, many, context)


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that statements name to write to, meanwhile."""
    found: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found.update(WRITING.findall(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def _hash() -> str:
    # Reading past the ORM makes thousands of hashes quick.
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model is not Session and not model._meta.proxy:
                table, key = model._meta.db_table, model._meta.pk.column
                quoted = map(connection.ops.quote_name, (table, key))
                cursor.execute("SELECT * FROM {} ORDER BY {}".format(*quoted))  # noqa: S608
                found.update(repr((table, cursor.fetchall())).encode())
    return found.hexdigest()
