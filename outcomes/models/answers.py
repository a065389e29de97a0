"""The police answer, recommendation by recommendation, what was decided later, and its corrections."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Membership
from outcomes.models.findings import FindingsReport, Recommendation
from outcomes.models.promises import PAUSED, Commitment, since_paused
from people.text.dates import day
from people.text.sentences import listed, many


class PoliceResponse(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNED = "signed", "Signed"

    report = models.OneToOneField(FindingsReport, models.CASCADE, related_name="response")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    opening_statement = models.TextField(max_length=4000, blank=True)
    signed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    # Copied at signing: the name stays on the answer when the account goes.
    signed_by_name = models.CharField(max_length=80, blank=True)
    signed_by_role = models.CharField(max_length=120, blank=True)
    # What the force was called then: it may have another name since. "" in answers from before this was kept.
    signed_for = models.CharField(max_length=160, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)  # rises with every saved draft
    # Where it says each of POINTS, or why it does not; nothing in answers from before this was asked.
    points = models.JSONField(default=dict, blank=True)
    # Drawn by chance as the residents' verdict closes, and never shown: nobody tries out counts on its fingerprint.
    verdict_salt = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signed_response_is_named",
                condition=Q(state="draft")
                | (~Q(signed_by_name="") & ~Q(signed_by_role="") & Q(signed_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"Answer to {self.report}"

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED

    @property
    def signed_for_words(self) -> str:
        """The force as it was called when it signed, with its present name where it has another."""
        force = self.report.consultation.force if self.signed_for else None
        if force is None or force.name == self.signed_for:
            return self.signed_for
        return f"{self.signed_for} (now {force.name})"

    @property
    def points_missing(self) -> list[str]:
        """The points of which nobody said where the answer says them, or why it does not."""
        rows = {key: self.points.get(key, {}) for key in POINTS}
        return [key for key, row in rows.items() if not (row.get("in") or row.get("why_not"))]


#: What a complete answer says (domain T93): key → (which of the four asks it belongs to, in words).
POINTS = {
    "works": ("prove", "that it works"),
    "use": ("show", "how it is used, and to what end"),
    "who": ("show", "who is involved"),
    "safeguards": ("safeguards", "which safeguards people can see"),
    "human": ("human", "that a person is responsible in the end"),
}


class RecommendationResponse(models.Model):
    class Status(models.TextChoices):
        """There is deliberately no "noted"."""

        ACCEPTED = "accepted", "Accepted"
        ACCEPTED_IN_PART = "accepted_in_part", "Accepted in part"
        NOT_ACCEPTED = "not_accepted", "Not accepted"
        UNDER_CONSIDERATION = "under_consideration", "Under consideration"
        ALREADY_IN_PLACE = "already_in_place", "Already in place"
        REFERRED = "referred", "Referred to another body"

    response = models.ForeignKey(PoliceResponse, models.CASCADE, related_name="answers")
    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="answer")
    status = models.CharField(max_length=20, choices=Status, blank=True)
    reasons = models.TextField(max_length=4000, blank=True)
    evidence_url = models.URLField(max_length=400, blank=True)
    referred_to = models.CharField(max_length=160, blank=True)
    referred_on = models.DateField(null=True, blank=True)
    decision_by = models.DateField(null=True, blank=True)  # or, referred: when that body's answer is expected
    version = models.PositiveIntegerField(default=0)  # rises with every saved draft
    answered_with = models.TextField(max_length=600, blank=True)  # other bodies, one on each line
    # Who of the police drafts it, and by which day of their own: for police alone, and no part of what is signed.
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    internal_due = models.DateField(null=True, blank=True)
    # The panel opened what is said to be in place: no part of what was signed.
    seen_in_place_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    seen_in_place_on = models.DateField(null=True, blank=True)
    seen_in_place_why = models.TextField(max_length=600, blank=True)  # where another member had not seen it
    # Or it opened the evidence, and that does not show it.
    not_shown_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    not_shown_on = models.DateField(null=True, blank=True)
    not_shown_why = models.TextField(max_length=600, blank=True)
    # Past the day of the decision, while the panel had it paused: nobody could decide then.
    days_paused = models.PositiveIntegerField(default=0, editable=False)
    # Its words were corrected after the panel had looked, which has not looked since.
    corrected_on = models.DateField(null=True, blank=True)
    # Given after signing in place of the link that was signed: no part of what was signed (OtherEvidence has them all).
    evidence_now = models.URLField(max_length=400, blank=True)
    evidence_given_on = models.DateField(null=True, blank=True)
    evidence_unseen = models.BooleanField(default=False)  # the panel has not looked since
    not_shown_evidence = models.URLField(max_length=400, blank=True)  # what it had looked at, where that is another now

    verdict: object  # what residents said of it: filled in where it is shown
    promised: str  # what became of its promises, in a few words: filled in where it is shown
    report_errata: Sequence[object]  # what was corrected of what it answers: filled in where it is shown
    named_beside: list[str]  # a sentence for each body named beside the force: filled in where it is shown

    class Meta:
        ordering = ["recommendation__number"]
        indexes = [models.Index(fields=["status", "decision_by"], name="answer_status_decision_by")]

    def __str__(self) -> str:
        return f"{self.recommendation}: {self.get_status_display()}"

    @property
    def of_consultation(self) -> Consultation:
        return self.response.report.consultation

    @property
    def decision(self) -> "Decision | None":
        """What was decided after signing, where the answer had left it open."""
        return getattr(self, "decided", None)

    @property
    def standing(self) -> str:
        """The status that holds now."""
        return self.decision.status if self.decision else self.status

    @property
    def evidence(self) -> str:
        """The link to look at now."""
        return self.evidence_now or self.evidence_as_signed

    @property
    def evidence_as_signed(self) -> str:
        return self.decision.evidence_url if self.decision else self.evidence_url

    @property
    def is_left_open(self) -> bool:
        return self.standing in LEFT_OPEN

    @property
    def is_accepted(self) -> bool:
        return self.standing in (self.Status.ACCEPTED, self.Status.ACCEPTED_IN_PART)

    @property
    def is_dropped(self) -> bool:
        """It was accepted, and every promise to it was dropped."""
        return self.is_accepted and self.outcome == "could_not"

    @property
    def tag(self) -> str:
        """Its standing as a tag shows it: what was accepted and then dropped is not the green of what was accepted."""
        return "dropped" if self.is_dropped else self.standing

    @property
    def is_in_place(self) -> bool:
        return self.standing == self.Status.ALREADY_IN_PLACE

    @property
    def is_looked_at(self) -> bool:
        """The panel opened the evidence of what is said to be in place, as it is now, and said what it saw."""
        return bool(self.seen_in_place_on or self.not_shown_on) and not (self.corrected_on or self.evidence_unseen)

    @property
    def is_unconfirmed(self) -> bool:
        """It is said to be in place, and the panel has said nothing of it yet."""
        return self.is_in_place and not (
            self.seen_in_place_on or self.not_shown_on or self.corrected_on or self.evidence_unseen
        )

    @property
    def last_correction(self) -> int:
        """The newest correction of its words, which whoever confirms them has to have read; 0 where there is none."""
        return max((erratum.pk for erratum in self.errata.all()), default=0)

    @property
    def looked_words(self) -> str:
        """What the panel has said of what is not confirmed to be in place."""
        parts = ["the panel found that it is not shown"] if self.not_shown_on else []
        if self.corrected_on:
            parts.append(f"the panel has not looked since the correction of {day(self.corrected_on)}")
        if self.evidence_unseen:
            parts.append(f"the panel has not looked at the evidence of {day(self.evidence_given_on)}")
        return ", ".join(parts) or "the panel has not confirmed it"

    @property
    def days_late(self) -> int:
        """Days from the day it was to be decided to the day it was, until then to today; from dates alone."""
        if self.status not in LEFT_OPEN or self.decision_by is None:
            return 0
        return max(0, ((self.decision.decided_on if self.decision else clock.today()) - self.decision_by).days)

    @property
    def bodies(self) -> list[str]:
        """Those that answer it with the force, or to whom it was sent as well."""
        return [line.strip() for line in self.answered_with.splitlines() if line.strip()]

    @property
    def sent_to(self) -> str:
        """Every body it was sent to; empty where it was sent to none."""
        return listed([self.referred_to, *self.bodies]) if self.referred_to else ""

    @property
    def internal_words(self) -> str:
        """Who drafts it and by when, with the days over; empty where nobody was asked."""
        if self.owner is None:
            return ""
        if not self.owner.is_current:
            return f"{self.owner.public_name} was to draft it, and no longer does"
        if self.internal_due is None:
            return f"{self.owner.public_name} drafts it"
        over = (clock.today() - self.internal_due).days
        late = f": {many(over, 'day')} over that date" if over > 0 else ""
        return f"{self.owner.public_name} drafts it, by {day(self.internal_due)}{late}"

    @property
    def lateness(self) -> str:
        """How late the decision is or was, in words; empty in time. It stays said (invariant 31)."""
        if not self.days_late:
            return ""
        late = many(self.days_late, "day")
        said = f"decided {late} late" if self.decision else f"decision overdue by {late}"
        if self.days_paused:
            said += f", of these {many(self.days_paused, 'day')} while {PAUSED}"
        return said if self.decision else said + since_paused(self.of_consultation)

    @property
    def since_signed(self) -> str:
        """In a few words, for beside what was signed where nothing else is: the decision, what is late or dropped.

        Empty where what was signed still holds.
        """
        said = [self.lateness] if self.lateness else []
        if self.decision:
            said.insert(0, f"on {day(self.decision.decided_on)} {self.decision.get_status_display().lower()}")
        if self.given_up_words:
            said.append(self.given_up_words)
        said += [f"promise {one.lateness}" for one in self.commitments.all() if one.lateness]
        if any(one.taken_back_on and not one.settled for one in self.commitments.all()):
            said.append("the panel took back that a promise is done")
        if self.is_in_place and not self.seen_in_place_on:
            said.append(self.looked_words)
        return ", ".join(said)

    @property
    def outcome(self) -> str:
        """Which part of the public answer it stands in: did, did_in_part, will, claimed, left_open or could_not.

        Done is what the panel has seen: a promise verified, or evidence opened of what is in place. Accepted is only
        what will be done, what is said to be in place is claimed, and what was accepted and then dropped could not be:
        with one promise dropped nothing is done but in part. While one is neither checked nor dropped it is still to be
        done, whatever the panel saw in place.
        """
        if self.is_left_open:
            return "left_open"
        did = "did_in_part" if self.given_up else "did"
        states = [promise.state for promise in self.commitments.all()]
        kept = [state for state in states if state != Commitment.State.DROPPED]
        are_kept = all(state == Commitment.State.DONE_VERIFIED for state in kept)
        if self.is_in_place:
            return "claimed" if not self.seen_in_place_on else did if are_kept else "will"
        if self.standing == self.Status.NOT_ACCEPTED:
            return "could_not"
        if states and not kept:
            return "could_not"
        return did if kept and are_kept else "will"

    @property
    def given_up(self) -> list["Commitment"]:
        """The promises to it that were dropped."""
        return [one for one in self.commitments.all() if one.state == Commitment.State.DROPPED]

    @property
    def given_up_words(self) -> str:
        """ "2 of 3 promises dropped"; empty where none was."""
        dropped, made = len(self.given_up), len(self.commitments.all())
        return f"{dropped} of {many(made, 'promise')} dropped" if dropped else ""


#: What is no answer yet: it falls due at `decision_by`.
LEFT_OPEN = frozenset({RecommendationResponse.Status.UNDER_CONSIDERATION, RecommendationResponse.Status.REFERRED})


class EarlierLook(models.Model):
    """What a member of the panel had seen of what is said to be in place, where another look has taken its place."""

    answer = models.ForeignKey(RecommendationResponse, models.CASCADE, related_name="earlier_looks")
    shown = models.BooleanField()  # the evidence shows it
    why = models.TextField(max_length=600, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    on = models.DateField()
    evidence_url = models.URLField(max_length=400, blank=True)  # what was looked at, where that is another now

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.answer}: {'shown' if self.shown else 'not shown'}, {self.on}"


class OtherEvidence(models.Model):
    """Another link for what is said to be in place, given after signing: what was signed and seen before stays said."""

    answer = models.ForeignKey(RecommendationResponse, models.CASCADE, related_name="other_evidence")
    before = models.URLField(max_length=400, blank=True)
    link = models.URLField(max_length=400)
    why = models.TextField(max_length=600)
    at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    # Copied: the name stays when the account goes.
    signed_by_name = models.CharField(max_length=80)
    signed_by_role = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "other evidence"
        constraints = [models.UniqueConstraint(fields=["answer", "link"], name="other_evidence_once")]

    def __str__(self) -> str:
        return f"Other evidence for {self.answer.recommendation}"


class Decision(models.Model):
    """What was left open in the signed answer, decided: once, by the officer, under their name."""

    answer = models.OneToOneField(RecommendationResponse, models.CASCADE, related_name="decided")
    status = models.CharField(max_length=20, choices=RecommendationResponse.Status)
    reasons = models.TextField(max_length=4000)
    evidence_url = models.URLField(max_length=400, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    # Copied: the name stays when the account goes.
    decided_by_name = models.CharField(max_length=80)
    decided_by_role = models.CharField(max_length=120)
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_decision_decides", condition=~Q(status__in=["under_consideration", "referred", ""])
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer.recommendation}: {self.get_status_display()}"


class AnswerErratum(models.Model):
    """A correction of the signed answer, or of what was decided later: old and new words side by side, signed alike."""

    response = models.ForeignKey(PoliceResponse, models.CASCADE, related_name="errata")
    # The answer it is about; none: the opening statement.
    answer = models.ForeignKey(RecommendationResponse, models.CASCADE, null=True, blank=True, related_name="errata")
    # Of what was decided on it later; none: of the answer as it was signed.
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, blank=True, related_name="errata")
    old = models.TextField(max_length=1000)
    new = models.TextField(max_length=1000)
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField(default=clock.now)
    # What the panel had seen to be in place, in the words before this correction: it says so no more.
    seen_in_place_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    seen_in_place_on = models.DateField(null=True, blank=True)
    seen_in_place_why = models.TextField(max_length=600, blank=True)
    signed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    # Copied: the name stays when the account goes.
    signed_by_name = models.CharField(max_length=80)
    signed_by_role = models.CharField(max_length=120)

    fingerprint: str  # filled in where it is shown

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_decision_is_of_an_answer", condition=Q(decision=None) | Q(answer__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"Correction of {self.where}"

    @property
    def where(self) -> str:
        if self.answer is None:
            return "the opening statement"
        what = "the decision on" if self.decision_id else "the answer to"
        return f"{what} recommendation {self.answer.recommendation.number}"
