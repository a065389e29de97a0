from django.db import migrations, models

from people.models import mailboxes


def fill(apps, schema_editor):
    """Of every address there is, also of accounts that are closed."""
    users, some = apps.get_model("people", "User").objects, []
    for user in users.exclude(email=None).only("pk", "email").order_by("pk").iterator(chunk_size=1000):
        user.mailbox_key = mailboxes.key(user.email)
        some.append(user)
        if len(some) == 1000:
            users.bulk_update(some, ["mailbox_key"])
            some = []
    users.bulk_update(some, ["mailbox_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_corrected_incidents_keep_their_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='mailbox_key',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=254),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
