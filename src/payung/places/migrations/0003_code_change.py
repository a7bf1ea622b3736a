from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_boundary"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_code", models.CharField(db_collation="C", max_length=10)),
                ("new_code", models.CharField(db_collation="C", max_length=10)),
                ("since", models.DateField(null=True)),
                ("source", models.CharField(max_length=255)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("old_code", "new_code"), name="code_change_once"),
                    models.CheckConstraint(
                        condition=models.Q(("old_code", models.F("new_code")), _negated=True), name="code_change_changes"
                    ),
                ],
            },
        ),
    ]
