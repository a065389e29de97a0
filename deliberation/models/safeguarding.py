"""Somebody may be at risk, or tells of a crime: who is alerted, what was done, and what two people write to each other.

Kept apart from contributions: nothing here is read by coding, the report or the files of a consultation.
"""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Membership
from deliberation.models.discussion import Contribution
from deliberation.models.experts import ExpertQuestion
from deliberation.models.moderation import Reason
from deliberation.models.quiet import QuietWord
from deliberation.models.statements import Statement


class SafetyAlert(models.Model):
    """Words in which somebody may be at risk or tells of a crime, wherever they stand.

    One for each of them. Most may be deleted before it: the alert holds none of the words. `subject` names those that
    have no column of their own here: SAFETY_WORDS leads there. Without an author where nothing leads to one, or where
    those who read the words are not to learn who wrote them.
    """

    class About(models.TextChoices):
        POST = "post", "a post"
        QUIET = "quiet", "words to the facilitators alone"
        STATEMENT = "statement", "a statement"
        QUESTION = "question", "a question to experts"
        APPEAL = "appeal", "an appeal"
        REPORT = "report", "a report of a post"
        CHECK = "check", "a comment on the draft findings"
        VERDICT = "verdict", "a reason beside the verdict"
        POLL = "poll", "an answer in own words"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    about = models.CharField(max_length=9, choices=About, default=About.POST)
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, null=True, blank=True, related_name="safety_alert"
    )
    quiet_word = models.OneToOneField(QuietWord, models.SET_NULL, null=True, blank=True, related_name="safety_alert")
    statement = models.OneToOneField(Statement, models.SET_NULL, null=True, blank=True, related_name="safety_alert")
    question = models.OneToOneField(ExpertQuestion, models.SET_NULL, null=True, blank=True, related_name="safety_alert")
    subject = models.CharField(max_length=40, blank=True, default="")
    author = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="safety_alerts")
    reason = models.CharField(max_length=10)  # of deliberation.models.Reason: safe or crime
    raised_at = models.DateTimeField(default=clock.now)
    may_be_passed_on_at = models.DateTimeField(null=True, blank=True)  # the author agreed that the police are told

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["about", "subject"], condition=~Q(subject=""), name="one_alert_a_subject")
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def who(self) -> str:
        """As facilitators know the author."""
        return self.author.public_name if self.author is not None else "Somebody"

    @property
    def fears_for_somebody(self) -> bool:
        return self.reason == Reason.SAFE

    @property
    def about_words(self) -> str:
        """“A statement”; of a post, its thread."""
        if self.contribution is not None:
            return f"A post in {self.contribution.thread.title}"
        said = str(self.get_about_display())
        return said[:1].upper() + said[1:]


class SafetyStep(models.Model):
    """The four questions of domain 7.3 as answered, and the step taken: no narrative, so that nothing is told again."""

    class Step(models.TextChoices):
        CALLED_999 = "called_999", "Called 999"
        TOLD_LEAD = "told_lead", "Told the safeguarding lead"
        TOLD_SERVICES = "told_services", "Told the local safeguarding service"
        WROTE = "wrote", "Wrote to the author"
        SIGNPOSTS = "signposts", "The author has the numbers; nothing more"
        PASSED_ON = "passed_on", "Told the police"
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
    """Between the author of a post and one safeguarding lead. Whoever is lead later does not read it.

    In clear: a key beside the database would keep it from nobody who keeps the server. The page says so.
    """

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
