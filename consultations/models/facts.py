"""Facts of a briefing that are not known, or that the force was asked for: a state, not words in a text."""

import hashlib

from django.db import models
from django.db.models import Q

from consultations.models.briefing import BriefingVersion
from people.text.dates import day

NOTHING_SAID = {
    "answer": "", "words": "", "document": "", "answered_role": "", "answered_seat": "", "answered_on": None,
}  # fmt: skip


class AskedFactQuerySet(models.QuerySet["AskedFact"]):
    def unsay(self) -> None:
        """What stands there now is not what the force was asked about and confirmed: it is to be confirmed again.

        A fact that was asked and not yet filled in stays asked; words of the force that wait to be taken in stay.
        """
        State, Answer = AskedFact.State, AskedFact.Answer
        for fact in self.filter(Q(state=State.ASKED, answer=Answer.CONFIRMED) | Q(state=State.CONFIRMED)):
            fact.lay_by()
            if fact.state == State.CONFIRMED:
                fact.state, fact.asked_role, fact.asked_on = State.TO_CONFIRM, "", None
            fact.save()

    def unsay_all(self) -> None:
        """Another force answers now: what the earlier one was asked, confirmed or declined, this one was not."""
        self.update(state=AskedFact.State.TO_CONFIRM, asked_role="", asked_on=None, earlier=[], **NOTHING_SAID)


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
    answered_role = models.CharField(max_length=120, blank=True)  # typed by whoever answered
    answered_seat = models.CharField(max_length=240, blank=True)  # the role they hold here, and for which force
    answered_on = models.DateField(null=True, blank=True)
    # What the force said of it before it was asked again, or before the words changed: [{"said", "by", "on"}].
    earlier = models.JSONField(default=list, blank=True, editable=False)

    #: What a signature stands under, and what people read: not the proposal.
    PUBLIC = ("place", "state", "asked_role", "asked_on")
    SAID = ("answered_role", "answered_on", "document")
    EARLIER = {
        Answer.FILLED: "filled a part of this in",
        Answer.CONFIRMED: "confirmed what stood here then",
        Answer.DECLINED: "said it does not hold this",
    }

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
        """A facilitator may say that it is known after all; not against what the force said, now or before."""
        return self.state in {self.State.TO_CONFIRM, self.State.ASKED} and not self.answer and not self.earlier

    @property
    def waits_for_us(self) -> bool:
        """The force has answered; nobody has taken it into the draft."""
        return self.is_asked and self.answer != ""

    @property
    def said(self) -> str:
        """The state as people read it. “Asked” and “confirmed” only with whom and when; “no answer” where none came."""
        if self.state == self.State.NOT_HELD:
            return f"The force has said it does not hold this ({self.answered_as}, {day(self.answered_on)})"
        if self.state == self.State.CONFIRMED:
            return f"Confirmed by {self.answered_as} on {day(self.answered_on)}"
        if self.state == self.State.TO_CONFIRM:
            return "To be confirmed by the force" + self._said_earlier
        asked = f"Not known yet: asked {self.asked_role} on {day(self.asked_on)}"
        if self.answer:
            return f"{asked}. The force answered on {day(self.answered_on)}; this text does not have it yet"
        return asked + (self._said_earlier or ", no answer")

    @property
    def answered_as(self) -> str:
        """The seat of whoever answered, then the role they gave: that one is theirs to type."""
        return f"{self.answered_seat or 'the police'}, in the name of: {self.answered_role}"

    @property
    def _said_earlier(self) -> str:
        told = (f"{self.EARLIER[self.Answer(one['said'])]} ({one['by']}, {one['on']})" for one in self.earlier)
        return "".join(f". Before that the force {one}" for one in told)

    @property
    def answer_mark(self) -> str:
        """The answer that somebody read, as their page hands it back."""
        said = [self.answer, self.words, self.document, self.answered_role, self.answered_seat, str(self.answered_on)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]

    def lay_by(self) -> None:
        """What the force said stays readable as said before; the place is free for another answer. Not saved."""
        if self.answer:
            on = day(self.answered_on)
            self.earlier = [*self.earlier, {"said": self.answer, "by": self.answered_as, "on": on}]
        for name, nothing in NOTHING_SAID.items():
            setattr(self, name, nothing)

    @property
    def signed(self) -> list[str]:
        """What of it is signed and public."""
        told = self.state in {self.State.CONFIRMED, self.State.NOT_HELD}
        names = [*self.PUBLIC, *(self.SAID if told else ())]
        more = [self.answered_seat] if told and self.answered_seat else []
        return [*(str(getattr(self, name)) for name in names), *more, *([self._said_earlier] if self.earlier else [])]
