"""Facts of a briefing that are not known, or that the force was asked for: a state, not words in a text."""

import hashlib
from copy import copy
from datetime import date

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.briefing import BriefingVersion
from consultations.models.membership import Membership, Role
from people.text.dates import day

NOTHING_SAID = {
    "answer": "", "words": "", "document": "", "answered_role": "", "answered_seat": "", "answered_on": None,
    "remark": "", "noted_as": "", "noted_by": None, "noted_on": None, "to_leave_out": False,
    "reply": "", "replied_as": "", "replied_on": None,
}  # fmt: skip
SILENCE = ", no answer"
#: What the force says once a text is public, as `AskedFact.later` keeps it, with its day.
SAID_LATER = ("answer", "words", "document", "answered_role", "answered_seat")
#: Nobody asks the panel to take it out.
NOT_TO_TAKE_OUT = {"to_take_out": False, "out_why": "", "out_by": None}


#: How a note stands beside what the force said, by the state of the place.
BESIDE_STATE = {"doubted": "doubted", "not_said": "left_out"}
#: How each is read, after what the force said.
BESIDE_WORDS = {
    "doubted": "We could not confirm this",
    "left_out": "The oversight panel agreed that it does not answer this",
    "asked": "We asked again",
}
NOTED_AS = {
    Role.FACILITATOR: "a facilitator",
    Role.EXPERT: "an expert",
    Role.OVERSIGHT: "a member of the oversight panel",  # one of it: the panel has not decided
}


def told_earlier(one: dict[str, str]) -> str:
    """“answered “…” (by, on). We could not confirm this: …”: what the force said, and what is said beside it, a
    line each."""
    answer, beside = AskedFact.Answer(one["said"]), one.get("beside", "")
    what = str(AskedFact.EARLIER[answer])
    if beside == "left_out":
        what = "wrote something else"
    elif answer == AskedFact.Answer.FILLED and (beside or "kept" in one):
        what = f"answered “{one['words']}”"
    told = f"{what} ({one['by']}, {one['on']})"
    if beside:
        told += f".\n{BESIDE_WORDS[beside]}: {one['why'].rstrip('.')} ({one['noted']})"
    return f"{told}.\nThe force says to that: {one['reply']}" if one.get("reply") else told


def _answered(on: str) -> str:
    return f"The force answered on {on}; this text does not have it yet"


def _is_unheard(one: dict[str, str]) -> bool:
    return "why" in one and not one["reply"]


class AskedFactQuerySet(models.QuerySet["AskedFact"]):
    def unsay(self) -> None:
        """What stands there now is not what the force was asked about and confirmed: it is to be confirmed again.

        A fact that was asked and not yet filled in stays asked; words of the force that wait to be taken in stay, and
        so do those that are printed as its own.
        """
        State, Answer = AskedFact.State, AskedFact.Answer
        of_the_text = Q(state__in=[State.ASKED, State.TO_CONFIRM, State.DOUBTED], answer=Answer.CONFIRMED)
        for fact in self.filter(of_the_text | Q(state=State.CONFIRMED)):
            fact.lay_by()
            if fact.state != State.ASKED:
                fact.state, fact.asked_role, fact.asked_on = State.TO_CONFIRM, "", None
            fact.save()

    def take_off_typed(self) -> None:
        """The words that made these states are gone, and nobody has asked the force or heard from it."""
        fresh = self.filter(is_typed=True, state=AskedFact.State.TO_CONFIRM, asked_on=None, answer="", earlier=[])
        fresh.delete()

    def unsay_all(self) -> None:
        """Another force answers now: what the earlier one was asked, confirmed or declined, this one was not."""
        still_there = self.exclude(state=AskedFact.State.TAKEN_OUT)  # of what is gone nobody says anything anew
        still_there.update(state=AskedFact.State.TO_CONFIRM, asked_role="", asked_on=None, earlier=[], later={},
                           reply_until=None, reply_from=None, **NOTHING_SAID, **NOT_TO_TAKE_OUT)  # fmt: skip


class AskedFact(models.Model):
    """One place of a briefing (“section:cost”, “card:dpia”, “retention:12”, “use:3”), and how far it is known."""

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", "To be confirmed by the force"
        ASKED = "asked", "Not known yet: the force was asked"
        NOT_HELD = "not_held", "The force does not hold this"
        CONFIRMED = "confirmed", "Confirmed by the force"
        DOUBTED = "doubted", "In the force’s words: not confirmed"
        NOT_SAID = "not_said", "The police did not say"
        TAKEN_OUT = "taken_out", "Taken out, as the panel agreed"

    class Answer(models.TextChoices):
        FILLED = "filled", "Here it is"
        CONFIRMED = "confirmed", "It is right as it stands"
        DECLINED = "declined", "The force does not hold this"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="facts")
    place = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.TO_CONFIRM)
    # Made by what somebody typed into its place: it goes again with those words, unless the force was asked meanwhile.
    is_typed = models.BooleanField(default=False, editable=False)
    asked_role = models.CharField("asked of", max_length=120, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    # Before this day is over nobody reads “no answer” of it; None: asked before that was said.
    answer_until = models.DateField(null=True, blank=True, editable=False)
    # What the force said: a proposal until a facilitator takes it into the draft.
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    document = models.URLField(max_length=400, blank=True)
    answered_role = models.CharField(max_length=120, blank=True)  # typed by whoever answered
    answered_seat = models.CharField(max_length=240, blank=True)  # the role they hold here, and for which force
    answered_on = models.DateField(null=True, blank=True)
    # Said beside its words: why we could not confirm them, or why they are (or may be, `to_leave_out`) left out.
    remark = models.CharField(max_length=400, blank=True)
    noted_as = models.CharField(max_length=40, blank=True)  # the role, as people read it
    noted_by = models.ForeignKey("Membership", models.PROTECT, null=True, blank=True, related_name="+")
    noted_on = models.DateField(null=True, blank=True)
    to_leave_out = models.BooleanField(default=False)
    # Nothing is published with a note beside the force's words before this day is over or the force has spoken.
    reply_until = models.DateField(null=True, blank=True)
    reply_from = models.DateTimeField(null=True, blank=True, editable=False)  # since when its days run
    reply = models.CharField(max_length=400, blank=True)
    replied_as = models.CharField(max_length=400, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    # Its row or use is to be taken out if the panel agrees (`to_take_out`), or is: why, what it read, whose it was.
    to_take_out = models.BooleanField(default=False)
    out_why = models.CharField(max_length=400, blank=True)
    out_by = models.ForeignKey("Membership", models.PROTECT, null=True, blank=True, related_name="+")
    out_label = models.CharField(max_length=160, blank=True)
    out_stood = models.TextField(blank=True, editable=False)
    out_of = models.ForeignKey("Force", models.SET_NULL, null=True, blank=True, related_name="+")
    # What the force said of it before it was asked again, or before the words changed: [{"said", "by", "on"}], and
    # where a note stood beside it, its words too: [{…, "words", "beside", "why", "noted", "reply"}]. So they are where
    # the row is gone in which they stood: [{…, "words", "kept"}].
    earlier = models.JSONField(default=list, blank=True, editable=False)
    # What the force said once this text was public (SAID_LATER, and "answered_on"): no part of it. The next version
    # starts with it, as an answer that waits.
    later = models.JSONField(default=dict, blank=True, editable=False)

    #: What a signature stands under, and what people read: not the proposal.
    PUBLIC = ("place", "state", "asked_role", "asked_on")
    SAID = ("answered_role", "answered_on", "document")
    BESIDE = ("remark", "noted_as", "noted_on", "reply", "replied_as", "replied_on")
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
                name="asked_where_it_happened",  # a force may speak of what nobody asked it, and is not called asked
                condition=~Q(state="asked") | (~Q(asked_role="") & Q(asked_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="the_force_said_so",
                condition=~Q(state__in=["confirmed", "not_held", "doubted", "not_said"])
                | (~Q(answered_role="") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="doubted_with_a_reason",
                condition=~Q(state__in=["doubted", "not_said", "taken_out"])
                | (~Q(remark="") & Q(noted_on__isnull=False, reply_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def is_unknown(self) -> bool:
        return self.state not in {self.State.CONFIRMED, self.State.TAKEN_OUT}

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def may_be_answered(self) -> bool:
        """By the force, in a draft: also anew, until what it said is taken in."""
        return self.is_asked or self.waits_for_us

    @property
    def may_be_cleared(self) -> bool:
        """A facilitator may say that it is known after all; not against what the force said, now or before."""
        return self.state in {self.State.TO_CONFIRM, self.State.ASKED} and not self.answer and not self.earlier

    @property
    def waits_for_us(self) -> bool:
        """The force has answered; nobody has taken it into the draft."""
        return self.state in {self.State.ASKED, self.State.TO_CONFIRM} and self.answer != ""

    @property
    def is_printed(self) -> bool:
        """What the force said stands as its own, beside what is said of it."""
        return self.state == self.State.DOUBTED

    @property
    def is_in_their_words(self) -> bool:
        """`said` quotes the force: each fact has words of its own, and no heading in common with others."""
        return self.state in {self.State.DOUBTED, self.State.NOT_SAID, self.State.TAKEN_OUT}

    @property
    def shows_document(self) -> bool:
        return self.is_printed or not self.is_unknown

    @property
    def is_of_the_force(self) -> bool:
        """Printed with what the force said: its place stays."""
        return bool(self.earlier) or self.state in {
            self.State.NOT_HELD, self.State.DOUBTED, self.State.NOT_SAID, self.State.TAKEN_OUT,
        }  # fmt: skip

    @property
    def is_spoken_of(self) -> bool:
        """The force has said something of it: a row or a use goes only with the panel, and the words stay."""
        return self.answer != "" or self.is_of_the_force

    @property
    def is_gone(self) -> bool:
        return self.state == self.State.TAKEN_OUT

    @property
    def may_be_taken_out(self) -> bool:
        """Of a row or a use, with the panel."""
        stays = ("section:", "card:", "document:")
        return self.is_spoken_of and not self.is_gone and not self.place.startswith(stays)

    @property
    def may_be_replied_to(self) -> bool:
        """The force has not spoken yet to what is said beside its words, and still may."""
        open_still = self.reply_until is not None and clock.today() <= self.reply_until
        return open_still and (self.reply == "" if self._is_noted else self._is_unheard_before)

    @property
    def _is_noted(self) -> bool:
        """A note stands in public beside what the force said last: not yet where that still waits to be weighed."""
        return self.remark != "" and not self.waits_for_us

    @property
    def _is_unheard_before(self) -> bool:
        return bool(self.earlier) and _is_unheard(self.earlier[-1])

    def closes_reply(self) -> None:
        """Answering what is asked again takes no reply from the force to why it is asked again. Not saved."""
        self.reply_until = self.reply_until if self._is_unheard_before else None

    @property
    def said(self) -> str:
        """The state as people read it today: for some working days after it was asked, there is no answer yet."""
        lasting, until = self.lasting, self.answer_until
        may_come = until is not None and clock.today() <= until and lasting.endswith(SILENCE)
        return f"{lasting} yet" if may_come else lasting

    @property
    def lasting(self) -> str:
        """The same whatever day it is, to hold two texts against each other. “Asked” and “confirmed” only with whom
        and when; “no answer” where none came."""
        if not self.later:
            return self._in_its_text
        on = day(date.fromisoformat(self.later["answered_on"]))
        return f"{self._in_its_text.removesuffix(SILENCE)}. {_answered(on)}"

    @property
    def _in_its_text(self) -> str:
        if self.state == self.State.NOT_HELD:
            told = self._said_earlier if any("why" in one for one in self.earlier) else ""
            return f"The force has said it does not hold this ({self.answered_as}, {day(self.answered_on)}){told}"
        if self.state == self.State.CONFIRMED:
            told = self._said_earlier if any("why" in one for one in self.earlier) else ""
            return f"Confirmed by {self.answered_as} on {day(self.answered_on)}{told}"
        if self.state == self.State.DOUBTED:
            return f"The force {self._in_its_words()}{self._said_earlier}"
        if self.state == self.State.NOT_SAID:
            return f"The police did not say: it {self._in_its_words()}{self._said_earlier}"
        if self.is_gone:
            told = f"Taken out on {day(self.noted_on)}, as the oversight panel agreed: {self.remark.rstrip('.')}"
            replied = f". The force says to that: {self._reply_told}" if self.reply else ""
            return f"{told} ({self.noted_as}). It read: “{self.out_stood}”{replied}{self._said_earlier}"
        if self.state == self.State.TO_CONFIRM:
            told = "To be confirmed by the force"
            return f"{told}. {_answered(day(self.answered_on))}" if self.answer else told + self._said_earlier
        asked = f"Not known yet: asked {self.asked_role} on {day(self.asked_on)}"
        if self.answer:
            return f"{asked}. {_answered(day(self.answered_on))}"
        return asked + (self._said_earlier or SILENCE)

    @property
    def answered_as(self) -> str:
        """The seat of whoever answered, then the role they gave: that one is theirs to type."""
        return f"{self.answered_seat or 'the police'}, in the name of: {self.answered_role}"

    @property
    def _said_earlier(self) -> str:
        return "".join(f". Before that the force {told_earlier(one)}" for one in self.earlier)

    def _in_its_words(self) -> str:
        return told_earlier(self._as_said(BESIDE_STATE[self.state]))

    def _as_said(self, beside: str) -> dict[str, str]:
        """What the force said, by whom and when; with a note beside it also its words, the note and its answer."""
        said = {"said": self.answer, "by": self.answered_as, "on": day(self.answered_on)}
        if not beside:
            return said
        noted = f"{self.noted_as}, {day(self.noted_on)}"
        replied = self._reply_told if self.reply else ""
        return {
            **said, "words": self.words, "beside": beside, "why": self.remark, "noted": noted, "reply": replied,
        }  # fmt: skip

    @property
    def _reply_told(self) -> str:
        return f"“{self.reply}” ({self.replied_as}, {day(self.replied_on)})"

    @property
    def answer_mark(self) -> str:
        """The answer that somebody read, as their page hands it back."""
        said = [self.answer, self.words, self.document, self.answered_role, self.answered_seat, str(self.answered_on)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]

    @property
    def note_mark(self) -> str:
        """The same with the note beside it."""
        return hashlib.sha256(f"{self.answer_mark} {self.remark}".encode()).hexdigest()[:16]

    def out_mark(self, stands: str) -> str:
        """The same with all that is to be taken out: what stands there, and why it should not."""
        said = [self.note_mark, self.out_why, self.state, self.reply, str(len(self.earlier)), stands]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]

    def taken_out(self, label: str, stood: str, *, until: date) -> None:
        """Its row is gone: what stood there, what the force said of it and why it went stay. Not saved."""
        why, by = self.out_why, self.out_by
        assert by is not None
        if self.answer:
            said = self._as_said(BESIDE_STATE.get(self.state, ""))
            self.earlier = [*self.earlier, said if "words" in said else said | {"words": self.words, "kept": "yes"}]
            self.answer = ""
        self.lay_by()
        self.noted(why, by, until=until)
        self.state, self.to_take_out, self.out_label, self.out_stood = self.State.TAKEN_OUT, False, label, stood

    def noted(self, why: str, member: Membership, *, until: date | None) -> None:
        """What is said beside the force's words, by which role, today. Not saved."""
        self.remark, self.noted_by, self.noted_on = why, member, clock.today()
        self.noted_as = NOTED_AS[Role(member.role)]
        if until is not None:
            self.may_reply(until)

    def may_reply(self, until: date) -> None:
        """The force has its days from now on. Not saved."""
        self.reply_until, self.reply_from = until, clock.now()

    def replied(self, words: str, seat: str) -> None:
        """What the force says to it, once: also where the words were laid by meanwhile. Not saved."""
        if self._is_noted:
            self.reply, self.replied_as, self.replied_on = words, seat, clock.today()
        else:
            told = f"“{words}” ({seat}, {day(clock.today())})"
            self.earlier = [*self.earlier[:-1], self.earlier[-1] | {"reply": told}]

    def say_later(self, said: dict[str, str]) -> None:
        """The text is public and stays: what the force says now is for the next one. Not saved."""
        self.later = {name: said.get(name, "") for name in SAID_LATER} | {"answered_on": str(clock.today())}

    def take_later(self) -> None:
        """In the next version what the force said since waits as its answer; what it said first stays as said before.
        Nobody is called asked who was not. Not saved."""
        if not self.later:
            return
        said, self.later = self.later, {}
        self.lay_by()
        self.state = self.State.ASKED if self.asked_on else self.State.TO_CONFIRM
        for name in SAID_LATER:
            setattr(self, name, said[name])
        self.answered_on = date.fromisoformat(said["answered_on"])

    @property
    def with_later(self) -> "AskedFact":
        """As the next version starts with it: to be read, and not saved."""
        one = copy(self)
        one.take_later()
        return one

    def lay_by(self, *, asked_again: bool = False) -> None:
        """What the force said stays readable as said before; the place is free for another answer. Not saved.

        With what was said beside it; `asked_again`: the note says why the force is asked once more.
        """
        if self.answer:
            self.earlier = [*self.earlier, self._as_said("asked" if asked_again else BESIDE_STATE.get(self.state, ""))]
        for name, nothing in NOTHING_SAID.items():
            setattr(self, name, nothing)

    @property
    def signed(self) -> list[str]:
        """What of it is signed and public."""
        beside = self.state in BESIDE_STATE
        told = beside or self.state in {self.State.CONFIRMED, self.State.NOT_HELD}
        names = [*self.PUBLIC, *(self.SAID if told else ()), *(self.BESIDE if beside else ())]
        names += ["answer", "words"] if self.is_printed else []
        names += [*self.BESIDE, "out_label", "out_stood"] if self.is_gone else []
        more = [self.answered_seat] if told and self.answered_seat else []
        return [*(str(getattr(self, name)) for name in names), *more, *([self._said_earlier] if self.earlier else [])]
