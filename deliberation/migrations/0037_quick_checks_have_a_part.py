"""The part of the briefing that explains a quick check, and the entry that an answer names."""

import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = ("question_words", "option_words", "option_late", "paired_late")


def off(apps, schema_editor):
    """SQLite rebuilds the table of questions, which triggers of other tables name. They are put on after every migrate."""
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS deliberation_{name}")


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0054_what_is_said_later'),
        ('deliberation', '0036_answers_read_once_and_of_a_force'),
    ]

    operations = [
        migrations.RunPython(off, migrations.RunPython.noop),
        migrations.AddField(
            model_name='option',
            name='technology',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.technology'),
        ),
        migrations.AddField(
            model_name='question',
            name='part',
            field=models.CharField(blank=True, choices=[('summary', 'In one minute'), ('does', 'What it does'), ('does_not', 'What it does not do'), ('steps', 'How it works, step by step'), ('uses', 'Where and when it is used here'), ('others', 'Who else uses it: shops, transport, neighbours'), ('alternatives', 'What it replaces, and the alternatives'), ('figures', 'What the figures say'), ('stories', 'What happened in real cases'), ('limits', 'Known limits, errors and bias'), ('cost', 'What it costs'), ('datacard', 'Your data: who holds it, and for how long'), ('rules', 'The law and the rules'), ('necessity', 'Is it needed, and is it in proportion?'), ('notice', 'How will I know it is in use?'), ('oversight', 'Who checks the police'), ('decides', 'Who decides, at each step'), ('answerable', 'Who is answerable, and how to challenge'), ('arguments', 'Arguments people make'), ('wearables', 'Cameras and glasses that people wear'), ('control', 'What the police control, and what they do not'), ('scope', 'What this consultation can and cannot change'), ('unknowns', 'What is not known yet')], max_length=12, verbose_name='part of the briefing that explains it'),
        ),
    ]
