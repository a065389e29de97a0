"""Who is at work in the background. The jobs themselves are kept by django-tasks (`DBTaskResult`)."""

from django.db import models

from audit import clock


class Worker(models.Model):
    """One background worker, by the name it claims jobs under. It says every few seconds that it is there."""

    name = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name
