"""An index that counts and orders a list filtered by source and stage."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_urgent_first")]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["source", "stage", "-captured_at", "-id"], name="leads_lead_by_source"
            ),
        ),
    ]
