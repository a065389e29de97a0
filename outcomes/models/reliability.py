"""Two coders: a sample that both read blind, and what they said differently of the same words."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Consultation, Membership
from deliberation.models import Contribution
from outcomes.models.coding import Excerpt, Theme


class DoubleCoding(models.Model):
    """A sample drawn by chance, read by two coders who do not see each other's codes until both are done."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="double_codings")
    first = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    second = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    seed = models.PositiveIntegerField()
    is_seed_chosen = models.BooleanField(null=True)  # by whoever drew it; not known of samples from before it was kept
    out_of = models.PositiveIntegerField()  # how many contributions could have been drawn
    read_before = models.PositiveIntegerField(default=0)  # of those drawn, how many the first coder had coded already
    drawn_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now)
    first_done_at = models.DateTimeField(null=True, blank=True)
    second_done_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    # What was measured as it opened (outcomes/coding/agreement.py); later changes of codes do not touch it.
    agreement = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], name="one_open_sample_a_consultation", condition=Q(opened_at=None)
            ),
            models.CheckConstraint(name="two_coders_are_two_people", condition=~Q(first=models.F("second"))),
            models.CheckConstraint(
                name="a_sample_opens_when_both_are_done",
                condition=Q(opened_at=None) | Q(first_done_at__isnull=False, second_done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"

    @property
    def is_open(self) -> bool:
        """Both are done: everybody who codes sees both."""
        return self.opened_at is not None

    @property
    def coders(self) -> list[Membership]:
        return [self.first, self.second]

    def is_coder(self, member: Membership) -> bool:
        return member.pk in {self.first_id, self.second_id}

    def done_at(self, member: Membership) -> object:
        return self.first_done_at if member.pk == self.first_id else self.second_done_at


class Sampled(models.Model):
    """One contribution of a sample. It is in one sample at most."""

    sample = models.ForeignKey(DoubleCoding, models.CASCADE, related_name="sampled")
    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="sampled")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id} in {self.sample_id}"


class DrawnBefore(models.Model):
    """It was in a sample that was called off: from then on each coder could see what the other had said of it."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="drawn_before")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id} drawn before"


class Disagreement(models.Model):
    """Two coders said different things: of one contribution in a sample, or of the same words outside of one."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Not settled yet"
        ONE = "one", "One coder’s reading counts"
        NEITHER = "neither", "Neither counts: the theme is left out"
        OTHER = "other", "A reading that both can live with"

    sample = models.ForeignKey(DoubleCoding, models.CASCADE, null=True, blank=True, related_name="disagreements")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="disagreements")
    excerpt = models.ForeignKey(Excerpt, models.CASCADE, null=True, blank=True, related_name="disagreements")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="disagreements")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    counts_of = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "contribution", "theme"],
                name="one_disagreement_a_sampled_theme",
                condition=Q(sample__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["excerpt", "theme"], name="one_disagreement_an_excerpt", condition=Q(excerpt__isnull=False)
            ),
            models.CheckConstraint(
                name="of_a_sample_or_of_an_excerpt",
                condition=Q(sample=None, excerpt__isnull=False) | Q(sample__isnull=False, excerpt=None),
            ),
            models.CheckConstraint(
                name="settled_by_somebody_who_says_why",
                condition=Q(outcome="open") | (Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.outcome}"

    @property
    def is_settled(self) -> bool:
        return self.outcome != self.Outcome.OPEN

    @property
    def mark(self) -> str:
        """Of how it stands: a page sends it back, so that nobody settles over what they have not read."""
        return self.settled_at.isoformat() if self.settled_at else "open"
