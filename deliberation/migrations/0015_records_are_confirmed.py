"""Who brought a record in, and who confirmed it. Records that are here already stay counted, confirmed by nobody."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def from_before_the_rule(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("deliberation", "ImportedRecord").objects.update(standing="before")


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0019_everybody_who_wrote_a_translation"),
        ("deliberation", "0014_why_a_poll_closed"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedrecord",
            name="brought_by",
            field=models.ManyToManyField(related_name="records_brought", to="consultations.membership"),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="records_confirmed",
                to="consultations.membership",
            ),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="confirmed_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("there", "was there"),
                    ("compared", "compared it with the recording or with notes of somebody else"),
                    ("asked", "asked people who were there"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="standing",
            field=models.CharField(
                choices=[
                    ("waits", "Waits for a second person, and counts nowhere"),
                    ("confirmed", "Confirmed by a second person"),
                    ("before", "Brought in before records were confirmed"),
                ],
                default="waits",
                max_length=10,
            ),
        ),
        migrations.RunPython(from_before_the_rule, migrations.RunPython.noop),
    ]
