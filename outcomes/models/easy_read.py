"""The findings report in easy words: of one version, by one person, read by a second."""

from django.db import models
from django.db.models import F, Q

from audit import clock
from consultations.models import Membership
from consultations.models.standings import Standing
from consultations.numbers import MOST_REASON
from outcomes.models.findings import FindingsReport


class EasyRead(models.Model):
    """`parts`: key of a part (`outcomes/easy_read/originals.py`) → {"heading", "body", "picture"}.

    `writer` changed it last; `writers` are all who ever did: none of them confirms it. What everybody reads is what was
    confirmed (`confirmed…`): it stays while the words above are changed, until these are confirmed too.
    """

    report = models.OneToOneField(FindingsReport, models.CASCADE, related_name="easy_read")
    parts = models.JSONField(default=dict)
    of_version = models.PositiveIntegerField()
    writer = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    writers = models.ManyToManyField(Membership, related_name="+")
    confirmed = models.JSONField(default=dict, blank=True)
    confirmed_version = models.PositiveIntegerField(null=True, blank=True)
    confirmed_writer = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField("when what is confirmed was written", null=True, blank=True)
    reviewer = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # The panel took it back: from then on only somebody of the panel confirms it.
    withdrawn_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=MOST_REASON, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="easy_read_taken_back_is_not_public", condition=Q(withdrawn_at=None) | Q(reviewed_at=None)
            ),
            models.CheckConstraint(
                name="easy_read_is_read_by_a_second_person",
                condition=Q(reviewer=None, reviewed_at=None, confirmed_writer=None, confirmed_version=None)
                | (
                    Q(reviewer__isnull=False, reviewed_at__isnull=False, confirmed_version__isnull=False)
                    & Q(confirmed_writer__isnull=False)
                    & ~Q(reviewer=F("confirmed_writer"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"easy read of the report of {self.report.consultation_id}"

    @property
    def is_public(self) -> bool:
        return self.reviewed_at is not None

    @property
    def waits(self) -> bool:
        """Words that nobody has confirmed: of a new one, or of one that was changed since."""
        return not self.is_public or (self.parts, self.of_version) != (self.confirmed, self.confirmed_version)

    @property
    def by(self) -> Standing | None:
        """As whom somebody wrote what everybody reads."""
        return self.confirmed_writer.as_of(self.written_at) if self.confirmed_writer is not None else None

    @property
    def reader(self) -> Standing | None:
        """As whom somebody confirmed it."""
        return self.reviewer.as_of(self.reviewed_at) if self.reviewer is not None else None
