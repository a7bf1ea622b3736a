"""Papers: documents, their steps and the office's own templates; and what the public learns of a fingerprint."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import payung.governance.models.fields
from payung.governance.migrations._operations import area_policy, insert_only

_CODE = {"db_collation": "C", "max_length": 40}
_USER = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _code(**changes):
    return payung.governance.models.fields.CodeField(**(_CODE | changes))


def _area():
    return payung.governance.models.fields.AreaField(db_collation="C", max_length=10)


def _to(model, **changes):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"governance.{model}", **changes)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0004_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentTemplate",
            fields=[
                _id(),
                ("kind", _code()),
                ("digest", _code(max_length=64)),
                ("put_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("file", _to("storedfile")),
                ("put_by", models.ForeignKey(**_USER)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("kind",), name="documenttemplate_one_in_force"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                _id(),
                ("area", _area()),
                ("kind", _code()),
                ("object_kind", _code()),
                ("object_id", models.BigIntegerField()),
                ("about", models.CharField(max_length=200)),
                ("status", _code(max_length=20)),
                ("fingerprint", _code(max_length=16, unique=True)),
                ("people", models.IntegerField(default=0)),
                ("office", models.CharField(max_length=200)),
                ("signer", models.CharField(max_length=320)),
                ("made_at", models.DateTimeField()),
                ("due_on", models.DateField(null=True)),
                ("number", models.CharField(default="", max_length=120)),
                ("numbered_on", models.DateField(null=True)),
                ("signed_form", _code(default="", max_length=20)),
                ("signed_on", models.DateField(null=True)),
                ("signatures", models.JSONField(default=list)),
                ("version", models.IntegerField(default=1)),
                ("data", _to("storedfile")),
                ("made_by", models.ForeignKey(**_USER)),
                ("signed_file", _to("storedfile", null=True)),
                ("template", _to("documenttemplate", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area", "status"], name="document_area_status"),
                    models.Index(fields=["object_kind", "object_id"], name="document_object"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["signed", "sent", "received"]), _negated=True),
                            models.Q(("signed_file__isnull", False), ("signed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="document_signed_with_its_copy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), ("numbered_on__isnull", True)),
                            models.Q(models.Q(("number", ""), _negated=True), ("numbered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="document_number_with_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentStep",
            fields=[
                _id(),
                ("area", _area()),
                ("act", _code(max_length=20)),
                ("status", _code(max_length=20)),
                ("note", models.CharField(default="", max_length=400)),
                ("done_at", models.DateTimeField()),
                ("document", _to("document")),
                ("done_by", models.ForeignKey(**_USER)),
            ],
            options={"indexes": [models.Index(fields=["document", "id"], name="documentstep_document")]},
        ),
        area_policy("governance_document"),
        area_policy("governance_documentstep"),
        insert_only("governance_documentstep"),
        # Anybody may ask what a fingerprint belongs to, in no scope: the function answers with what stands at the head of the paper.
        migrations.RunSQL(
            sql="""
            CREATE FUNCTION governance.checked_document(asked text)
                RETURNS TABLE (kind text, number text, numbered_on date, status text, office text)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT kind, number, numbered_on, status, office FROM governance_document WHERE fingerprint = asked
            $$;
            REVOKE ALL ON FUNCTION governance.checked_document(text) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION governance.checked_document(text) TO payung_app, payung_batch;
            """,
            reverse_sql="DROP FUNCTION governance.checked_document(text);",
        ),
    ]
