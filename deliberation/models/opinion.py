"""What was counted about a wave of statements, as it may be shown."""

from django.db import models

from audit import clock
from consultations.models import Membership
from deliberation.models.polls import Wave


class OpinionCount(models.Model):
    """The newest count for one kind of people. `result` is what `opinion.publishing.count` returned: sums only."""

    class Kind(models.TextChoices):
        RECRUITED = "recruited", "People from the recruited groups"
        OPEN = "open", "People who chose to take part by themselves"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="opinion_counts")
    kind = models.CharField(max_length=9, choices=Kind)
    result = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)  # of the answers counted
    seed = models.PositiveIntegerField(default=0)
    version = models.PositiveSmallIntegerField()  # of the method
    counted_by = models.ForeignKey(Membership, models.PROTECT, related_name="opinion_counts")
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-kind"]  # recruited first
        constraints = [models.UniqueConstraint(fields=["wave", "kind"], name="one_count_a_kind")]

    def __str__(self) -> str:
        return f"{self.wave}, {self.get_kind_display()}"
