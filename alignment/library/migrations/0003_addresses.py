from django.conf import settings
from django.db import migrations


def to_versions(apps, schema_editor):
    """Each address becomes the first version of its content; days follow from what is known."""
    content, version = (apps.get_model("library", name) for name in ("Content", "ContentVersion"))
    for row in content.objects.exclude(address="").filter(current=None).iterator():
        row.current = version.objects.create(
            content=row, number=1, address=row.address, by=row.created_by, at=row.created_at
        )
        row.save(update_fields=["current"])
    for row in content.objects.iterator():
        row.since_on = row.created_at.date()
        row.owner = row.owner or row.created_by
        if not row.is_active and row.archived_on is None:
            row.archived_on = row.since_on
        row.save(update_fields=["since_on", "owner", "archived_on"])


def to_addresses(apps, schema_editor):
    content = apps.get_model("library", "Content")
    for row in content.objects.filter(current__isnull=False).select_related("current").iterator():
        content.objects.filter(pk=row.pk).update(address=row.current.address)


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0002_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(to_versions, to_addresses)]
