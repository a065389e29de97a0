import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin_with_the_translator(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of what there is, only who saved it last is known."""
    for one in apps.get_model("consultations", "Translation").objects.all():
        one.writers.create(member_id=one.translator_id)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0018_the_sign_in_the_street")]

    operations = [
        migrations.CreateModel(
            name="TranslationWriter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultations.membership"
                    ),
                ),
                (
                    "translation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="writers",
                        to="consultations.translation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("translation", "member"), name="one_writer_a_translation")
                ]
            },
        ),
        migrations.RunPython(begin_with_the_translator, migrations.RunPython.noop),
    ]
