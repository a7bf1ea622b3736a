"""Uploads, their files and rows, what was typed by hand."""

from django.conf import settings
import django.contrib.postgres.fields
import django.db.models.deletion
import payung.governance.models.fields
from django.db import migrations, models

from payung.governance.migrations._operations import CreateModels, area_policy, sql_of


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('governance', '0001_initial'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]


    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Upload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('source', models.TextField()),
                    ('door', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('mapping', models.JSONField(default=dict)),
                    ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.job')),
                    ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.upload')),
                    ('received_at', models.DateTimeField()),
                    ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('way', payung.governance.models.fields.CodeField(db_collation='C', default='file', max_length=10)),
                    ('of_area', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=10)),
                    ('brought_by', models.CharField(default='', max_length=200)),
                    ('scan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('returned_at', models.DateTimeField(null=True)),
                    ('withdrawn_because', models.TextField(default='')),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='upload_area'), models.Index(condition=models.Q(('of_area', ''), _negated=True), fields=['of_area'], name='upload_of_area')],
                },
            ),
            migrations.CreateModel(
                name='SourceFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.upload')),
                    ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('path', models.TextField()),
                    ('digest', payung.governance.models.fields.CodeField(db_collation='C', max_length=64)),
                    ('place', models.IntegerField()),
                    ('outcome', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=20)),
                    ('code', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=20)),
                    ('rows', models.IntegerField(default=0)),
                    ('people', models.IntegerField(default=0)),
                    ('complete', models.BooleanField(default=False)),
                    ('preview', models.BinaryField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='sourcefile_area'), models.Index(fields=['digest'], name='sourcefile_digest')],
                    'constraints': [models.UniqueConstraint(fields=('upload', 'place'), name='sourcefile_once_a_place')],
                },
            ),
            migrations.CreateModel(
                name='IntakeRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.sourcefile')),
                    ('sheet', models.TextField()),
                    ('row_number', models.IntegerField()),
                    ('envelope', models.BinaryField(null=True)),
                    ('row_digest', models.BinaryField()),
                    ('nik_key', models.BigIntegerField(null=True)),
                    ('nik_state', payung.governance.models.fields.CodeField(db_collation='C', max_length=12)),
                    ('name', models.CharField(default='', max_length=300)),
                    ('sex', models.CharField(default='', max_length=1)),
                    ('birth_date', models.DateField(null=True)),
                    ('birth_place', models.CharField(default='', max_length=120)),
                    ('village_code', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=10)),
                    ('occupation', models.CharField(default='', max_length=120)),
                    ('workplace', models.CharField(default='', max_length=200)),
                    ('hours', models.CharField(default='', max_length=60)),
                    ('income_idr', models.BigIntegerField(null=True)),
                    ('disability', models.BooleanField(null=True)),
                    ('decile', models.SmallIntegerField(null=True)),
                    ('village_order', models.IntegerField(null=True)),
                    ('findings', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), default=list, size=None)),
                    ('corrects', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.intakerow')),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='intakerow_area'), models.Index(condition=models.Q(('corrects__isnull', False)), fields=['corrects'], name='intakerow_corrects')],
                    'constraints': [models.UniqueConstraint(fields=('file', 'sheet', 'row_number'), name='intakerow_once'), models.CheckConstraint(condition=models.Q(('income_idr__isnull', True), ('income_idr__gte', 0), _connector='OR'), name='intakerow_income_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='RowPin',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.intakerow')),
                    ('fact', payung.governance.models.fields.CodeField(db_collation='C', max_length=60)),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='rowpin_area')],
                    'constraints': [models.UniqueConstraint(fields=('row', 'fact'), name='rowpin_once')],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('door', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('source', models.TextField()),
                    ('brought_by', models.CharField(max_length=200)),
                    ('scan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('envelope', models.BinaryField(null=True)),
                    ('lines', models.IntegerField(default=0)),
                    ('version', models.IntegerField(default=1)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.upload')),
                    ('begun_at', models.DateTimeField()),
                    ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('saved_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'status'], name='draft_area_status')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'handed-in'), ('upload__isnull', False)), models.Q(models.Q(('status', 'handed-in'), _negated=True), ('upload__isnull', True)), _connector='OR'), name='draft_handed_in_whole')],
                },
            ),
        ]),
        migrations.RunSQL(sql=sql_of(__file__, "_functions.sql"), reverse_sql="DROP FUNCTION intake_files(); DROP FUNCTION intake_sendings();"),
        area_policy("intake_upload"),
        area_policy("intake_sourcefile"),
        area_policy("intake_intakerow"),
        area_policy("intake_rowpin"),
        area_policy("intake_draft"),
    ]
