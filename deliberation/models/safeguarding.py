"""Somebody may be at risk, or tells of a crime: who is alerted, what was done, and what two people write to each other.

Kept apart from contributions: nothing here is read by coding, the report or the files of a consultation.
"""

from django.db import models

from audit import clock
from consultations.models import Membership
from deliberation.models.discussion import Contribution


class SafetyAlert(models.Model):
    """One post that was taken out because somebody may be at risk or tells of a crime. One a post."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="safety_alert")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="safety_alerts")
    reason = models.CharField(max_length=10)  # of deliberation.models.Reason: safe or crime
    raised_at = models.DateTimeField(default=clock.now)
    may_be_passed_on_at = models.DateTimeField(null=True, blank=True)  # the author agreed that the police are told

    class Meta:
        ordering = ["raised_at", "pk"]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class SafetyStep(models.Model):
    """The four questions of domain 7.3 as answered, and the step taken: no narrative, so that nothing is told again."""

    class Step(models.TextChoices):
        CALLED_999 = "called_999", "Called 999"
        TOLD_LEAD = "told_lead", "Told the safeguarding lead"
        TOLD_SERVICES = "told_services", "Told the local safeguarding service"
        WROTE = "wrote", "Wrote to the author"
        SIGNPOSTS = "signposts", "The author has the numbers; nothing more"
        PASSED_ON = "passed_on", "Told the police, as the author agreed"
        REMINDED = "reminded", "Reminded the author of the limits of confidence"
        NOTHING = "nothing", "No step is needed"

    alert = models.ForeignKey(SafetyAlert, models.CASCADE, related_name="steps")
    in_danger = models.BooleanField()
    at_risk = models.BooleanField()
    crime = models.BooleanField()
    own_wrong = models.BooleanField()
    step = models.CharField(max_length=14, choices=Step)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.alert_id}"

    def categories(self) -> list[str]:
        said = {
            "Danger now": self.in_danger,
            "Child or adult at risk": self.at_risk,
            "Describes a crime": self.crime,
            "Something the author did": self.own_wrong,
        }
        return [name for name, yes in said.items() if yes] or ["None of the four"]


class PrivateMessage(models.Model):
    """Between the author of a post and one safeguarding lead. Whoever is lead later does not read it."""

    MAX_LENGTH = 2000

    alert = models.ForeignKey(SafetyAlert, models.CASCADE, related_name="messages")
    lead = models.ForeignKey(Membership, models.CASCADE, related_name="private_threads")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="private_messages")
    words = models.TextField(max_length=MAX_LENGTH)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"
