"""Batches, replies of the agency, handing over of cards and books, readiness of villages."""

from django.conf import settings
import django.db.models.deletion
import payung.governance.models.fields
from django.db import migrations, models

from payung.governance.migrations._operations import CreateModels, area_policy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('governance', '0001_initial'),
        ('selection', '0002_assessment_by_run'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]


    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Batch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('beneficiary_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.beneficiarylist')),
                    ('branch', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('layout', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('number', models.SmallIntegerField(default=0)),
                    ('amendment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.listamendment')),
                    ('first_month', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=7)),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('annex', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('people', models.IntegerField()),
                    ('months', models.SmallIntegerField()),
                    ('amount_idr', models.BigIntegerField()),
                    ('digest', models.BinaryField()),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='batch_area')],
                    'constraints': [models.UniqueConstraint(fields=('beneficiary_list', 'area', 'layout', 'number'), name='batch_once'), models.CheckConstraint(condition=models.Q(('amount_idr__gt', 0), ('months__gt', 0), ('people__gt', 0)), name='batch_not_empty')],
                },
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrolment.batch')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.entry')),
                    ('line', models.IntegerField()),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('reason', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                    ('answered_on', models.DateField(null=True)),
                    ('nik_key', models.BigIntegerField(null=True)),
                    ('kpj_key', models.BigIntegerField(null=True)),
                    ('envelope', models.BinaryField(null=True)),
                    ('card', payung.governance.models.fields.CodeField(db_collation='C', default='expected', max_length=20)),
                    ('book', payung.governance.models.fields.CodeField(db_collation='C', default='expected', max_length=20)),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='enrolment_area'), models.Index(fields=['batch', 'status'], name='enrolment_batch_status')],
                    'constraints': [models.UniqueConstraint(fields=('batch', 'line'), name='enrolment_line_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['rejected', 'replaced', 'duplicate']), _negated=True), fields=('entry',), name='enrolment_one_standing'), models.UniqueConstraint(condition=models.Q(('kpj_key__isnull', False), ('status', 'accepted')), fields=('kpj_key',), name='enrolment_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'accepted'), _negated=True), models.Q(('answered_on__isnull', False), ('envelope__isnull', False), ('kpj_key__isnull', False)), _connector='OR'), name='enrolment_accepted_with_number')],
                },
            ),
            migrations.CreateModel(
                name='ReplyFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('beneficiary_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.beneficiarylist')),
                    ('digest', payung.governance.models.fields.CodeField(db_collation='C', max_length=64)),
                    ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('name', models.TextField()),
                    ('layout', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('answered_on', models.DateField()),
                    ('declared', models.JSONField(default=dict)),
                    ('counted', models.JSONField(default=dict)),
                    ('unknown', models.JSONField(default=list)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='replyfile_area')],
                    'constraints': [models.UniqueConstraint(fields=('beneficiary_list', 'digest'), name='replyfile_once')],
                },
            ),
            migrations.CreateModel(
                name='ReplyLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrolment.replyfile')),
                    ('sheet', models.TextField()),
                    ('row_number', models.IntegerField()),
                    ('enrolment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrolment.enrolment')),
                    ('outcome', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('reason', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                    ('words', models.TextField(default='')),
                    ('envelope', models.BinaryField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'outcome'], name='replyline_area_outcome')],
                    'constraints': [models.UniqueConstraint(fields=('file', 'sheet', 'row_number'), name='replyline_once')],
                },
            ),
            migrations.CreateModel(
                name='Handover',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrolment.enrolment')),
                    ('item', payung.governance.models.fields.CodeField(db_collation='C', max_length=10)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('happened_on', models.DateField()),
                    ('receiver', models.CharField(default='', max_length=200)),
                    ('mark', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=20)),
                    ('reason', models.CharField(default='', max_length=300)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='handover_area')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'handed'), _negated=True), models.Q(models.Q(('receiver', ''), _negated=True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='handover_to_somebody_with_a_mark'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['not-collected', 'returned']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='handover_says_why')],
                },
            ),
            migrations.CreateModel(
                name='VillageReadiness',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('beneficiary_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.beneficiarylist')),
                    ('layout', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('people', models.IntegerField()),
                    ('ready', models.IntegerField()),
                    ('missing', models.JSONField(default=dict)),
                    ('checked_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='villagereadiness_area')],
                    'constraints': [models.UniqueConstraint(fields=('beneficiary_list', 'layout', 'area'), name='villagereadiness_once'), models.CheckConstraint(condition=models.Q(('ready__gte', 0), ('ready__lte', models.F('people'))), name='villagereadiness_not_more_than_all')],
                },
            ),
        ]),
        area_policy("enrolment_batch"),
        area_policy("enrolment_enrolment"),
        area_policy("enrolment_replyfile"),
        area_policy("enrolment_replyline"),
        area_policy("enrolment_handover"),
        area_policy("enrolment_villagereadiness"),
    ]
