from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def signed_without(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Signatures given before stand, on what they were given to; the next change has the entries signed too."""
    signed = apps.get_model("consultations", "BriefingVersion").objects.filter(signoffs__isnull=False).distinct()
    for version in signed:
        version.not_in_terms = [*(version.not_in_terms or []), "entries"]
        version.save(update_fields=["not_in_terms"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0025_by_a_shared_code")]

    operations = [migrations.RunPython(signed_without, migrations.RunPython.noop)]
