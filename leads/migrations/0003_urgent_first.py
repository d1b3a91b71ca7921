"""Indexes that answer alone: « To do » in its order, and on SQLite a search with its stage."""

from django.db import migrations, models

NAME = "leads_lead_search"


def widen(apps, schema_editor):
    _search_index(schema_editor, "search, stage")


def narrow(apps, schema_editor):
    _search_index(schema_editor, "search")


def _search_index(schema_editor, columns):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")
        schema_editor.execute(f"CREATE INDEX {NAME} ON leads_lead ({columns})")


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_search_trigram")]

    operations = [
        migrations.RemoveIndex(model_name="lead", name="leads_lead_by_deadline"),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["stage", "due_at", "engagement_level", "-captured_at", "-id"],
                name="leads_lead_urgent",
            ),
        ),
        migrations.RunPython(widen, narrow),
    ]
