"""Where a consultation got its own copy of an entry of the register, its questions are about that copy."""

from django.db import migrations


def follow(apps, schema_editor):
    Question = apps.get_model("deliberation", "Question")
    for question in Question.objects.exclude(technology=None).select_related("technology", "poll"):
        own = apps.get_model("consultations", "Technology").objects.filter(
            consultations=question.poll.consultation_id
        )
        if own.filter(pk=question.technology_id).exists():
            continue
        same = own.filter(name=question.technology.name, kind=question.technology.kind).first()
        if same is not None:
            Question.objects.filter(pk=question.pk).update(technology=same)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0007_forces'),
        ('deliberation', '0003_figures_shown_before'),
    ]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
