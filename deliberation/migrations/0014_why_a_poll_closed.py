"""Why a poll of everybody closed before its time; those that closed before this rule gave no reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0013_running_a_room")]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="closing_reason",
            field=models.CharField(
                blank=True, default="", max_length=1000, verbose_name="why it closed before its time"
            ),
        ),
    ]
