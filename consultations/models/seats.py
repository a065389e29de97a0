"""A seat on the panel that is given while the consultation is public: said beforehand, so that one can object to it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.membership import Membership
from consultations.models.standings import Standpoint, by_own_account


class SeatNoticeQuerySet(models.QuerySet["SeatNotice"]):
    def open(self) -> "SeatNoticeQuerySet":
        """Neither seated nor refused."""
        return self.filter(state__in=["waits", "objected"])


class SeatNotice(models.Model):
    """Somebody has accepted a seat that was offered. They have no standing yet: they count for nothing."""

    class State(models.TextChoices):
        WAITS = "waits", "Announced"
        OBJECTED = "objected", "Objected to"
        SEATED = "seated", "Seated"
        REFUSED = "refused", "Not seated"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="seat_notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seat_notices")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)  # as it was offered; empty: that of the account
    organisation = models.CharField(max_length=160, blank=True)
    standpoint = models.CharField(max_length=12, choices=Standpoint, blank=True)
    # A member of the panel, or an administrator without a part, whose name stays where the account goes.
    chosen_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    administrator = models.CharField(max_length=120, blank=True)
    announced_at = models.DateTimeField(default=clock.now)
    last_day = models.DateField()  # on which one can object
    state = models.CharField(max_length=8, choices=State, default=State.WAITS)
    decided_by = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=400, blank=True)  # why, in public
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = SeatNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "user"],
                condition=Q(state__in=["waits", "objected"]),
                name="one_seat_notice_at_a_time",
            ),
            models.CheckConstraint(
                name="a_seat_is_somebodys_choice",
                condition=Q(chosen_by__isnull=False) | ~Q(administrator=""),
            ),
        ]

    def __str__(self) -> str:
        return f"seat of {self.name}"

    @property
    def chosen_words(self) -> str:
        """“Ruth Hale of the panel”."""
        if self.chosen_by is not None:
            return f"{self.chosen_by.public_name} of the panel"
        return f"{self.administrator}, administrator"

    @property
    def is_objected_to(self) -> bool:
        return self.state == self.State.OBJECTED

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITS

    @property
    def standpoint_words(self) -> str:
        """“sceptic, by their own account”."""
        if not self.standpoint:
            return "has not said how they stand to it"
        return by_own_account(self.standpoint)

    def is_over(self, today: date) -> bool:
        """Nobody objected while one could."""
        return self.waits and today > self.last_day


class SeatObjection(models.Model):
    """Why not, in public. Each person once, until it is decided: a silly reason keeps no good one out."""

    notice = models.ForeignKey(SeatNotice, models.CASCADE, related_name="objections")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=120)  # name and role, as they stand in public
    reason = models.CharField(max_length=400)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "account"], name="one_objection_a_person"),
            models.CheckConstraint(name="an_objection_has_a_name_and_words", condition=~Q(who="") & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"objection of {self.who}"
