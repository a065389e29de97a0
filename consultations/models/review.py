"""The panel's review of a briefing: comments and signatures."""

from django.db import models
from django.db.models import Q

from audit import clock
from audit.texts import fingerprint
from consultations.models.briefing import BriefingVersion, SectionKind
from consultations.models.standings import Standing


class ReviewCommentQuerySet(models.QuerySet["ReviewComment"]):
    def must_still_be_fixed(self, version: BriefingVersion) -> "ReviewCommentQuerySet":
        """Also what went along to a later version: sending one settles nothing."""
        asked = Q(version=version) | Q(version__consultation=version.consultation_id, first_of=version.number)
        return self.filter(asked, severity=ReviewComment.Severity.MUST_FIX, resolved_at=None)


class ReviewComment(models.Model):
    class Severity(models.TextChoices):
        MUST_FIX = "must_fix", "Must fix"
        SHOULD = "should", "Should fix"
        NOTE = "note", "Note"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="comments")
    section = models.CharField(max_length=12, choices=SectionKind, blank=True)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.SHOULD)
    passage = models.CharField(max_length=400, blank=True)  # the sentence it is about, as it stood then
    # The number of the version it was written on, once it went along to a later one.
    first_of = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    text = models.TextField(max_length=2000)
    author = models.ForeignKey("Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reply = models.TextField(max_length=2000, blank=True)
    # The first of the two who settle what somebody asked for who has left the panel.
    agreed_by = models.ForeignKey("Membership", models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def must_be_fixed(self) -> bool:
        return self.severity == self.Severity.MUST_FIX

    @property
    def mark(self) -> str:
        """Of what somebody reads who settles it: the comment and its answer."""
        return fingerprint([self.passage, self.text, self.reply])


class Signoff(models.Model):
    class Verdict(models.TextChoices):
        BALANCED = "balanced", "Balanced"
        RESERVATIONS = "balanced_with_reservations", "Balanced, with reservations"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="signoffs")
    member = models.ForeignKey("Membership", models.PROTECT, related_name="signoffs")
    content_hash = models.CharField(max_length=64)
    text = models.JSONField(default=dict, blank=True, editable=False)  # what was read and signed, part by part
    verdict = models.CharField(max_length=30, choices=Verdict)
    public_statement = models.TextField(max_length=2000)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "member", "content_hash"], name="one_signature_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.version}"

    @property
    def signer(self) -> Standing:
        """As whom the member signed: what they are called later, or come back as, changes nothing here."""
        return self.member.as_of(self.signed_at)

    @property
    def is_unreserved(self) -> bool:
        return self.verdict == self.Verdict.BALANCED


class ReadMark(models.Model):
    """What a panel member said they had read, part by part: the next change is shown against it. The newest only."""

    member = models.OneToOneField("Membership", models.CASCADE, related_name="read_mark")
    text = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"read at {self.at}"
