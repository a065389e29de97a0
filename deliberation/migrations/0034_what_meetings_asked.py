"""What a session left out, and what is asked of a meeting elsewhere: its length, its questions, the facts put to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0033_held_for_a_name")]

    operations = [
        migrations.AddField(
            "importedrecord", "lasted", models.CharField("how long it took", blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            "importedrecord", "asked", models.CharField("what was asked there", blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField(
            "importedrecord", "facts", models.CharField("facts put to people", blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField(
            "session",
            "apart",
            models.CharField("what it left out of the guide", blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
    ]
