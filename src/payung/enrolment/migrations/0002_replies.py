"""What BPJS answered, replacement batches, cards and books."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import payung.governance.models.fields
from payung.governance.migrations._operations import area_policy


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0001_initial"),
        ("governance", "0002_accounts"),
        ("selection", "0004_amendments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("item", payung.governance.models.fields.CodeField(db_collation="C", max_length=10)),
                ("status", payung.governance.models.fields.CodeField(db_collation="C", max_length=20)),
                ("happened_on", models.DateField()),
                ("receiver", models.CharField(default="", max_length=200)),
                ("mark", payung.governance.models.fields.CodeField(db_collation="C", default="", max_length=20)),
                ("reason", models.CharField(default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReplyFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("digest", payung.governance.models.fields.CodeField(db_collation="C", max_length=64)),
                ("name", models.TextField()),
                ("layout", payung.governance.models.fields.CodeField(db_collation="C", max_length=40)),
                ("answered_on", models.DateField()),
                ("declared", models.JSONField(default=dict)),
                ("counted", models.JSONField(default=dict)),
                ("unknown", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReplyLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", payung.governance.models.fields.AreaField(db_collation="C", max_length=10)),
                ("sheet", models.TextField()),
                ("row_number", models.IntegerField()),
                ("outcome", payung.governance.models.fields.CodeField(db_collation="C", max_length=20)),
                ("reason", payung.governance.models.fields.CodeField(db_collation="C", default="", max_length=40)),
                ("words", models.TextField(default="")),
                ("envelope", models.BinaryField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_once",
        ),
        migrations.AddField(
            model_name="batch",
            name="amendment",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.listamendment"),
        ),
        migrations.AddField(
            model_name="batch",
            name="annex",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.storedfile"),
        ),
        migrations.AddField(
            model_name="batch",
            name="file",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.storedfile"),
        ),
        migrations.AddField(
            model_name="batch",
            name="first_month",
            field=payung.governance.models.fields.CodeField(db_collation="C", default="", max_length=7),
        ),
        migrations.AddField(
            model_name="batch",
            name="number",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="answered_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="envelope",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="kpj_key",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="nik_key",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="reason",
            field=payung.governance.models.fields.CodeField(db_collation="C", default="", max_length=40),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["batch", "status"], name="enrolment_batch_status"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(fields=("beneficiary_list", "area", "layout", "number"), name="batch_once"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kpj_key__isnull", False), ("status", "accepted")), fields=("kpj_key",), name="enrolment_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "accepted"), _negated=True),
                    models.Q(("answered_on__isnull", False), ("envelope__isnull", False), ("kpj_key__isnull", False)),
                    _connector="OR",
                ),
                name="enrolment_accepted_with_number",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="enrolment",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enrolment.enrolment"),
        ),
        migrations.AddField(
            model_name="handover",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="replyfile",
            name="beneficiary_list",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="selection.beneficiarylist"
            ),
        ),
        migrations.AddField(
            model_name="replyfile",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="replyfile",
            name="stored",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.storedfile"),
        ),
        migrations.AddField(
            model_name="replyline",
            name="enrolment",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enrolment.enrolment"),
        ),
        migrations.AddField(
            model_name="replyline",
            name="file",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enrolment.replyfile"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["area"], name="handover_area"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "handed"), _negated=True),
                    models.Q(models.Q(("receiver", ""), _negated=True), models.Q(("mark", ""), _negated=True)),
                    _connector="OR",
                ),
                name="handover_to_somebody_with_a_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["not-collected", "returned"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="handover_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="replyfile",
            index=models.Index(fields=["area"], name="replyfile_area"),
        ),
        migrations.AddConstraint(
            model_name="replyfile",
            constraint=models.UniqueConstraint(fields=("beneficiary_list", "digest"), name="replyfile_once"),
        ),
        migrations.AddIndex(
            model_name="replyline",
            index=models.Index(fields=["area", "outcome"], name="replyline_area_outcome"),
        ),
        migrations.AddConstraint(
            model_name="replyline",
            constraint=models.UniqueConstraint(fields=("file", "sheet", "row_number"), name="replyline_once"),
        ),
        area_policy("enrolment_replyfile"),
        area_policy("enrolment_replyline"),
        area_policy("enrolment_handover"),
    ]
