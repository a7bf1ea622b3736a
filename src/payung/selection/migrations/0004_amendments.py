"""Amended decrees, and the provisional list on the notice boards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import payung.governance.models.fields
from payung.governance.migrations._operations import area_policy


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_accounts"),
        ("selection", "0003_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListAmendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("status", payung.governance.models.fields.CodeField(db_collation="C", max_length=20)),
                ("first_month", payung.governance.models.fields.CodeField(db_collation="C", max_length=7)),
                ("months", models.SmallIntegerField()),
                ("month_idr", models.BigIntegerField()),
                ("prices_idr", models.JSONField()),
                ("freed_idr", models.JSONField()),
                ("bound_idr", models.JSONField()),
                ("digest", models.BinaryField()),
                ("submitted_at", models.DateTimeField()),
                ("decree_number", models.CharField(default="", max_length=120)),
                ("decree_on", models.DateField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "beneficiary_list",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.beneficiarylist"),
                ),
                (
                    "decree_file",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.storedfile"),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AmendedPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("why", payung.governance.models.fields.CodeField(db_collation="C", max_length=40)),
                ("standing", models.BooleanField(default=True)),
                ("enters", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.entry")),
                ("leaves", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.entry")),
                (
                    "amendment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.listamendment"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProvisionalList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_on", models.DateField()),
                ("objections_until", models.DateField()),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.selectionrun")),
            ],
        ),
        migrations.AddConstraint(
            model_name="listamendment",
            constraint=models.UniqueConstraint(fields=("beneficiary_list", "number"), name="listamendment_number_once"),
        ),
        migrations.AddConstraint(
            model_name="listamendment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["submitted", "approved"])),
                fields=("beneficiary_list",),
                name="listamendment_one_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="listamendment",
            constraint=models.CheckConstraint(condition=models.Q(("month_idr__gt", 0), ("months__gt", 0)), name="listamendment_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="listamendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "decreed"), _negated=True),
                    models.Q(models.Q(("decree_number", ""), _negated=True), ("decree_file__isnull", False), ("decree_on__isnull", False)),
                    _connector="OR",
                ),
                name="listamendment_decreed_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="amendedplace",
            index=models.Index(fields=["area", "amendment"], name="amendedplace_area"),
        ),
        migrations.AddConstraint(
            model_name="amendedplace",
            constraint=models.UniqueConstraint(condition=models.Q(("standing", True)), fields=("leaves",), name="amendedplace_left_once"),
        ),
        migrations.AddConstraint(
            model_name="amendedplace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", True)), fields=("enters",), name="amendedplace_entered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendedplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("leaves", models.F("enters")), _negated=True), name="amendedplace_two_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisionallist",
            constraint=models.UniqueConstraint(fields=("run",), name="provisionallist_once_a_run"),
        ),
        migrations.AddConstraint(
            model_name="provisionallist",
            constraint=models.CheckConstraint(
                condition=models.Q(("objections_until__gte", models.F("published_on"))), name="provisionallist_days_in_order"
            ),
        ),
        area_policy("selection_amendedplace"),
    ]
