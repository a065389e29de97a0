"""What residents say of the answer: counts and reasons that know no person, and a roll that knows no verdict.

docs/decisions/verdicts.md
"""

from uuid import uuid4

from django.db import models

from consultations.models import Membership
from deliberation.models import Reason, SafetyAlert
from outcomes.models.answers import PoliceResponse, RecommendationResponse
from people.text.dates import day


class VerdictRoll(models.Model):
    """Who may give a verdict, and whether they have. Written whole as the answer comes, destroyed when it closes."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="verdict_place")
    has_spoken = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership"], name="one_place_a_person")]

    def __str__(self) -> str:
        return f"{self.membership}: {'has spoken' if self.has_spoken else 'not yet'}"


class Choice(models.TextChoices):
    """Does this answer what we asked?"""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class VerdictCount(models.Model):
    """How many said so of one answer. Invited people and those who came by themselves are never added up."""

    answer = models.ForeignKey(RecommendationResponse, models.CASCADE, related_name="verdict_counts")
    choice = models.CharField(max_length=6, choices=Choice)
    by_themselves = models.BooleanField(default=False)  # of people who were not invited
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "choice", "by_themselves"], name="one_count_a_choice")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_choice_display()} {self.people}"


class VerdictReasonQuerySet(models.QuerySet["VerdictReason"]):
    def with_words(self) -> "VerdictReasonQuerySet":
        """Those whose words are still kept: of the others nobody decides anything."""
        return self.exclude(text="")


class VerdictReason(models.Model):
    """Why somebody said so, in their words. Its number is drawn by lot: no order tells who wrote when."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        PRINTED = "printed", "Printed"
        PROPOSED = "proposed", "A facilitator would leave it out"
        DISPUTED = "disputed", "Printed, while the panel is asked whether it stays"
        LAPSED = "lapsed", "Printed: the panel has not said in time whether it stays"
        LEFT_OUT = "left_out", "Left out, as the panel agreed"
        KEPT = "kept", "Printed, as the panel decided"

    PRINTED_STATES = (State.PRINTED, State.DISPUTED, State.LAPSED, State.KEPT)
    ASKED_STATES = (State.PROPOSED, State.DISPUTED, State.LAPSED)  # a facilitator asks the panel to leave it out

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.ForeignKey(RecommendationResponse, models.CASCADE, related_name="verdict_reasons")
    choice = models.CharField(max_length=6, choices=Choice)
    text = models.TextField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    left_out_for = models.CharField(max_length=10, choices=Reason, blank=True)
    proposed_on = models.DateField("when the panel was first asked to leave it out", null=True, blank=True)

    objects = VerdictReasonQuerySet.as_manager()
    alert: SafetyAlert | None  # where its page has noted it (outcomes/verdicts/at_risk)

    class Meta:
        ordering = ["answer__recommendation__number", "choice", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_reason_is_left_out_for_a_reason",
                condition=models.Q(state__in=["proposed", "disputed", "lapsed", "left_out"], left_out_for__gt="")
                | models.Q(state__in=["waiting", "printed", "kept"], left_out_for=""),
            ),
            models.CheckConstraint(
                name="a_proposal_has_its_day",
                condition=~models.Q(state__in=["proposed", "disputed", "lapsed"]) | models.Q(proposed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_disputed(self) -> bool:
        return self.state == self.State.DISPUTED

    @property
    def is_printed_still(self) -> bool:
        """The panel is asked whether it stays, in public (disputed) or after the days for that."""
        return self.state in {self.State.DISPUTED, self.State.LAPSED}

    @property
    def told(self) -> list[str]:
        """For everybody, beside the printed reason: a sentence for each thing that is said of it, or none."""
        asked = [f"The oversight panel is asked whether this stays, since {day(self.proposed_on)}."]
        asked = asked if self.is_disputed else []
        return asked + list(dict.fromkeys(one.told for one in self.words_out.all()))


class ReasonWordsOut(models.Model):
    """Words that identified somebody were taken out of one place of a reason. It is of readers, and knows no author.

    `taken` is what they were, kept until the panel has read them, and is nowhere else.
    """

    class State(models.TextChoices):
        WAITS = "waits", "Taken out; the panel has not read them yet"
        AGREED = "agreed", "Taken out, as the panel agreed"
        PUT_BACK = "put_back", "Put back by the panel"

    OUT_STATES = (State.WAITS, State.AGREED)

    reason = models.ForeignKey(VerdictReason, models.CASCADE, related_name="words_out")
    state = models.CharField(max_length=8, choices=State, default=State.WAITS)
    on = models.DateField("when they were taken out, or put back")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    taken = models.TextField(max_length=500, blank=True)
    at = models.PositiveSmallIntegerField("characters before its bracket, while it waits", default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="words_wait_for_the_panel",
                condition=models.Q(taken="") | models.Q(state="waits"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.on}"

    @property
    def told(self) -> str:
        if self.state == self.State.PUT_BACK:
            return f"Words had been taken out. The oversight panel put them back on {day(self.on)}."
        if self.state == self.State.AGREED:
            return f"Words that identified somebody were taken out on {day(self.on)}."
        read = "has not read them yet" if self.taken else "did not read them"
        return f"Words were taken out on {day(self.on)} as identifying somebody. The oversight panel {read}."


class VerdictReply(models.Model):
    """What the force says to the verdict: once, dated, under the officer's name."""

    response = models.OneToOneField(PoliceResponse, models.CASCADE, related_name="verdict_reply")
    text = models.TextField(max_length=2000)
    on = models.DateField()
    by_name = models.CharField(max_length=80)
    by_role = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"Reply to the verdict on {self.response}"
