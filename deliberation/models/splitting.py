"""A facilitator proposes to make two posts of one; it happens only when its author agrees."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Membership
from deliberation.models.discussion import Contribution, Thread


class SplitProposal(models.Model):
    class State(models.TextChoices):
        WAITS = "waits", "Waits for the author"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "The post was changed or hidden first"
        BACK = "back", "Taken back by a facilitator"

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="splits")
    revision = models.PositiveSmallIntegerField()
    at = models.PositiveIntegerField()  # characters of the first post; the second begins there
    to = models.ForeignKey(Thread, models.SET_NULL, null=True, blank=True, related_name="+")  # empty: here
    note = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="splits_proposed")
    state = models.CharField(max_length=8, choices=State, default=State.WAITS)
    proposed_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contribution"], condition=Q(state="waits"), name="one_split_at_a_time")
        ]

    def __str__(self) -> str:
        return f"split of {self.contribution_id}"

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITS
