"""What everybody who asked for it is told by e-mail, once."""

from django.db import models

from audit import clock
from consultations.models import Consultation


class News(models.Model):
    """One thing to tell. No row says who was told: people are told in the order of their membership, up to a number."""

    class Kind(models.TextChoices):
        FINDINGS = "findings", "The findings are out"
        ANSWER = "answer", "The police have answered"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="news")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    told_up_to = models.PositiveBigIntegerField(default=0)  # number of the last membership told
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "news"
        constraints = [models.UniqueConstraint(fields=["consultation", "kind"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.consultation}"
