"""Everybody objects to a seat once; an administrator’s seat is announced too; two settle what somebody who left asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import audit.clock


def each_on_its_own(apps, schema_editor):
    Objection = apps.get_model("consultations", "SeatObjection")
    for notice in apps.get_model("consultations", "SeatNotice").objects.exclude(objection="").exclude(objected_by=""):
        Objection.objects.create(
            notice=notice, who=notice.objected_by, reason=notice.objection, at=notice.announced_at
        )
    if schema_editor.connection.vendor == "postgresql":  # which does not alter a table whose deferred checks still wait
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def nothing(apps, schema_editor):
    """Backwards: the objections stay in the record."""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("consultations", "0041_words_beside_a_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatObjection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=400)),
                ("at", models.DateTimeField(default=audit.clock.now)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="consultations.seatnotice",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(each_on_its_own, nothing),
        migrations.RemoveConstraint(model_name="seatnotice", name="an_objection_has_a_name_and_words"),
        migrations.RemoveField(model_name="seatnotice", name="objected_by"),
        migrations.RemoveField(model_name="seatnotice", name="objection"),
        migrations.AddField(
            model_name="seatnotice",
            name="offered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="seatnotice",
            name="administrator",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name="seatnotice",
            name="chosen_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consultations.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatnotice",
            constraint=models.CheckConstraint(
                name="a_seat_is_somebodys_choice",
                condition=Q(chosen_by__isnull=False) | ~Q(administrator=""),
            ),
        ),
        migrations.AddConstraint(
            model_name="seatobjection",
            constraint=models.UniqueConstraint(fields=["notice", "account"], name="one_objection_a_person"),
        ),
        migrations.AddConstraint(
            model_name="seatobjection",
            constraint=models.CheckConstraint(
                name="an_objection_has_a_name_and_words", condition=~Q(who="") & ~Q(reason="")
            ),
        ),
        migrations.AddField(
            model_name="reviewcomment",
            name="agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consultations.membership",
            ),
        ),
    ]
