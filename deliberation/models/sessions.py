"""Live sessions: a room, an agenda, the polls run in it and the facts put to it."""

import secrets

from django.db import models

from audit import clock
from consultations.models import Consultation, Group

#: No vowels (no accidental words), no characters that look alike on a projector.
CODE_ALPHABET = "BCDFGHJKMNPQRSTVWXYZ2346789"


def new_session_code() -> str:
    """Nine characters of 27: 42 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(9))


class Session(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        LIVE = "live", "Live now"
        ENDED = "ended", "Ended"

    class Recording(models.TextChoices):
        NONE = "none", "Not recorded; notes only"
        AUDIO = "audio", "Sound recorded, then written down and deleted"
        TRANSCRIPT = "transcript", "Written down as people spoke"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="sessions")
    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=160)
    code = models.CharField(max_length=12, unique=True, default=new_session_code)
    place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    recording = models.CharField(max_length=10, choices=Recording, default=Recording.NONE)
    segment = models.ForeignKey("AgendaSegment", models.SET_NULL, null=True, blank=True, related_name="+")
    segment_started_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return sum(segment.minutes for segment in self.segments.all())

    @property
    def spoken_code(self) -> str:
        """In threes, as it is read aloud and shown on the wall."""
        return " ".join(self.code[i : i + 3] for i in range(0, len(self.code), 3))


class AgendaSegment(models.Model):
    class Kind(models.TextChoices):
        WELCOME = "welcome", "Welcome"
        POLL = "poll", "Poll"
        BRIEFING = "briefing", "Briefing"
        DISCUSSION = "discussion", "Discussion"
        CARDS = "cards", "Cards"
        EXPERTS = "experts", "Questions to experts"
        WRAP_UP = "wrap_up", "Wrap-up"

    session = models.ForeignKey(Session, models.CASCADE, related_name="segments")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class FactIntroduced(models.Model):
    """A fact put to the room, where it came from and how people took it. Printed in the method annex."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="facts")
    fact = models.CharField(max_length=500)
    source = models.CharField(max_length=300)
    reaction = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.fact[:60]
