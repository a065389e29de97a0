"""Questions to experts: asked by people who take part, answered in a named capacity (domain 5.4, T95)."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Force, Membership, SectionKind
from deliberation.models.sessions import Session
from people.text.dates import day
from people.text.sentences import listed


class ExpertQuestionQuerySet(models.QuerySet["ExpertQuestion"]):
    def put(self) -> "ExpertQuestionQuerySet":
        """What everybody reads: taken up, or answered."""
        return self.filter(state__in=[ExpertQuestion.State.SENT, ExpertQuestion.State.ANSWERED])

    def unanswered(self) -> "ExpertQuestionQuerySet":
        """The register of open questions: taken up, and no answer is published."""
        return self.filter(state=ExpertQuestion.State.SENT)

    def force_is_silent(self) -> "ExpertQuestionQuerySet":
        """Answered by others, and of a force that answers here no answer is published: it has said nothing."""
        out = ExpertAnswer.objects.filter(state=ExpertAnswer.State.PUBLISHED)
        of_lead = out.filter(question=models.OuterRef("pk"), for_force=models.OuterRef("consultation__force"))
        of_joint = out.filter(question=models.OuterRef(models.OuterRef("pk")), for_force=models.OuterRef("force"))
        joint = Consultation.joint_forces.through.objects.filter(consultation=models.OuterRef("consultation"))
        silent = ~models.Exists(of_lead) | models.Exists(joint.filter(~models.Exists(of_joint)))
        return self.filter(silent, state=ExpertQuestion.State.ANSWERED)

    def by_support(self) -> "ExpertQuestionQuerySet":
        """With `backers`, who asked or support it; most first, then the oldest."""
        return self.annotate(backers=models.Count("supports", distinct=True)).order_by("-backers", "pk")


class ExpertQuestion(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", "Waits for a facilitator"
        GROUPED = "grouped", "Joined to another question"
        SENT = "sent", "Put to the experts"
        ANSWERED = "answered", "Answered"
        NOT_TAKEN_UP = "not_taken", "Not taken up"

    MAX_LENGTH = 500

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="expert_questions")
    # Who asked: for facilitators alone. Empty once they have left.
    asked_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="expert_questions")
    text = models.CharField(max_length=MAX_LENGTH, blank=True)  # as it was asked
    wording = models.CharField(max_length=MAX_LENGTH, blank=True)  # as it was put, and is read by everybody
    section = models.CharField("part of the briefing", max_length=20, choices=SectionKind, blank=True)
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="expert_questions")
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    reason = models.CharField("why it was not taken up", max_length=500, blank=True)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answered_aloud_at = models.DateTimeField(null=True, blank=True)  # in its session: a written answer may still come
    set_aside_at = models.DateTimeField(null=True, blank=True)  # “not now”: off its session’s queue, and nothing else
    kept_apart_at = models.DateTimeField(null=True, blank=True)  # whoever asked said: it asks something else
    second_look = models.BooleanField("whoever asked had somebody else look at why it was left out", default=False)
    key = models.CharField(max_length=40, null=True, blank=True)  # one sending of one form, once

    objects = ExpertQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "key"], name="question_sent_once"),
            models.CheckConstraint(name="left_out_with_a_reason", condition=~Q(state="not_taken") | ~Q(reason="")),
            models.CheckConstraint(
                name="grouped_with_one", condition=~Q(state="grouped") | Q(merged_into__isnull=False)
            ),
            models.CheckConstraint(name="put_in_words", condition=~Q(state__in=["sent", "answered"]) | ~Q(wording="")),
        ]

    def __str__(self) -> str:
        return self.wording or self.text

    @property
    def is_received(self) -> bool:
        return self.state == self.State.RECEIVED

    @property
    def is_left_out(self) -> bool:
        return self.state == self.State.NOT_TAKEN_UP

    @property
    def needs_a_second_person(self) -> bool:
        """To be left out: whoever asked had it kept apart, or asked somebody else to look."""
        return self.kept_apart_at is not None or self.second_look

    @property
    def is_open(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_public(self) -> bool:
        return self.state in {self.State.SENT, self.State.ANSWERED}

    @property
    def not_as_asked(self) -> str:
        """For everybody: that whoever asked finds something else in the words in which it was put."""
        said, put = self.kept_apart_at, self.decided_at
        told = self.is_public and said is not None and put is not None and said > put
        return "A facilitator put it in these words. Whoever asked says that they ask something else." if told else ""

    @property
    def said_in_the_room(self) -> str:
        """Of a session in which nobody was: nothing."""
        at, session = self.answered_aloud_at, self.session
        if at is None or (session is not None and not session.had_people):
            return ""
        return f"Answered aloud at a meeting, as a facilitator noted on {day(at)}. Not answered in writing yet."

    @property
    def set_aside_words(self) -> str:
        """“Not now”, for whoever asked it or wants to know: what it still waits for. Nothing once it was answered."""
        if self.set_aside_at is None or self.answered_aloud_at is not None:
            return ""
        return {
            self.State.RECEIVED: "Not now in the room. A facilitator still reads it.",
            self.State.SENT: "Not now in the room. It still waits for a written answer.",
        }.get(self.State(self.state), "")

    @property
    def published(self) -> "list[ExpertAnswer]":
        return [answer for answer in self.answers.all() if answer.is_published]

    @property
    def not_by_the_force(self) -> str:
        """Beside what others answered: each force that answers here and has not, where several do. What police of
        another force say is no word of it."""
        said = {answer.for_force_id for answer in self.published}
        if not said:
            return ""
        models.prefetch_related_objects([self.consultation], "joint_forces")
        joint = [one for one in self.consultation.joint_forces.all() if one.pk != self.consultation.force_id]
        forces = [*filter(None, [self.consultation.force]), *joint]
        silent = [one.name for one in forces if one.pk not in said]
        if not silent:
            return ""
        if not joint:
            return "The force has not answered it in writing."
        return f"{listed(silent)} {'have' if len(silent) > 1 else 'has'} not answered it in writing."

    @property
    def left_open(self) -> str:
        """Who answered, and it is still open."""
        who = sorted({answer.get_capacity_display().lower() for answer in self.published if answer.is_no_answer})
        return f"Answered in writing ({listed(who)}): it is not known, or not answered." if who and self.is_open else ""

    @property
    def kept_back(self) -> str:
        """Who answered in writing without its being published, and where that lies: they seem not to have answered."""
        found = [answer for answer in self.answers.all() if not answer.is_published]
        waits = sorted({answer.get_capacity_display().lower() for answer in found if answer.waits})
        back = sorted({answer.get_capacity_display().lower() for answer in found if not answer.waits})
        said = []
        if waits:
            said.append(f"Answered in writing ({listed(waits)}), and a facilitator has not published it.")
        if back:
            said.append(f"Answered in writing ({listed(back)}), and sent back to be written otherwise.")
        return " ".join(said)


class QuestionSupport(models.Model):
    """ "I would like to know that too": whoever asked has one as well."""

    question = models.ForeignKey(ExpertQuestion, models.CASCADE, related_name="supports")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="question_supports")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "membership"], name="one_support_a_person")]

    def __str__(self) -> str:
        return f"support of {self.question_id}"


class ExpertAnswer(models.Model):
    """An answer by somebody named, in a named capacity; a facilitator reads it before others do."""

    class Capacity(models.TextChoices):
        INDEPENDENT = "independent", "Independent"
        POLICE = "police", "Police"
        SUPPLIER = "supplier", "Supplier"
        CAMPAIGN = "campaign", "Campaign"

    class State(models.TextChoices):
        WAITS = "waits", "Waits for a facilitator"
        PUBLISHED = "published", "Published"
        SENT_BACK = "sent_back", "Sent back"

    MAX_LENGTH = 3000

    question = models.ForeignKey(ExpertQuestion, models.CASCADE, related_name="answers")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="expert_answers")
    capacity = models.CharField(max_length=12, choices=Capacity)
    # Of whoever answers from a police seat here: for which force of this consultation. Other police speak for none.
    for_force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    body = models.TextField(max_length=MAX_LENGTH)
    sources = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITS)
    note = models.CharField("why it was sent back", max_length=500, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)  # the last time; kept as it is written anew
    written_at = models.DateTimeField(default=clock.now)
    reviewed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    not_known = models.BooleanField("by its author: it is not known", default=False)
    leaves_open = models.BooleanField("by whoever published it: it leaves the question open", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "author"], name="one_answer_an_expert"),
            models.CheckConstraint(
                name="answer_read_by_somebody", condition=~Q(state="published") | Q(reviewed_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def organisation(self) -> str:
        """Whose expert it was who wrote it: another one’s later changes nothing here."""
        return self.author.as_of(self.written_at).organisation

    @property
    def capacity_words(self) -> str:
        """For everybody: that somebody is police is known here, the rest is what they say of themselves."""
        said = str(self.get_capacity_display())
        return said if self.capacity == self.Capacity.POLICE else f"{said}, by their own account"

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITS

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_by_police(self) -> bool:
        return self.capacity == self.Capacity.POLICE

    @property
    def is_no_answer(self) -> bool:
        """It says that it does not know, or does not say what was asked: the question stays open."""
        return self.not_known or self.leaves_open

    @property
    def no_answer_words(self) -> str:
        if self.not_known:
            return "Its author says that this is not known."
        return "As the facilitator who published it read it, it leaves the question open." if self.leaves_open else ""

    @property
    def corrected(self) -> "list[ExpertCorrection]":
        return [one for one in self.corrections.all() if one.is_published]

    @property
    def kept_back(self) -> str:
        """A correction that is written and cannot be read: nobody seems to have let an error stand."""
        waits = [one for one in self.corrections.all() if one.waits]
        back = [one for one in self.corrections.all() if one.is_sent_back]
        said = []
        if waits:
            said.append(f"A correction was written on {day(waits[0].written_at)}; a facilitator has not published it.")
        if back:
            said.append(f"A correction written on {day(back[-1].written_at)} was sent back to be written otherwise.")
        return " ".join(said)


class ExpertCorrection(models.Model):
    """What was wrong in a published answer, by whoever gave it: beside the answer, which keeps its words."""

    State = ExpertAnswer.State
    MAX_LENGTH = 1000

    answer = models.ForeignKey(ExpertAnswer, models.CASCADE, related_name="corrections")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    body = models.TextField(max_length=MAX_LENGTH)
    state = models.CharField(max_length=9, choices=State, default=State.WAITS)
    note = models.CharField("why it was sent back", max_length=500, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)  # the last time; kept as it is written anew
    written_at = models.DateTimeField(default=clock.now)
    reviewed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(state="waits"), name="one_correction_waits_an_answer"
            ),
            models.CheckConstraint(
                name="correction_read_by_somebody", condition=~Q(state="published") | Q(reviewed_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"

    @property
    def seat(self) -> str:
        """From which seat it was written: the role, and for whom where the role names that."""
        role, organisation = self.author.get_role_display().lower(), self.author.as_of(self.written_at).organisation
        return f"{role}, {organisation}" if organisation else role

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITS

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_sent_back(self) -> bool:
        return self.state == self.State.SENT_BACK
