"""Objections: taken in, decided, answered."""

from django.conf import settings
import django.db.models.deletion
import payung.governance.models.fields
from django.db import migrations, models

from payung.governance.migrations._operations import CreateModels, area_policy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('governance', '0001_initial'),
        ('intake', '0001_initial'),
        ('registry', '0001_initial'),
        ('selection', '0002_assessment_by_run'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]


    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Grievance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                    ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.selectionrun')),
                    ('about', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.worker')),
                    ('about_name', models.CharField(max_length=300)),
                    ('village_code', payung.governance.models.fields.CodeField(db_collation='C', max_length=10)),
                    ('raised_by', models.CharField(max_length=300)),
                    ('channel', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('words', models.TextField()),
                    ('envelope', models.BinaryField(null=True)),
                    ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile')),
                    ('upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.upload')),
                    ('received_on', models.DateField()),
                    ('in_time', models.BooleanField()),
                    ('due_on', models.DateField()),
                    ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                    ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('received_at', models.DateTimeField()),
                    ('remedy', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=20)),
                    ('reason', models.TextField(default='')),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='selection.persondecision')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.document')),
                    ('letter_number', models.CharField(default='', max_length=120)),
                    ('answered_on', models.DateField(null=True)),
                    ('version', models.IntegerField(default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['area', 'status', 'due_on'], name='grievance_area_status_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='grievance_decided_whole'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('received_by')), _negated=True), _connector='OR'), name='grievance_taker_is_no_decider'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['upheld', 'dismissed', 'answered']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='grievance_decided_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'answered'), _negated=True), ('answered_on__isnull', False), _connector='OR'), name='grievance_answered_on_a_day'), models.CheckConstraint(condition=models.Q(('worker__isnull', False), ('about', 'never-listed'), _connector='OR'), name='grievance_about_somebody_known')],
                },
            ),
        ]),
        area_policy("grievances_grievance"),
    ]
