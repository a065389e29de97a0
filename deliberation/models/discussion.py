"""Threads and what people say in them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from audit import clock
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea, Group, Membership
from consultations.models.consultation import HIDDEN_STAGES
from people.models import Person
from people.text.dates import day, when

if TYPE_CHECKING:
    from deliberation.models.moderation import ModerationDecision

#: Of words of a meeting: the moment they were brought in would read as the one at which they were said.
DAY_NOT_RECORDED = "Day not recorded"


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Person) -> "ThreadQuerySet":
        """Open threads are public; a closed group's thread is for its members, facilitators and oversight.

        Police are in none of these: for them a closed thread does not exist.
        """
        here = self.filter(comments_in=None)
        announced = here.exclude(area__consultation__stage__in=HIDDEN_STAGES)
        if not user.is_authenticated:
            return announced.filter(group=None)
        mine = Membership.objects.current().filter(user=user)
        keepers = mine.filter(role__in=Do.READ_CLOSED_THREADS.roles).values("consultation")
        groups = mine.filter(role__in=Do.READ_OWN_GROUP.roles, group__isnull=False).values("group")
        return here.filter(
            (Q(group=None) & ~Q(area__consultation__stage__in=HIDDEN_STAGES))
            | Q(group__in=groups)
            | Q(area__consultation__in=keepers)
        )


class Thread(models.Model):
    """A conversation on one prompt, in one group (or open to everybody)."""

    area = models.ForeignKey(DiscussionArea, models.CASCADE, related_name="threads")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="threads")
    title = models.CharField(max_length=300)
    probe = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The place in the coding for what people wrote in a poll: nobody reads it as a discussion.
    comments_in = models.ForeignKey(
        "Wave", models.CASCADE, null=True, blank=True, editable=False, related_name="comment_threads"
    )
    comments_on = models.ForeignKey(
        "Question", models.CASCADE, null=True, blank=True, editable=False, related_name="comment_threads"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["area__order", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["comments_in", "comments_on"], name="one_place_for_comments")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.area.consultation.slug, self.pk])

    @property
    def consultation(self) -> Consultation:
        return self.area.consultation

    def is_readable_by(self, member: Membership | None) -> bool:
        """As `visible_to`, for a standing already looked up (None: no standing here). A test compares the two."""
        if self.comments_in_id is not None:
            return False
        if member is not None and member.consultation_id != self.area.consultation_id:
            return False
        if member is not None and member.role in Do.READ_CLOSED_THREADS.roles:
            return True
        if self.group_id is None:
            return self.consultation.is_public
        return member is not None and member.role in Do.READ_OWN_GROUP.roles and member.group_id == self.group_id

    def readers(self, member: Membership | None) -> str:
        """Who can read it, in one sentence that is always on the page."""
        if self.group is None:
            return "Anyone can read this, police too. Posts are read by a facilitator before they appear."
        own = member is not None and member.group_id == self.group_id
        group = "your group" if own else self.group.name
        return f"Only {group}, the facilitators and the oversight panel can read this. Police cannot."

    @property
    def is_pre_moderated(self) -> bool:
        """Open threads are read before they appear; closed groups publish at once (domain 7.1)."""
        return self.group_id is None or self.group.is_open  # type: ignore[union-attr]


class RecordMode(models.TextChoices):
    """How people met whose words came in a record."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    PHONE = "phone", "By phone"
    MIXED = "mixed", "In person and online"
    WRITTEN = "written", "In writing"


class RecordStanding(models.TextChoices):
    """Whether a second person says that a meeting took place as its record has it. WAITS counts nowhere."""

    WAITS = "waits", "Waits for a second person, and counts nowhere"
    CONFIRMED = "confirmed", "Confirmed by a second person"
    BEFORE = "before", "Brought in before records were confirmed"


class HowKnown(models.TextChoices):
    """How whoever confirms a record knows."""

    THERE = "there", "was there"
    COMPARED = "compared", "compared it with the recording or with notes of somebody else"
    ASKED = "asked", "asked people who were there"


class MeetingNotice(models.TextChoices):
    """Whether a meeting stood in public beforehand. Empty: its record came before that was kept."""

    ANNOUNCED = "announced", "Announced beforehand"
    NOT = "not", "Not announced beforehand"


class ImportedRecord(models.Model):
    """One transcript, or one conversation of statements, brought in. The fingerprint keeps it from counting twice.

    `brought_by`: all who ever sent, brought in or corrected it; none of them confirms it.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="imported_records")
    group = models.ForeignKey(Group, models.CASCADE, related_name="imported_records")
    title = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)
    contributions_count = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(default=clock.now)
    # Asked of whoever brings it in, and printed in the method annex; what is empty was not recorded.
    held_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=12, choices=RecordMode, blank=True)
    recorder = models.CharField(max_length=200, blank=True)  # how it was recorded and written down, and by whom
    present = models.CharField(max_length=1000, blank=True)  # who else was there, in roles and numbers
    absent = models.CharField(max_length=1000, blank=True)
    lasted = models.CharField("how long it took", max_length=80, blank=True)
    asked = models.CharField("what was asked there", max_length=1000, blank=True)  # and what of the guide was not
    facts = models.CharField("facts put to people", max_length=1000, blank=True)  # beyond the briefing
    brought_by = models.ManyToManyField(Membership, related_name="records_brought")
    standing = models.CharField(max_length=10, choices=RecordStanding, default=RecordStanding.WAITS)
    confirmed_by = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="records_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_how = models.CharField(max_length=10, choices=HowKnown, blank=True)
    is_conversation = models.BooleanField("a conversation of statements held elsewhere", default=False, editable=False)
    wave = models.OneToOneField(  # of its statements, where it is a conversation
        "Wave", models.SET_NULL, null=True, blank=True, editable=False, related_name="brought_in_as"
    )
    made_group = models.BooleanField("its group was made for it", default=False, editable=False)
    lacks = models.CharField("what its files did not agree on", max_length=400, blank=True, editable=False)
    notice = models.CharField(max_length=9, choices=MeetingNotice, blank=True, editable=False)
    announced_on = models.DateField(null=True, blank=True, editable=False)  # since when it stood in public
    meeting = models.ForeignKey(  # the announced session of which this is the record: one announcement, one meeting
        "Session", models.SET_NULL, null=True, blank=True, editable=False, related_name="records"
    )
    object_until = models.DateField(null=True, blank=True, editable=False)  # the panel, where it was not announced
    object_from = models.DateTimeField(null=True, blank=True, editable=False)  # since when those days run
    objected_by = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, editable=False, related_name="records_objected_to"
    )
    objector = models.CharField(max_length=80, blank=True, editable=False)  # by name, as it stands in public
    objection = models.CharField(max_length=400, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "fingerprint"], name="record_once"),
            models.UniqueConstraint(fields=["meeting", "group"], name="one_record_a_meeting_and_group"),
        ]

    def __str__(self) -> str:
        return self.title or self.fingerprint[:12]

    @property
    def is_counted(self) -> bool:
        """Whether its people are in labels and bases."""
        return self.standing != RecordStanding.WAITS

    @property
    def is_unannounced(self) -> bool:
        """Nobody could have come to see whether the meeting takes place."""
        return self.notice == MeetingNotice.NOT


class TakenBackObjection(models.Model):
    """What a member of the panel said against a record, and what they said as they took it back. Both are printed."""

    record = models.ForeignKey(ImportedRecord, models.CASCADE, related_name="taken_back")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    objection = models.CharField(max_length=400)
    words = models.CharField("why it was taken back", max_length=400)
    on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}: “{self.objection}” Taken back on {day(self.on)}: “{self.words}”"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible(self) -> "ContributionQuerySet":
        return self.filter(state=Contribution.State.VISIBLE)

    def on_show(self) -> "ContributionQuerySet":
        """Posts whose words others read: visible ones, and those whose last words stand while new ones wait."""
        changing = Q(state=Contribution.State.HELD, shown_revision__isnull=False)
        return self.filter(Q(state=Contribution.State.VISIBLE) | changing)

    def in_threads(self) -> "ContributionQuerySet":
        """What stands in the discussion: not what people wrote in a poll, which is there for the coding alone."""
        return self.exclude(source_kind=Contribution.Source.POLL_COMMENT)

    def shown(self) -> "ContributionQuerySet":
        """What a thread shows: visible ones and the tombstones of removed ones."""
        return self.filter(state__in=[Contribution.State.VISIBLE, Contribution.State.REMOVED])


class Contribution(models.Model):
    """Something one person said. `body` is the newest revision; excerpts cite a revision, never this."""

    class Source(models.TextChoices):
        POST = "post", "Post"
        TRANSCRIPT = "transcript", "Transcript"
        FACILITATOR_NOTE = "facilitator_note", "Facilitator’s note"
        ROOM = "room", "Somebody in the room"  # nobody is counted for it; kept under whoever brought it in
        POLL_COMMENT = "poll_comment", "Poll comment"

    class State(models.TextChoices):
        HELD = "held", "Waiting for a facilitator"
        VISIBLE = "visible", "Visible"
        REMOVED = "removed", "Removed"
        WITHDRAWN = "withdrawn", "Withdrawn by its author"

    MAX_LENGTH = 4000
    #: Words that count as nobody's: said without a name, a facilitator's own, or written in a poll.
    OF_NOBODY = (Source.ROOM, Source.FACILITATOR_NOTE, Source.POLL_COMMENT)

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="contributions")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="contributions")
    body = models.TextField(max_length=MAX_LENGTH)
    revision = models.PositiveSmallIntegerField(default=1)
    source_kind = models.CharField(max_length=18, choices=Source, default=Source.POST)
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    # What it quotes, by reference: the words are read where they stand, so what is hidden there is hidden here too.
    quotes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="quoted_by")
    # Where it stood before a facilitator moved it, or took it out of another post: said beside it.
    moved_from = models.ForeignKey(Thread, models.SET_NULL, null=True, blank=True, related_name="moved_away")
    state = models.CharField(max_length=10, choices=State, default=State.VISIBLE)
    # While new words wait to be read: the version that stays on show in the meantime.
    shown_revision = models.PositiveSmallIntegerField(null=True, blank=True)
    held_because = models.CharField(max_length=200, blank=True)
    # For the public count of what a list of names holds. Its author is not told: they could read the list out by trial.
    held_for_a_name_at = models.DateTimeField(null=True, blank=True, editable=False)
    record = models.ForeignKey(ImportedRecord, models.SET_NULL, null=True, blank=True, related_name="contributions")
    line = models.PositiveIntegerField(null=True, blank=True)  # in the imported file
    to_check = models.CharField(max_length=300, blank=True)  # what an imported text may give away: for the quote check
    submission_key = models.CharField(max_length=40, null=True, blank=True)  # one sending of one form, once
    created_at = models.DateTimeField(default=clock.now)
    # When it came to stand where it is, if that was later than it was written: published, put back or moved here.
    came_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # `state` comes last: a page is read in order of id, across states, without sorting.
            models.Index(fields=["thread", "reply_to", "id", "state"], name="contribution_page"),
            models.Index(fields=["reply_to", "id", "state"], name="contribution_replies"),
            # `revision` for one's own posts that were edited, and may have been cut, among thousands that were not.
            models.Index(fields=["membership", "thread", "state", "revision"], name="contribution_own"),
            models.Index(fields=["thread", "came_at"], name="contribution_came", condition=Q(came_at__isnull=False)),
            models.Index(fields=["state", "created_at"], name="contribution_held", condition=Q(state="held")),
        ]
        constraints = [models.UniqueConstraint(fields=["membership", "submission_key"], name="submitted_once")]

    def __str__(self) -> str:
        return f"#{self.pk} by {self.membership_id}"

    def get_absolute_url(self) -> str:
        return f"{self.thread.get_absolute_url()}?at={self.pk}#contribution-{self.pk}"

    @property
    def said_at(self) -> str:
        """When it was written here; of a meeting the day it was held: the moment it was brought in says nothing."""
        if self.record is None:
            return when(self.created_at)
        return day(self.record.held_on) or DAY_NOT_RECORDED

    @property
    def is_of_nobody(self) -> bool:
        return self.source_kind in self.OF_NOBODY

    @property
    def is_written(self) -> bool:
        """In a poll, for the findings: by nobody knows whom."""
        return self.source_kind == self.Source.POLL_COMMENT

    @property
    def is_removed(self) -> bool:
        return self.state == self.State.REMOVED

    @property
    def is_visible(self) -> bool:
        return self.state == self.State.VISIBLE

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def is_being_changed(self) -> bool:
        """Its last words stand while new ones wait to be read."""
        return self.is_held and self.shown_revision is not None

    @property
    def is_on_show(self) -> bool:
        return self.is_visible or self.is_being_changed

    @cached_property
    def removal(self) -> "ModerationDecision | None":
        """The newest decision that removed it, or None. A page of many fills this in with one query."""
        return self.decisions.filter(action="remove").select_related("decided_by__user").last()


class ReadingMark(models.Model):
    """How far somebody has read a thread. Theirs alone: nobody else is shown it, and no count is made of it."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="reading_marks")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="reading_marks")
    seen = models.PositiveBigIntegerField(default=0)  # the newest contribution that stood on a page they opened
    new_after = models.PositiveBigIntegerField(default=0)  # what was new as this visit began
    # The same of what came to stand there later than it was written: since when.
    came_after = models.DateTimeField(default=clock.now)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "thread"], name="one_mark_a_thread")]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.thread_id}"


class ContributionRevision(models.Model):
    """The exact words at one moment. Written once, never changed: excerpts point into it."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField(max_length=Contribution.MAX_LENGTH)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["contribution", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"revision {self.number}"
