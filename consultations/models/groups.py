"""The groups of a consultation."""

from django.db import models

from consultations.models.consultation import Consultation

#: Where people are put who join by themselves, without an invitation: never the name of a recruited group.
OPEN_RESPONSES = "Open responses"


class Group(models.Model):
    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        HYBRID = "hybrid", "In person and online"
        PHONE = "phone", "By phone"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.ONLINE)
    cohort_note = models.CharField(max_length=160, blank=True)
    recruitment = models.CharField(max_length=240, blank=True)
    is_open = models.BooleanField("self-selected people", default=False)  # never summed with recruited groups
    target_size = models.PositiveSmallIntegerField(default=12)
    facilitator = models.ForeignKey(
        "Membership", models.SET_NULL, null=True, blank=True, related_name="groups_facilitated"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_door(self) -> bool:
        """Whoever comes by a code that many have waits for a facilitator's yes; at an open wall nobody does."""
        return not self.is_open
