"""Alerts about more than posts, a word back, second looks at questions, and posts that nobody read in time."""

import django.db.models.deletion
from django.db import migrations, models

import audit.clock

SET_NULL = django.db.models.deletion.SET_NULL


def one(to, related_name="safety_alert"):
    return models.OneToOneField(blank=True, null=True, on_delete=SET_NULL, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0028_where_posts_stood")]

    operations = [
        migrations.CreateModel(
            name="AskedOfPanel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=audit.clock.now)),
                (
                    "contribution",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_of_panel",
                        to="deliberation.contribution",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="expertquestion",
            name="second_look",
            field=models.BooleanField(
                default=False, verbose_name="whoever asked had somebody else look at why it was left out"
            ),
        ),
        migrations.AddField(
            model_name="quietword",
            name="seen_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=SET_NULL, related_name="+", to="consultations.membership"
            ),
        ),
        migrations.AddField(
            model_name="quietword",
            name="reply",
            field=models.TextField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="statementdecision",
            name="action",
            field=models.CharField(
                choices=[
                    ("show", "Shown"),
                    ("refuse", "Not shown"),
                    ("late", "Should have been shown, and the conversation had closed"),
                ],
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="safetyalert",
            name="about",
            field=models.CharField(
                choices=[
                    ("post", "a post"),
                    ("quiet", "words to the facilitators alone"),
                    ("statement", "a statement"),
                    ("question", "a question to experts"),
                ],
                default="post",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="safetyalert",
            name="contribution",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="safety_alert",
                to="deliberation.contribution",
            ),
        ),
        migrations.AddField(model_name="safetyalert", name="quiet_word", field=one("deliberation.quietword")),
        migrations.AddField(model_name="safetyalert", name="statement", field=one("deliberation.statement")),
        migrations.AddField(model_name="safetyalert", name="question", field=one("deliberation.expertquestion")),
    ]
