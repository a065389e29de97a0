from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def find_meetings(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of a record that was called announced: the session of its group on its day, where one is left.

    What was said of a record stands, also where no session is left for it.
    """
    records = apps.get_model("deliberation", "ImportedRecord").objects.filter(notice="announced", held_on__isnull=False)
    sessions = apps.get_model("deliberation", "Session").objects.filter(starts_at__isnull=False)
    taken: set[tuple[int, int]] = set()
    for kept in records.order_by("pk"):
        for session in sessions.filter(consultation=kept.consultation_id).order_by("dated_at", "pk"):
            comes = {session.group_id, *session.also.values_list("pk", flat=True)}
            is_then = timezone.localtime(session.starts_at).date() == kept.held_on
            if is_then and kept.group_id in comes and (session.pk, kept.group_id) not in taken:
                taken.add((session.pk, kept.group_id))
                records.filter(pk=kept.pk).update(meeting=session)
                break


def know_conversations(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of a transcript there are words: one that was taken out is gone whole."""
    apps.get_model("deliberation", "ImportedRecord").objects.filter(contributions=None).update(is_conversation=True)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0020_one_announcement_one_meeting")]
    operations = [
        migrations.RunPython(find_meetings, migrations.RunPython.noop),
        migrations.RunPython(know_conversations, migrations.RunPython.noop),
    ]
