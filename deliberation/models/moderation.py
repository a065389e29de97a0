"""Moderation: whatever is kept out has a reason, a named decider and a way to appeal."""

from datetime import date

from django.db import models

from audit import clock
from consultations.models import Membership
from consultations.notifications.working_days import working_days_after
from deliberation import numbers
from deliberation.models.discussion import Contribution, Thread
from people.text.dates import local_day


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
    Reason.IDENT: "We removed this because it could identify someone. Your point stands: you can post it again without the detail.",
    Reason.OFFICER: "We removed this because it accuses an officer who can be identified. You can tell what happened without the name. To complain about an officer, use the force’s complaints process or the Independent Office for Police Conduct.",
    Reason.LIVECASE: "We removed this because it could affect a case that is going on. You can speak about it in general terms.",
    Reason.ANON: "We removed this because the law protects somebody’s identity for life.",
    Reason.DEFAM: "We removed this because it states something serious about a person or company as a fact. You can say it as your experience or opinion.",
    Reason.CRIME: "Thank you for telling us. We took this off the page because it reads as a report of a crime, and could lead to you. Nobody watches this page for emergencies. The numbers below reach people who can help. You can write it again without the details.",
    Reason.SAFE: "Thank you for writing this. You have done nothing wrong. We took it off the page so that you, or whoever you wrote about, is safe. There are people you can talk to now, at any hour: the numbers are below.",
    Reason.ABUSE: "We removed this because it attacks a person or a group. Accounts of racism are welcome; racist abuse is not.",
    Reason.OPSEC: "We removed this because it could put people in danger.",
    Reason.OFFTOPIC: "We moved this because it is about something else.",
    Reason.SPAM: "We removed this because it reads as advertising, copied text or impersonation.",
    Reason.RIGHTS: "We removed this because the material belongs to somebody else. A link would be fine.",
}
#: The same of a post that is held, or of which words were taken out: nothing of it says that it is gone.
HOLD_NOTES = {
    Reason.CRIME: "Thank you for telling us. We hold it back until somebody has looked, because it reads as a report of a crime, and could lead to you. Nobody watches this page for emergencies. The numbers below reach people who can help. You can write it again without the details.",
    Reason.SAFE: "Thank you for writing this. You have done nothing wrong. We hold it back until somebody has looked, so that you, or whoever you wrote about, is safe. There are people you can talk to now, at any hour: the numbers are below.",
}
CUT_NOTES = {
    Reason.CRIME: "Thank you for telling us. We took words out because they read as a report of a crime, and could lead to you. Nobody watches this page for emergencies. The numbers below reach people who can help.",
    Reason.SAFE: "Thank you for writing this. You have done nothing wrong. We took words out so that you, or whoever you wrote about, is safe. There are people you can talk to now, at any hour: the numbers are below.",
}
#: The author reads where help is, and the safeguarding lead is alerted (domain 7.2, invariant 38).
SAFETY = frozenset({Reason.SAFE, Reason.CRIME})
NO_TOMBSTONE = frozenset({Reason.ANON})  # only counted: even "something was here" could point to the person


FOR_SAFETY = "For somebody’s safety"


def in_counts(reason: Reason) -> str:
    """The name it is counted under. Of the two for safety nobody reads which it was: a count could be told apart."""
    return FOR_SAFETY if reason in SAFETY else str(reason.label)


def beside_words(reason: Reason) -> str:
    """Why words were taken out, for everybody who reads the rest of them; empty where even that would point to them."""
    return "" if reason in NO_TOMBSTONE else in_counts(reason)[:1].lower() + in_counts(reason)[1:]


class ModerationDecision(models.Model):
    class Action(models.TextChoices):
        PUBLISH = "publish", "Publish"
        REMOVE = "remove", "Remove"
        RESTORE = "restore", "Restore"
        HOLD = "hold", "Hold"
        REDACT = "redact", "Take words out"
        MOVE = "move", "Move"

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="decisions")
    revision = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    message_to_author = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(default=clock.now)
    # Of a move: where it stood, and what it replied to there. An appeal that is upheld puts it back.
    moved_from = models.ForeignKey(Thread, models.SET_NULL, null=True, blank=True, related_name="moves_away")
    replied_to = models.ForeignKey(Contribution, models.SET_NULL, null=True, blank=True, related_name="+")

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

    @property
    def done_words(self) -> str:
        """What became of the post: “Removed”."""
        return {"remove": "Removed", "hold": "Held", "redact": "Words taken out", "move": "Moved"}.get(
            self.action, self.get_action_display()
        )

    @property
    def did_words(self) -> str:
        """What the facilitator did, beside their name: “took it off the page”."""
        return {"hold": "held it back", "redact": "took words out of it"}.get(self.action, "took it off the page")

    @property
    def said_to_author(self) -> str:
        said = {
            "hold": "Your post is held",
            "redact": "Words were taken out of your post",
            "move": "Your post was moved",
        }
        return said.get(self.action, "Your post was removed")

    @property
    def took_words_out(self) -> bool:
        return self.action == self.Action.REDACT

    @property
    def is_move(self) -> bool:
        return self.action == self.Action.MOVE

    @property
    def appeal_waits(self) -> bool:
        """Somebody else is looking at it again just now."""
        asked = getattr(self, "appeal", None)
        return asked is not None and asked.decided_at is None

    @property
    def is_about_safety(self) -> bool:
        """Somebody may be at risk, or tells of a crime: its author reads where help is."""
        return self.reason in SAFETY

    @property
    def fears_for_somebody(self) -> bool:
        return self.reason == Reason.SAFE


def told_first(action: str, reason: Reason) -> str:
    """What the author reads before a facilitator's own words; empty where only those are read."""
    notes = {"remove": NOTES, "hold": HOLD_NOTES, "redact": CUT_NOTES}.get(action, {})
    return notes.get(reason, "")


class Claim(models.Model):
    """A facilitator says that they are reading a post that waits, so that two do not read the same."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="claim")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="claims")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"claim {self.contribution_id}"


class AskedOfPanel(models.Model):
    """The author of a post that nobody read in time has asked the panel to decide about it."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="asked_of_panel")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"asked of the panel: {self.contribution_id}"


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
    nothing_came_back = models.BooleanField(
        "upheld, and there was nothing to put back any more, or another decision still keeps it out", default=False
    )

    def __str__(self) -> str:
        return f"appeal {self.pk}"

    @property
    def said(self) -> str:
        """“The post is back”, “The words are back”, “The decision stands”: what has come about, and nothing else."""
        if self.outcome != self.Outcome.UPHELD:
            return self.get_outcome_display()
        if self.nothing_came_back:
            return "The decision was wrong; what you see there now was written or decided since"
        if self.decision.is_move:
            return "The post is back where it was"
        return "The words are back" if self.decision.took_words_out else self.get_outcome_display()

    @property
    def due(self) -> date:
        """The day by which it is to be answered: working days only."""
        return working_days_after(local_day(self.submitted_at), numbers.APPEAL_ANSWER_DAYS)
