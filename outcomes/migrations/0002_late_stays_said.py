"""When an answer came, when a promise was reported done or dropped: what was late before this is said from now on too."""

from django.db import migrations, models
from django.utils.timezone import localdate


def fill(apps, schema_editor):
    for response in apps.get_model("outcomes", "PoliceResponse").objects.filter(state="signed").select_related(
        "report__consultation"
    ):
        consultation = response.report.consultation
        consultation.response_published_at = response.signed_at
        consultation.save(update_fields=["response_published_at"])
    entries = apps.get_model("audit", "Entry").objects.filter(action="promise_dropped").order_by("number")
    dropped = {entry.subject: localdate(entry.at) for entry in entries}
    for promise in apps.get_model("outcomes", "Commitment").objects.prefetch_related("updates"):
        for update in promise.updates.all():  # in their order: the report that still stands is the first since the last doubt
            done = update.state == "done_unverified"
            promise.reported_done_on = (promise.reported_done_on or localdate(update.at)) if done else None
        promise.dropped_on = dropped.get(f"commitment:{promise.pk}") if promise.state == "dropped" else None
        promise.save(update_fields=["reported_done_on", "dropped_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_initial"),
        ("consultations", "0003_late_stays_said"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.AddField("commitment", "dropped_on", models.DateField(blank=True, null=True)),
        migrations.AddField("commitment", "reported_done_on", models.DateField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
