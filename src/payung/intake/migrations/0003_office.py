"""The office: lists typed from paper, whose list an upload is and who brought it, how the columns of a file were read."""

import django.db.models.deletion
import payung.governance.models.fields
from django.conf import settings
from django.db import migrations, models

from payung.governance.migrations._operations import area_policy


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0001_initial'),
        ('intake', '0002_files_stand'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', payung.governance.models.fields.AreaField(db_collation='C', max_length=10)),
                ('door', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ('source', models.TextField()),
                ('brought_by', models.CharField(max_length=200)),
                ('envelope', models.BinaryField(null=True)),
                ('lines', models.IntegerField(default=0)),
                ('version', models.IntegerField(default=1)),
                ('status', payung.governance.models.fields.CodeField(db_collation='C', max_length=20)),
                ('begun_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='sourcefile',
            name='preview',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='upload',
            name='brought_by',
            field=models.CharField(default='', max_length=200),
        ),
        migrations.AddField(
            model_name='upload',
            name='of_area',
            field=payung.governance.models.fields.CodeField(db_collation='C', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='upload',
            name='returned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='upload',
            name='scan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile'),
        ),
        migrations.AddField(
            model_name='upload',
            name='way',
            field=payung.governance.models.fields.CodeField(db_collation='C', default='file', max_length=10),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('of_area', ''), _negated=True), fields=['of_area'], name='upload_of_area'),
        ),
        migrations.AddField(
            model_name='draft',
            name='begun_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeyear'),
        ),
        migrations.AddField(
            model_name='draft',
            name='scan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.storedfile'),
        ),
        migrations.AddField(
            model_name='draft',
            name='upload',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.upload'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['area', 'status'], name='draft_area_status'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'handed-in'), ('upload__isnull', False)), models.Q(models.Q(('status', 'handed-in'), _negated=True), ('upload__isnull', True)), _connector='OR'), name='draft_handed_in_whole'),
        ),
        area_policy("intake_draft"),
    ]
