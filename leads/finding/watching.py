"""Triggers that note every record whose words changed, so that no bulk update can be forgotten.

A service would have to remember to tell the search; a trigger cannot be passed by. SQLite loses
those of a table that a migration remakes: they are made again after every migrate.
"""

from typing import Any

from leads.finding.words import Kind, kinds

TODO = "leads_searchtodo"
FUNCTION = "leads_search_note"
NOTE = """CREATE OR REPLACE FUNCTION leads_search_note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        INSERT INTO leads_searchtodo (record, row_id) VALUES (TG_ARGV[0], OLD.id);
      ELSE
        INSERT INTO leads_searchtodo (record, row_id) VALUES (TG_ARGV[0], NEW.id);
      END IF;
      RETURN NULL;
    END $$"""
EVENTS = ("insert", "update", "delete")


def watch(connection: Any) -> None:
    """Make the triggers that are missing; those that stand are left alone on SQLite."""
    tables = set(connection.introspection.table_names())
    found = {name: kind for name, kind in kinds().items() if kind.model._meta.db_table in tables}
    if TODO not in tables:
        return
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NOTE)
        for name, kind in found.items():
            for statement in make(name, kind):
                cursor.execute(statement)


def unwatch(connection: Any) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for kind in kinds().values():
            table = kind.model._meta.db_table
            for event in EVENTS:
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{where}")


def _sqlite(name: str, kind: Kind) -> list[str]:
    table = kind.model._meta.db_table
    columns = _columns(kind)
    listed = ", ".join(f'"{column}"' for column in columns)
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    when = {
        "insert": ("AFTER INSERT", "", "NEW"),
        "update": (f"AFTER UPDATE OF {listed}", f"WHEN {changed}", "NEW"),
        "delete": ("AFTER DELETE", "", "OLD"),
    }
    note = "BEGIN INSERT INTO leads_searchtodo (record, row_id) VALUES ('{name}', {row}.id); END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, event)} {moment} ON {table} {condition} "
        + note.format(name=name, row=row)
        for event, (moment, condition, row) in when.items()
    ]


def _postgresql(name: str, kind: Kind) -> list[str]:
    table = kind.model._meta.db_table
    changed = " OR ".join(
        f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in _columns(kind)
    )
    when = {
        "insert": ("AFTER INSERT", ""),
        "update": ("AFTER UPDATE", f"WHEN ({changed})"),
        "delete": ("AFTER DELETE", ""),
    }
    return [
        f"CREATE OR REPLACE TRIGGER {_name(table, event)} {moment} ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION {FUNCTION}('{name}')"
        for event, (moment, condition) in when.items()
    ]


def _columns(kind: Kind) -> list[str]:
    return [kind.model._meta.get_field(name).column for name in kind.columns]


def _name(table: str, event: str) -> str:
    return f"{table}_search_{event}"
