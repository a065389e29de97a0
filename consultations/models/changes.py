"""What changed about a technology after people were asked about it (domain 5.1, invariant 29)."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.membership import Membership, Role
from consultations.models.register import Technology
from people.text.dates import day, local_day


class TechnologyChangeQuerySet(models.QuerySet["TechnologyChange"]):
    def standing(self) -> "TechnologyChangeQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class TechnologyChange(models.Model):
    """One thing that is different now. Never edited: a mistake is taken back in public, and said again."""

    class Kind(models.TextChoices):
        NEW_USE = "new_use", "A new use"
        SUPPLIER = "supplier", "A new supplier"
        RETENTION = "retention", "What is kept, or for how long"
        IMAGE_SOURCE = "image_source", "Where the images or lists come from"
        DEPLOYMENT = "deployment", "Where or how it is put to use"

    technology = models.ForeignKey(Technology, models.CASCADE, related_name="changes")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="changes_said")  # whose staff said it
    # None: not kept then, or gone since: the panel alone takes it back.
    said_by = models.ForeignKey(Membership, models.SET_NULL, null=True, editable=False, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    since = models.DateField()
    description = models.TextField(max_length=2000)
    source = models.CharField(max_length=300)
    triggers_reconsultation = models.BooleanField()
    reason = models.TextField(max_length=1000)  # why people should, or need not, be asked again
    # Where the entry of the register stood before it and stands by it; empty: it stands where it did.
    stage_from = models.CharField(max_length=12, choices=Technology.Lifecycle, blank=True, editable=False)
    stage_to = models.CharField(max_length=12, choices=Technology.Lifecycle, blank=True, editable=False)
    said_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = models.TextField(max_length=1000, blank=True)

    beside: list["ChangeWord"]  # what stands beside it in one consultation: filled in where it is shown there
    said_elsewhere: bool  # than in that consultation

    objects = TechnologyChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_change_says_what_and_why",
                condition=~Q(description="") & ~Q(source="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="taken_back_with_a_reason",
                condition=Q(taken_back_at=None, taken_back_reason="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.technology}: {self.get_kind_display().lower()}"

    def may_be_taken_back_by(self, member: Membership) -> bool:
        """Whoever said it, and the panel: what the panel said is not a facilitator’s to take back."""
        return self.consultation_id == member.consultation_id and (
            member.role == Role.OVERSIGHT or self.said_by_id == member.pk
        )

    @property
    def said_by_panel(self) -> bool:
        return self.said_by is not None and self.said_by.role == Role.OVERSIGHT

    @property
    def said_by_words(self) -> str:
        return "the panel" if self.said_by_panel else "a facilitator"

    @property
    def changed_words(self) -> str:
        """On the pages of a consultation: as its own staff say it, or as another says it."""
        if getattr(self, "said_elsewhere", False):
            return "Said elsewhere to have changed"
        return "Announced" if self.is_ahead else "Changed"

    @property
    def is_ahead(self) -> bool:
        """Announced, and not so yet."""
        return self.since > clock.today()


class ChangeWord(models.Model):
    """Set beside a change in one consultation: by its panel, where the change was said elsewhere, or by its force.

    Nobody takes the change off a page by it: whoever reads one reads the other.
    """

    class Says(models.TextChoices):
        DISPUTES = "disputes", "It is not so, or does not concern what was asked here"
        STANDS = "stands", "It is so, and concerns what was asked here"
        REPLIES = "replies", "The force replies"

    change = models.ForeignKey(TechnologyChange, models.CASCADE, related_name="words")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    says = models.CharField(max_length=8, choices=Says)
    words = models.TextField(max_length=400)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "consultation", "member"], name="each_speaks_once_of_a_change"),
            models.UniqueConstraint(
                fields=["change", "consultation"], condition=Q(says="replies"), name="a_force_replies_once_to_a_change"
            ),
            models.CheckConstraint(name="who_speaks_of_a_change_says_why", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.get_says_display().lower()}"

    @property
    def who(self) -> str:
        """By name and part, with what they say in short."""
        part = "for the force" if self.says == self.Says.REPLIES else "oversight panel"
        said = {"disputes": " does not stand by it", "stands": " stands by it", "replies": ""}[self.says]
        name = self.member.as_of(self.at).signs_as if self.says == self.Says.REPLIES else self.member.public_name
        return f"{name or self.member.public_name}, {part},{said or ' replied'} on {day(local_day(self.at))}"
