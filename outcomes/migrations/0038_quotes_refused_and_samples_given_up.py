import re
from hashlib import sha256
from typing import Any

import audit.clock
import django.db.models.deletion
from django.db import migrations, models


def keep_what_was_refused(apps: Any, schema_editor: Any) -> None:
    """Each no that stands on an excerpt, with its words (outcomes/coding/refusing.py); what a question to the panel was of."""
    refusals, excerpts = apps.get_model("outcomes", "QuoteRefusal"), apps.get_model("outcomes", "Excerpt")
    for one in excerpts.objects.exclude(refused_by=None).select_related("revision"):
        said = " ".join(re.findall(r"\w+", (one.edited or one.verbatim).casefold()))
        contribution = one.revision.contribution_id
        refusals.objects.create(
            contribution_id=contribution,
            number=one.revision.number,
            start=one.start,
            end=one.end,
            digest=sha256(f"{contribution} {said}".encode()).hexdigest(),
            why=one.refused_because,
            by_id=one.refused_by_id,
            at=None,  # no day was kept
        )
    for asked in apps.get_model("outcomes", "HigherLabel").objects.all():
        asked.themes = sorted(asked.finding.themes.values_list("pk", flat=True))
        asked.save(update_fields=["themes"])


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0051_why_somebody_waits'),
        ('deliberation', '0029_safe_heard_and_told'),
        ('outcomes', '0037_papers_of_polls'),
    ]

    operations = [
        migrations.AddField(
            model_name='doublecoding',
            name='is_seed_chosen',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='findingsreport',
            name='labels_refused',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='higherlabel',
            name='themes',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='notrelevant',
            name='why',
            field=models.CharField(blank=True, choices=[('greeting', 'A greeting, thanks or a goodbye'), ('arrangements', 'About the arrangements: times, places, how to take part'), ('other_matter', 'About a matter that was not asked about'), ('not_understood', 'It makes no sense to the reader'), ('twice', 'The same person has said the same elsewhere'), ('differed', 'Coders differed, and no reading of it counts')], max_length=14),
        ),
        migrations.CreateModel(
            name='DrawnBefore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='drawn_before', to='deliberation.contribution')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='QuoteRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('why', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=audit.clock.now, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quote_refusals', to='deliberation.contribution')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RunPython(keep_what_was_refused, migrations.RunPython.noop),
    ]
