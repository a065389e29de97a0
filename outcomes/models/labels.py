"""A label that says more than the coding supports: asked of the panel, and what it said."""

from django.db import models

from audit import clock
from consultations.models import Membership
from outcomes.models.findings import Breadth, Finding


class HigherLabel(models.Model):
    """One question to the panel. Open until it is answered or taken back; the finding keeps its label meanwhile."""

    class Answer(models.TextChoices):
        OPEN = "open", "Not answered yet"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        TAKEN_BACK = "taken_back", "Taken back"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="higher_labels")
    breadth = models.CharField(max_length=10, choices=Breadth)
    strongly_felt = models.BooleanField(default=False)
    supported = models.JSONField()  # what the coding supported as it was asked: outcomes.findings.labels.Label.ground
    themes = models.JSONField(default=list)  # that the finding rested on as it was asked: pks
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    why = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=models.Q(answer="open"), name="one_open_higher_label_a_finding"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it would stand in the heading."""
        words = Breadth(self.breadth).label.lower()
        return f"{words}, strongly felt" if self.strongly_felt else words

    @property
    def is_open(self) -> bool:
        return self.answer == self.Answer.OPEN

    @property
    def is_refused(self) -> bool:
        return self.answer == self.Answer.REFUSED

    @property
    def carries(self) -> bool:
        """True when the panel agreed, and the finding bears this label still, on the ground that the panel was told.

        Chosen against something else it is another choice: the same words may be a lowering that the panel never saw.
        A report that came out before the ground was asked says what it said then.
        """
        mine, borne = (self.breadth, self.strongly_felt), (self.finding.breadth, self.finding.strongly_felt)
        if self.answer != self.Answer.AGREED or mine != borne:
            return False
        return self.supported == self.finding.computed.get("chosen_against") or self.finding.report.was_before_salt
