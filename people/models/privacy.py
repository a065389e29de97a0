"""What privacy itself has to remember: what was deleted, download links, what went wrong."""

from django.conf import settings
from django.db import models

from audit import clock


class DeletionRun(models.Model):
    """One deletion: when, of what, how many, by whom. Published on the data card; it names nobody."""

    NOTHING_DUE = "nothing_due"  # the rule of a run that found nothing

    class By(models.TextChoices):
        CLOCK = "clock", "The clock"
        PERSON = "person", "The person concerned"
        ADMINISTRATOR = "administrator", "An administrator"

    at = models.DateTimeField(default=clock.now)
    rule = models.CharField(max_length=40)
    what = models.CharField(max_length=160)
    rows = models.PositiveIntegerField()
    by = models.CharField(max_length=13, choices=By, default=By.CLOCK)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.rows} × {self.what}"

    @property
    def found_nothing(self) -> bool:
        return self.rule == self.NOTHING_DUE


class DownloadLink(models.Model):
    """One download of one's own data: for the session that asked, once, within minutes. Holds hashes only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="download_links")
    code_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"download {self.pk}"


class Incident(models.Model):
    """Something that went wrong with people's data, told in public. Written by `manage.py incident` alone."""

    happened_on = models.DateField()
    what = models.CharField("what happened", max_length=500)
    affected = models.CharField("whose data", max_length=300)
    done = models.CharField("what we did about it", max_length=500)
    told_at = models.DateTimeField(default=clock.now)
    # What it said before it was corrected, the newest first: {"until", "happened_on", "what", "affected", "done"}; of
    # words that named somebody the day alone.
    earlier = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.what[:60]}"


class LedgerPosition(models.Model):
    """How many lines of the erasure ledger this database has carried out. Behind the file after a restore."""

    lines = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"line {self.lines}"
