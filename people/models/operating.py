"""What looking after an installation has to remember."""

from django.db import models


class Heartbeat(models.Model):
    """When something that must keep happening last happened: `tick`, `backup`. For `manage.py doctor`."""

    what = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    said = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
