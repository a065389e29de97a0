"""When a listed name first held a post, for the public count; the sentence that its author reads does not say it."""

import re

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMED = "a name that this consultation holds posts for"
BEGINS = "It may contain "


def say_it_no_more(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Contribution = apps.get_model("deliberation", "Contribution")
    for post in Contribution.objects.filter(held_because__contains=NAMED).select_related("thread__group"):
        found = re.split(", | and ", post.held_because.removeprefix(BEGINS).removesuffix("."))
        other = [kind for kind in found if kind != NAMED]
        is_open = post.thread.group is None or post.thread.group.is_open
        said = (
            "Posts in open threads are read by a facilitator first."
            if is_open
            else "A facilitator reads this one first."
        )
        if other:
            said = BEGINS + " and ".join(part for part in (", ".join(other[:-1]), other[-1]) if part) + "."
        Contribution.objects.filter(pk=post.pk).update(held_because=said, held_for_a_name_at=post.created_at)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0032_whether_a_part_was_a_talk")]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="held_for_a_name_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(say_it_no_more, migrations.RunPython.noop),
    ]
