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
    def is_personal(self) -> bool:
        """Made for one person: whoever holds it has been let in already."""
        return self.uses == 1

    @property
    def way(self) -> str:
        """What is counted by address: the letters of one printing together, or each would be a way of its own."""
        return f"letters {self.batch}" if self.batch else f"invitation {self.pk}"

    @property
    def joined(self) -> int:
        """How many people joined with it. Which people is not known to anybody."""
        return self.uses - self.uses_left

    @property
    def spoken_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"


def new_door_number(digits: int = 3) -> str:
    """Digits somebody who waits can read out. They say nothing about the name they get once inside."""
    return str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1))


class Newcomer(models.Model):
    """Somebody who waits for a facilitator: with a code that many have, or for a reason. Deleted when let in."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DECLINED = "declined", "Not let in"

    class Because(models.TextChoices):
        """What a facilitator reads beside the number where somebody would be in at once otherwise."""

        DEVICE = "device", "somebody came on this device before"
        NETWORK = "network", "many came from this network"
        MAILBOX = "mailbox", "shares a mailbox with somebody"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="newcomers")
    group = models.ForeignKey(Group, models.CASCADE, related_name="newcomers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="newcomers")
    number = models.CharField(max_length=5, default=new_door_number)
    invitation = models.ForeignKey(InvitationCode, models.SET_NULL, null=True, blank=True, related_name="newcomers")
    answers = models.JSONField(default=dict, blank=True)  # what joining.join is told; emptied when they are declined
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    device = models.CharField(max_length=32, blank=True)  # keyed marks of one day: for counting how many came
    address = models.CharField(max_length=32, blank=True)
    was_staff = models.BooleanField("staff signed in on this browser", default=False)
    because = models.CharField(max_length=8, choices=Because, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="asks_once"),
            models.UniqueConstraint(fields=["consultation", "number"], name="door_number_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def seen_as(self) -> str:
        """What the facilitator has to know before they say yes; empty for nothing."""
        staff = "staff signed in on this browser" if self.was_staff else ""
        return ", ".join(filter(None, [staff, self.get_because_display()]))


class Arrival(models.Model):
    """That somebody joined without an account, from one device and address; counted for a day, then deleted.

    No way leads from here to who it was.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="arrivals")
    way = models.CharField(max_length=24)  # the code they came by
    device = models.CharField(max_length=32)
    address = models.CharField(max_length=32)
    on = models.DateField(default=clock.today)

    class Meta:
        indexes = [
            models.Index(fields=["device"], name="arrivals_of_device"),
            models.Index(fields=["way", "address"], name="arrivals_from_address"),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"
