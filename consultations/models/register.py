"""The register of technologies and what each is used for."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.forces import Force
from people.text.dates import day


class Technology(models.Model):
    class Kind(models.TextChoices):
        LFR = "lfr", "Live facial recognition"
        RFR = "rfr", "Retrospective facial recognition"
        ANPR = "anpr", "Number plate recognition (ANPR)"
        DRONE = "drone", "Drones"
        AI = "ai", "Artificial intelligence"
        PREDICTIVE = "predictive", "Predictive tools"
        CCTV = "cctv", "CCTV"
        CITIZEN_EVIDENCE = "citizen_evidence", "Evidence sent in by the public"
        BODY_WORN_VIDEO = "body_worn_video", "Body-worn video"
        OTHER = "other", "Other"

    class Lifecycle(models.TextChoices):
        IDEA = "idea", "An idea"
        ENGAGE = "engage", "Being discussed with the public"
        DESIGN = "design", "Being designed"
        TRIAL = "trial", "On trial"
        OPERATIONAL = "operational", "In use"
        REVIEW = "review", "In use, under review"
        RETIRED = "retired", "No longer used"

    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="technologies")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    stage = models.CharField(max_length=12, choices=Lifecycle, default=Lifecycle.IDEA)
    biometric = models.BooleanField("identifies people by their bodies", default=False)
    algorithmic = models.BooleanField("a computer judges or ranks", default=False)
    task_specific = models.BooleanField("does one bounded task", default=False)
    accountable_role = models.CharField(max_length=120, blank=True)
    # Where it is not what every other entry of its kind is (register/kinds.py): part of what the panel signs.
    why_unticked = models.CharField("why it is not what others of its kind are", max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name"], name="technology_name")]
        verbose_name_plural = "technologies"
        constraints = [
            models.UniqueConstraint(fields=["force", "kind", "name"], name="technology_once_a_force"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_use_already(self) -> bool:
        """Consulting on it now asks how it is used, not whether (Gunning 1)."""
        return self.stage in {self.Lifecycle.OPERATIONAL, self.Lifecycle.REVIEW}

    @property
    def needs_full_safeguards(self) -> bool:
        return self.biometric or self.algorithmic


class TechnologyDocument(models.Model):
    """A paper that stands beside an entry: where it can be read, or why it cannot (T33, T86)."""

    class Kind(models.TextChoices):
        IMPACT = "impact", "Data protection impact assessment"
        EQUALITY = "equality", "Equality impact assessment"
        POLICY = "policy", "The force’s own policy"
        PROCUREMENT = "procurement", "Procurement: how it was chosen and bought"
        CONTRACT = "contract", "Contract"
        TRANSPARENCY = "transparency", "Algorithmic transparency record"
        OTHER = "other", "Another document"

    #: Asked for of what identifies or judges people, and no row of the data card: each is linked, or why not is said.
    WANTED = (Kind.TRANSPARENCY, Kind.CONTRACT)
    #: Rows of the data card that say the same as a document of the entry.
    ON_THE_CARD = {"dpia": Kind.IMPACT, "equality": Kind.EQUALITY, "policy": Kind.POLICY}

    technology = models.ForeignKey(Technology, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    url = models.URLField("Web address", max_length=400, blank=True)
    dated = models.DateField("Its date, or when you asked for it")
    why_none = models.CharField("If it cannot be read: why?", max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "-dated", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_document_has_an_address_or_a_reason",
                condition=~Q(url="") | ~Q(why_none=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TechnologyLog(models.Model):
    """One change of an entry, as everybody reads it. Never edited, and without who or which consultation."""

    technology = models.ForeignKey(Technology, models.CASCADE, related_name="log")
    at = models.DateTimeField(default=clock.now)
    what = models.CharField(max_length=300)
    old = models.CharField(max_length=300, blank=True)
    new = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.what


class UseCase(models.Model):
    class Context(models.TextChoices):
        ROUTINE = "routine", "Routine"
        EVENT = "event", "At an event"
        EMERGENCY = "emergency", "In an emergency"
        INVESTIGATION = "investigation", "In an investigation"

    class Status(models.TextChoices):
        DISCUSSED = "discussed", "To be talked about"  # nobody says that it is done, planned or ruled out
        PROPOSED = "proposed", "Proposed"
        IN_USE = "in_use", "In use"
        RULED_OUT = "ruled_out", "Ruled out"

    technology = models.ForeignKey(Technology, models.CASCADE, related_name="use_cases")
    title = models.CharField(max_length=160)
    description = models.TextField(max_length=2000, blank=True)
    context = models.CharField(max_length=16, choices=Context, default=Context.ROUTINE)
    affects = models.CharField("who is affected", max_length=240, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    # Which role of the force said so, and when: only through the fact desk. Empty: as the facilitator understands it.
    said_by = models.CharField(max_length=400, blank=True, editable=False)
    said_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it says what the force does, plans or rules out, and nobody of the force said so."""
        return self.status != self.Status.DISCUSSED and not self.said_on

    @property
    def said(self) -> str:
        """Which role of the force said so, and when; empty where nobody did."""
        return f"{self.said_by}, {day(self.said_on)}" if self.said_on else ""
