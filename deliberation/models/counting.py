"""What is kept beside the ballots: the figures as they were counted, and how a voter can check their own."""

from django.db import models

from audit import clock
from consultations.models import Consultation, ParticipationToken
from deliberation.models.polls import Wave


class CountSheet(models.Model):
    """The figures of a wave at one moment. Results are shown from here, so that they never move by one vote.

    SEALED: counted when the wave closed; what is published, for good. SHOWN: bars that move while people answer.
    """

    class Kind(models.TextChoices):
        SEALED = "sealed", "Counted at the close"
        SHOWN = "shown", "On the screen"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="sheets")
    kind = models.CharField(max_length=8, choices=Kind)
    figures = models.JSONField(default=dict)
    base = models.PositiveIntegerField(default=0)  # people
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "kind"], name="one_sheet_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.wave}"

    @classmethod
    def sealed_of(cls, wave: Wave) -> "CountSheet | None":
        """The sealed sheet, if there is one. Whoever asks often of the same wave prefetches its "sheets"."""
        return next((sheet for sheet in wave.sheets.all() if sheet.kind == cls.Kind.SEALED), None)


class ShownFigure(models.Model):
    """A figure that somebody was shown: what the next one must not be subtracted from. Counts of people, no people.

    `subject`: what was asked, the same for the same question in another poll. `crowd`: who is behind it, as
    `deliberation.counting.crowds` keeps it; it goes when ballots are cut loose, behind a finding when that is out.
    """

    class Kind(models.TextChoices):
        WALL = "wall", "Bars that move"
        RESULT = "result", "The result of a poll"
        HANDS = "hands", "A show of hands"
        OPINION = "opinion", "Tallies of statements"
        TABLE = "table", "One row of a table by group or by age"
        SESSION = "session", "How many answered in a session, each way"
        FINDING = "finding", "The people behind a finding"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="shown_figures")
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=32)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="shown_figures", null=True, blank=True)  # of a poll
    people = models.CharField(max_length=10)  # recruited, by choice, or those in the room
    base = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)  # answer → people
    crowd = models.JSONField(default=list, blank=True)
    shown_on = models.DateField(default=clock.today)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["consultation", "subject"], name="shown_by_subject")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.base} people"


class Receipt(models.Model):
    """Lets whoever holds the code see what is stored. Only a hash of the code is kept; it hangs on no person."""

    token = models.ForeignKey(ParticipationToken, models.CASCADE, related_name="receipts")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="receipts")
    code_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=clock.today)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "wave"], name="one_receipt_a_wave")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
