"""A private word to the facilitators from a thread or a session: a pause, or what went unsaid aloud (domain 7.3)."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Membership
from deliberation.models.discussion import Thread


class QuietWord(models.Model):
    """Read by the facilitators alone. It is no contribution: it is not coded, quoted or counted."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "Would like a pause"
        ALOUD = "aloud", "Could not say this aloud"

    MAX_LENGTH = 1000

    # From one of the two. A wish for a pause in a session is a signal of its own, which the room forgets.
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="quiet_words")
    session = models.ForeignKey("Session", models.CASCADE, null=True, blank=True, related_name="quiet_words")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="quiet_words")
    kind = models.CharField(max_length=5, choices=Kind)
    words = models.TextField(max_length=MAX_LENGTH, blank=True)
    said_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    reply = models.TextField(max_length=MAX_LENGTH, blank=True)  # to whoever said it, and nobody else

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "membership"], condition=Q(kind="pause", seen_at=None), name="one_pause_in_a_thread"
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, session=None) | Q(thread=None, session__isnull=False, kind="aloud"),
                name="quiet_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"quiet word {self.pk}"

    @property
    def consultation(self) -> Consultation:
        return self.membership.consultation

    @property
    def place(self) -> str:
        """The thread or the session, by name."""
        return str(self.thread or self.session)

    @property
    def is_pause(self) -> bool:
        return self.kind == self.Kind.PAUSE
