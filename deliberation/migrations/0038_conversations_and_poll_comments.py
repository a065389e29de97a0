"""A conversation of statements waits as a transcript does and knows its poll; own words of a poll have their place."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def know_the_poll(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each conversation that came before: its poll has its title, which nothing else had as it came."""
    waves = apps.get_model("deliberation", "Wave").objects
    for kept in apps.get_model("deliberation", "ImportedRecord").objects.filter(is_conversation=True):
        there = waves.filter(
            poll__consultation=kept.consultation, title=kept.title, questions__key__startswith="statement-"
        )
        kept.wave = there.order_by("pk").first()
        kept.save(update_fields=["wave"])


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0037_quick_checks_have_a_part")]

    operations = [
        migrations.AddField(
            "importedrecord",
            "wave",
            models.OneToOneField(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL,
                related_name="brought_in_as", to="deliberation.wave",
            ),
        ),
        migrations.AddField(
            "importedrecord", "made_group",
            models.BooleanField("its group was made for it", default=False, editable=False),
        ),
        migrations.AddField(
            "importedrecord", "lacks",
            models.CharField(
                "what its files did not agree on", blank=True, default="", editable=False, max_length=400
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "recorddraft", "is_conversation",
            models.BooleanField("a conversation of statements", default=False, editable=False),
        ),
        migrations.AddField(
            "thread",
            "comments_in",
            models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="comment_threads", to="deliberation.wave",
            ),
        ),
        migrations.AddField(
            "thread",
            "comments_on",
            models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name="comment_threads", to="deliberation.question",
            ),
        ),
        migrations.AddConstraint(
            "thread",
            models.UniqueConstraint(
                fields=["comments_in", "comments_on"], name="one_place_for_comments"
            ),
        ),
        migrations.CreateModel(
            name="PollComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ballot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comment",
                        to="deliberation.ballot",
                    ),
                ),
                (
                    "contribution",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="poll_comment",
                        to="deliberation.contribution",
                    ),
                ),
            ],
        ),
        migrations.RunPython(know_the_poll, migrations.RunPython.noop),
    ]
