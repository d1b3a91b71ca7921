from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_search_again")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="plan",
            field=models.TextField(blank=True, max_length=5000, verbose_name="account plan"),
        ),
        migrations.AddField(
            model_name="task",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
