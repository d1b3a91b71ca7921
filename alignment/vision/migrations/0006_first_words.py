from django.db import migrations
from django.utils import timezone

from alignment.vision.builtin_terms import load


def first_words(apps, schema_editor):
    terms = apps.get_model("vision", "Term").objects
    load(terms, apps.get_model("vision", "TermVersion").objects, timezone.now())


class Migration(migrations.Migration):

    dependencies = [("vision", "0005_remarks")]

    operations = [migrations.RunPython(first_words, migrations.RunPython.noop)]
