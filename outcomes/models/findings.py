"""The findings report: findings with their labels and quotes, and what people asked for."""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from audit import clock
from consultations.models import Consultation, DiscussionArea, Group, Membership
from deliberation.models import Contribution, Question, SafetyAlert
from outcomes.models.coding import Excerpt, Stance, Theme

if TYPE_CHECKING:
    from outcomes.models.labels import HigherLabel


class Breadth(models.TextChoices):
    """How widely a view is held among those who spoke on it (domain 6.2)."""

    CONSENSUS = "consensus", "Consensus across groups"
    MAJORITY = "majority", "Majority view"
    DIVIDED = "divided", "Divided"
    MINORITY = "minority", "Minority view"
    SINGLE = "single", "Single account"


def random_day() -> int:
    """A day that every month has."""
    return secrets.randbelow(28) + 1


class FindingsReport(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CHECKING = "checking", "Being checked"
        PUBLISHED = "published", "Published"

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="report")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    headline = models.CharField(max_length=240, blank=True)
    in_brief = models.TextField("overall reading", max_length=1500, blank=True)
    summary = models.JSONField(default=list, blank=True)  # [{"text": str, "finding": finding pk}]
    limitations = models.TextField(max_length=3000, blank=True)
    conclusion = models.TextField(max_length=3000, blank=True)
    conditions = models.JSONField(default=list, blank=True)  # ranked sentences
    checking_from = models.DateTimeField(null=True, blank=True)
    # Every text as it was sent to be checked: outcomes/findings/since_sent.py
    sent = models.JSONField(default=dict, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    # What the panel did not agree to of findings that are gone: outcomes.findings.agreeing.No
    labels_refused = models.JSONField(default=list, blank=True, editable=False)
    # Every dated version: [{"number", "on", "note", "fingerprint"}], the newest last.
    versions = models.JSONField(default=list, blank=True, editable=False)
    # Quotes are taken out on this day of the month, drawn by lot for each report (docs/decisions/record.md).
    looked_on = models.DateField(null=True, blank=True, editable=False)  # the last time that day came
    turns_on = models.PositiveSmallIntegerField(default=random_day, editable=False)
    # Counted at publication: people may leave or be erased later, and the printed numbers do not move.
    counted = models.JSONField(default=dict, blank=True, editable=False)
    # Drawn by chance as the draft begins, for old drafts as the panel speaks or at publication, and never shown: nobody
    # tries out counts on a fingerprint of it. Empty of what was published before there was this.
    salt = models.CharField(max_length=32, blank=True, editable=False)
    # Of which version there are easy words that everybody reads (outcomes/easy_read/); empty: there are none.
    in_easy_words = models.PositiveIntegerField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return f"Findings of {self.consultation}"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def was_before_salt(self) -> bool:
        """Published before anything was drawn for it, by the rules of then: it stays as it was printed."""
        return self.is_published and not self.salt

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def fingerprint(self) -> str:
        """Of the newest version, as the record has it; empty for a draft."""
        return str(self.versions[-1]["fingerprint"]) if self.versions else ""


class Finding(models.Model):
    class Kind(models.TextChoices):
        VIEW = "view", "View"
        SUGGESTION = "suggestion", "Suggestion"
        KNOWLEDGE_GAP = "knowledge_gap", "Gap in knowledge"
        OPEN_QUESTION = "open_question", "Open question"
        NOT_A_CONCERN = "not_a_concern", "Not a concern"

    report = models.ForeignKey(FindingsReport, models.CASCADE, related_name="findings")
    area = models.ForeignKey(DiscussionArea, models.PROTECT, related_name="findings")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.VIEW)
    title = models.CharField(max_length=200)
    themes = models.ManyToManyField(Theme, related_name="findings", blank=True)
    position = models.JSONField("stances that count as holding this view", default=list, blank=True)
    said = models.TextField("what people said", max_length=3000, blank=True)
    inferred = models.TextField("what we draw from it", max_length=3000, blank=True)
    differences = models.TextField("where people differ", max_length=2000, blank=True)
    computed = models.JSONField(default=dict, blank=True)  # the proposal: outcomes.findings.labels.Label.as_dict()
    breadth = models.CharField(max_length=10, choices=Breadth, blank=True)
    strongly_felt = models.BooleanField(default=False)
    override_reason = models.TextField(max_length=1000, blank=True)
    other_body = models.CharField("another body that this concerns", max_length=120, blank=True)
    questions = models.ManyToManyField(Question, related_name="findings", blank=True)
    quotes = models.ManyToManyField(Excerpt, through="FindingQuote", related_name="findings")
    labelled_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["area__order", "order"]
        constraints = [models.UniqueConstraint(fields=["report", "area", "order"], name="finding_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        return f"{self.area.order}.{self.order}"

    @property
    def label(self) -> str:
        """As printed in the heading: "majority view, strongly felt"."""
        if not self.breadth:
            return ""
        words = Breadth(self.breadth).label.lower()
        return f"{words}, strongly felt" if self.strongly_felt else words

    @property
    def voices(self) -> str:
        """ "6 of the 6 who spoke on this, of 32 who took part": both numbers, wherever the label stands (invariant 36).

        Of a report from before the second was counted: the first alone, as it was published.
        """
        base, took_part = self.computed.get("base", 0), self.computed.get("took_part")
        if not base:
            return ""
        spoke = f"{self.computed.get('holders', 0)} of the {base} who spoke on this"
        return f"{spoke}, of {took_part} who took part" if took_part else spoke

    @property
    def is_thin(self) -> bool:
        """Too few of those who took part spoke on it for anything wider than a minority view."""
        return self.breadth == Breadth.MINORITY and self.computed.get("enough") is False

    @property
    def agreement(self) -> "HigherLabel | None":
        """What the panel agreed to, where the label says more than the coding supports."""
        return next((one for one in reversed(self.higher_labels.all()) if one.carries), None)

    @property
    def is_view(self) -> bool:
        return self.kind == self.Kind.VIEW

    @property
    def is_overridden(self) -> bool:
        """True when it bears another label than its coding: of all its themes together, or of one of several alone."""
        supported = [(self.computed.get("breadth"), self.computed.get("strongly_felt"))]
        supported += [(breadth, strongly) for _, _, breadth, strongly in self.computed.get("alone", [])]
        chosen = (self.breadth, self.strongly_felt)
        return bool(self.computed.get("breadth")) and any(one != chosen for one in supported)

    @property
    def position_labels(self) -> list[str]:
        return [Stance(value).label for value in self.position if value in Stance.values]


class FindingQuote(models.Model):
    """A quote of a finding. From publication on it is `printed`: the words and the group, without the way to a person.

    Without an excerpt nothing leads to whoever said it. `is_due`: it is taken out with the next dated version.
    """

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="finding_quotes")
    excerpt = models.ForeignKey(Excerpt, models.PROTECT, null=True, blank=True, related_name="finding_quotes")
    order = models.PositiveSmallIntegerField(default=0)
    printed = models.TextField(max_length=Contribution.MAX_LENGTH, blank=True)
    printed_group = models.CharField(max_length=80, blank=True)
    is_against = models.BooleanField(default=False)  # kept at publication: said by somebody against the finding
    is_due = models.BooleanField(default=False)
    taken_out_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["finding", "excerpt"], name="quote_once_per_finding")]

    def __str__(self) -> str:
        return self.printed[:60] or str(self.excerpt)


class Erratum(models.Model):
    """A correction of a published report: the old words stay, the new ones stand beside them."""

    report = models.ForeignKey(FindingsReport, models.CASCADE, related_name="errata")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, blank=True, related_name="errata")
    old = models.TextField("words that are wrong", max_length=1000)
    new = models.TextField("words that are right", max_length=1000)
    reason = models.CharField(max_length=1000)
    fingerprint: str  # filled in by outcomes.report.errata.of
    said_no: str  # who had not agreed to a correction of the same words, in public: filled in there
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")  # not asked once
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "errata"
        constraints = [
            models.CheckConstraint(
                name="erratum_agreed_to_by_another", condition=Q(agreed_by=None) | ~Q(agreed_by=F("by"))
            )
        ]

    def __str__(self) -> str:
        return self.new[:60]

    @property
    def anchor(self) -> str:
        return f"correction-{self.pk}"


class ProposedErratum(models.Model):
    """A correction that a second person has not agreed to. A table of its own: nothing that prints errata reads it."""

    report = models.ForeignKey(FindingsReport, models.CASCADE, related_name="proposed_errata")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, blank=True, related_name="+")
    old = models.TextField(max_length=1000)
    new = models.TextField(max_length=1000)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    refused_because = models.CharField(max_length=1000, blank=True)
    refused_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)

    why_not: str  # whoever looks is no second person for it: filled in by outcomes.report.errata.proposed

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "proposed errata"

    def __str__(self) -> str:
        return self.new[:60]

    @property
    def waits(self) -> bool:
        return self.refused_by_id is None

    @property
    def place(self) -> str:
        return f"Finding {self.finding.number}" if self.finding else "The report"


class GroupStance(models.Model):
    """How one group stood on a finding: counted from the coding, with a note by the author where it helps."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="group_stances")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    spoke = models.PositiveSmallIntegerField(default=0)
    held = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["group_id"]
        constraints = [models.UniqueConstraint(fields=["finding", "group"], name="group_stance_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.held}/{self.spoke}"


class Recommendation(models.Model):
    class Category(models.TextChoices):
        EXPLAIN = "explain", "Explain"
        EVIDENCE = "evidence", "Evidence"
        DATA = "data", "Data"
        HUMAN = "human", "Human accountability"
        OVERSIGHT = "oversight", "Oversight"
        FRAMEWORK = "framework", "Framework"
        BEYOND_TECHNOLOGY = "beyond_technology", "Beyond technology"

    report = models.ForeignKey(FindingsReport, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=2000, blank=True)
    category = models.CharField(max_length=18, choices=Category, default=Category.EXPLAIN)
    addressed_to = models.CharField("addressed to another body", max_length=120, blank=True)
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    # The quote in which somebody proposed it: it is printed as that quote is, and goes with it.
    proposed_in = models.ForeignKey(FindingQuote, models.SET_NULL, null=True, blank=True, related_name="proposes")

    quoted: object  # the same as the report prints it: filled in where that is made

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="recommendation_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def as_put(self) -> "FindingQuote | None":
        """The words of whoever proposed it, where the report prints them."""
        return self.proposed_in if self.proposed_in is not None and self.proposed_in.printed else None

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.report.is_published:
            raise ValueError("A published recommendation is never deleted. Mark it as superseded.")
        return super().delete(*args, **kwargs)


class FactualComment(models.Model):
    """A comment on the draft: police on facts (printed word for word), participants as a check."""

    report = models.ForeignKey(FindingsReport, models.CASCADE, related_name="comments")
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="comments")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    from_police = models.BooleanField(default=False)
    said_as = models.CharField(max_length=240, blank=True, editable=False)  # of police: seat and force, as they were
    at = models.DateTimeField(default=clock.now)
    # A police comment with a name that the facilitators list. The police are not told: they could find the names out.
    is_held = models.BooleanField(default=False, editable=False)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    kept_out = models.CharField(max_length=400, blank=True)  # why it is not printed, in public

    alert: SafetyAlert | None  # where its page has noted it (outcomes/findings/at_risk)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def waits(self) -> bool:
        """Held, and no facilitator has decided yet whether it is printed."""
        return self.is_held and self.settled_by_id is None

    @property
    def is_printed(self) -> bool:
        return self.from_police and not self.waits and not self.kept_out


class OversightStatement(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="oversight_statements")
    stage = models.CharField(max_length=20)
    text = models.TextField(max_length=3000)
    member = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # Of the draft as it was when the panel spoke on it; empty at other stages.
    draft_mark = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
