"""When an answer of an expert, or a correction of one, was sent back; and of which force an answer is."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def as_written(apps, schema_editor):
    """What lies sent back now was, at the earliest, as it was written."""
    for name in ("ExpertAnswer", "ExpertCorrection"):
        model = apps.get_model("deliberation", name)
        model.objects.filter(state="sent_back").update(sent_back_at=F("written_at"))


def letters(text):
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def of_their_force(apps, schema_editor):
    """Of whoever has a police seat: for the force that they name, which answers there, or name none for that leads."""
    answers = apps.get_model("deliberation", "ExpertAnswer").objects.filter(author__role__in=["officer", "responder"])
    for one in answers.select_related("author", "question__consultation__force").iterator():
        consultation, named = one.question.consultation, letters(one.author.organisation)
        forces = [consultation.force, *consultation.joint_forces.all()] if consultation.force else []
        for force in forces:
            names = map(letters, (force.name, force.short_name, *force.former_names))
            if not named or named in names:
                one.for_force = force
                one.save(update_fields=["for_force"])
                break


class Migration(migrations.Migration):
    dependencies = [("consultations", "0054_what_is_said_later"), ("deliberation", "0035_planned_talks_and_names_taken_off")]

    operations = [
        migrations.AddField("expertanswer", "sent_back_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("expertcorrection", "sent_back_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "expertanswer",
            "for_force",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consultations.force",
            ),
        ),
        migrations.RunPython(as_written, migrations.RunPython.noop),
        migrations.RunPython(of_their_force, migrations.RunPython.noop),
    ]
