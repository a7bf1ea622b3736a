"""Rounds name the agreement they rest on, and are closed."""

import payung.governance.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_lists")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="agreement",
            field=payung.governance.models.fields.CodeField(db_collation="C", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="round",
            name="status",
            field=payung.governance.models.fields.CodeField(db_collation="C", default="open", max_length=20),
        ),
        migrations.AddField(model_name="round", name="closed_on", field=models.DateField(null=True)),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("status", "closed")),
                    models.Q(models.Q(("status", "closed"), _negated=True), ("closed_on__isnull", True)),
                    _connector="OR",
                ),
                name="round_closed_whole",
            ),
        ),
    ]
