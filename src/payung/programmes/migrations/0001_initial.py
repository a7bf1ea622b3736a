"""Programmes with their versions, payers, budgets, tranches, instruments and agreements; amendments of law parameters."""

from django.conf import settings
import django.contrib.postgres.fields
import django.db.models.deletion
import payung.governance.models.fields
from django.db import migrations, models

from payung.governance.migrations._operations import CreateModels, insert_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('governance', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]


    operations = [
        CreateModels([
            migrations.CreateModel(
                name='AgreementTerms',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.instrument')),
                    ('counterpart', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('parties', models.TextField()),
                    ('areas', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=10), size=None)),
                    ('purposes', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=20), size=None)),
                    ('fields', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=20), default=list, size=None)),
                    ('officer', models.TextField()),
                    ('delete_on', models.DateField(null=True)),
                    ('deleted_on', models.DateField(null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('areas__len__gte', 1)), name='agreementterms_somewhere'), models.CheckConstraint(condition=models.Q(('purposes__len__gte', 1)), name='agreementterms_for_something')],
                },
            ),
            migrations.CreateModel(
                name='AgreementUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.instrument')),
                    ('purpose', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('people', models.IntegerField(null=True)),
                    ('used_on', models.DateField()),
                    ('used_at', models.DateTimeField()),
                    ('used_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['kind', 'object_id'], name='agreementuse_object')],
                },
            ),
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200)),
                    ('held_on', models.DateField()),
                    ('place', models.CharField(default='', max_length=200)),
                    ('present', models.TextField()),
                    ('notes', models.TextField(default='')),
                    ('agreement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.instrument')),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('recorded_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='MeetingDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.meeting')),
                    ('number', models.SmallIntegerField()),
                    ('text', models.TextField()),
                    ('owner', models.CharField(max_length=200)),
                    ('due_on', models.DateField()),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('closed_on', models.DateField(null=True)),
                    ('outcome', models.TextField(default='')),
                ],
                options={
                    'indexes': [models.Index(fields=['status', 'due_on'], name='meetingdecision_status_due')],
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='meetingdecision_once')],
                },
            ),
            migrations.CreateModel(
                name='LawAmendment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('parameter', payung.governance.models.fields.CodeField(db_collation='C', max_length=60)),
                    ('value', models.JSONField()),
                    ('from_on', models.DateField()),
                    ('to_on', models.DateField(null=True)),
                    ('article', models.TextField()),
                    ('source', models.TextField()),
                    ('confidence', payung.governance.models.fields.CodeField(db_collation='C', max_length=1)),
                    ('note', models.TextField(default='')),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.lawamendment')),
                    ('version', models.IntegerField(default=1)),
                    ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('prepared_at', models.DateTimeField()),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('returned_because', models.TextField(default='')),
                ],
                options={
                    'indexes': [models.Index(fields=['status', 'parameter'], name='lawamendment_status')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gt', models.F('from_on')), _connector='OR'), name='lawamendment_half_open')],
                },
            ),
            migrations.CreateModel(
                name='Instrument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', payung.governance.models.fields.CodeField(db_collation='C', max_length=40, unique=True)),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('title', models.TextField()),
                    ('number', models.CharField(default='', max_length=100)),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('in_force_on', models.DateField(null=True)),
                    ('ends_on', models.DateField(null=True)),
                    ('source', models.TextField(default='')),
                    ('confidence', models.CharField(default='', max_length=1)),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('version', models.IntegerField(default=1)),
                ],
            ),
            migrations.CreateModel(
                name='Payer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', payung.governance.models.fields.CodeField(db_collation='C', max_length=40, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('area', payung.governance.models.fields.CodeField(db_collation='C', max_length=10)),
                ],
            ),
            migrations.CreateModel(
                name='ProgrammeYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', payung.governance.models.fields.CodeField(db_collation='C', max_length=40, unique=True)),
                    ('year', models.SmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('area', payung.governance.models.fields.CodeField(db_collation='C', max_length=10)),
                    ('version', models.IntegerField(default=1)),
                    ('settings', models.JSONField()),
                    ('settings_digest', models.BinaryField()),
                    ('loaded_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='ProgrammeVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('version', models.IntegerField()),
                    ('document', models.JSONField()),
                    ('digest', models.BinaryField()),
                    ('made_at', models.DateTimeField()),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('note', models.TextField(default='')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('programme', 'version'), name='programmeversion_once')],
                },
            ),
            migrations.CreateModel(
                name='ProgrammeInstrument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.instrument')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('programme', 'instrument'), name='programmeinstrument_once')],
                },
            ),
            migrations.CreateModel(
                name='BudgetLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.payer')),
                    ('account', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('account_name', models.CharField(max_length=200)),
                    ('insurance', payung.governance.models.fields.CodeField(db_collation='C', max_length=5)),
                    ('version', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('amount_idr', models.BigIntegerField()),
                    ('committed_idr', models.BigIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('programme', 'payer', 'account', 'version'), name='budgetline_once'), models.CheckConstraint(condition=models.Q(('amount_idr__gte', 0), ('committed_idr__gte', 0)), name='budgetline_not_negative'), models.CheckConstraint(condition=models.Q(('committed_idr__lte', models.F('amount_idr'))), name='budgetline_not_overspent')],
                },
            ),
            migrations.CreateModel(
                name='Tranche',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear')),
                    ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.payer')),
                    ('code', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                    ('first_month', payung.governance.models.fields.CodeField(db_collation='C', max_length=7)),
                    ('last_month', payung.governance.models.fields.CodeField(db_collation='C', max_length=7)),
                    ('people', models.IntegerField()),
                    ('deadline_on', models.DateField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='tranche_once'), models.CheckConstraint(condition=models.Q(('last_month__gte', models.F('first_month'))), name='tranche_months_in_order'), models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='tranche_has_people')],
                },
            ),
        ]),
        insert_only("programmes_programmeversion"),
        insert_only("programmes_agreementuse"),
    ]
