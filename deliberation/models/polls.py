"""Polls: one set of questions, asked in waves, answered by ballots that know no person."""

from typing import TYPE_CHECKING, Any

from django.db import models

from audit import clock
from consultations.models import BriefingVersion, Consultation, ParticipationToken, SectionKind, Stage, Technology

if TYPE_CHECKING:
    from deliberation.models.sessions import Session


WHILE_OPEN = frozenset({Stage.OPEN})
ANSWERED = frozenset({Stage.RESPONSE_PUBLISHED, Stage.FOLLOW_UP})


class Poll(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="polls")
    title = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, default="single")  # deliberation/questions/kinds/registry.py
    text = models.CharField(max_length=1000)
    help = models.CharField(max_length=500, blank=True)
    paired = models.BooleanField("asked before and after", default=False)
    max_choices = models.PositiveSmallIntegerField(default=1)
    explanation = models.CharField(max_length=1000, blank=True)
    part = models.CharField("part of the briefing that explains it", max_length=12, choices=SectionKind, blank=True)
    ladder = models.CharField(max_length=40, blank=True)
    rung = models.PositiveSmallIntegerField(null=True, blank=True)
    is_change = models.BooleanField("describes a change, not current practice", default=False)
    card = models.CharField("what happens on the card", max_length=1000, blank=True)
    card_set = models.CharField(max_length=60, blank=True)  # cards of a set are shown one by one
    # Asked only of those who chose this answer to an earlier question.
    asked_if = models.ForeignKey("Option", models.SET_NULL, null=True, blank=True, related_name="leads_to")
    previous = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="next_round")
    round = models.PositiveSmallIntegerField(default=1)
    technology = models.ForeignKey(Technology, models.SET_NULL, null=True, blank=True, related_name="+")
    author_ref = models.CharField(max_length=40, blank=True)  # an imported statement's author, by number

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def places(self) -> range:
        """The places of a ranking, from 1."""
        return range(1, self.max_choices + 1)

    @property
    def title(self) -> str:
        """What stands over its results: the card where there is one, the round where there were several."""
        words = f"{self.card} {self.text}" if self.card else self.text
        return f"{words} (round {self.round})" if self.round > 1 else words


class Option(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    is_correct = models.BooleanField(default=False)
    is_exclusive = models.BooleanField("cannot be combined with another answer", default=False)
    technology = models.ForeignKey(Technology, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Wave(models.Model):
    """One asking of some of a poll's questions."""

    class Kind(models.TextChoices):
        BEFORE = "before", "Before"
        PULSE = "pulse", "In the room"
        AFTER = "after", "After"
        FOLLOW_UP = "follow_up", "Follow-up"

    class State(models.TextChoices):
        PLANNED = "planned", "Not open yet"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="waves")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    questions = models.ManyToManyField(Question, related_name="waves")
    session = models.ForeignKey("deliberation.Session", models.CASCADE, null=True, blank=True, related_name="waves")
    # Cards put to the group of a thread, each to be chosen alone before the group talks about what came of it.
    thread = models.ForeignKey("deliberation.Thread", models.CASCADE, null=True, blank=True, related_name="waves")
    segment = models.ForeignKey(  # the part of the agenda in which it is asked
        "deliberation.AgendaSegment", models.SET_NULL, null=True, blank=True, related_name="waves"
    )
    order = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)  # a follow-up's own; the others close with the consultation
    closing_reason = models.CharField("why it closed before its time", max_length=1000, blank=True, default="")
    live_results = models.BooleanField("bars move while people answer", default=False)  # pulse waves only
    version = models.PositiveIntegerField(default=0)  # rises with every open and close; live messages carry it

    too_soon = ""  # why it cannot be closed yet: filled in by whoever reads the page

    class Meta:
        ordering = ["order", "pk"]

    if TYPE_CHECKING:
        session_id: int | None
        thread_id: int | None
        session: "models.ForeignKey[Session | None, Session | None]"  # type: ignore[no-redef]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def consultation(self) -> Consultation:
        return self.poll.consultation

    @property
    def is_first(self) -> bool:
        """What everybody is asked before they read and talk."""
        return self.kind == self.Kind.BEFORE and self.session_id is None

    @property
    def admitted(self) -> list[int]:
        """The groups it is asked of, by number; empty: everybody who takes part."""
        if self.session is not None:
            return self.session.admitted
        return [self.thread.group_id] if self.thread is not None and self.thread.group_id else []

    def admits(self, group_id: int | None) -> bool:
        if self.session is not None:
            return self.session.admits(group_id)
        return not self.thread_id or group_id in self.admitted

    @property
    def is_of_a_group(self) -> bool:
        """Asked of some people only: to everybody else its result is a breakdown by group."""
        return self.session_id is not None or self.thread_id is not None

    @property
    def is_follow_up(self) -> bool:
        return self.kind == self.Kind.FOLLOW_UP

    @property
    def stages(self) -> frozenset[Stage]:
        """The stages of its consultation in which it can be answered."""
        return ANSWERED if self.is_follow_up else WHILE_OPEN

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_running(self) -> bool:
        """Started and not closed, whether or not its consultation still takes answers."""
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_open(self) -> bool:
        if not self.is_follow_up:
            return self.state == self.State.OPEN and self.consultation.is_open
        in_time = self.closes_at is None or clock.now() < self.closes_at
        return self.state == self.State.OPEN and in_time and self.consultation.stage in self.stages


class Ballot(models.Model):
    """One person's answer to one question in one wave. Hangs on a token; there is no way to a person from here.

    `choice` holds option ids joined by commas ("12" or "12,15"), so that every kind of question is one row,
    stored by one upsert and counted by one GROUP BY. Ids are sorted, except in a ranking: there, best first.
    """

    class Source(models.TextChoices):
        SCREEN = "screen", "On a phone or computer"
        PAPER = "paper", "On paper"
        PHONE = "phone", "By telephone"

    TYPED = (Source.PAPER, Source.PHONE)  # typed in by the staff, for whoever answered

    token = models.ForeignKey(ParticipationToken, models.CASCADE, related_name="ballots")
    question = models.ForeignKey(Question, models.CASCADE, related_name="ballots")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="ballots")
    choice = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=1000, blank=True)
    briefing = models.ForeignKey(BriefingVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    cast_on = models.DateField(default=clock.today)
    source = models.CharField(max_length=6, choices=Source, default=Source.SCREEN, db_default=Source.SCREEN)
    # In the first poll: whoever gave it had posted, or sat in a talk, by then.
    talked = models.BooleanField(default=False, db_default=False, editable=False)
    sent = models.TextField(default="", db_default="", blank=True, editable=False)  # marks of sendings: see ballots.py

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "question", "wave"], name="one_ballot_per_question")]
        indexes = [models.Index(fields=["wave", "question", "choice"], name="ballot_tally")]

    def __str__(self) -> str:
        return f"ballot {self.pk}"

    @staticmethod
    def encode(option_ids: list[Any], ordered: bool = False) -> str:
        ids = [int(pk) for pk in option_ids]
        return ",".join(str(pk) for pk in (ids if ordered else sorted(ids)))
