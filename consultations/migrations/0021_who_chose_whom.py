from datetime import timedelta

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def from_offers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An accepted offer names no standing: it is the one of its role that began in the moment it was accepted."""
    members = apps.get_model("consultations", "Membership").objects
    offers = apps.get_model("consultations", "Offer").objects.filter(state="accepted", offered_by__isnull=False)
    for offer in offers:
        chose = members.filter(consultation=offer.consultation_id, user=offer.offered_by_id).first()
        began = (offer.answered_at - timedelta(seconds=10), offer.answered_at)
        seated = members.filter(consultation=offer.consultation_id, role=offer.role, joined_at__range=began)
        if chose is not None and seated.count() == 1:
            seated.update(seated_by=chose)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0020_what_people_are_asked_is_signed")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="seated_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="seated",
                to="consultations.membership",
            ),
        ),
        migrations.RunPython(from_offers, migrations.RunPython.noop),
    ]
