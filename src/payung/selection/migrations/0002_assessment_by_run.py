"""Assessments live in one partition a run."""

from django.db import migrations

from payung.governance.migrations._operations import area_policy, partitioned_by_run


class Migration(migrations.Migration):
    dependencies = [("selection", "0001_initial")]

    operations = [
        partitioned_by_run("selection_assessment"),
        area_policy("selection_assessment"),
    ]
