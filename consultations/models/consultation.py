"""The consultation: the question, the dates and the stage it is in."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse

from audit import clock
from consultations import numbers
from consultations.models.forces import Area, Force
from consultations.models.register import Technology
from people.text.dates import day, local_day
from people.text.sentences import listed, many

if TYPE_CHECKING:
    from consultations.models.briefing import BriefingVersion
    from consultations.stages.late_since import Late


class Stage(models.TextChoices):
    """Stored stages (domain 3.1). "Closed" and "response due" are derived, so they cannot contradict the clock."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "With the oversight panel"
    ANNOUNCED = "announced", "Announced"
    OPEN = "open", "Open"
    ANALYSIS = "analysis", "Being analysed"
    FINDINGS_PUBLISHED = "findings_published", "Findings published"
    RESPONSE_PUBLISHED = "response_published", "Police have answered"
    FOLLOW_UP = "follow_up", "Promises being tracked"
    COMPLETED = "completed", "Completed"
    PAUSED = "paused", "Paused"
    WITHDRAWN = "withdrawn", "Withdrawn"  # for good, before any findings: consultations/withdrawing


HIDDEN_STAGES = (Stage.DRAFT, Stage.IN_REVIEW)
ANSWERED_STAGES = (Stage.RESPONSE_PUBLISHED, Stage.FOLLOW_UP, Stage.COMPLETED)
REPORTED_STAGES = (Stage.FINDINGS_PUBLISHED, *ANSWERED_STAGES)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def public(self) -> "ConsultationQuerySet":
        return self.exclude(stage__in=HIDDEN_STAGES)

    def saying_if_joint(self) -> "ConsultationQuerySet":
        """`is_joint` of each: forces are named beside the one that leads. Of the few that are, lists look these up."""
        beside = Consultation.joint_forces.through.objects.filter(consultation=OuterRef("pk"))
        return self.annotate(is_joint=Exists(beside))


class Consultation(models.Model):
    class Method(models.TextChoices):
        FOCUS_GROUPS = "focus_groups", "Focus groups"
        WORKSHOP = "workshop", "Deliberative workshop"
        OPEN = "open", "Open consultation"
        MIXED = "mixed", "Groups and open responses"

    class Exercise(models.TextChoices):
        RESEARCH = "research", "Engagement and research"
        FORMAL = "formal", "Formal consultation"

    class Retention(models.TextChoices):
        """What each means, in days and months: `consultations.setup.forms.KEPT`."""

        STANDARD = "standard", "As usual"
        SHORT = "short", "Shorter"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    method = models.CharField(max_length=16, choices=Method, default=Method.FOCUS_GROUPS)
    exercise = models.CharField(max_length=12, choices=Exercise, default=Exercise.RESEARCH)
    technologies = models.ManyToManyField(Technology, related_name="consultations", blank=True)

    purpose_question = models.TextField(max_length=500, blank=True)
    decision_to_inform = models.TextField(max_length=2000, blank=True)
    can_change = models.TextField(max_length=2000, blank=True)
    cannot_change = models.TextField(max_length=2000, blank=True)

    commissioning_body = models.CharField(max_length=160, blank=True)
    force = models.ForeignKey(
        Force, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name="police force"
    )  # of a joint one, the force that leads
    joint_forces = models.ManyToManyField(
        Force, related_name="joint_consultations", blank=True, verbose_name="forces that answer with it"
    )
    data_controller = models.CharField(max_length=160, blank=True)
    independent_facilitation = models.CharField(max_length=240, blank=True)
    funding_note = models.TextField(max_length=1000, blank=True)
    in_areas = models.ManyToManyField(
        Area, related_name="consultations", blank=True, verbose_name="boroughs and districts"
    )
    places = models.CharField("where, in words", max_length=240, blank=True)
    recruitment_note = models.TextField(max_length=2000, blank=True)
    non_digital_route = models.TextField(max_length=1000, blank=True)
    retention = models.CharField(max_length=12, choices=Retention, default=Retention.STANDARD)
    joining_is_open = models.BooleanField("anyone may join", default=False)
    door_eased_until = models.DateTimeField("more may come from one device", null=True, blank=True, editable=False)

    stage = models.CharField(max_length=20, choices=Stage, default=Stage.DRAFT, editable=False)
    stage_before_pause = models.CharField(max_length=20, choices=Stage, blank=True, editable=False)
    # Where it stands among the steps, a pause included: worked out by the database, to find by.
    step = models.GeneratedField(
        expression=Case(When(stage="paused", then=F("stage_before_pause")), default=F("stage")),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    stage_reason = models.TextField(max_length=1000, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)  # while it is
    # Each time that it was completed and is followed up again: {"completed", "on", "reason"}, the days as ISO.
    followed_again = models.JSONField(default=list, blank=True, editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closes_at_before = models.DateTimeField("closing before it was moved", null=True, blank=True, editable=False)
    closing_reason = models.TextField(max_length=1000, blank=True, editable=False)
    findings_due = models.DateField(null=True, blank=True)
    response_due = models.DateField(null=True, blank=True)
    response_due_before = models.DateField("response date before it was moved", null=True, blank=True, editable=False)
    extension_reason = models.TextField(max_length=1000, blank=True, editable=False)
    answer_may_wait_until = models.DateField("later answer the panel agreed to", null=True, blank=True, editable=False)
    answer_may_wait_reason = models.TextField(max_length=1000, blank=True, editable=False)
    findings_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: [[from, to or null, what of the panel was waited for]]: outcomes.findings.awaiting_panel
    panel_awaited = models.JSONField(default=list, blank=True, editable=False)
    response_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_from = models.CharField(max_length=20, choices=Stage, blank=True, editable=False)  # a pause left aside
    withdrawn_held = models.TextField(blank=True, editable=False)  # whom an opening waited for that never came
    verdict_paused_days = models.PositiveSmallIntegerField(default=0, editable=False)  # residents have so many more
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    notice_days = models.PositiveSmallIntegerField("days between announcing and opening", default=numbers.NOTICE_DAYS)
    withdrawal_days = models.PositiveSmallIntegerField(
        "days to withdraw after closing", default=numbers.WITHDRAWAL_DAYS
    )
    accuracy_days = models.PositiveSmallIntegerField(
        "working days for police to check facts", default=numbers.ACCURACY_DAYS
    )
    check_days = models.PositiveSmallIntegerField("days for participants to check findings", default=numbers.CHECK_DAYS)
    min_base = models.PositiveSmallIntegerField("smallest group in a breakdown", default=numbers.LEAST_BASE)
    min_answer = models.PositiveSmallIntegerField("smallest count shown", default=numbers.LEAST_ANSWER)
    starter = models.CharField(max_length=40, blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    left_at_door: int  # who still waited as it closed: from its first arrival to its last (newcomers.close_door)
    late_since: "Late"  # of what its answer left to be done (consultations/stages/late_since)
    pauses_said: str  # beside a late answer, where it is shown (consultations/stages/late_findings)
    moves_said: str  # beside its day in a list of answers: for which days it was announced before (the same module)
    joint_words: list[
        str
    ]  # of the forces beside the one that leads: filled in by lists (consultations/forces/agreeing)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            # Public pages count and list by these, however many consultations there are.
            models.Index(fields=["step", "closes_at"], name="consultation_step_closes"),
            models.Index(fields=["step", "opens_at"], name="consultation_step_opens"),
            models.Index(fields=["step", "response_due"], name="consultation_step_answer_due"),
            models.Index(fields=["step", "findings_due"], name="consultation_step_findings_due"),
            models.Index(fields=["response_published_at"], name="consultation_answered"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consultation_closes_after_it_opens",
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="consultation_closing_moves_later_only",
                condition=Q(closes_at_before=None) | Q(closes_at__gt=F("closes_at_before")),
            ),
            models.CheckConstraint(
                name="consultation_response_date_moves_later_only",
                condition=Q(response_due_before=None) | Q(response_due__gt=F("response_due_before")),
            ),
            models.CheckConstraint(
                name="withdrawn_says_when_and_is_for_good", condition=Q(stage="withdrawn") ^ Q(withdrawn_at=None)
            ),
            models.CheckConstraint(
                name="withdrawn_before_any_findings",
                condition=Q(withdrawn_at=None)
                | Q(findings_published_at=None, withdrawn_from__in=["announced", "open", "analysis"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.slug])

    def links_are_cut(self) -> bool:
        """As the database has it: whoever asks may have read the consultation before."""
        return Consultation.objects.filter(pk=self.pk, anonymised_at__isnull=False).exists()

    # --- Facts about one consultation -----------------------------------------------------------
    @property
    def door_is_eased(self) -> bool:
        """A facilitator lets more people ask from one device or address, or from one that staff used."""
        return self.door_eased_until is not None and clock.now() < self.door_eased_until

    @property
    def is_public(self) -> bool:
        return self.stage not in HIDDEN_STAGES

    @property
    def is_announced(self) -> bool:
        """Its terms are public, and nobody has begun to answer."""
        return self.stage == Stage.ANNOUNCED

    @property
    def is_open(self) -> bool:
        """Open and before its closing time, whether or not the clock has yet moved the stage."""
        return self.stage == Stage.OPEN and (self.closes_at is None or clock.now() < self.closes_at)

    @property
    def is_being_analysed(self) -> bool:
        return self.stage == Stage.ANALYSIS

    @property
    def is_completed(self) -> bool:
        return self.stage == Stage.COMPLETED

    @property
    def is_followed_again(self) -> bool:
        """It was completed, and the panel took back since that a promise was kept."""
        return bool(self.followed_again) and self.stage_behind_pause == Stage.FOLLOW_UP

    @property
    def followed_again_because(self) -> str:
        """The public reason given then, the last time."""
        return str(self.followed_again[-1]["reason"]) if self.followed_again else ""

    @property
    def is_paused(self) -> bool:
        return self.stage == Stage.PAUSED

    @property
    def is_withdrawn(self) -> bool:
        return self.stage == Stage.WITHDRAWN

    @property
    def is_over(self) -> bool:
        """Nothing more comes of it."""
        return self.stage in (Stage.COMPLETED, Stage.WITHDRAWN)

    @property
    def is_formal(self) -> bool:
        return self.exercise == self.Exercise.FORMAL

    @property
    def is_kept_shorter(self) -> bool:
        return self.retention == self.Retention.SHORT

    @property
    def takes_or_will_take_part(self) -> bool:
        """Announced, or open now."""
        return self.stage == Stage.ANNOUNCED or self.is_open

    @property
    def stage_behind_pause(self) -> str:
        """The stage, or the one that a pause interrupts or that it was withdrawn from: what was public stays so."""
        if self.stage == Stage.WITHDRAWN:
            return self.withdrawn_from
        return self.stage_before_pause if self.stage == Stage.PAUSED else self.stage

    @property
    def where(self) -> str:
        """The place it is about: in the words of those who run it, with the boroughs or districts these leave out."""
        said = self.places.strip().removesuffix(".")
        names = [area.name for area in self.in_areas.all() if area.name.casefold() not in said.casefold()]
        return f"{said} ({listed(names)})" if said and names else said or listed(names)

    @property
    def ended_at(self) -> datetime | None:
        """When nobody could write or vote any more: its closing, or its withdrawal where that came first."""
        return min((at for at in (self.closes_at, self.withdrawn_at) if at is not None), default=None)

    @property
    def _late_until(self) -> date:
        """The day to which its days late are counted: they grow no more once it is withdrawn, and stay."""
        return local_day(self.withdrawn_at) if self.withdrawn_at is not None else clock.today()

    @property
    def has_findings(self) -> bool:
        return self.stage_behind_pause in REPORTED_STAGES

    @property
    def has_answer(self) -> bool:
        return self.stage_behind_pause in ANSWERED_STAGES

    @property
    def awaits_answer(self) -> bool:
        return self.stage == Stage.FINDINGS_PUBLISHED

    @property
    def opening_days_late(self) -> int:
        """Days after the announced one on which nobody has opened it yet, a pause included; else 0. From dates.

        Of one that was withdrawn unopened: as many as there were then.
        """
        waits = self.stage_behind_pause == Stage.ANNOUNCED
        return max(0, (self._late_until - local_day(self.opens_at)).days) if waits and self.opens_at else 0

    @property
    def days_late(self) -> int:
        """Days the police answer is overdue, a pause included; else 0. From dates: no act switches it off."""
        waits = self.stage_behind_pause == Stage.FINDINGS_PUBLISHED
        return max(0, (clock.today() - self.response_due).days) if waits and self.response_due else 0

    @property
    def findings_days_late(self) -> int:
        """Days after their date that the findings came; stays for good once they have."""
        if self.findings_published_at is None or self.findings_due is None:
            return 0
        return max(0, (local_day(self.findings_published_at) - self.findings_due).days)

    @property
    def findings_late_so_far(self) -> int:
        """Days after their date, as long as they have not come: the answer will be due as many days later.

        Of one that was withdrawn: as many as there were then.
        """
        before = {Stage.ANNOUNCED, Stage.OPEN, Stage.ANALYSIS}
        waits = self.stage_behind_pause in before and self.findings_published_at is None
        return max(0, (self._late_until - self.findings_due).days) if waits and self.findings_due else 0

    @property
    def late_when_withdrawn(self) -> list[str]:
        """What was late on the day it was withdrawn, said for good (invariant 31)."""
        if not self.is_withdrawn:
            return []
        said = []
        if late := self.opening_days_late:
            said.append(f"Never opened: {many(late, 'day')} late when it was withdrawn.{self.withdrawn_held}")
        if late := self.findings_late_so_far:
            said.append(f"The findings were {many(late, 'day')} late when it was withdrawn.")
        return said

    @property
    def findings_lateness(self) -> str:
        """Whose the first days were, beside every late answer. The date of the answer moved by them (late_findings)."""
        late = self.findings_days_late
        return f"The findings had come {many(late, 'day')} late, {self.late_by(late)}." if late else ""

    @property
    def awaits_panel(self) -> bool:
        """True while nothing is lacking for the findings but what the panel alone can do."""
        return bool(self.panel_awaited) and self.panel_awaited[-1][1] is None and self.findings_published_at is None

    def late_by(self, late: int) -> str:
        """Whose these days are, by which the findings came late or are so far: a part of a sentence."""
        theirs = "by those who run the consultation"
        until = self.findings_published_at or clock.now()
        spans = [
            (datetime.fromisoformat(at), datetime.fromisoformat(to) if to else until, what)
            for at, to, what in self.panel_awaited
        ]
        days = [(_days_after(self.findings_due, at, min(to, until)), what) for at, to, what in spans]
        alone = min(late, sum(n for n, _ in days))
        if not alone:
            return theirs
        what = listed(list(dict.fromkeys(what for n, what in days if n)))
        waited = f"while only the oversight panel was waited for, for {what}"
        if alone == late:
            return f"all of them {waited}" if late > 1 else waited
        return f"of these {many(alone, 'day')} {waited}, the others {theirs}"

    @property
    def answered_days_late(self) -> int:
        """Days after its date that the answer came; stays for good once it has (invariant 31)."""
        if self.response_published_at is None or self.response_due is None:
            return 0
        return max(0, (local_day(self.response_published_at) - self.response_due).days)

    @property
    def days_left(self) -> int | None:
        """Whole days until the police answer is due; None when no clock runs."""
        return days_until(self.response_due) if self.awaits_answer else None

    @property
    def response_date_moved(self) -> bool:
        return self.response_due_before is not None

    @property
    def moved_words(self) -> str:
        """Beside “on time”: that the force had moved the day, and why; empty where it had not."""
        if not self.response_date_moved:
            return ""
        return f"The force had moved it from {day(self.response_due_before)}. The reason given: {self.extension_reason}"

    @property
    def briefing(self) -> "BriefingVersion | None":
        """The newest version of the briefing pack; one that was put aside is none."""
        return self.briefing_versions.exclude(status="put_aside").order_by("-number").first()

    @property
    def briefing_signed(self) -> "BriefingVersion | None":
        """The version that people read."""
        return self.briefing_versions.filter(status="approved").order_by("-number").first()

    @property
    def already_in_use(self) -> bool:
        return any(technology.in_use_already for technology in self.technologies.all())


def _days_after(due: date | None, since: datetime, until: datetime) -> int:
    """Days between two moments that lie after a day."""
    return max(0, (local_day(until) - max(local_day(since), due or date.min)).days)


def days_until(day: date | None) -> int | None:
    return None if day is None else max(0, (day - clock.today()).days)
