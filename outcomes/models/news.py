"""What everybody who asked for it is told by e-mail, once."""

from django.db import models

from audit import clock
from consultations.models import Consultation


class News(models.Model):
    """One thing to tell. Who was told is noted only while others still have to be."""

    class Kind(models.TextChoices):
        FINDINGS = "findings", "The findings are out"
        ANSWER = "answer", "The police have answered"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="news")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    told = models.JSONField(default=list, blank=True, editable=False)  # numbers of memberships
    held_by = models.CharField(max_length=32, blank=True, editable=False)  # the tick that is at it
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "news"
        constraints = [models.UniqueConstraint(fields=["consultation", "kind"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.consultation}"
