"""Drafts of an answer as they were saved, and what those who work on it say to each other."""

from typing import Any

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Membership
from outcomes.models.answers import PoliceResponse, RecommendationResponse


class DraftVersion(models.Model):
    """A draft as somebody saved it: of one answer, or (none) of the opening statement. For police alone."""

    response = models.ForeignKey(PoliceResponse, models.CASCADE, related_name="draft_versions")
    answer = models.ForeignKey(
        RecommendationResponse, models.CASCADE, null=True, blank=True, related_name="draft_versions"
    )
    number = models.PositiveIntegerField()
    fields = models.JSONField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)

    changes: object  # against the one before: filled in where it is shown
    moved: object  # promises that came and went with it: the same

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_draft_a_number"),
            models.UniqueConstraint(
                fields=["response", "number"], condition=Q(answer=None), name="one_opening_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} by {self.by_name}"


class DraftComment(models.Model):
    """A comment on a draft: of one answer, or (none) of the opening statement. For police alone, and for their file.

    It is kept as it was written. Taking it back leaves a mark.
    """

    response = models.ForeignKey(PoliceResponse, models.CASCADE, related_name="draft_comments")
    answer = models.ForeignKey(
        RecommendationResponse, models.CASCADE, null=True, blank=True, related_name="draft_comments"
    )
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    # Copied: the name stays when the account goes.
    by_name = models.CharField(max_length=80)
    by_role = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Comment by {self.by_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever forgets the rule is refused: of a comment that stands, nothing changes but that mark."""
        if self.pk is not None and set(kwargs.get("update_fields") or []) != {"taken_back_at"}:
            raise ValueError("A comment on a draft is kept as it was written.")
        super().save(*args, **kwargs)
