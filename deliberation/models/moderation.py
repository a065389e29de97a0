"""Moderation: every removal has a reason, a named decider and a way to appeal."""

from django.db import models

from audit import clock
from consultations.models import Membership
from deliberation.models.discussion import Contribution


class Reason(models.TextChoices):
    """Why something may be hidden (domain 7.2). Criticism of the police is not on this list and never will be."""

    IDENT = "ident", "Identifies someone"
    OFFICER = "officer", "Accuses a named officer"
    LIVECASE = "livecase", "Could affect a live case"
    ANON = "anon", "Points to someone the law keeps anonymous"
    DEFAM = "defam", "A serious unproved claim about a person or company"
    CRIME = "crime", "Reports a crime or asks for help"
    SAFE = "safe", "Someone may be at risk"
    ABUSE = "abuse", "Abuse, hate or a threat"
    OPSEC = "opsec", "Could endanger an operation"
    OFFTOPIC = "offtopic", "Belongs elsewhere"
    SPAM = "spam", "Advertising, copied campaigns or impersonation"
    RIGHTS = "rights", "Somebody else’s copyright or confidence"


NOTES = {
    Reason.IDENT: "We hid this because it could identify someone. Your point stands: you can post it again without the detail.",
    Reason.OFFICER: "We hid this because it accuses an officer who can be identified. You can tell what happened without the name. To complain about an officer, use the force’s complaints process or the Independent Office for Police Conduct.",
    Reason.LIVECASE: "We hid this because it could affect a case that is going on. You can speak about it in general terms.",
    Reason.ANON: "We removed this because the law protects somebody’s identity for life.",
    Reason.DEFAM: "We hid this because it states something serious about a person or company as a fact. You can say it as your experience or opinion.",
    Reason.CRIME: "We hid this because it reads as a report of a crime. Nobody watches this page for emergencies. In danger, call 999; otherwise 101, the force’s website, or Crimestoppers.",
    Reason.SAFE: "We hid this because somebody may be at risk. A facilitator will contact you here.",
    Reason.ABUSE: "We removed this because it attacks a person or a group. Accounts of racism are welcome; racist abuse is not.",
    Reason.OPSEC: "We removed this because it could put people in danger.",
    Reason.OFFTOPIC: "We moved this because it is about something else.",
    Reason.SPAM: "We removed this because it reads as advertising, copied text or impersonation.",
    Reason.RIGHTS: "We removed this because the material belongs to somebody else. A link would be fine.",
}
NO_TOMBSTONE = frozenset({Reason.ANON})  # only counted: even "something was here" could point to the person


class ModerationDecision(models.Model):
    class Action(models.TextChoices):
        PUBLISH = "publish", "Publish"
        REMOVE = "remove", "Remove"
        RESTORE = "restore", "Restore"

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="decisions")
    revision = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    message_to_author = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="removal_has_a_reason",
                condition=~models.Q(action="remove") | ~models.Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.contribution_id}"

    @property
    def protects_anonymity(self) -> bool:
        """Its author is not shown the words again: they say who somebody is."""
        return self.reason == Reason.ANON


class Appeal(models.Model):
    class Outcome(models.TextChoices):
        UPHELD = "upheld", "The post is back"
        DISMISSED = "dismissed", "The decision stands"

    decision = models.OneToOneField(ModerationDecision, models.CASCADE, related_name="appeal")
    grounds = models.TextField(max_length=1000)
    submitted_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="appeals_decided")
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reasons = models.TextField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"appeal {self.pk}"
