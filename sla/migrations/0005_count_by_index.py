from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0004_weekly_note")]

    operations = [
        migrations.RemoveIndex(model_name="clock", name="sla_clock_counted"),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=[
                    "promise",
                    "counted_on",
                    "agreement",
                    "tier",
                    "result",
                    "exemption",
                    "lead",
                    "stopped_at",
                    "due_at",
                ],
                name="sla_clock_counted",
            ),
        ),
    ]
