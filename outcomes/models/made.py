"""Files that are made once by the background worker, kept, and handed out as they are."""

from django.db import models

from consultations.models import BriefingVersion, Consultation
from deliberation.models import Session, Wave
from outcomes.models.findings import FindingsReport


class WholeFile(models.Model):
    """The file of one consultation in one version, the newest that was made of it. Kept for some days."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="whole_files")
    version = models.CharField(max_length=8)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the content
    made_at = models.DateTimeField(null=True)
    made_through = models.PositiveBigIntegerField(default=0)  # the entry of the record up to which it is true
    # Asked for and not begun: at most one job waits.
    is_wanted = models.BooleanField(default=False)
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "version"], name="whole_file_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.version}"


class SummaryFile(models.Model):
    """How a session went, or what a poll says, on paper, for facilitators: the newest, and of which page it is."""

    session = models.OneToOneField(Session, models.CASCADE, null=True, blank=True, related_name="summary_file")
    wave = models.OneToOneField(Wave, models.CASCADE, null=True, blank=True, related_name="summary_file")
    fingerprint = models.CharField(max_length=64, blank=True)  # of the page it was made from
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField(null=True)
    is_wanted = models.BooleanField(default=False)  # asked for and not begun: at most one job waits
    wanted_at = models.DateTimeField(null=True)
    failed_for = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_of_a_session_or_a_poll",
                condition=models.Q(session=None, wave__isnull=False) | models.Q(session__isnull=False, wave=None),
            )
        ]

    def __str__(self) -> str:
        return f"summary of {self.session_id or self.wave_id}"


class BriefingFile(models.Model):
    """A version of a briefing that everybody reads, on paper: the newest file, and of which page it is."""

    version = models.OneToOneField(BriefingVersion, models.CASCADE, related_name="file")
    fingerprint = models.CharField(max_length=64, blank=True)  # of the page it was made from
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the content
    made_at = models.DateTimeField(null=True)
    is_wanted = models.BooleanField(default=False)  # asked for and not begun: at most one job waits
    wanted_at = models.DateTimeField(null=True)
    failed_for = models.CharField(max_length=64, blank=True)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"file of {self.version_id}"

    def is_of(self, fingerprint: str) -> bool:
        return self.content is not None and self.fingerprint == fingerprint


class MadeFile(models.Model):
    """The report on paper: one row for each public of it, with the newest file and what it was made from.

    Whoever asks gets it only while its fingerprint is that of the report as it is then. In the database, so that
    every machine has it, and a backup is of one moment.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="made_files")
    for_role = models.CharField(max_length=12, blank=True)  # who reads a draft; empty: everybody, of what is published
    language = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the page it was made from
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the content
    made_at = models.DateTimeField(null=True)
    # Asked for and not looked at yet: at most one job waits.
    is_wanted = models.BooleanField(default=False)
    wanted_at = models.DateTimeField(null=True)
    # The last look: at which entry of the record, on which day. What is newer may have changed the report.
    looked_through = models.PositiveBigIntegerField(default=0)
    looked_on = models.DateField(null=True)
    failed_for = models.CharField(max_length=64, blank=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "for_role", "language"], name="made_file_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.for_role or 'published'} {self.language}"


class ReportFile(models.Model):
    """A file of a published report beside the PDF: tables, data, a Word file, a chart. Made together, kept, and given
    only while their fingerprint is that of the report as it is then."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="report_files")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=240)
    order = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    fingerprint = models.CharField(max_length=64)  # of the page of the report that it says the same as
    made_through = models.PositiveBigIntegerField()  # the entry of the record up to which it is true
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["consultation", "name"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.name}"


class ReportBundle(models.Model):
    """What a published report was computed from, with what, and what came out: see outcomes/report/bundles.py.

    Never public: with its salt and hashes somebody could try out small counts. Its fingerprint is in the record.
    """

    report = models.OneToOneField(FindingsReport, models.CASCADE, related_name="bundle")
    content = models.JSONField()

    def __str__(self) -> str:
        return f"What {self.report} was computed from"
