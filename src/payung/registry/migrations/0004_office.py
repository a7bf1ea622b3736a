"""The office: what reviewers said of pairs, corrections by hand, and who tells of whom."""

from pathlib import Path

import django.db.models.deletion
import payung.governance.models.fields
from django.conf import settings
from django.db import migrations, models

from payung.governance.migrations._operations import area_policy

SETTLE = "SELECT registry_settle_persons(array(SELECT id FROM registry_worker WHERE survivor_id IS NOT NULL), '{}');"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0003_exclusions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                ('field', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ('before', models.TextField()),
                ('after', models.TextField()),
                ('reason', models.TextField()),
                ('corrected_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PairLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                ('verdict', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ('before', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ('look_before', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ('closed', models.JSONField(default=list)),
                ('reason', models.TextField(default='')),
                ('looked_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='candidatepair',
            name='second_look',
            field=payung.governance.models.fields.CodeField(db_collation='C', db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='worker',
            name='person',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.worker'),
        ),
        migrations.AddField(
            model_name='worker',
            name='tells',
            field=models.BooleanField(db_default=True),
        ),
        migrations.AddIndex(
            model_name='candidatepair',
            index=models.Index(condition=models.Q(('status__in', ['open', 'unsure']), ('second_look', 'waiting'), _connector='OR'), fields=['-weight_millibits', 'id'], name='pair_queue'),
        ),
        migrations.AddIndex(
            model_name='worker',
            index=models.Index(condition=models.Q(('tells', True)), fields=['name', 'id'], name='worker_by_name'),
        ),
        migrations.AddIndex(
            model_name='worker',
            index=models.Index(condition=models.Q(('tells', True)), fields=['area', 'name', 'id'], name='worker_by_area'),
        ),
        migrations.AddIndex(
            model_name='worker',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='worker_person'),
        ),
        migrations.AddField(
            model_name='correction',
            name='corrected_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='worker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.worker'),
        ),
        migrations.AddField(
            model_name='pairlook',
            name='looked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pairlook',
            name='merge',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.merge'),
        ),
        migrations.AddField(
            model_name='pairlook',
            name='pair',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.candidatepair'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['area'], name='correction_area'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='correction_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='pairlook',
            index=models.Index(fields=['area'], name='pairlook_area'),
        ),
        migrations.AddConstraint(
            model_name='pairlook',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('pair', 'looked_by'), name='pairlook_nobody_looks_twice'),
        ),
        migrations.RunSQL(
            sql=(Path(__file__).parent / "_persons.sql").read_text(),
            reverse_sql="DROP FUNCTION registry_settle_persons(bigint[], bigint[]);",
        ),
        migrations.RunSQL(sql=SETTLE, reverse_sql=migrations.RunSQL.noop),
        area_policy("registry_pairlook"),
        area_policy("registry_correction"),
    ]
