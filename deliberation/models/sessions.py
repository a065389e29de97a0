"""Live sessions: a room, an agenda, the polls run in it and the facts put to it."""

import secrets
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.functional import cached_property

from audit import clock
from consultations.models import Consultation, DiscussionArea, Group, Prompt
from consultations.numbers import SESSION_SIGNS
from deliberation import numbers
from people.text.dates import appointment, local_day
from people.text.sentences import listed

#: No vowels (no accidental words), no characters that look alike on a projector.
CODE_ALPHABET = "BCDFGHJKMNPQRSTVWXYZ2346789"


def new_session_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(SESSION_SIGNS))


class Session(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        LIVE = "live", "Live now"
        ENDED = "ended", "Ended"

    class Recording(models.TextChoices):
        NONE = "none", "Not recorded; notes only"
        AUDIO = "audio", "Sound recorded, to be written down"
        TRANSCRIPT = "transcript", "Written down as people spoke"

    class Screen(models.TextChoices):
        """What the screen in the room shows."""

        FOLLOW = "follow", "The part and its poll"
        JOIN = "join", "How to come in"
        TABLES = "tables", "Who sits at which table"
        ASKED = "asked", "Questions from the room"
        BLANK = "blank", "Nothing but the code"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="sessions")
    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    also = models.ManyToManyField(Group, related_name="plenaries", blank=True)  # other groups that come: a plenary
    title = models.CharField(max_length=160)
    code = models.CharField(max_length=12, unique=True, default=new_session_code)
    place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    mode = models.CharField("how people met, as it was started", max_length=12, choices=Group.Mode, blank=True)
    recording = models.CharField(max_length=10, choices=Recording, default=Recording.NONE)
    segment = models.ForeignKey("AgendaSegment", models.SET_NULL, null=True, blank=True, related_name="+")
    segment_started_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    segment_paused = models.PositiveIntegerField("seconds of break in this part", default=0)
    apart = models.CharField("what it left out of the guide", max_length=1000, blank=True)
    finish_by = models.DateTimeField("planned end, as it was when it started", null=True, blank=True)
    screen = models.CharField(max_length=8, choices=Screen, default=Screen.FOLLOW)
    screen_is_light = models.BooleanField(default=False)
    quiet_first = models.BooleanField("those who have not spoken go first", default=False)
    tables = models.PositiveSmallIntegerField("tables people sit at", default=0)
    attended = models.PositiveIntegerField("people who came, counted at the end", null=True, blank=True)
    spoke = models.PositiveIntegerField("people who spoke, counted at the end", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    floor_version = models.PositiveIntegerField("rises with hands and voices", default=0)
    seating_version = models.PositiveIntegerField("rises with tables", default=0)
    created_at = models.DateTimeField(default=clock.now)
    dated_at = models.DateTimeField("since when it has this day and these groups", default=clock.now, editable=False)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_live(self) -> bool:
        return self.state == self.State.LIVE

    @property
    def is_ended(self) -> bool:
        return self.state == self.State.ENDED

    @property
    def met(self) -> str:
        """How people met: what is said of the group afterwards moves nothing of a session that ran."""
        return str(self.get_mode_display() if self.mode else self.group.get_mode_display())

    @property
    def is_by_phone(self) -> bool:
        return (self.mode or self.group.mode) == Group.Mode.PHONE

    @property
    def had_people(self) -> bool:
        """It runs or ran, and not with nobody in it. None stands where nobody was counted."""
        return self.is_live or (self.is_ended and self.attended != 0)

    @property
    def facts_of_the_room(self) -> "list[FactIntroduced]":
        """What was noted as put to the room; nothing where nobody was in it."""
        return list(self.facts.all()) if self.had_people else []

    @property
    def screen_is_blank(self) -> bool:
        return self.screen == self.Screen.BLANK

    @property
    def screen_is_join(self) -> bool:
        return self.screen == self.Screen.JOIN

    @property
    def screen_is_asked(self) -> bool:
        return self.screen == self.Screen.ASKED

    @property
    def screen_is_tables(self) -> bool:
        return self.screen == self.Screen.TABLES

    @property
    def other_screens(self) -> list[tuple[str, str]]:
        """What the screen could show instead, each with its label. Nobody is seated where there are no tables."""
        shown_or_empty = {self.screen} if self.tables else {self.screen, self.Screen.TABLES}
        return [(screen.value, str(screen.label)) for screen in self.Screen if screen not in shown_or_empty]

    @property
    def announced_on(self) -> date | None:
        """Since when the day stands on the public page; None where that was too late for anybody to know of it."""
        return self.announced_since(self.dated_at)

    def announced_since(self, settled_at: datetime | None) -> date | None:
        """The same of something about it that was settled then."""
        public = self.consultation.announced_at
        if self.starts_at is None or settled_at is None or public is None:
            return None
        since = local_day(max(settled_at, public))
        return since if since + timedelta(days=numbers.MEETING_NOTICE_DAYS) <= local_day(self.starts_at) else None

    @property
    def minutes(self) -> int:
        return sum(segment.minutes for segment in self.segments.all())

    @property
    def groups(self) -> list[Group]:
        """Every group that comes."""
        return [self.group, *self.also.all()]

    @cached_property
    def is_open_wall(self) -> bool:
        """Anyone with the code takes part at once: the code leads to an open group."""
        return any(group.is_open for group in self.groups)

    @property
    def names(self) -> str:
        return self.who()

    def who(self, is_open: bool | None = None) -> str:
        """ "Group 1", or "Group 1 and Group 2"; with `is_open` only recruited or only self-selected groups."""
        names = [str(group) for group in self.groups if is_open is None or group.is_open == is_open]
        return listed(names or [str(self.group)])

    @cached_property
    def admitted(self) -> list[int]:
        """The groups that come, by number; looked up once for this object."""
        return [self.group_id, *self.also.values_list("pk", flat=True)]

    def admits(self, group_id: int | None) -> bool:
        """True for the groups that come. No query for the group the session was planned for."""
        if group_id is None:
            return False
        return group_id == self.group_id or any(group.pk == group_id for group in self.also.all())

    @property
    def begins(self) -> str:
        """When to come, in words; empty while the time is not set."""
        return appointment(self.starts_at)

    @property
    def is_late(self) -> bool:
        """It was to have begun by now."""
        return self.is_planned and self.starts_at is not None and self.starts_at <= clock.now()

    @property
    def spoken_code(self) -> str:
        """In threes, as it is read aloud and shown on the wall."""
        return " ".join(self.code[i : i + 3] for i in range(0, len(self.code), 3))


class FormerDay(models.Model):
    """A day that stood on the public page for a meeting that was then moved, called off or given other groups.

    It stays on the page. Its groups are kept as they were called: it outlives its session.
    """

    class Became(models.TextChoices):
        MOVED = "moved", "Moved"
        OTHERS = "others", "Other groups come"
        CALLED_OFF = "off", "Called off"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="former_days")
    day = models.DateField()
    names = models.CharField("groups that were to come", max_length=1000)
    since = models.DateField("since when it stood there")
    became = models.CharField(max_length=6, choices=Became)
    gone_on = models.DateField()

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.names}"

    @property
    def was_taken_back(self) -> bool:
        """Before the day came: nobody went there for nothing who read the page on the eve of it."""
        return self.gone_on < self.day


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
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # as it was when the session started
    planned_talk = models.BooleanField(default=False)  # the same: whether people were to talk in it
    text = models.CharField("what people read on their phones", max_length=500, blank=True)
    prompt = models.ForeignKey(Prompt, models.SET_NULL, null=True, blank=True, related_name="+")
    #: The questions of an area, asked one after the other: `prompt` is the one the room is at.
    area = models.ForeignKey(DiscussionArea, models.SET_NULL, null=True, blank=True, related_name="+")
    poll = models.ForeignKey("Wave", models.SET_NULL, null=True, blank=True, related_name="+")  # before or after
    poll_since = models.DateTimeField("since when it leads to that poll", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    #: In which people talk, whatever they are about. The first poll itself is asked at the beginning of many a session.
    TALK = frozenset({Kind.DISCUSSION, Kind.CARDS, Kind.EXPERTS})

    @property
    def is_talk(self) -> bool:
        """By its kind, or because it has a question or a topic to talk about, under whatever name."""
        return self.kind in self.TALK or self.prompt_id is not None or self.area_id is not None

    @property
    def is_briefing(self) -> bool:
        return self.kind == self.Kind.BRIEFING

    @property
    def asks_nothing(self) -> bool:
        """A part in which people are to answer, and nothing to answer. Prefetch "waves" for many."""
        is_for_answers = self.kind in {self.Kind.POLL, self.Kind.CARDS}
        return is_for_answers and self.poll_id is None and not list(self.waves.all())

    @property
    def next_prompt(self) -> Prompt | None:
        """What is talked about next in this part; None where there is one question, or the last is reached."""
        if self.area is None:
            return None
        place = self.prompt.order if self.prompt else -1
        return self.area.prompts.filter(order__gt=place).first()


class SegmentRun(models.Model):
    """A part of the agenda as it really ran. Going back to a part makes a second run."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="runs")
    segment = models.ForeignKey(AgendaSegment, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    paused = models.PositiveIntegerField("seconds of break", default=0)
    # Whatever the part is called later: people talked in it, by what it was or by how long it went on.
    had_talk = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=models.Q(ended_at=None), name="one_part_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.segment} from {self.started_at:%H:%M}"


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
