from django.db import migrations, models
from django.db.models import Q

COUNTED = [
    "assignee",
    "lead",
    "counts",
    "verdict",
    "reason",
    "fault",
    "contested_on",
    "ruled_on",
]


class Migration(migrations.Migration):
    dependencies = [("leads", "0011_finding")]

    operations = [
        migrations.RemoveIndex(model_name="handover", name="leads_handover_on"),
        migrations.RemoveIndex(model_name="handover", name="leads_handover_decided_on"),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                fields=["handed_over_on", *COUNTED, "is_complete"], name="leads_handover_on"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["decided_on", *COUNTED], name="leads_handover_decided_on"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["id"],
                condition=Q(is_test=True) | Q(merged_at__isnull=False),
                name="leads_lead_left_out",
            ),
        ),
    ]
