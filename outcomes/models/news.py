"""What everybody who asked for it is told, once."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, TechnologyChange


class News(models.Model):
    """One thing to tell."""

    class Kind(models.TextChoices):
        FINDINGS = "findings", "The findings are out"
        ANSWER = "answer", "The police have answered"
        WITHDRAWN = "withdrawn", "It was withdrawn"
        CHANGE = "change", "The technology has changed"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="news")
    kind = models.CharField(max_length=9, choices=Kind)
    change = models.ForeignKey(TechnologyChange, models.CASCADE, null=True, blank=True, related_name="news")
    at = models.DateTimeField(default=clock.now)
    from_day = models.DateField(null=True, blank=True)  # nobody is told before; none: at once
    done_at = models.DateTimeField(null=True, blank=True)  # it is in the inboxes; from there people.outbox sends it

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "news"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "kind"], condition=Q(change=None), name="told_once"),
            models.UniqueConstraint(fields=["consultation", "change"], name="told_once_of_a_change"),
            models.CheckConstraint(name="a_change_is_told_as_one", condition=Q(kind="change") ^ Q(change=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.consultation}"
