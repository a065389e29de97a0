"""The briefing pack: versions, sections, the evidence behind them and the panel's review."""

import hashlib
import json

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.consultation import Consultation
from people.text import render_markdown


class SectionKind(models.TextChoices):
    """The sections of every briefing, with the heading residents see (domain 8.1)."""

    SUMMARY = "summary", "In one minute"
    DOES = "does", "What it does"
    DOES_NOT = "does_not", "What it does not do"
    STEPS = "steps", "How it works, step by step"
    USES = "uses", "Where and when it is used here"
    ALTERNATIVES = "alternatives", "What it replaces, and the alternatives"
    FIGURES = "figures", "What the figures say"
    STORIES = "stories", "What happened in real cases"
    LIMITS = "limits", "Known limits, errors and bias"
    COST = "cost", "What it costs"
    DATACARD = "datacard", "Your data: who holds it, and for how long"
    RULES = "rules", "The law and the rules"
    NOTICE = "notice", "How will I know it is in use?"
    OVERSIGHT = "oversight", "Who checks the police"
    DECIDES = "decides", "Who decides, at each step"
    ANSWERABLE = "answerable", "Who is answerable, and how to challenge"
    ARGUMENTS = "arguments", "Arguments people make"
    SCOPE = "scope", "What this consultation can and cannot change"
    UNKNOWNS = "unknowns", "What is not known yet"


K = SectionKind
#: The four asks, in the order residents read them: (key, heading, resident's question, section kinds).
ASKS: list[tuple[str, str, str, list[SectionKind]]] = [
    ("show", "Show us how it works", "Could I explain it to a friend?",
     [K.DOES, K.DOES_NOT, K.STEPS, K.USES, K.ALTERNATIVES]),
    ("prove", "Prove it is useful", "Is it worth it?", [K.FIGURES, K.STORIES, K.LIMITS, K.COST]),
    ("safeguards", "Explain the safeguards", "What happens to my data, and who checks?",
     [K.DATACARD, K.RULES, K.NOTICE, K.OVERSIGHT]),
    ("human", "Keep a human accountable", "Who answers for a mistake?", [K.DECIDES, K.ANSWERABLE]),
]  # fmt: skip
ONLY_FOR_BIOMETRIC_OR_ALGORITHMIC = frozenset({K.LIMITS})


class BriefingVersion(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        UNDER_REVIEW = "under_review", "Under review"
        APPROVED = "approved", "Approved by the panel"
        SUPERSEDED = "superseded", "Replaced by a newer version"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="briefing_versions")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=14, choices=Status, default=Status.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    law_as_at = models.DateField(null=True, blank=True)
    check_by = models.DateField(null=True, blank=True)
    change_note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="briefing_number_once")]

    def __str__(self) -> str:
        return f"Briefing version {self.number}"

    @property
    def needs_checking(self) -> bool:
        return self.check_by is not None and self.check_by < clock.today()

    def compute_hash(self) -> str:
        """SHA-256 over everything the panel signs for: sections, data card, retention, figures, stories, sources."""
        parts: list[object] = [list(self.sections.order_by("kind").values_list("kind", "body"))]
        card = DataCard.objects.filter(version=self).values(*DataCard.FIELDS).first()
        parts.append(card or {})
        for related in (self.retention_rows, self.suppliers, self.figures, self.stories, self.sources):
            rows = related.order_by("pk").values()
            parts.append([{k: str(v) for k, v in row.items() if k not in {"id", "version_id"}} for row in rows])
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()

    def valid_signoffs(self) -> models.QuerySet["Signoff"]:
        """Signatures on exactly the text as it stands: any edit makes earlier ones void."""
        return self.signoffs.filter(content_hash=self.content_hash).exclude(content_hash="")


class BriefingSection(models.Model):
    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=12, choices=SectionKind)
    body = models.TextField(max_length=10_000)
    body_html = models.TextField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="one_section_per_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: object, **kwargs: object) -> None:
        self.body_html = render_markdown(self.body)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class DataCard(models.Model):
    """Who holds what about you (domain 8.2). "Not known" is an answer; blank is not."""

    FIELDS = [
        "collected", "about_whom", "special_category", "compared_with", "not_used", "held_where", "controller",
        "shared_with", "security", "sole_basis", "rights", "complain", "dpia", "equality", "misuse", "checked_by",
    ]  # fmt: skip

    version = models.OneToOneField(BriefingVersion, models.CASCADE, related_name="data_card")
    collected = models.TextField("What is collected", max_length=1000, blank=True)
    about_whom = models.TextField("About whom", max_length=1000, blank=True)
    special_category = models.TextField("Is it biometric or otherwise sensitive?", max_length=1000, blank=True)
    compared_with = models.TextField("What it is compared with", max_length=1000, blank=True)
    not_used = models.TextField("Sources ruled out", max_length=1000, blank=True)
    held_where = models.TextField("Where it is held", max_length=1000, blank=True)
    controller = models.TextField("Who is responsible for it in law", max_length=1000, blank=True)
    shared_with = models.TextField("Who it is shared with", max_length=1000, blank=True)
    security = models.TextField("How it is kept safe", max_length=1000, blank=True)
    sole_basis = models.TextField("Can a result alone decide what happens to you?", max_length=1000, blank=True)
    rights = models.TextField("How to ask for a copy of your data", max_length=1000, blank=True)
    complain = models.TextField("How to complain", max_length=1000, blank=True)
    dpia = models.TextField("Data protection impact assessment", max_length=1000, blank=True)
    equality = models.TextField("Equality impact assessment", max_length=1000, blank=True)
    misuse = models.TextField("What stops misuse later, and who could change the rule", max_length=1000, blank=True)
    checked_by = models.CharField("Checked by (role)", max_length=160, blank=True)
    checked_on = models.DateField("Checked on", null=True, blank=True)

    def __str__(self) -> str:
        return f"Data card of {self.version}"

    def rows(self) -> list[dict[str, str]]:
        return [{"key": str(self._meta.get_field(f).verbose_name), "value": getattr(self, f)} for f in self.FIELDS]  # type: ignore[union-attr]


class RetentionRow(models.Model):
    class AppliesTo(models.TextChoices):
        MATCHED = "matched", "If there is a match"
        NOT_MATCHED = "not_matched", "If there is no match"
        ALL = "all", "Everything"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="retention_rows")
    data_class = models.CharField(max_length=160)
    applies_to = models.CharField(max_length=12, choices=AppliesTo, default=AppliesTo.ALL)
    kept_for = models.CharField(max_length=240)
    deletion_trigger = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.data_class


class SupplierRow(models.Model):
    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="suppliers")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=240, blank=True)
    can_see_data = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class EvidenceFigure(models.Model):
    """A figure with what it is a share of. An error rate needs two denominators: per scan and per alert."""

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="figures")
    metric = models.CharField(max_length=200)
    value = models.CharField(max_length=60)
    is_error_rate = models.BooleanField(default=False)
    denominator_label = models.CharField(max_length=120, blank=True)
    denominator_value = models.CharField(max_length=60, blank=True)
    second_denominator_label = models.CharField(max_length=120, blank=True)
    second_denominator_value = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="error_rate_has_two_denominators",
                condition=Q(is_error_rate=False) | (~Q(denominator_value="") & ~Q(second_denominator_value="")),
            )
        ]

    def __str__(self) -> str:
        return self.metric


class CaseStory(models.Model):
    class Outcome(models.TextChoices):
        BENEFIT = "benefit", "It helped"
        HARM = "harm", "It did harm"
        NO_EFFECT = "no_effect", "It made no difference"
        MIXED = "mixed", "Both"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="stories")
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=3000)
    outcome = models.CharField(max_length=12, choices=Outcome)
    area = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    class Standpoint(models.TextChoices):
        OFFICIAL = "official", "Official"
        INDEPENDENT = "independent", "Independent"
        CRITICAL = "critical", "Critical"
        ACADEMIC = "academic", "Academic"
        MEDIA = "media", "Media"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=160, blank=True)
    url = models.URLField(max_length=400, blank=True)
    published = models.CharField(max_length=60, blank=True)
    standpoint = models.CharField(max_length=12, choices=Standpoint, default=Standpoint.OFFICIAL)

    def __str__(self) -> str:
        return self.title


class ReviewComment(models.Model):
    class Severity(models.TextChoices):
        MUST_FIX = "must_fix", "Must fix"
        SHOULD = "should", "Should fix"
        NOTE = "note", "Note"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="comments")
    section = models.CharField(max_length=12, choices=SectionKind, blank=True)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.SHOULD)
    text = models.TextField(max_length=2000)
    author = models.ForeignKey("Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reply = models.TextField(max_length=2000, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Signoff(models.Model):
    class Verdict(models.TextChoices):
        BALANCED = "balanced", "Balanced"
        RESERVATIONS = "balanced_with_reservations", "Balanced, with reservations"

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="signoffs")
    member = models.ForeignKey("Membership", models.PROTECT, related_name="signoffs")
    content_hash = models.CharField(max_length=64)
    verdict = models.CharField(max_length=30, choices=Verdict)
    public_statement = models.TextField(max_length=2000)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "member", "content_hash"], name="one_signature_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.version}"
