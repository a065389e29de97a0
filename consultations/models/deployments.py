"""Single uses of a technology in a public place, as a force publishes them (domain 8.3)."""

from django.db import models
from django.db.models import F, Q


class DeploymentRecord(models.Model):
    """One row of a force's own record: where, when, why, what the system said and what came of it. Nobody is named."""

    class Reason(models.TextChoices):
        HOTSPOT = "hotspot", "A place with much crime"
        EVENT = "event", "An event"
        INTELLIGENCE = "intelligence", "Information about somebody"

    class Camera(models.TextChoices):
        VAN = "van", "Van"
        FIXED = "fixed", "Fixed"

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="deployments")
    date = models.DateField()
    start = models.TimeField(null=True, blank=True)
    end = models.TimeField(null=True, blank=True)
    borough = models.CharField(max_length=80)
    place = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    camera = models.CharField(max_length=5, choices=Camera, blank=True)
    watchlist_size = models.PositiveIntegerField(null=True, blank=True)
    faces_seen_est = models.PositiveIntegerField()
    alerts = models.PositiveIntegerField()
    alerts_true = models.PositiveIntegerField(null=True, blank=True)
    alerts_false = models.PositiveIntegerField()
    alerts_unresolved = models.PositiveIntegerField(null=True, blank=True)
    people_spoken_to = models.PositiveIntegerField(null=True, blank=True)
    arrests = models.PositiveIntegerField()
    other_outcomes = models.CharField(max_length=200, blank=True)
    advance_notice = models.PositiveIntegerField("Hours of notice", null=True, blank=True)
    signs = models.BooleanField(null=True, blank=True)
    threshold = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    record_url = models.URLField(max_length=400, blank=True)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(name="no_more_false_alerts_than_alerts", condition=Q(alerts_false__lte=F("alerts")))
        ]

    def __str__(self) -> str:
        return f"{self.date}, {self.place or self.borough}"
