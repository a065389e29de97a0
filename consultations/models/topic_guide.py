"""The topic guide: areas, and the questions asked in each."""

from django.db import models

from consultations.models.consultation import Consultation


class DiscussionArea(models.Model):
    """One part of the topic guide. Every group covers the same areas, and the report has a part for each."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="areas")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    aim = models.TextField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["consultation", "order"], name="one_area_per_place")]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Prompt(models.Model):
    """One question of an area; every group gets a thread on it."""

    area = models.ForeignKey(DiscussionArea, models.CASCADE, related_name="prompts")
    order = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=300)
    probe = models.CharField(max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.question
