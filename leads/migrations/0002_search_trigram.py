"""Indexes for « contains »: trigrams on PostgreSQL, a narrow copy to read through on SQLite."""

from django.db import DatabaseError, migrations, transaction

NAME = "leads_lead_search"


def create(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor == "sqlite":
        # Read instead of the wide rows; a migration that remakes the table must create it again.
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON leads_lead (search)")
    if connection.vendor == "postgresql" and has_trigrams(connection):
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS {NAME} ON leads_lead USING gin (search gin_trgm_ops)"
        )


def has_trigrams(connection):
    """Whether the extension is there or may be added; searching works without it, slower."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
