"""Runs, assessments, lists with their entries, decisions on people, amendments."""

from django.conf import settings
import django.contrib.postgres.fields
import django.db.models.deletion
import payung.governance.models.fields
from django.db import migrations, models

from payung.governance.migrations._operations import CreateModels, area_policy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('governance', '0001_initial'),
        ('programmes', '0001_initial'),
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]


    operations = [
        CreateModels([
            migrations.CreateModel(
                name='SelectionRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('tranche', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.tranche')),
                    ('seed', models.BigIntegerField()),
                    ('on', models.DateField()),
                    ('inputs_digest', models.BinaryField(null=True)),
                    ('parameters_digest', models.BinaryField(null=True)),
                    ('result_digest', models.BinaryField(null=True)),
                    ('code_version', models.CharField(max_length=40)),
                    ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.job')),
                    ('assessed', models.IntegerField(default=0)),
                    ('chosen', models.IntegerField(default=0)),
                    ('reserve', models.IntegerField(default=0)),
                    ('unfilled', models.IntegerField(default=0)),
                    ('months', models.SmallIntegerField()),
                    ('price_idr', models.BigIntegerField()),
                    ('prices_idr', models.JSONField()),
                    ('capacity', models.IntegerField(default=0)),
                    ('cost_idr', models.BigIntegerField(default=0)),
                    ('quota', models.JSONField(default=dict)),
                    ('decisions', models.JSONField(default=list)),
                    ('fairness', models.JSONField(default=dict)),
                    ('ran_at', models.DateTimeField()),
                    ('complete', models.BooleanField(default=False)),
                    ('purged_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('cost_idr__gte', 0), ('months__gt', 0), ('price_idr__gt', 0)), name='selectionrun_money_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='Assessment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='selection.selectionrun')),
                    ('worker', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.worker')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('verdict', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('reasons', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), default=list, size=None)),
                    ('score', models.IntegerField(null=True)),
                    ('rank', models.IntegerField(null=True)),
                    ('cut_off', models.IntegerField(null=True)),
                    ('quota_area', payung.governance.models.fields.CodeField(db_collation='C', max_length=10, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'verdict'], name='assessment_area_verdict')],
                    'constraints': [models.UniqueConstraint(fields=('run', 'worker'), name='assessment_once')],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.selectionrun')),
                    ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.worker')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('state', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('rank', models.IntegerField()),
                    ('score', models.IntegerField()),
                    ('reasons', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), default=list, size=None)),
                    ('name', models.CharField(max_length=300)),
                    ('sex', models.CharField(default='', max_length=1)),
                    ('birth_date', models.DateField(null=True)),
                    ('birth_place', models.CharField(default='', max_length=120)),
                    ('village_code', payung.governance.models.fields.CodeField(db_collation='C', max_length=10)),
                    ('occupation', models.CharField(default='', max_length=120)),
                    ('workplace', models.CharField(default='', max_length=200)),
                    ('hours', models.CharField(default='', max_length=60)),
                    ('income_idr', models.BigIntegerField(null=True)),
                    ('envelope', models.BinaryField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'run', 'state'], name='entry_area_run_state')],
                    'constraints': [models.UniqueConstraint(fields=('run', 'worker'), name='entry_once'), models.UniqueConstraint(fields=('run', 'rank'), name='entry_rank_once')],
                },
            ),
            migrations.CreateModel(
                name='PersonDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.selectionrun')),
                    ('tranche', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.tranche')),
                    ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.worker')),
                    ('act', payung.governance.models.fields.CodeField(db_collation='C', max_length=10)),
                    ('reason', models.TextField()),
                    ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'tranche'], name='persondecision_area')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='persondecision_has_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='BeneficiaryList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.selectionrun')),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('digest', models.BinaryField()),
                    ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submitted_at', models.DateTimeField()),
                    ('decree_number', models.CharField(default='', max_length=120)),
                    ('decree_on', models.DateField(null=True)),
                    ('decree_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('version', models.IntegerField(default=1)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['returned', 'ended']), _negated=True), fields=('run',), name='list_one_standing_per_run'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'decreed'), _negated=True), models.Q(models.Q(('decree_number', ''), _negated=True), ('decree_file__isnull', False), ('decree_on__isnull', False)), _connector='OR'), name='list_decreed_with_number_date_and_copy')],
                },
            ),
            migrations.CreateModel(
                name='ListAmendment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('beneficiary_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.beneficiarylist')),
                    ('number', models.SmallIntegerField()),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('first_month', payung.governance.models.fields.CodeField(db_collation='C', max_length=7)),
                    ('months', models.SmallIntegerField()),
                    ('month_idr', models.BigIntegerField()),
                    ('prices_idr', models.JSONField()),
                    ('freed_idr', models.JSONField()),
                    ('bound_idr', models.JSONField()),
                    ('digest', models.BinaryField()),
                    ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submitted_at', models.DateTimeField()),
                    ('decree_number', models.CharField(default='', max_length=120)),
                    ('decree_on', models.DateField(null=True)),
                    ('decree_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('version', models.IntegerField(default=1)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('beneficiary_list', 'number'), name='listamendment_number_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['submitted', 'approved'])), fields=('beneficiary_list',), name='listamendment_one_under_way'), models.CheckConstraint(condition=models.Q(('month_idr__gt', 0), ('months__gt', 0)), name='listamendment_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'decreed'), _negated=True), models.Q(models.Q(('decree_number', ''), _negated=True), ('decree_file__isnull', False), ('decree_on__isnull', False)), _connector='OR'), name='listamendment_decreed_whole')],
                },
            ),
            migrations.CreateModel(
                name='AmendedPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.listamendment')),
                    ('leaves', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.entry')),
                    ('enters', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.entry')),
                    ('why', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('standing', models.BooleanField(default=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'amendment'], name='amendedplace_area')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('standing', True)), fields=('leaves',), name='amendedplace_left_once'), models.UniqueConstraint(condition=models.Q(('standing', True)), fields=('enters',), name='amendedplace_entered_once'), models.CheckConstraint(condition=models.Q(('leaves', models.F('enters')), _negated=True), name='amendedplace_two_people')],
                },
            ),
            migrations.CreateModel(
                name='ProvisionalList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.selectionrun')),
                    ('published_on', models.DateField()),
                    ('objections_until', models.DateField()),
                    ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run',), name='provisionallist_once_a_run'), models.CheckConstraint(condition=models.Q(('objections_until__gte', models.F('published_on'))), name='provisionallist_days_in_order')],
                },
            ),
        ]),
        area_policy("selection_entry"),
        area_policy("selection_persondecision"),
        area_policy("selection_amendedplace"),
    ]
