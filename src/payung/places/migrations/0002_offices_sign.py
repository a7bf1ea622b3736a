"""The emblem of an office's letterhead, and who signs in the name of its head."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
        ('governance', '0001_initial'),  # its default grants
    ]

    operations = [
        migrations.CreateModel(
            name='Emblem',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='office',
            name='signer_name',
            field=models.CharField(default='', max_length=200),
        ),
        migrations.AddField(
            model_name='office',
            name='signer_number',
            field=models.CharField(default='', max_length=40),
        ),
        migrations.AddField(
            model_name='office',
            name='signer_rank',
            field=models.CharField(default='', max_length=120),
        ),
        migrations.AddField(
            model_name='office',
            name='signer_title',
            field=models.CharField(default='', max_length=120),
        ),
        migrations.AddField(
            model_name='office',
            name='emblem',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.emblem'),
        ),
    ]
