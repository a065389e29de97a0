"""The tables as they stand, made at once; who upgrades goes through the steps it replaces."""

from importlib import import_module

from audit.all_at_once import AllAtOnce
from django.db import migrations, models

append_only = import_module('audit.migrations.0002_append_only')


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
        ('audit', '0002_append_only'),
        ('audit', '0003_ends_of_days'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='DailyHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('hash', models.CharField(max_length=64)),
                    ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-day'],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField(unique=True)),
                    ('at', models.DateTimeField()),
                    ('actor', models.CharField(max_length=120)),
                    ('role', models.CharField(blank=True, max_length=40)),
                    ('action', models.CharField(max_length=60)),
                    ('subject', models.CharField(max_length=120)),
                    ('consultation', models.CharField(blank=True, db_index=True, max_length=80)),
                    ('summary', models.CharField(blank=True, max_length=500)),
                    ('detail', models.JSONField(blank=True, default=dict)),
                    ('salt', models.CharField(max_length=32)),
                    ('previous', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64, unique=True)),
                ],
                options={
                    'verbose_name_plural': 'entries',
                    'ordering': ['number'],
                },
            ),
            migrations.CreateModel(
                name='Head',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField(default=0)),
                    ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ],
            ),
        ]),
        migrations.RunPython(append_only.install, append_only.remove),
    ]
