"""Words to the facilitators alone from a session too; when a post came on show, and what of that is new to somebody."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import audit.clock


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0056_title_of_an_announced_seat"),
        ("deliberation", "0039_alerts_and_sheets_by_telephone"),
    ]

    operations = [
        migrations.AddField(
            "quietword",
            "session",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quiet_words",
                to="deliberation.session",
            ),
        ),
        migrations.AlterField(
            "quietword",
            "thread",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quiet_words",
                to="deliberation.thread",
            ),
        ),
        migrations.AddConstraint(
            "quietword",
            models.CheckConstraint(
                condition=Q(thread__isnull=False, session=None) | Q(thread=None, session__isnull=False, kind="aloud"),
                name="quiet_in_one_place",
            ),
        ),
        migrations.AddField("contribution", "came_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddIndex(
            "contribution",
            models.Index(fields=["thread", "came_at"], name="contribution_came", condition=Q(came_at__isnull=False)),
        ),
        migrations.AlterField(
            "splitproposal",
            "state",
            models.CharField(
                choices=[
                    ("waits", "Waits for the author"),
                    ("agreed", "Agreed"),
                    ("declined", "Declined"),
                    ("lapsed", "The post was changed or hidden first"),
                    ("back", "Taken back by a facilitator"),
                ],
                default="waits",
                max_length=8,
            ),
        ),
        migrations.AddField("readingmark", "came_after", models.DateTimeField(default=audit.clock.now)),
    ]
