import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

import audit.clock


def as_they_were_planned(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """When a day was last changed was not kept: the day on which the session was planned stands for it."""
    sessions = apps.get_model("deliberation", "Session").objects
    sessions.update(dated_at=F("created_at"))
    parts = apps.get_model("deliberation", "AgendaSegment").objects.exclude(poll=None)
    for pk, created_at in sessions.values_list("pk", "created_at"):
        parts.filter(session=pk).update(poll_since=created_at)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0024_whom_an_administrator_chose"),
        ("deliberation", "0018_edited_posts_by_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="dated_at",
            field=models.DateTimeField(
                default=audit.clock.now, editable=False, verbose_name="since when it has this day and these groups"
            ),
        ),
        migrations.AddField(
            model_name="agendasegment",
            name="poll_since",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="since when it leads to that poll"
            ),
        ),
        migrations.RunPython(as_they_were_planned, migrations.RunPython.noop),
        migrations.AddField(
            model_name="importedrecord",
            name="notice",
            field=models.CharField(
                blank=True,
                choices=[("announced", "Announced beforehand"), ("not", "Not announced beforehand")],
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="announced_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="object_until",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="objected_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="records_objected_to",
                to="consultations.membership",
            ),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="objector",
            field=models.CharField(blank=True, editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="importedrecord",
            name="objection",
            field=models.CharField(blank=True, editable=False, max_length=400),
        ),
    ]
