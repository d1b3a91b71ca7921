"""Leads that hold a few letters anywhere in their words, found without reading every lead.

PostgreSQL has a trigram index for LIKE; SQLite gets one in a table of its own, which triggers keep
in step. Where SQLite cannot (no FTS5, or before 3.34) the same letters are looked for row by row.
"""

import sqlite3
from typing import Any

from django.db import OperationalError
from django.db.models import CharField
from django.db.models.lookups import Contains

TABLE, COLUMN = "leads_lead", "search"
INDEX = "leads_lead_trigrams"
SHORTEST = 3  # letters; what is shorter has no trigram
OLDEST = (3, 34)  # the first SQLite that cuts trigrams
# Names of ours alone are put into these statements.
# ruff: noqa: S608
TAKE_OUT = f"INSERT INTO {INDEX} ({INDEX}, rowid, {COLUMN}) VALUES ('delete', OLD.id, OLD.{COLUMN})"
PUT_IN = f"INSERT INTO {INDEX} (rowid, {COLUMN}) VALUES (NEW.id, NEW.{COLUMN})"
TRIGGERS = {
    f"{INDEX}_insert": f"AFTER INSERT ON {TABLE} BEGIN {PUT_IN}; END",
    f"{INDEX}_update": f"AFTER UPDATE OF {COLUMN} ON {TABLE} "
    f"WHEN OLD.{COLUMN} IS NOT NEW.{COLUMN} BEGIN {TAKE_OUT}; {PUT_IN}; END",
    f"{INDEX}_delete": f"AFTER DELETE ON {TABLE} BEGIN {TAKE_OUT}; END",
}

_known: dict[str, bool] = {}  # by database


@CharField.register_lookup
class Holds(Contains):
    """`search__holds`: as `contains`, by trigrams where SQLite has those of the leads."""

    lookup_name = "holds"

    def get_rhs_op(self, connection: Any, rhs: Any) -> str:
        return Contains(self.lhs, self.rhs).get_rhs_op(connection, rhs)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        target = getattr(self.lhs, "target", None)
        if (
            target is None
            or (target.model._meta.db_table, target.column) != (TABLE, COLUMN)
            or not isinstance(self.rhs, str)
            or len(self.rhs) < SHORTEST
            or not is_kept(connection)
        ):
            return super().as_sql(compiler, connection)
        found = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"
        lead = compiler.quote_name_unless_alias(self.lhs.alias)
        phrase = self.rhs.replace('"', '""')
        return f'{lead}."id" IN ({found})', [f'"{phrase}"']


def is_kept(connection: Any) -> bool:
    """Whether this SQLite database has the table of trigrams; asked once a process."""
    name = str(connection.settings_dict["NAME"])
    if name not in _known:
        connection.ensure_connection()
        # Past Django: what a page asks must not depend on which page came first.
        _known[name] = INDEX in _found(connection.connection)
    return _known[name]


def keep(connection: Any) -> None:
    """Make the table and its triggers where they are missing, filled from the leads.

    A migration that remakes the table of leads loses the triggers: then the table is filled anew.
    """
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info < OLDEST:
        return
    with connection.cursor() as cursor:
        found = _found(cursor)
        if TABLE not in found or found >= {INDEX, *TRIGGERS}:
            return
        if INDEX not in found:
            try:
                cursor.execute(
                    f"CREATE VIRTUAL TABLE {INDEX} USING fts5({COLUMN}, content='{TABLE}',"
                    " content_rowid='id', tokenize='trigram')"
                )
            except OperationalError:
                return  # a SQLite built without FTS5
        for name, what in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {what}")
        cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")
    _known.clear()


def _found(cursor: Any) -> set[str]:
    names = ", ".join(f"'{name}'" for name in (TABLE, INDEX, *TRIGGERS))
    rows = cursor.execute(f"SELECT name FROM sqlite_master WHERE name IN ({names})")
    return {name for (name,) in rows.fetchall()}
