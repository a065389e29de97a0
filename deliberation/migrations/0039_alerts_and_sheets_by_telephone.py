"""An alert about words anywhere, which knows its consultation itself; sheets and ballots taken by telephone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def of_its_author(apps, schema_editor):
    alerts, members = apps.get_model("deliberation", "SafetyAlert"), apps.get_model("consultations", "Membership")
    where = members.objects.filter(pk=OuterRef("author")).values("consultation")[:1]
    alerts.objects.update(consultation=Subquery(where))


class Migration(migrations.Migration):
    dependencies = [("consultations", "0054_what_is_said_later"), ("deliberation", "0038_conversations_and_poll_comments")]

    operations = [
        migrations.AddField(
            "safetyalert",
            "consultation",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="consultations.consultation"
            ),
        ),
        migrations.RunPython(of_its_author, migrations.RunPython.noop),
        migrations.AlterField(
            "safetyalert",
            "consultation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="consultations.consultation"
            ),
        ),
        migrations.AddField("safetyalert", "subject", models.CharField(blank=True, default="", max_length=40)),
        migrations.AlterField(
            "safetyalert",
            "about",
            models.CharField(
                choices=[
                    ("post", "a post"),
                    ("quiet", "words to the facilitators alone"),
                    ("statement", "a statement"),
                    ("question", "a question to experts"),
                    ("appeal", "an appeal"),
                    ("report", "a report of a post"),
                    ("check", "a comment on the draft findings"),
                    ("verdict", "a reason beside the verdict"),
                    ("poll", "an answer in own words"),
                ],
                default="post",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            "safetyalert",
            "author",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="safety_alerts",
                to="consultations.membership",
            ),
        ),
        migrations.AddConstraint(
            "safetyalert",
            models.UniqueConstraint(
                condition=models.Q(("subject", ""), _negated=True),
                fields=("about", "subject"),
                name="one_alert_a_subject",
            ),
        ),
        migrations.AddField(
            "papersheet",
            "way",
            models.CharField(
                "how it was filled in",
                choices=[
                    ("paper", "On paper, by the person"),
                    ("phone", "By telephone: read out, and written down as they said it"),
                ],
                db_default="paper",
                default="paper",
                max_length=6,
            ),
        ),
        migrations.AlterField(
            "ballot",
            "source",
            models.CharField(
                choices=[("screen", "On a phone or computer"), ("paper", "On paper"), ("phone", "By telephone")],
                db_default="screen",
                default="screen",
                max_length=6,
            ),
        ),
    ]
