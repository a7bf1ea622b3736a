"""What officials decide of people, and which of it a run applied."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import payung.governance.models.fields
from payung.governance.migrations._operations import area_policy


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0001_initial"),
        ("programmes", "0001_initial"),
        ("registry", "0001_initial"),
        ("selection", "0002_assessment_by_run"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="selectionrun", name="decisions", field=models.JSONField(default=list)),
        migrations.CreateModel(
            name="PersonDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("act", payung.governance.models.fields.CodeField(db_collation="C", max_length=10)),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "evidence",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.storedfile"),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.selectionrun")),
                ("tranche", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.tranche")),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.worker")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="persondecision_has_a_reason")
                ],
                "indexes": [models.Index(fields=["area", "tranche"], name="persondecision_area")],
            },
        ),
        area_policy("selection_persondecision"),
    ]
