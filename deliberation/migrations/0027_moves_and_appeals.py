"""Where a moved post stood, so that an appeal can put it back; whether an upheld appeal put anything back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0026_what_was_left_out_of_words")]

    operations = [
        migrations.AddField(
            model_name="moderationdecision",
            name="moved_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="moves_away",
                to="deliberation.thread",
            ),
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="replied_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="deliberation.contribution",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="nothing_came_back",
            field=models.BooleanField(
                default=False,
                verbose_name="upheld, and there was nothing to put back any more, or another decision still keeps it out",
            ),
        ),
    ]
