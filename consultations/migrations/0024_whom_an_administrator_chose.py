from datetime import timedelta

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def from_offers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As in 0021: an accepted offer names no standing. Here for those whose maker had no part in the consultation."""
    members = apps.get_model("consultations", "Membership").objects
    offers = apps.get_model("consultations", "Offer").objects.filter(state="accepted", offered_by__isnull=False)
    for offer in offers:
        began = (offer.answered_at - timedelta(seconds=10), offer.answered_at)
        seated = members.filter(
            consultation=offer.consultation_id, role=offer.role, joined_at__range=began, seated_by=None
        )
        if seated.count() == 1:
            seated.update(seated_by_account=offer.offered_by_id)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("consultations", "0023_what_desks_list_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="seated_by_account",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(from_offers, migrations.RunPython.noop),
    ]
