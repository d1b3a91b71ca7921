from django.db import migrations

# As in 0002, and besides: who did it may be forgotten, never exchanged for somebody else.
FIXED_BUT = {"facts", "actor_label", "actor_id", "target_label", "fanned_out_at"}


def columns(apps):
    fields = apps.get_model("journal", "Event")._meta.local_concrete_fields
    return [field.column for field in fields if field.column not in FIXED_BUT]


def sqlite(names):
    fixed = ", ".join(f'"{name}"' for name in names)
    refuse = "BEGIN SELECT RAISE(ABORT, 'journal_event is append-only'); END"
    return [
        "DROP TRIGGER journal_event_no_update",
        f"CREATE TRIGGER journal_event_no_update BEFORE UPDATE OF {fixed} ON journal_event {refuse}",
        f"""CREATE TRIGGER journal_event_no_other_actor BEFORE UPDATE OF actor_id ON journal_event
            WHEN NEW.actor_id IS NOT NULL AND NEW.actor_id IS NOT OLD.actor_id {refuse}""",
    ]


def postgresql(names):
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in names)
    other = "NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id"
    return [
        "DROP TRIGGER journal_event_no_update ON journal_event",
        f"""CREATE TRIGGER journal_event_no_update BEFORE UPDATE ON journal_event
            FOR EACH ROW WHEN ({changed} OR ({other})) EXECUTE FUNCTION journal_event_refuse()""",
    ]


def allow_forgetting(apps, schema_editor):
    make = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in make(columns(apps)):
        schema_editor.execute(statement)


def as_before(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER journal_event_no_other_actor")
        schema_editor.execute("DROP TRIGGER journal_event_no_update")
    else:
        schema_editor.execute("DROP TRIGGER journal_event_no_update ON journal_event")
    from importlib import import_module

    first = import_module("alignment.journal.migrations.0002_append_only")
    statements = {"sqlite": first.sqlite, "postgresql": first.postgresql}[vendor](
        first.columns(apps)
    )
    schema_editor.execute(next(text for text in statements if "journal_event_no_update" in text))


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_nights")]

    operations = [migrations.RunPython(allow_forgetting, as_before)]
