from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    activity = apps.get_model("leads", "Activity")
    person = apps.get_model("people", "User").objects.filter(pk=OuterRef("by"))
    kind = Subquery(person.values("team__kind")[:1], output_field=models.CharField())
    activity.objects.filter(by__isnull=False).update(team_kind=Coalesce(kind, Value("")))


class Migration(migrations.Migration):
    dependencies = [("leads", "0018_runs_undone"), ("people", "0003_absence_public_id")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="team_kind",
            field=models.CharField(blank=True, editable=False, max_length=12),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
