from django.db import migrations

# Whoever has the database password can still drop a trigger: this stops mistakes and code, and
# makes a forger leave traces. The outbox marks a row, an erasure blanks names and facts; both are
# UPDATEs of these columns, everything else of an event is for good.
MAY_CHANGE = {"facts", "actor_label", "target_label", "fanned_out_at"}


def columns(apps):
    fields = apps.get_model("journal", "Event")._meta.local_concrete_fields
    return [field.column for field in fields if field.column not in MAY_CHANGE]


def sqlite(names):
    fixed = ", ".join(f'"{name}"' for name in names)
    return [
        f"""CREATE TRIGGER journal_event_no_update BEFORE UPDATE OF {fixed} ON journal_event
            BEGIN SELECT RAISE(ABORT, 'journal_event is append-only'); END""",
        """CREATE TRIGGER journal_event_no_delete BEFORE DELETE ON journal_event
           BEGIN SELECT RAISE(ABORT, 'journal_event is append-only'); END""",
    ]


def postgresql(names):
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in names)
    return [
        """CREATE FUNCTION journal_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN
             RAISE EXCEPTION 'journal_event is append-only' USING ERRCODE = 'integrity_constraint_violation';
           END $$""",
        f"""CREATE TRIGGER journal_event_no_update BEFORE UPDATE ON journal_event
            FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION journal_event_refuse()""",
        """CREATE TRIGGER journal_event_no_delete BEFORE DELETE ON journal_event
           FOR EACH ROW EXECUTE FUNCTION journal_event_refuse()""",
    ]


def protect(apps, schema_editor):
    make = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in make(columns(apps)):
        schema_editor.execute(statement)


def open_up(apps, schema_editor):
    where = "" if schema_editor.connection.vendor == "sqlite" else " ON journal_event"
    for name in ("journal_event_no_update", "journal_event_no_delete"):
        schema_editor.execute(f"DROP TRIGGER {name}{where}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION journal_event_refuse")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(protect, open_up)]
