"""What stands behind a briefing: the data card, keeping times, suppliers, figures, cases and sources."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from audit.prepared import Prepared
from people.text.dates import written_date

if TYPE_CHECKING:
    from consultations.models.briefing import BriefingVersion

#: Columns that came later: while they are empty the fingerprint of a text signed before them stays what it was.
CAME_LATER = frozenset(
    {
        "number",
        "reference",
        "happened",
        "verified_on",
        "verified_by",
        "proof",
        "company_number",
        "contract_end",
        "cadence",
        "updated",
    }
)


@cache
def _rows(model: type[models.Model]) -> Prepared[Any, Any]:
    return Prepared(lambda version: model._default_manager.filter(version=version).order_by("pk").values(), int)


def signed_rows(model: type[models.Model], version: int) -> list[dict[str, str]]:
    """The rows of a small table as the panel signs them with this version of the briefing."""
    return [
        {k: str(v) for k, v in row.items() if k not in {"id", "version_id"} and (v or k not in CAME_LATER)}
        for row in _rows(model)(version)
    ]


class DataCard(models.Model):
    """Who holds what about you (domain 8.2). "Not known" is an answer; blank is not."""

    FIELDS = [
        "collected",
        "about_whom",
        "special_category",
        "compared_with",
        "not_used",
        "held_where",
        "controller",
        "shared_with",
        "security",
        "sole_basis",
        "sole_sanction",
        "rights",
        "complain",
        "dpia",
        "equality",
        "policy",
        "misuse",
        "reopens",
        "sign",
        "checked_by",
    ]

    #: Rows that came later: blank in a text that was signed before them, they are no part of its fingerprint.
    LATER = ("sole_sanction", "policy", "sign", "reopens")

    version = models.OneToOneField("BriefingVersion", models.CASCADE, related_name="data_card")
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
    sole_sanction = models.TextField("Can a result alone lead to a penalty?", max_length=1000, blank=True)
    rights = models.TextField("How to ask for a copy of your data", max_length=1000, blank=True)
    complain = models.TextField("How to complain", max_length=1000, blank=True)
    dpia = models.TextField("Data protection impact assessment", max_length=1000, blank=True)
    equality = models.TextField("Equality impact assessment", max_length=1000, blank=True)
    policy = models.TextField("The force’s own policy for it", max_length=1000, blank=True)
    misuse = models.TextField("What stops misuse later, and who could change the rule", max_length=1000, blank=True)
    reopens = models.TextField("What change would bring a new consultation", max_length=1000, blank=True)
    sign = models.TextField("What the sign in the street says", max_length=1000, blank=True)
    checked_by = models.CharField("Checked by (role)", max_length=160, blank=True)
    checked_on = models.DateField("Checked on", null=True, blank=True)

    def __str__(self) -> str:
        return f"Data card of {self.version}"

    @property
    def has_sign(self) -> bool:
        """Whether it gives the words of a sign: “None: …” and “Not known” are answers, and no signs."""
        return bool(self.sign.strip()) and not re.match(r"(none|no sign|not known)\b", self.sign.strip(), re.IGNORECASE)

    @classmethod
    def of(cls, version: "BriefingVersion") -> "DataCard | None":
        """The card of a text, None where there is none. Without a query where it was read ahead with the text."""
        if cls._meta.get_field("version").remote_field.is_cached(version):  # type: ignore[union-attr]
            return getattr(version, "data_card", None)
        return cls.objects.filter(version=version).first()

    @classmethod
    def signed(cls, version: int) -> dict[str, str]:
        """The card as the panel signs it; empty where there is none."""
        found: dict[str, str] = next(iter(_CARD(version)), {})
        return {name: value for name, value in found.items() if value or name not in cls.LATER}

    def rows(self) -> list[dict[str, str]]:
        return [{"key": str(self._meta.get_field(f).verbose_name), "value": getattr(self, f)} for f in self.FIELDS]  # type: ignore[union-attr]


_CARD: Prepared[Any, Any] = Prepared(lambda pk: DataCard.objects.filter(version=pk).values(*DataCard.FIELDS), int)


class RetentionRow(models.Model):
    class AppliesTo(models.TextChoices):
        MATCHED = "matched", "If there is a match"
        NOT_MATCHED = "not_matched", "If there is no match"
        ALL = "all", "Everything"

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="retention_rows")
    data_class = models.CharField(max_length=160)
    applies_to = models.CharField(max_length=12, choices=AppliesTo, default=AppliesTo.ALL)
    kept_for = models.CharField(max_length=240)
    deletion_trigger = models.CharField(max_length=300, blank=True)
    proof = models.CharField("What shows that it is deleted", max_length=300, blank=True)
    verified_by = models.CharField("Checked by (role)", max_length=160, blank=True)
    verified_on = models.DateField("Checked on", null=True, blank=True)

    def __str__(self) -> str:
        return self.data_class


class SupplierRow(models.Model):
    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="suppliers")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=240, blank=True)
    can_see_data = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=80, blank=True)
    company_number = models.CharField(max_length=20, blank=True)
    contract_end = models.DateField("The contract ends", null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class DecisionStep(models.Model):
    """One step from what goes in to how it is challenged: who does it, a machine or a person (T57, T62, T63)."""

    class Kind(models.TextChoices):
        INPUT = "input", "What goes in"
        MACHINE = "machine", "The machine compares or judges"
        CHECK = "check", "A person checks"
        ELSE = "else", "What else is needed"
        ACTION = "action", "What is done"
        SUPERVISION = "supervision", "Who watches the people who decide"
        CHALLENGE = "challenge", "How it is challenged"

    class Doer(models.TextChoices):
        MACHINE = "machine", "A machine"
        PERSON = "person", "A person"

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="path")
    place = models.PositiveSmallIntegerField("Which step is it?", default=1)
    kind = models.CharField(max_length=12, choices=Kind)
    doer = models.CharField("Who does it?", max_length=8, choices=Doer)
    who = models.CharField("Role, or name of the system", max_length=160, blank=True)
    title = models.CharField("What happens", max_length=300)
    can_stop = models.CharField("Where can it stop?", max_length=300, blank=True)
    challenge = models.CharField("What can you challenge here?", max_length=300, blank=True)

    #: Steps that only a person can take.
    HUMAN = frozenset({Kind.CHECK, Kind.SUPERVISION})

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_check_is_a_persons",
                condition=~Q(kind__in=["check", "supervision"]) | Q(doer="person"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_human(self) -> bool:
        return self.doer == self.Doer.PERSON


class EvidenceFigure(models.Model):
    """A figure with what it is a share of. An error rate needs two denominators: per scan and per alert."""

    class Cadence(models.TextChoices):
        """Kept as its words: what was typed and signed before there was a choice keeps its fingerprint."""

        DAY = "every day", "Every day"
        WEEK = "every week", "Every week"
        MONTH = "every month", "Every month"
        QUARTER = "every quarter", "Every quarter"
        HALF = "every half-year", "Every half-year"
        YEAR = "every year", "Every year"
        ASKED = "only when somebody asks", "Only when somebody asks"
        ONCE = "once, and not again", "Once, and not again"

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="figures")
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
    cadence = models.CharField("How often it is published", max_length=60, blank=True)
    updated = models.DateField("Last updated", null=True, blank=True)

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

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="stories")
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=3000)
    outcome = models.CharField(max_length=12, choices=Outcome)
    happened = models.CharField("When it happened", max_length=60, blank=True)
    area = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def is_benefit(self) -> bool:
        return self.outcome == self.Outcome.BENEFIT

    @property
    def is_harm(self) -> bool:
        return self.outcome == self.Outcome.HARM

    @property
    def is_mixed(self) -> bool:
        return self.outcome == self.Outcome.MIXED


class Source(models.Model):
    class Standpoint(models.TextChoices):
        OFFICIAL = "official", "Official"
        INDEPENDENT = "independent", "Independent"
        POLICE = "police", "Police"
        SUPPLIER = "supplier", "Supplier"
        CAMPAIGN = "campaign", "Campaign"
        CRITICAL = "critical", "Critical"
        ACADEMIC = "academic", "Academic"
        MEDIA = "media", "Media"

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="sources")
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=160, blank=True)
    url = models.URLField(max_length=400, blank=True)
    # How marks in the texts name it. None: from before there were marks.
    number = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    reference = models.CharField("Where it can be found without an address", max_length=300, blank=True)
    published = models.CharField(max_length=60, blank=True)
    standpoint = models.CharField(max_length=12, choices=Standpoint, default=Standpoint.OFFICIAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="source_number_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def published_words(self) -> str:
        """When it came out, as people read a date."""
        return written_date(self.published)

    @property
    def came_out(self) -> str:
        """Where and when: “GOV.UK, 3 March 2022”; empty where neither is known."""
        return ", ".join(part for part in (self.publisher, self.published_words if self.published else "") if part)
