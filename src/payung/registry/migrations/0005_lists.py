"""Indexes of lists of people: by birth date, and those who died."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_office")]

    operations = [
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(condition=models.Q(("tells", True)), fields=["birth_date", "id"], name="worker_by_birth"),
        ),
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(condition=models.Q(("died_on__isnull", False)), fields=["died_on"], name="worker_died"),
        ),
    ]
