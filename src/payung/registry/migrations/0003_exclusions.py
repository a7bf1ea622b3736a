"""Lists of people who must not or need not be chosen."""

import django.db.models.deletion
from django.db import migrations, models

import payung.governance.models.fields
from payung.governance.migrations._operations import area_policy


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_rounds")]

    operations = [
        migrations.AddField(model_name="linkrun", name="excluded", field=models.IntegerField(default=0)),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("kind", payung.governance.models.fields.CodeField(db_collation="C", max_length=20)),
                ("sheet", models.TextField(default="")),
                ("row_number", models.IntegerField()),
                ("envelope", models.BinaryField(null=True)),
                ("nik_state", payung.governance.models.fields.CodeField(db_collation="C", max_length=12)),
                ("name", models.CharField(default="", max_length=300)),
                ("sex", models.CharField(default="", max_length=1)),
                ("birth_date", models.DateField(null=True)),
                ("village_code", payung.governance.models.fields.CodeField(db_collation="C", default="", max_length=10)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("source", models.CharField(default="", max_length=200)),
                ("status", payung.governance.models.fields.CodeField(db_collation="C", max_length=20)),
                (
                    "outside_list",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.outsidelist"),
                ),
                (
                    "worker",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.worker"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("outside_list", "sheet", "row_number"), name="exclusion_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                        name="exclusion_half_open",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["area"], name="exclusion_area"),
                    models.Index(fields=["worker"], name="exclusion_worker"),
                ],
            },
        ),
        area_policy("registry_exclusion"),
    ]
