"""SQLite remade the table of leads for its new column, and lost the copy that search reads."""

from django.db import migrations

NAME = "leads_lead_search"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON leads_lead (search, stage)")


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_everyday")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
