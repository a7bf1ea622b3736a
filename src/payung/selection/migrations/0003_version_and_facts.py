"""A run keeps the version of its programme, and of everybody the facts that criteria and points asked about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0001_initial'),
        ('selection', '0002_assessment_by_run'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='facts',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='selectionrun',
            name='programme_version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeversion'),
        ),
        migrations.RunSQL(
            "UPDATE selection_selectionrun r SET programme_version_id = (SELECT v.id FROM programmes_programmeversion v"
            " WHERE v.programme_id = r.programme_id AND v.made_at <= r.ran_at ORDER BY v.version DESC LIMIT 1)",
            migrations.RunSQL.noop,
        ),
    ]
