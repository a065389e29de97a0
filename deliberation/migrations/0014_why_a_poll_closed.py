"""Why a poll of everybody closed before its time; those that closed before this rule gave no reason."""

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
    dependencies = [("deliberation", "0013_running_a_room")]

    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
        migrations.AddField(
            model_name="wave",
            name="closing_reason",
            field=models.CharField(
                blank=True, default="", max_length=1000, verbose_name="why it closed before its time"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, let_go),
    ]
