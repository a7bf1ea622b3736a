"""Users, postings, approvals, audit, jobs, files, papers, inspections."""

from django.conf import settings
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import payung.governance.models.fields
from django.db import migrations, models

from payung.governance.migrations._operations import CreateModels, area_policy, insert_only, sql_of


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    # Functions and default privileges come first, so that every table of every app is made under them.
    run_before = [
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(sql=sql_of(__file__, "_functions.sql"), reverse_sql="DROP SCHEMA governance CASCADE;"),
        CreateModels([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('login', payung.governance.models.fields.CodeField(db_collation='C', max_length=60, unique=True)),
                    ('full_name', models.CharField(max_length=200)),
                    ('is_active', models.BooleanField(default=True)),
                    ('language', models.CharField(default='id', max_length=5)),
                    ('created_at', models.DateTimeField()),
                    ('woken_at', models.DateTimeField(null=True)),
                    ('must_change_password', models.BooleanField(default=False)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Posting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('role', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('range_lo', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=11), size=None)),
                    ('range_hi', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=11), size=None)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(null=True)),
                    ('office', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'role', 'range_lo', 'starts_on'), name='posting_once_a_start'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='posting_half_open'), models.CheckConstraint(condition=models.Q(('range_lo__len', models.F('range_hi__len')), ('range_lo__len__gte', 1), ('range_lo__len__lte', 8)), name='posting_has_1_to_8_ranges')],
                },
            ),
            migrations.CreateModel(
                name='FirstUse',
                fields=[
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('envelope', models.BinaryField()),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Installation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('province', payung.governance.models.fields.CodeField(db_collation='C', max_length=2)),
                    ('practice', models.BooleanField(default=True)),
                    ('prepared_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='installation_once')],
                },
            ),
            migrations.CreateModel(
                name='SignIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('session_key', payung.governance.models.fields.CodeField(db_collation='C', max_length=40, unique=True)),
                    ('began_at', models.DateTimeField()),
                    ('address', models.GenericIPAddressField(null=True)),
                    ('agent', models.CharField(default='', max_length=200)),
                ],
                options={
                    'indexes': [models.Index(fields=['user', 'began_at'], name='signin_user_began')],
                },
            ),
            migrations.CreateModel(
                name='ChainStage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('set_at', models.DateTimeField()),
                    ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('stage', models.SmallIntegerField()),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), size=None)),
                    ('office', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                    ('least_idr', models.BigIntegerField(null=True)),
                    ('days', models.SmallIntegerField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'set_at', 'stage'), name='chain_stage_once'), models.CheckConstraint(condition=models.Q(('stage__gte', 1), ('stage__lte', 8)), name='chain_1_to_8_stages'), models.CheckConstraint(condition=models.Q(('least_idr__isnull', True), ('least_idr__gte', 0), _connector='OR'), name='chain_threshold_not_negative'), models.CheckConstraint(condition=models.Q(('days__isnull', True), ('days__gte', 1), _connector='OR'), name='chain_days_positive')],
                },
            ),
            migrations.CreateModel(
                name='Approval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('digest', models.BinaryField()),
                    ('maker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submitted_at', models.DateTimeField()),
                    ('stages', models.SmallIntegerField(default=1)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('kind', 'object_id'), name='approval_one_waiting'), models.CheckConstraint(condition=models.Q(('stages__gte', 1), ('stages__lte', 8)), name='approval_1_to_8_stages')],
                },
            ),
            migrations.CreateModel(
                name='ApprovalStage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.approval')),
                    ('stage', models.SmallIntegerField()),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), default=list, size=None)),
                    ('office', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                    ('days', models.SmallIntegerField(null=True)),
                    ('due_on', models.DateField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('approval', 'stage'), name='approval_stage_once')],
                },
            ),
            migrations.CreateModel(
                name='ApprovalDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.approval')),
                    ('stage', models.SmallIntegerField()),
                    ('verdict', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('reason', models.TextField(default='')),
                    ('maker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField()),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField(null=True)),
                    ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('approval', 'stage'), name='decision_one_per_stage'), models.UniqueConstraint(fields=('approval', 'decided_by'), name='decision_one_stage_per_person'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('maker')), _negated=True), name='decision_maker_is_not_checker'), models.CheckConstraint(condition=models.Q(('recorded_by__isnull', True), models.Q(models.Q(('recorded_by', models.F('maker')), _negated=True), models.Q(('recorded_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='decision_recorder_is_neither'), models.CheckConstraint(condition=models.Q(models.Q(('page__isnull', True), ('recorded_at__isnull', True), ('recorded_by__isnull', True)), models.Q(('page__isnull', False), ('recorded_at__isnull', False), ('recorded_by__isnull', False)), _connector='OR'), name='decision_recorded_whole')],
                },
            ),
            migrations.CreateModel(
                name='AuditEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by_user', models.BigIntegerField()),
                    ('by_posting', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                    ('action', payung.governance.models.fields.CodeField(db_collation='C', max_length=60)),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('subject_count', models.BigIntegerField()),
                    ('subjects_digest', models.BinaryField(null=True)),
                    ('change_digest', models.BinaryField(null=True)),
                    ('run', models.BigIntegerField(null=True)),
                    ('xid', payung.governance.models.fields.TransactionField()),
                ],
                options={
                    'indexes': [models.Index(fields=['kind', 'action'], name='auditevent_kind_action'), models.Index(fields=['by_user', 'id'], name='auditevent_by_user'), django.contrib.postgres.indexes.GinIndex(fields=['subjects'], name='auditevent_subjects')],
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('event', models.BigIntegerField()),
                    ('digest', models.BinaryField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('event',), name='auditentry_event_once')],
                },
            ),
            migrations.CreateModel(
                name='AuditRoot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_seq', models.BigIntegerField()),
                    ('last_seq', models.BigIntegerField()),
                    ('previous_root', models.BinaryField()),
                    ('root', models.BinaryField()),
                    ('signature', models.BinaryField()),
                    ('sealed_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('first_seq',), name='auditroot_first_once'), models.CheckConstraint(condition=models.Q(('last_seq__gte', models.F('first_seq'))), name='auditroot_not_empty')],
                },
            ),
            migrations.CreateModel(
                name='DocumentTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('digest', payung.governance.models.fields.CodeField(db_collation='C', max_length=64)),
                    ('put_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('put_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('kind',), name='documenttemplate_one_in_force')],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('about', models.CharField(max_length=200)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('fingerprint', payung.governance.models.fields.CodeField(db_collation='C', max_length=16, unique=True)),
                    ('data', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('people', models.IntegerField(default=0)),
                    ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.documenttemplate')),
                    ('office', models.CharField(max_length=200)),
                    ('signer', models.CharField(max_length=320)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                    ('due_on', models.DateField(null=True)),
                    ('number', models.CharField(default='', max_length=120)),
                    ('numbered_on', models.DateField(null=True)),
                    ('signed_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('signed_form', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=20)),
                    ('signed_on', models.DateField(null=True)),
                    ('signatures', models.JSONField(default=list)),
                    ('version', models.IntegerField(default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'status'], name='document_area_status'), models.Index(fields=['object_kind', 'object_id'], name='document_object')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['signed', 'sent', 'received']), _negated=True), models.Q(('signed_file__isnull', False), ('signed_on__isnull', False)), _connector='OR'), name='document_signed_with_its_copy'), models.CheckConstraint(condition=models.Q(models.Q(('number', ''), ('numbered_on__isnull', True)), models.Q(models.Q(('number', ''), _negated=True), ('numbered_on__isnull', False)), _connector='OR'), name='document_number_with_its_day')],
                },
            ),
            migrations.CreateModel(
                name='DocumentStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.document')),
                    ('act', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('note', models.CharField(default='', max_length=400)),
                    ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['document', 'id'], name='documentstep_document')],
                },
            ),
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('digest', payung.governance.models.fields.CodeField(db_collation='C', max_length=64)),
                    ('name', models.CharField(max_length=400)),
                    ('size_bytes', models.BigIntegerField()),
                    ('file_class', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('stored_at', models.DateTimeField()),
                    ('stored_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('retain_until', models.DateField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='storedfile_area'), models.Index(fields=['digest'], name='storedfile_digest')],
                },
            ),
            migrations.CreateModel(
                name='Inspection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('body', models.CharField(max_length=200)),
                    ('title', models.CharField(max_length=300)),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('opened_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='inspection_area')],
                },
            ),
            migrations.CreateModel(
                name='InspectionSample',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.inspection')),
                    ('object_kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('seed', models.BigIntegerField()),
                    ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('drawn_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='inspectionsample_area')],
                    'constraints': [models.UniqueConstraint(fields=('inspection', 'object_kind', 'object_id', 'seed'), name='inspectionsample_once'), models.CheckConstraint(condition=models.Q(('subjects__len__gt', 0)), name='inspectionsample_not_empty')],
                },
            ),
            migrations.CreateModel(
                name='InspectionFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.inspection')),
                    ('number', models.SmallIntegerField()),
                    ('test', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                    ('condition', models.TextField()),
                    ('rule', models.TextField()),
                    ('recommendation', models.TextField()),
                    ('people', models.IntegerField(default=0)),
                    ('months', models.IntegerField(default=0)),
                    ('amount_idr', models.BigIntegerField(default=0)),
                    ('due_on', models.DateField()),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                    ('version', models.IntegerField(default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'status'], name='inspectionfinding_area_status')],
                    'constraints': [models.UniqueConstraint(fields=('inspection', 'number'), name='inspectionfinding_number_once'), models.CheckConstraint(condition=models.Q(('amount_idr__gte', 0), ('months__gte', 0), ('people__gte', 0)), name='inspectionfinding_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='FindingStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.inspectionfinding')),
                    ('act', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('words', models.TextField()),
                    ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('recorder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area'], name='findingstep_area')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('act', 'answer'), _negated=True), models.Q(('done_by', models.F('recorder')), _negated=True), _connector='OR'), name='findingstep_finder_does_not_answer')],
                },
            ),
            migrations.CreateModel(
                name='StandardTestRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('object_kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('on', models.DateField()),
                    ('people', models.IntegerField()),
                    ('months', models.IntegerField()),
                    ('amount_idr', models.BigIntegerField()),
                    ('outcomes', models.JSONField()),
                    ('ran_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ran_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'object_kind', 'object_id'], name='standardtestrun_area_object')],
                },
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('arguments', models.JSONField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.posting')),
                    ('asked_at', models.DateTimeField()),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('attempt', models.IntegerField(default=0)),
                    ('counter', models.BigIntegerField(default=0)),
                    ('state', models.JSONField(default=dict)),
                    ('step', models.CharField(default='', max_length=200)),
                    ('done', models.BigIntegerField(default=0)),
                    ('total', models.BigIntegerField(default=0)),
                    ('begun_at', models.DateTimeField(null=True)),
                    ('begun_done', models.BigIntegerField(default=0)),
                    ('beat_at', models.DateTimeField(null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('error', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=60)),
                ],
                options={
                    'indexes': [models.Index(fields=['status', 'kind'], name='job_status_kind')],
                },
            ),
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('digest', models.BinaryField()),
                    ('size_bytes', models.BigIntegerField()),
                    ('rows', models.IntegerField(null=True)),
                    ('purpose', models.CharField(max_length=200)),
                    ('agreement', models.CharField(default='', max_length=120)),
                    ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.posting')),
                    ('taken_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['taken_at'], name='export_taken_at')],
                },
            ),
            migrations.CreateModel(
                name='Reveal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('field', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('purpose', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('reference', models.CharField(default='', max_length=80)),
                    ('shown_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.posting')),
                    ('shown_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shown_to', 'shown_at'], name='reveal_shown_to_at'), models.Index(fields=['kind', 'object_id'], name='reveal_object')],
                },
            ),
            migrations.CreateModel(
                name='LiveSwitch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('to_live', models.BooleanField()),
                    ('controller', models.CharField(default='', max_length=200)),
                    ('protection_officer', models.CharField(default='', max_length=200)),
                    ('agreements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None)),
                    ('server_place', models.CharField(default='', max_length=200)),
                    ('backup_proven_on', models.DateField(null=True)),
                    ('keys_exported_on', models.DateField(null=True)),
                    ('switched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('switched_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('to_live', False), models.Q(('agreements__len__gte', 1), ('backup_proven_on__isnull', False), ('keys_exported_on__isnull', False), models.Q(('controller', ''), _negated=True), models.Q(('protection_officer', ''), _negated=True), models.Q(('server_place', ''), _negated=True)), _connector='OR'), name='live_switch_is_declared')],
                },
            ),
            migrations.CreateModel(
                name='DoneOnce',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('key', payung.governance.models.fields.CodeField(db_collation='C', max_length=64)),
                    ('address', models.CharField(max_length=300)),
                    ('led_to', models.CharField(default='', max_length=500)),
                    ('done_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['done_at'], name='done_once_done_at')],
                    'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='done_once_a_key')],
                },
            ),
        ]),
        migrations.RunSQL(sql=sql_of(__file__, "_documents.sql"), reverse_sql="DROP FUNCTION governance.checked_document(text);"),
        insert_only("governance_auditevent"),
        insert_only("governance_auditentry"),
        insert_only("governance_auditroot"),
        insert_only("governance_export"),
        insert_only("governance_reveal"),
        insert_only("governance_documentstep"),
        area_policy("governance_storedfile"),
        area_policy("governance_document"),
        area_policy("governance_documentstep"),
        area_policy("governance_inspection"),
        area_policy("governance_inspectionsample"),
        area_policy("governance_inspectionfinding"),
        area_policy("governance_findingstep"),
        area_policy("governance_standardtestrun"),
    ]
