"""Statements to agree or disagree with, answered one at a time, that residents may add to."""

from django.db import models

from audit import clock
from consultations.models import Consultation, Membership
from deliberation.models.moderation import NOTES, SAFETY, Reason
from deliberation.models.polls import Question, Wave


class Conversation(models.Model):
    """A wave whose questions are statements. `floor`: how often each is shown before others come first again."""

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="conversation")
    about = models.CharField(max_length=300)
    takes_statements = models.BooleanField("residents may add statements", default=True)
    floor = models.PositiveSmallIntegerField(default=30)

    def __str__(self) -> str:
        return str(self.wave)

    @property
    def consultation(self) -> Consultation:
        return self.wave.consultation


class StatementReason(models.TextChoices):
    """Why a statement may not be shown, beside the reasons that hold for every post."""

    TWIN = "twin", "Says the same as one that is there"
    SEVERAL = "several", "Holds more than one idea"
    UNCLEAR = "unclear", "Cannot be agreed or disagreed with"
    ELSEWHERE = "elsewhere", "Is about something else"


TOLD = {
    StatementReason.TWIN: "There is a statement here that says the same, and people are already answering it.",
    StatementReason.SEVERAL: "It holds more than one idea, so nobody could tell what an answer is about. "
    "Send the ideas one by one.",
    StatementReason.UNCLEAR: "People could not agree or disagree with it, for instance because it is a question. "
    "Say what you think, as a sentence.",
    StatementReason.ELSEWHERE: "It is about something this conversation does not ask. "
    "You can say it in the discussion.",
}
#: As for a post, which others had read: a statement may never have been on a page.
FOR_SAFETY = {
    Reason.CRIME: "Thank you for telling us. We do not show this because it reads as a report of a crime, and could "
    "lead to you. Nobody watches this page for emergencies. The numbers below reach people who can help.",
    Reason.SAFE: "Thank you for writing this. You have done nothing wrong. We do not show it so that you, or whoever "
    "you wrote about, is safe. There are people you can talk to now, at any hour: the numbers are below.",
}
REASONS: dict[str, tuple[str, str]] = {
    **{reason: (str(reason.label), told) for reason, told in TOLD.items()},
    **{
        reason: (str(reason.label), FOR_SAFETY.get(reason, NOTES[reason]))
        for reason in Reason
        if reason != Reason.OFFTOPIC
    },
}
"""Every reason: code → (label, what the author reads). Fixed before any conversation starts."""


class StatementQuerySet(models.QuerySet["Statement"]):
    def waiting(self) -> "StatementQuerySet":
        return self.filter(state=Statement.State.HELD).order_by("created_at", "pk")

    def shown(self) -> "StatementQuerySet":
        return self.filter(state=Statement.State.SHOWN)


class Statement(models.Model):
    """One sentence. It becomes a question of the wave when a facilitator accepts it, and not before.

    `author` is never shown to anybody but facilitators who decide; police see nothing of it until it is published.
    None once its time is over: what was shown stays, and leads to nobody.
    """

    class Source(models.TextChoices):
        RESIDENT = "resident", "From a resident"
        FACILITATOR = "facilitator", "From the facilitators"

    class State(models.TextChoices):
        HELD = "held", "Waiting for a facilitator"
        SHOWN = "shown", "Shown"
        REFUSED = "refused", "Not shown"
        WITHDRAWN = "withdrawn", "Withdrawn by its author"

    MAX_LENGTH = 160
    GONE = "(withdrawn by its author)"

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="statements")
    question = models.OneToOneField(Question, models.SET_NULL, null=True, blank=True, related_name="statement")
    author = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="statements")
    source = models.CharField(max_length=11, choices=Source, default=Source.RESIDENT)
    text = models.CharField(max_length=MAX_LENGTH)
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.HELD)
    held_because = models.CharField(max_length=200, blank=True)
    twin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    second_look = models.BooleanField("somebody else decides now", default=False)
    times_shown = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["conversation", "state"], name="statement_state")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def may_be_asked_again(self) -> bool:
        """Nobody else has decided about these words since they were last shown."""
        decided = [one for one in self.decisions.all() if one.revision == self.revision]
        shown = [place for place, one in enumerate(decided, 1) if one.action == StatementDecision.Action.SHOW]
        return self.is_refused and len(decided[shown[-1] if shown else 0 :]) == 1

    @property
    def is_from_facilitators(self) -> bool:
        return self.source == self.Source.FACILITATOR

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.SHOWN

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def refusal(self) -> "StatementDecision | None":
        """The decision that keeps it from being shown, or None."""
        if self.state != self.State.REFUSED:
            return None
        return next(
            (one for one in reversed(self.decisions.all()) if one.action == StatementDecision.Action.REFUSE), None
        )

    @property
    def was_wrong(self) -> bool:
        """A second look found, once the conversation had closed, that it should have been shown."""
        return any(one.action == StatementDecision.Action.LATE for one in self.decisions.all())


class StatementDecision(models.Model):
    """Who decided what about which words. A refusal always has a reason."""

    class Action(models.TextChoices):
        SHOW = "show", "Shown"
        REFUSE = "refuse", "Not shown"
        LATE = "late", "Should have been shown, and the conversation had closed"

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="decisions")
    revision = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=6, choices=Action)
    reason = models.CharField(
        max_length=10, blank=True, choices=[(code, label) for code, (label, _) in REASONS.items()]
    )
    message = models.TextField(max_length=1500, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="statement_decisions")
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="refusal_has_a_reason", condition=~models.Q(action="refuse") | ~models.Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.statement_id}"

    @property
    def is_about_safety(self) -> bool:
        """Its author reads where help is, and the safeguarding lead is alerted."""
        return self.reason in SAFETY

    @property
    def fears_for_somebody(self) -> bool:
        return self.reason == Reason.SAFE

    @property
    def message_to_author(self) -> str:
        """As a decision about a post calls it."""
        return self.message
