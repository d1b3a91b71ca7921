"""The journal's delete trigger on SQLite, taken out and put back for tests."""

from importlib import import_module

MIGRATION = import_module("alignment.journal.migrations.0002_append_only")


def without_delete_trigger(connection):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS journal_event_no_delete")


def with_delete_trigger(connection):
    statements = MIGRATION.sqlite(["id"])
    with connection.cursor() as cursor:
        cursor.execute(next(text for text in statements if "no_delete" in text))
