"""Forms that were acted on once; leaving practice mode; when an attempt at a job began."""

import django.contrib.postgres.fields
import django.db.models.deletion
import payung.governance.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0002_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='begun_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='job',
            name='begun_done',
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='DoneOnce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', payung.governance.models.fields.CodeField(db_collation='C', max_length=64)),
                ('address', models.CharField(max_length=300)),
                ('led_to', models.CharField(default='', max_length=500)),
                ('done_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['done_at'], name='done_once_done_at')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='done_once_a_key')],
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
                ('switched_at', models.DateTimeField()),
                ('switched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(
                            ('to_live', False),
                            models.Q(
                                ('agreements__len__gte', 1), ('backup_proven_on__isnull', False), ('keys_exported_on__isnull', False),
                                models.Q(('controller', ''), _negated=True),
                                models.Q(('protection_officer', ''), _negated=True),
                                models.Q(('server_place', ''), _negated=True),
                            ),
                            _connector='OR',
                        ),
                        name='live_switch_is_declared',
                    ),
                ],
            },
        ),
    ]
