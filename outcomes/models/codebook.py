"""The history of the codebook: each change with what is needed to take it back."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Membership


class ThemeChangeQuerySet(models.QuerySet["ThemeChange"]):
    def of_themes(self) -> "ThemeChangeQuerySet":
        """Of the codebook itself: what its page lists, and can take back."""
        return self.exclude(kind=ThemeChange.Kind.LEFT)


class ThemeChange(models.Model):
    """One change of the codebook. `before` holds the rows it changed, as they were (outcomes/coding/history.py)."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        EDITED = "edited", "Changed"
        MOVED = "moved", "Moved"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"
        REMOVED = "removed", "Removed"
        IMPORTED = "imported", "Brought in"
        LEFT = "left", "Taken off"  # one code, once there are findings: put back at the bench, not here

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="theme_changes")
    kind = models.CharField(max_length=8, choices=Kind)
    summary = models.CharField(max_length=400)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ThemeChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="undone_by_somebody",
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.summary
