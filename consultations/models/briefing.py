"""The briefing pack: its versions and their sections."""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from audit import clock
from audit.models import Entry
from consultations.models.consultation import Consultation, Stage
from consultations.models.evidence import DataCard, signed_rows
from consultations.models.membership import Role
from consultations.models.terms import WHILE, signed, terms_of
from people.text.sanitising import render_markdown

if TYPE_CHECKING:
    from consultations.models.review import Signoff


class SectionKind(models.TextChoices):
    """The sections of every briefing, with the heading residents see (domain 8.1)."""

    SUMMARY = "summary", "In one minute"
    DOES = "does", "What it does"
    DOES_NOT = "does_not", "What it does not do"
    STEPS = "steps", "How it works, step by step"
    USES = "uses", "Where and when it is used here"
    OTHERS = "others", "Who else uses it: shops, transport, neighbours"
    ALTERNATIVES = "alternatives", "What it replaces, and the alternatives"
    FIGURES = "figures", "What the figures say"
    STORIES = "stories", "What happened in real cases"
    LIMITS = "limits", "Known limits, errors and bias"
    COST = "cost", "What it costs"
    DATACARD = "datacard", "Your data: who holds it, and for how long"
    RULES = "rules", "The law and the rules"
    NECESSITY = "necessity", "Is it needed, and is it in proportion?"
    NOTICE = "notice", "How will I know it is in use?"
    OVERSIGHT = "oversight", "Who checks the police"
    DECIDES = "decides", "Who decides, at each step"
    ANSWERABLE = "answerable", "Who is answerable, and how to challenge"
    ARGUMENTS = "arguments", "Arguments people make"
    WEARABLES = "wearables", "Cameras and glasses that people wear"
    CONTROL = "control", "What the police control, and what they do not"
    SCOPE = "scope", "What this consultation can and cannot change"
    UNKNOWNS = "unknowns", "What is not known yet"

    @property
    def shows_figures(self) -> bool:
        """What stands below its words, beside the words themselves."""
        return self is SectionKind.FIGURES

    @property
    def shows_stories(self) -> bool:
        return self is SectionKind.STORIES

    @property
    def shows_balance(self) -> bool:
        return self is SectionKind.ARGUMENTS

    @property
    def shows_path(self) -> bool:
        return self is SectionKind.DECIDES

    @property
    def shows_sign(self) -> bool:
        return self is SectionKind.NOTICE

    @property
    def shows_data_card(self) -> bool:
        return self is SectionKind.DATACARD


K = SectionKind
#: The four asks, in the order residents read them: (key, heading, resident's question, section kinds).
ASKS: list[tuple[str, str, str, list[SectionKind]]] = [
    (
        "show",
        "Show us how it works",
        "Could I explain it to a friend?",
        [K.DOES, K.DOES_NOT, K.STEPS, K.USES, K.OTHERS, K.ALTERNATIVES],
    ),
    ("prove", "Prove it is useful", "Is it worth it?", [K.FIGURES, K.STORIES, K.LIMITS, K.COST]),
    (
        "safeguards",
        "Explain the safeguards",
        "What happens to my data, and who checks?",
        [K.DATACARD, K.RULES, K.NECESSITY, K.NOTICE, K.OVERSIGHT],
    ),
    ("human", "Keep a human accountable", "Who answers for a mistake?", [K.DECIDES, K.ANSWERABLE]),
]
ONLY_FOR_BIOMETRIC_OR_ALGORITHMIC = frozenset({K.LIMITS, K.NECESSITY})
#: Written where there is something to say; no gate asks for them.
OPTIONAL = frozenset({K.OTHERS, K.WEARABLES, K.CONTROL})


class BriefingVersionQuerySet(models.QuerySet["BriefingVersion"]):
    def standing(self) -> "BriefingVersionQuerySet":
        """What is written, signed or read now."""
        past = [BriefingVersion.Status.SUPERSEDED, BriefingVersion.Status.PUT_ASIDE]
        return self.exclude(status__in=past)


class BriefingVersion(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        UNDER_REVIEW = "under_review", "Under review"
        APPROVED = "approved", "Approved by the panel"
        SUPERSEDED = "superseded", "Replaced by a newer version"
        PUT_ASIDE = "put_aside", "Put aside after it was with the panel"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="briefing_versions")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=14, choices=Status, default=Status.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    law_as_at = models.DateField(null=True, blank=True)
    check_by = models.DateField(null=True, blank=True)
    change_note = models.CharField(max_length=500, blank=True)
    # Who looked for cases of harm, where, and that none is known: part of what the panel signs.
    no_harm_known = models.CharField(max_length=500, blank=True)
    # The highest number that a source which is gone has had: a mark of an earlier text leads to nothing else.
    highest_source = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    # The terms as they were when it opened or was replaced; None: signed before the terms were part of the text.
    terms = models.JSONField(null=True, blank=True, default=dict, editable=False)
    # Names of terms that were no part of them yet when the panel signed this text; None: it holds all of them.
    not_in_terms = models.JSONField(null=True, blank=True, editable=False)

    # Who answered as the panel signed, where the duty was handed on since: the panel signs that an officer answers, and
    # who it is stands in public beside it. None: whoever answers now.
    answering_signed = models.JSONField(null=True, blank=True, editable=False)

    objects = BriefingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="briefing_number_once")]

    def __str__(self) -> str:
        return f"Briefing version {self.number}"

    @property
    def is_under_way(self) -> bool:
        """Its words may still be changed: not public yet."""
        return self.status in {self.Status.DRAFT, self.Status.UNDER_REVIEW}

    @property
    def is_past(self) -> bool:
        """Nothing of it changes any more."""
        return self.status in {self.Status.SUPERSEDED, self.Status.PUT_ASIDE}

    @property
    def waits_for_panel(self) -> bool:
        """The panel may comment on it and sign it: sent to it, or announced and about to open under other terms."""
        stage = self.consultation.stage
        return not self.is_past and (
            stage == Stage.IN_REVIEW
            or self.status == self.Status.UNDER_REVIEW
            or (stage == Stage.ANNOUNCED and self.status == self.Status.APPROVED)
        )

    @property
    def is_not_as_announced(self) -> bool:
        """Something was changed since: who answers, or any of the terms. What must be fixed then holds the opening."""
        return self.answering_signed is not None or self.consultation.term_changes.exists()

    @property
    def changed_while_open(self) -> bool:
        """It replaced another while people took part, whether or not a newer one has replaced it since.

        One query, and only where the dates leave it open: a facilitator opens by hand, and may do so late.
        """
        out, ended = self.published_at, self.consultation.ended_at
        if self.number == 1 or out is None or (ended is not None and out >= ended):
            return False
        opened = Entry.objects.filter(consultation=self.consultation.slug, action="stage_open", at__lte=out)
        return opened.exists()

    @property
    def needs_checking(self) -> bool:
        return self.check_by is not None and self.check_by < clock.today()

    def terms_now(self) -> dict[str, Any]:
        """The terms that stand with this text: read afresh until the consultation opens, and fixed from then on."""
        if self.terms is None:
            return {}
        live = not self.terms_are_fixed
        now: dict[str, Any] = terms_of(self.consultation_id) if live else self.terms
        return {name: term for name, term in now.items() if name not in self._without} if live else now

    @property
    def terms_are_fixed(self) -> bool:
        """They stand as they were when it opened, or was replaced."""
        step = Consultation.objects.values_list("step", flat=True).get(pk=self.consultation_id)
        return step not in WHILE or self.is_past

    @property
    def _without(self) -> list[str]:
        return self.not_in_terms or []

    def take_fingerprint(self) -> None:
        """Anew, after something that it covers was changed: signatures on the earlier one are void by it."""
        self.content_hash = self.compute_hash()
        self.save(update_fields=["content_hash"])

    def compute_hash(self, terms: dict[str, Any] | None = None) -> str:
        """SHA-256 over everything the panel signs for: sections, data card, retention, figures, stories, sources,
        and the terms people take part under (as they stand now, unless given)."""
        parts: list[object] = [list(self.sections.order_by("kind").values_list("kind", "body"))]
        parts.append(DataCard.signed(self.pk))
        for related in (self.retention_rows, self.suppliers, self.figures, self.stories, self.sources):
            parts.append(signed_rows(related.model, self.pk))
        parts += [self.no_harm_known] if self.no_harm_known else []
        parts += [rows] if (rows := signed_rows(self.deployments.model, self.pk)) else []
        parts += [{"path": rows}] if (rows := signed_rows(self.path.model, self.pk)) else []
        parts += [{"glossary": rows}] if (rows := signed_rows(self.glossary.model, self.pk)) else []
        if states := [fact.signed for fact in self.facts.order_by("place")]:
            parts.append(states)
        if self.terms is not None:
            parts.append([str(self.law_as_at), str(self.check_by)])
        if terms := signed(self.terms_now() if terms is None else terms):
            handed_on = self.answering_signed is not None and "answering" in terms
            parts.append(terms | {"answering": self.answering_signed} if handed_on else terms)
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()

    def valid_signoffs(self) -> models.QuerySet["Signoff"]:
        """Signatures on exactly the text as it stands: any edit makes earlier ones void."""
        return self.signoffs.filter(content_hash=self.content_hash).exclude(content_hash="")

    def counting_signatures(self) -> list["Signoff"]:
        """Signatures on the text as it stands now, by people who still sit on the panel.

        One a person: the database keeps a second signature on the same text out. The fingerprint is computed
        afresh: a stored one could be stale, and this is what lets a briefing out.
        """
        on_panel = {"member__role": Role.OVERSIGHT, "member__withdrawn_at": None}
        found = self.signoffs.filter(content_hash=self.compute_hash(), **on_panel)
        return list(found.select_related("member__user"))


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
        fields = kwargs.get("update_fields")  # update_or_create names only what it was given
        if isinstance(fields, Iterable):
            kwargs["update_fields"] = {*fields, "body_html"}
        super().save(*args, **kwargs)  # type: ignore[arg-type]
