"""As whom somebody of the police commented on a draft: the seat and the force, as they were then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0040_who_edited_a_quote")]

    operations = [
        migrations.AddField(
            "factualcomment",
            "said_as",
            models.CharField(blank=True, default="", editable=False, max_length=240),
            preserve_default=False,
        ),
    ]
