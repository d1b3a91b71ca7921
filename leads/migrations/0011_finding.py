from django.db import migrations, models

NAMES = {
    "company": ("leads", "Company"),
    "contact": ("leads", "Contact"),
    "campaign": ("leads", "Campaign"),
    "content": ("library", "Content"),
    "opportunity": ("leads", "Opportunity"),
}


def note_all(apps, schema_editor):
    """What is there already is read by the next run of the index."""
    todo = apps.get_model("leads", "SearchTodo")
    for record, (app, name) in NAMES.items():
        keys = apps.get_model(app, name).objects.order_by("pk").values_list("pk", flat=True)
        notes = (todo(record=record, row_id=pk) for pk in keys.iterator(chunk_size=2000))
        todo.objects.bulk_create(notes, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_shaped_lists"), ("library", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.CharField(max_length=12)),
                ("word", models.CharField(max_length=60)),
                ("row_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "word to search by",
                "verbose_name_plural": "words to search by",
                "indexes": [
                    models.Index(fields=["record", "row_id"], name="leads_search_word_of_row")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "word", "row_id"), name="leads_search_word_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchSpelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variant", models.CharField(max_length=8)),
                ("word", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name": "spelling",
                "verbose_name_plural": "spellings",
                "indexes": [models.Index(fields=["word"], name="leads_search_spelling_of")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("variant", "word"), name="leads_search_spelling_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchTodo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.CharField(max_length=12)),
                ("row_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "record to read again",
                "verbose_name_plural": "records to read again",
            },
        ),
        migrations.RunPython(note_all, migrations.RunPython.noop),
    ]
