"""Where cards and books are; who is ready, by village."""

import django.db.models.deletion
from django.db import migrations, models

import payung.governance.models.fields
from payung.governance.migrations._operations import area_policy


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0002_replies"),
        ("selection", "0004_amendments"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="book",
            field=payung.governance.models.fields.CodeField(db_collation="C", default="expected", max_length=20),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="card",
            field=payung.governance.models.fields.CodeField(db_collation="C", default="expected", max_length=20),
        ),
        migrations.CreateModel(
            name="VillageReadiness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("layout", payung.governance.models.fields.CodeField(db_collation="C", max_length=40)),
                ("people", models.IntegerField()),
                ("ready", models.IntegerField()),
                ("missing", models.JSONField(default=dict)),
                ("checked_at", models.DateTimeField()),
                (
                    "beneficiary_list",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.beneficiarylist"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["area"], name="villagereadiness_area")],
                "constraints": [
                    models.UniqueConstraint(fields=("beneficiary_list", "layout", "area"), name="villagereadiness_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ready__gte", 0), ("ready__lte", models.F("people"))), name="villagereadiness_not_more_than_all"
                    ),
                ],
            },
        ),
        area_policy("enrolment_villagereadiness"),
    ]
