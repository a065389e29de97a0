"""The published report in easy words: by one person, read by a second."""

import audit.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0054_what_is_said_later'),
        ("outcomes", "0042_briefings_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name='findingsreport',
            name='in_easy_words',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='EasyRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('parts', models.JSONField(default=dict)),
                ('of_version', models.PositiveIntegerField()),
                ('changed_at', models.DateTimeField(default=audit.clock.now)),
                ('confirmed', models.JSONField(blank=True, default=dict)),
                ('confirmed_version', models.PositiveIntegerField(blank=True, null=True)),
                ('written_at', models.DateTimeField(blank=True, null=True, verbose_name='when what is confirmed was written')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=400)),
                ('confirmed_writer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='easy_read', to='outcomes.findingsreport')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ('writers', models.ManyToManyField(related_name='+', to='consultations.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('reviewed_at', None), _connector='OR'), name='easy_read_taken_back_is_not_public'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_version', None), ('confirmed_writer', None), ('reviewed_at', None), ('reviewer', None)), models.Q(('confirmed_version__isnull', False), ('reviewed_at__isnull', False), ('reviewer__isnull', False), ('confirmed_writer__isnull', False), models.Q(('reviewer', models.F('confirmed_writer')), _negated=True)), _connector='OR'), name='easy_read_is_read_by_a_second_person')],
            },
        ),
    ]
