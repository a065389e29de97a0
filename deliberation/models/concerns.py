"""Concerns: somebody asks the facilitators to look at a post that everybody in the thread can read."""

from typing import TYPE_CHECKING

from django.db import models

from audit import clock
from consultations.models import Membership
from deliberation.models.discussion import Contribution
from deliberation.models.moderation import Reason

if TYPE_CHECKING:
    from deliberation.models.safeguarding import SafetyAlert


class Concern(models.Model):
    """Facilitators read the reason and the words, never who raised it; the author is told nothing of it.

    `raised_by` is empty for readers of an open thread who have no place in the consultation.
    """

    MAX_LENGTH = 600

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="concerns")
    raised_by = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="concerns_raised")
    reason = models.CharField(max_length=10, choices=Reason, blank=True)  # empty: something else, told in words
    words = models.TextField(max_length=MAX_LENGTH, blank=True)
    raised_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    alert: "SafetyAlert | None"  # of its words, where a list has noted it (deliberation/moderation/at_risk)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "raised_by"],
                condition=models.Q(answered_at=None),
                name="one_open_concern_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"

    @property
    def is_for_safety(self) -> bool:
        """The lead is told of it by the reason alone."""
        return self.reason == Reason.SAFE
