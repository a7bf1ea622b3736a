"""Delegated accounts, chains of approval, what left and what was shown."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import payung.governance.models.fields
from django.conf import settings
from django.db import migrations, models

from payung.governance.migrations._operations import insert_only


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApprovalStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.SmallIntegerField()),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), default=list, size=None)),
                ('office', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                ('days', models.SmallIntegerField(null=True)),
                ('due_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ChainStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', payung.governance.models.fields.CodeField(db_collation='C', max_length=40)),
                ('set_at', models.DateTimeField()),
                ('stage', models.SmallIntegerField()),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=payung.governance.models.fields.CodeField(db_collation='C', max_length=40), size=None)),
                ('office', payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40)),
                ('least_idr', models.BigIntegerField(null=True)),
                ('days', models.SmallIntegerField(null=True)),
            ],
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
                ('taken_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FirstUse',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('envelope', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
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
                ('shown_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='posting',
            name='posting_once',
        ),
        migrations.AddField(
            model_name='posting',
            name='office',
            field=payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='user',
            name='must_change_password',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='woken_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['by_user', 'id'], name='auditevent_by_user'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=django.contrib.postgres.indexes.GinIndex(fields=['subjects'], name='auditevent_subjects'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'range_lo', 'starts_on'), name='posting_once_a_start'),
        ),
        migrations.AddField(
            model_name='approvalstage',
            name='approval',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.approval'),
        ),
        migrations.AddField(
            model_name='chainstage',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='posting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.posting'),
        ),
        migrations.AddField(
            model_name='export',
            name='taken_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='firstuse',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reveal',
            name='posting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.posting'),
        ),
        migrations.AddField(
            model_name='reveal',
            name='shown_to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='approvalstage',
            constraint=models.UniqueConstraint(fields=('approval', 'stage'), name='approval_stage_once'),
        ),
        migrations.AddConstraint(
            model_name='chainstage',
            constraint=models.UniqueConstraint(fields=('kind', 'set_at', 'stage'), name='chain_stage_once'),
        ),
        migrations.AddConstraint(
            model_name='chainstage',
            constraint=models.CheckConstraint(condition=models.Q(('stage__gte', 1), ('stage__lte', 8)), name='chain_1_to_8_stages'),
        ),
        migrations.AddConstraint(
            model_name='chainstage',
            constraint=models.CheckConstraint(condition=models.Q(('least_idr__isnull', True), ('least_idr__gte', 0), _connector='OR'), name='chain_threshold_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='chainstage',
            constraint=models.CheckConstraint(condition=models.Q(('days__isnull', True), ('days__gte', 1), _connector='OR'), name='chain_days_positive'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['taken_at'], name='export_taken_at'),
        ),
        migrations.AddIndex(
            model_name='reveal',
            index=models.Index(fields=['shown_to', 'shown_at'], name='reveal_shown_to_at'),
        ),
        migrations.AddIndex(
            model_name='reveal',
            index=models.Index(fields=['kind', 'object_id'], name='reveal_object'),
        ),
        insert_only("governance_export"),
        insert_only("governance_reveal"),
    ]
