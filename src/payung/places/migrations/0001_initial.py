"""Places, offices, boundaries, figures, villages whose code changed."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models



class Migration(migrations.Migration):
    initial = True

    dependencies = []


    operations = [
        *[
            migrations.CreateModel(
                name='Place',
                fields=[
                    ('code', models.CharField(db_collation='C', max_length=10, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('kind', models.CharField(max_length=20)),
                    ('bps_code', models.CharField(default='', max_length=4)),
                    ('tile_col', models.SmallIntegerField(null=True)),
                    ('tile_row', models.SmallIntegerField(null=True)),
                    ('abbreviation', models.CharField(default='', max_length=6)),
                ],
            ),
            migrations.CreateModel(
                name='Boundary',
                fields=[
                    ('code', models.CharField(db_collation='C', max_length=10, primary_key=True, serialize=False)),
                    ('level', models.SmallIntegerField()),
                    ('geometry', models.JSONField()),
                    ('source', models.CharField(max_length=255)),
                    ('imported_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('level', django.db.models.functions.text.Length('code'))), name='boundary_level_is_length')],
                },
            ),
            migrations.CreateModel(
                name='CodeChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('old_code', models.CharField(db_collation='C', max_length=10)),
                    ('new_code', models.CharField(db_collation='C', max_length=10)),
                    ('since', models.DateField(null=True)),
                    ('source', models.CharField(max_length=255)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('old_code', 'new_code'), name='code_change_once'), models.CheckConstraint(condition=models.Q(('old_code', models.F('new_code')), _negated=True), name='code_change_changes')],
                },
            ),
            migrations.CreateModel(
                name='Office',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('kind', models.CharField(max_length=20)),
                    ('name', models.CharField(max_length=200)),
                    ('seat', models.CharField(default='', max_length=120)),
                    ('address', models.TextField(default='')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(null=True)),
                    ('source', models.TextField()),
                    ('status', models.CharField(default='', max_length=200)),
                    ('above', models.CharField(default='', max_length=200)),
                    ('contact', models.CharField(default='', max_length=200)),
                    ('head_title', models.CharField(default='', max_length=120)),
                    ('head_name', models.CharField(default='', max_length=200)),
                    ('head_rank', models.CharField(default='', max_length=120)),
                    ('head_number', models.CharField(default='', max_length=40)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('code', 'starts_on'), name='office_once_a_start'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='office_half_open')],
                },
            ),
            migrations.CreateModel(
                name='OfficeArea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.office')),
                    ('area', models.CharField(db_collation='C', max_length=10)),
                    ('basis', models.CharField(default='', max_length=40)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'area'), name='officearea_once')],
                },
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=60)),
                    ('area', models.CharField(db_collation='C', max_length=10)),
                    ('kind', models.CharField(max_length=20)),
                    ('value', models.DecimalField(decimal_places=2, max_digits=18)),
                    ('unit', models.CharField(max_length=20)),
                    ('definition', models.TextField()),
                    ('as_of', models.DateField()),
                    ('source', models.TextField()),
                    ('speaker', models.CharField(default='', max_length=200)),
                    ('estimate', models.BooleanField(default=False)),
                    ('method', models.TextField(default='')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('code', 'area', 'as_of'), name='figure_once'), models.CheckConstraint(condition=models.Q(('estimate', False), models.Q(('method', ''), _negated=True), _connector='OR'), name='figure_estimate_says_how')],
                },
            ),
        ],
    ]
