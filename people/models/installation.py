from django.db import models


class Demonstration(models.Model):
    """One row: this database was made for the demonstration, and has held nothing else (people/demonstration.py)."""

    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"the demonstration since {self.began_at:%Y-%m-%d}"
