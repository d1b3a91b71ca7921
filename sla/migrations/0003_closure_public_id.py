from django.db import migrations, models

import alignment.web.ids


def name_each(apps, schema_editor):
    """One id for each row that was there before."""
    for row in apps.get_model("sla", "Closure").objects.all():
        row.public_id = alignment.web.ids.new_id()
        row.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_next_owner")]

    operations = [
        migrations.AddField(
            "closure",
            "public_id",
            models.UUIDField(default=alignment.web.ids.new_id, editable=False, null=True),
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            "closure",
            "public_id",
            models.UUIDField(default=alignment.web.ids.new_id, editable=False, unique=True),
        ),
    ]
