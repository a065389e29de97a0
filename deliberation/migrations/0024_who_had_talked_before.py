"""Whether whoever answered the first poll had talked by then; of what was answered before this rule nobody knows."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: Read the table that SQLite rebuilds here; they come back after every migrate (deliberation/questions/fixed_words.py).
TRIGGERS = ("question_words", "option_words", "option_late", "paired_late")


def let_go(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS deliberation_{name}")


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0023_a_question_is_its_askers")]

    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
        migrations.AddField(
            model_name="ballot",
            name="talked",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunPython(migrations.RunPython.noop, let_go),
    ]
