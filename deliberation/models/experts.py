"""Questions to experts: asked by people who take part, answered in a named capacity (domain 5.4, T95)."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Membership, SectionKind
from deliberation.models.sessions import Session
from people.text.sentences import listed


class ExpertQuestionQuerySet(models.QuerySet["ExpertQuestion"]):
    def put(self) -> "ExpertQuestionQuerySet":
        """What everybody reads: taken up, or answered."""
        return self.filter(state__in=[ExpertQuestion.State.SENT, ExpertQuestion.State.ANSWERED])

    def unanswered(self) -> "ExpertQuestionQuerySet":
        """The register of open questions: taken up, and no answer is published."""
        return self.filter(state=ExpertQuestion.State.SENT)

    def by_support(self) -> "ExpertQuestionQuerySet":
        """With `backers`, who asked or support it; most first, then the oldest."""
        return self.annotate(backers=models.Count("supports", distinct=True)).order_by("-backers", "pk")


class ExpertQuestion(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", "Waits for a facilitator"
        GROUPED = "grouped", "Joined to a question like it"
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
    def is_open(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_public(self) -> bool:
        return self.state in {self.State.SENT, self.State.ANSWERED}

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
    body = models.TextField(max_length=MAX_LENGTH)
    sources = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITS)
    note = models.CharField("why it was sent back", max_length=500, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    reviewed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

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
