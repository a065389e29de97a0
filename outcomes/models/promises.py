"""What an answer promises, and what is reported of it."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from audit import clock
from consultations.models import Consultation, Membership
from people.text.dates import day, local_day
from people.text.sentences import letters, listed, many, shortened

#: Why nobody could report or decide on days that count.
PAUSED = "the panel had it paused"
#: Of days past the date before the panel sent a report back. They are not called the panel’s: else a force reports
#: done with any link, as often as it likes, and its lateness is told as that of whoever had to look.
NOT_DONE = "it was reported done, which the panel found it was not"


def since_paused(consultation: Consultation) -> str:
    """Beside what is late now: that nobody can do it, while it is so."""
    return f"; paused by the panel since {day(local_day(consultation.paused_at))}" if consultation.paused_at else ""


class Commitment(models.Model):
    """A promise: an owner, a date, and nothing is done until the panel has verified it."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        ON_TRACK = "on_track", "On track"
        DONE_UNVERIFIED = "done_unverified", "Done, not yet verified"
        DONE_VERIFIED = "done_verified", "Done and verified"
        DROPPED = "dropped", "Dropped"

    OPEN_STATES = (State.NOT_STARTED, State.ON_TRACK)
    #: Of a promise that is said to be done, everywhere one word: the panel has checked it, or not yet.
    CHECKED = {State.DONE_UNVERIFIED: "Done, not yet checked", State.DONE_VERIFIED: "Done and checked"}

    silent: str  # that the force has said nothing for long, in words: a page of many fills this in

    answer = models.ForeignKey("outcomes.RecommendationResponse", models.CASCADE, related_name="commitments")
    # Made with a decision after signing: no part of what was signed.
    decision = models.ForeignKey("Decision", models.PROTECT, null=True, blank=True, related_name="promises")
    text = models.TextField(max_length=600)
    owner_role = models.CharField(max_length=120)
    due = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.NOT_STARTED)
    # Verified or dropped: worked out by the database, to find by.
    settled = models.GeneratedField(
        expression=Case(When(state__in=["done_verified", "dropped"], then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    evidence_url = models.URLField(max_length=400, blank=True)
    reported_done_on = models.DateField(null=True, blank=True)  # the report that stands; a promise sent back has none
    # Past the due date, while it was open and the panel had the consultation paused: nobody could report then.
    days_paused = models.PositiveIntegerField(default=0, editable=False)
    days_with_panel = models.PositiveIntegerField(
        default=0
    )  # past the due date, after a report that the panel found not done
    # The last verification that was taken back (TakenBack has each), and the days past the due date on which one stood.
    was_verified_on = models.DateField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    days_as_verified = models.PositiveIntegerField(default=0)
    # The verification that stands is on the evidence of one taken back, and says that it showed then already.
    held_then = models.BooleanField(default=False, editable=False)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_reason = models.TextField(max_length=1000, blank=True)
    verified_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["settled", "due"], name="commitment_settled_due"),
            models.Index(fields=["state", "due"], name="commitment_state_due"),
            models.Index(fields=["state", "reported_done_on"], name="commitment_state_reported"),
        ]
        constraints = [
            models.CheckConstraint(
                name="verified_promise_has_evidence_and_verifier",
                condition=~Q(state="done_verified")
                | (~Q(evidence_url="") & Q(verified_by__isnull=False) & Q(verified_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="dropped_promise_has_a_reason", condition=~Q(state="dropped") | ~Q(dropped_reason="")
            ),
            models.CheckConstraint(
                name="what_was_taken_back_was_verified",
                condition=Q(taken_back_on=None) | Q(was_verified_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return shortened(self.text, 80)

    @property
    def of_consultation(self) -> Consultation:
        return self.answer.response.report.consultation

    @property
    def owner(self) -> str:
        """The role, and the force that signed: in words of its own an owner may read as somebody of another body."""
        force = self.answer.response.signed_for_words or str(self.of_consultation.force or "")
        return self.owner_role if letters(force) in letters(self.owner_role) else f"{self.owner_role}, {force}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def days_late(self) -> int:
        """Days from the due date to the day it was reported done or dropped, until then to today.

        Computed from dates: neither the report nor the panel's word takes them away (invariant 31).
        """
        return max(0, ((self.reported_done_on or self.dropped_on or clock.today()) - self.due).days)

    @property
    def is_reported_done(self) -> bool:
        """The force says that it is done, and the panel has not settled it."""
        return self.state == self.State.DONE_UNVERIFIED

    @property
    def is_late(self) -> bool:
        """Past its date and not verified: a report by the police alone does not take it off the list of late ones."""
        return self.days_late > 0 and (self.is_open or self.state == self.State.DONE_UNVERIFIED)

    @property
    def lateness(self) -> str:
        """How late, in words for beside its standing; empty for what was in time."""
        if not self.days_late:
            return ""
        ends = {
            self.State.DONE_UNVERIFIED: "reported done ",
            self.State.DONE_VERIFIED: "done ",
            self.State.DROPPED: "dropped ",
        }
        said = f"{ends.get(self.State(self.state), '')}{many(self.days_late, 'day')} late"
        parts = {NOT_DONE: self.days_with_panel, "it counted as checked": self.days_as_verified}
        parts[PAUSED] = self.days_paused
        of_these = [f"{many(days, 'day')} while {why}" for why, days in parts.items() if days]
        said = f"{said}, of these {listed(of_these)}" if of_these else said
        return said + since_paused(self.of_consultation) if self.is_open else said

    @property
    def taken_back_words(self) -> str:
        """For beside its standing, for good: “checked on …, taken back on …”; empty where no verification was."""
        if self.taken_back_on is None:
            return ""
        said = f"checked on {day(self.was_verified_on)}, taken back on {day(self.taken_back_on)}"
        return f"{said}, confirmed again on {day(self.verified_at)} on the same evidence" if self.held_then else said

    @property
    def standing(self) -> str:
        """Its standing, in the word of its tag on every page: checked."""
        return standing_of(self.state)

    @property
    def standing_words(self) -> str:
        """Its standing in a cell of a table, with what the panel took back."""
        label = self.standing
        return f"{label} ({self.taken_back_words})" if self.taken_back_words else label


def standing_of(state: str) -> str:
    """The words of a state, of a promise or as an update says it."""
    known = Commitment.State(state)
    return Commitment.CHECKED.get(known, str(known.label))


class ProgressUpdate(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="updates")
    text = models.TextField(max_length=2000)
    evidence_url = models.URLField(max_length=400, blank=True)
    state = models.CharField(max_length=16, choices=Commitment.State)  # as reported with this update
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return shortened(self.text, 60)

    @property
    def seat(self) -> str:
        """From which seat it was said: the role, and for whom where the role named that."""
        role, organisation = self.author.get_role_display().lower(), self.author.as_of(self.at).organisation
        return f"{role}, {organisation}" if organisation else role


class TakenBack(models.Model):
    """A verification that somebody of the panel took back. Both days, both names and the reason stay said."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="taken_back")
    verified_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    verified_on = models.DateField()
    evidence_url = models.URLField(max_length=400)  # on which it was verified
    reported_done_on = models.DateField(null=True, blank=True)
    days_late = models.PositiveIntegerField(default=0)  # as it was said to have been done
    # What stood beside its lateness until then: whoever confirms it again goes back to that.
    with_panel_before = models.PositiveIntegerField(default=0)
    as_verified_before = models.PositiveIntegerField(default=0)
    paused_before = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    on = models.DateField(default=clock.today)
    reason = models.TextField(max_length=400)
    # Who was first to say, against whoever took it back, that this evidence showed it then already: two have to.
    held_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    was_completed = models.BooleanField(default=False)  # the consultation: it is followed up again since

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "by"], name="each_takes_a_promise_back_once"),
            models.CheckConstraint(name="who_says_it_held_is_another", condition=Q(held_by=None) | ~Q(held_by=F("by"))),
            models.CheckConstraint(name="a_verification_is_taken_back_with_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return shortened(self.reason, 60)
