"""The ways in: invitations, and whoever waits at the door."""

import secrets

from django.conf import settings
from django.db import models

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.groups import Group


class InvitationCode(models.Model):
    """A way into one group. `uses` were given out, `uses_left` remain; letters of one batch have one use each."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="invitations")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="invitations")
    label = models.CharField(max_length=80, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)  # the same for the letters of one printing
    code = models.CharField(max_length=16, unique=True)
    uses = models.PositiveIntegerField(default=20)
    uses_left = models.PositiveIntegerField(default=20)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code

    @property
    def is_usable(self) -> bool:
        expired = self.expires_at is not None and self.expires_at <= clock.now()
        return self.uses_left > 0 and self.revoked_at is None and not expired

    @property
    def joined(self) -> int:
        """How many people joined with it. Which people is not known to anybody."""
        return self.uses - self.uses_left

    @property
    def spoken_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"


def new_door_number() -> str:
    """Three digits somebody who waits can read out. It says nothing about the name they get once inside."""
    return str(secrets.randbelow(900) + 100)


class Newcomer(models.Model):
    """Somebody at the door: they typed a session's code and wait for a facilitator. Deleted when they are let in."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DECLINED = "declined", "Not let in"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="newcomers")
    group = models.ForeignKey(Group, models.CASCADE, related_name="newcomers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="newcomers")
    number = models.CharField(max_length=3, default=new_door_number)
    answers = models.JSONField(default=dict, blank=True)  # what joining.join is told; emptied when they are declined
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="asks_once"),
            models.UniqueConstraint(fields=["consultation", "number"], name="door_number_once"),
        ]

    def __str__(self) -> str:
        return self.number
