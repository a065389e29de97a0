"""Where the posts stood that were moved before that was kept with the decision."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def where_it_stood(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The last move of each post; where it stood before earlier ones was not kept."""
    Decision = apps.get_model("deliberation", "ModerationDecision")
    moves = Decision.objects.filter(action="move", contribution__moved_from__isnull=False).order_by("pk")
    last = dict(moves.values_list("contribution", "pk"))
    before = dict(moves.values_list("contribution", "contribution__moved_from"))
    for post, decision in last.items():
        Decision.objects.filter(pk=decision).update(moved_from=before[post])


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0027_moves_and_appeals")]

    operations = [migrations.RunPython(where_it_stood, migrations.RunPython.noop)]
