"""The floor of a session: who is there, who wants to speak, who has spoken, who asked for a pause.

Kept while the session runs. When it ends the people are forgotten and only counts stay (`sessions.end`).
"""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Membership
from deliberation.models.discussion import Contribution
from deliberation.models.sessions import Session


class Seat(models.Model):
    """One participant in one session: came, spoke, sits at a table. Facilitators have none, so no count holds them."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="seats")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="seats")
    came_at = models.DateTimeField(default=clock.now)
    first_spoke_at = models.DateTimeField(null=True, blank=True)
    last_spoke_at = models.DateTimeField(null=True, blank=True)
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    is_pinned = models.BooleanField("stays at this table when the others are shuffled", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "membership"], name="one_seat_a_person"),
            models.CheckConstraint(name="pinned_to_a_table", condition=Q(is_pinned=False) | Q(table__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.membership} in {self.session}"


class Hand(models.Model):
    """A raised hand. The topic is for the facilitator alone."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CALLED = "called", "Speaking now"
        DONE = "done", "Spoke"
        SKIPPED = "skipped", "Passed over"
        LOWERED = "lowered", "Taken down"

    ACTIVE = (State.WAITING, State.CALLED)

    session = models.ForeignKey(Session, models.CASCADE, related_name="hands")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="hands")
    topic = models.CharField(max_length=120, blank=True)
    raised_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "membership"], condition=Q(state__in=["waiting", "called"]), name="one_hand_up"
            ),
            models.UniqueConstraint(fields=["session"], condition=Q(state="called"), name="one_speaker"),
        ]

    def __str__(self) -> str:
        return f"hand {self.pk}"


class PauseSignal(models.Model):
    """ "I'd like a pause": a private word to the facilitators (domain 7.3). It holds no reason and no story."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="pauses")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="pauses_asked")
    asked_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "membership"], condition=Q(seen_at=None), name="one_pause_asked_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"


class SessionNote(models.Model):
    """A facilitator's own notes on a session. Private until put into a discussion."""

    MAX_LENGTH = Contribution.MAX_LENGTH

    session = models.ForeignKey(Session, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="session_notes")
    body = models.TextField(max_length=MAX_LENGTH, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "author"], name="one_note_a_facilitator")]

    def __str__(self) -> str:
        return f"notes of {self.author}"
