from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def signed_without(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Signatures given before stand, on what they were given to; the next change has all of it signed."""
    signed = apps.get_model("consultations", "BriefingVersion").objects.filter(signoffs__isnull=False).distinct()
    for version in signed:
        version.not_in_terms = ["house_rules", "polls", "topic_guide"]
        version.save(update_fields=["not_in_terms"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0019_everybody_who_wrote_a_translation")]

    operations = [
        migrations.AddField(
            model_name="briefingversion",
            name="not_in_terms",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(signed_without, migrations.RunPython.noop),
    ]
