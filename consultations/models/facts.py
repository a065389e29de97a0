"""Facts of a briefing that are not known, or that the force was asked for: a state, not words in a text."""

from django.db import models
from django.db.models import Q

from consultations.models.briefing import BriefingVersion
from people.text.dates import day


class AskedFactQuerySet(models.QuerySet["AskedFact"]):
    def unsay(self) -> None:
        """What stands there now is not what the force was asked about and confirmed: it is to be confirmed again.

        A fact that was asked and not yet filled in stays asked; words of the force that wait to be taken in stay.
        """
        State, Answer = AskedFact.State, AskedFact.Answer
        nothing = {"answer": "", "words": "", "document": "", "answered_role": "", "answered_on": None}
        self.filter(state=State.ASKED, answer=Answer.CONFIRMED).update(**nothing)
        self.filter(state=State.CONFIRMED).update(state=State.TO_CONFIRM, asked_role="", asked_on=None, **nothing)

    def unsay_all(self) -> None:
        """Another force answers now: what the earlier one was asked, confirmed or declined, this one was not."""
        nothing = {"answer": "", "words": "", "document": "", "answered_role": "", "answered_on": None}
        self.update(state=AskedFact.State.TO_CONFIRM, asked_role="", asked_on=None, **nothing)


class AskedFact(models.Model):
    """One place of a briefing (“section:cost”, “card:dpia”, “retention:12”, “use:3”), and how far it is known."""

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", "To be confirmed by the force"
        ASKED = "asked", "Not known yet: the force was asked"
        NOT_HELD = "not_held", "The force does not hold this"
        CONFIRMED = "confirmed", "Confirmed by the force"

    class Answer(models.TextChoices):
        FILLED = "filled", "Here it is"
        CONFIRMED = "confirmed", "It is right as it stands"
        DECLINED = "declined", "The force does not hold this"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="facts")
    place = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.TO_CONFIRM)
    asked_role = models.CharField("asked of", max_length=120, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    # What the force said: a proposal until a facilitator takes it into the draft.
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    document = models.URLField(max_length=400, blank=True)
    answered_role = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    #: What a signature stands under, and what people read: not the proposal.
    PUBLIC = ("place", "state", "asked_role", "asked_on")
    SAID = ("answered_role", "answered_on", "document")

    objects = AskedFactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="one_state_a_place"),
            models.CheckConstraint(
                name="asked_where_it_happened",
                condition=Q(state="to_confirm") | (~Q(asked_role="") & Q(asked_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="the_force_said_so",
                condition=~Q(state__in=["confirmed", "not_held"])
                | (~Q(answered_role="") & Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def is_unknown(self) -> bool:
        return self.state != self.State.CONFIRMED

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def may_be_cleared(self) -> bool:
        """A facilitator may say that it is known after all; not against what the force said."""
        return self.state in {self.State.TO_CONFIRM, self.State.ASKED}

    @property
    def waits_for_us(self) -> bool:
        """The force has answered; nobody has taken it into the draft."""
        return self.is_asked and self.answer != ""

    @property
    def said(self) -> str:
        """The state as people read it. “Asked” and “confirmed” only with whom and when."""
        if self.state == self.State.ASKED:
            return f"Not known yet: asked {self.asked_role} on {day(self.asked_on)}, no answer"
        if self.state == self.State.NOT_HELD:
            return f"The force has said it does not hold this ({self.answered_role}, {day(self.answered_on)})"
        if self.state == self.State.CONFIRMED:
            return f"Confirmed by {self.answered_role} on {day(self.answered_on)}"
        return "To be confirmed by the force"

    @property
    def signed(self) -> list[str]:
        """What of it is signed and public."""
        names = [*self.PUBLIC, *(self.SAID if self.state in {self.State.CONFIRMED, self.State.NOT_HELD} else ())]
        return [str(getattr(self, name)) for name in names]
