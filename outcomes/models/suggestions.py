"""What a program on this machine suggested to whoever codes, and what a person made of each suggestion."""

from django.db import models
from django.db.models import F, Q

from audit import clock
from consultations.models import Consultation, Membership
from deliberation.models import Contribution
from outcomes.models.coding import Theme


class SuggestionsOn(models.Model):
    """That a facilitator switched suggestions on for a consultation. Without it none is made and none is shown."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="suggestions_on")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"suggestions on for {self.consultation_id}"


class SuggestionRun(models.Model):
    """One time that somebody asked for suggestions: with what they were made, and from how much coded by people."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="suggestion_runs")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)  # why it came to nothing, for whoever asked
    method = models.CharField(max_length=80, blank=True)
    version = models.CharField(max_length=80, blank=True)
    learnt_from = models.PositiveIntegerField(default=0)  # contributions that people had coded
    # Tried on what people had coded, unseen: of so many that it would have suggested, so many a person had chosen.
    tried = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    # For the annex. Counted as it happens, so that no erasure and no change of the codebook moves them.
    offered = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"suggestions {self.pk}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> "SuggestionQuerySet":
        """Undecided, of the words as they stand, hidden by no sample that is read blind, and switched on."""
        waits = self.filter(state=Suggestion.State.OFFERED, revision=F("contribution__revision"))
        waits = waits.filter(run__consultation__suggestions_on__isnull=False)
        for said in ("contribution", "alike"):
            blind = {f"{said}__sampled__isnull": False, f"{said}__sampled__sample__opened_at": None}
            waits = waits.exclude(**blind)
        return waits


class Suggestion(models.Model):
    """A theme for a contribution, or another contribution that says nearly the same. It counts nowhere by itself."""

    class State(models.TextChoices):
        OFFERED = "offered", "Waits for a person"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        OVERTAKEN = "overtaken", "Not decided: a later look did not suggest it, or it was put away"

    run = models.ForeignKey(SuggestionRun, models.CASCADE, related_name="suggestions")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="suggestions")
    revision = models.PositiveIntegerField()  # of the words that were read
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="suggestions")
    alike = models.ForeignKey(Contribution, models.CASCADE, null=True, blank=True, related_name="+")
    percent = models.PositiveSmallIntegerField()  # how sure the program is, or how alike the words are
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["contribution", "-percent", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "revision", "theme"], name="theme_suggested_once"),
            models.UniqueConstraint(fields=["contribution", "revision", "alike"], name="alike_suggested_once"),
            models.CheckConstraint(
                name="suggests_a_theme_or_what_is_alike",
                condition=Q(theme=None, alike__isnull=False) | Q(theme__isnull=False, alike=None),
            ),
            models.CheckConstraint(
                name="a_person_decided",
                condition=Q(state__in=["offered", "overtaken"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.theme or self.alike_id}"

    @property
    def in_ten(self) -> int:
        """Of ten like it, how many hold: at least one and at most nine, because a program does not know."""
        return min(9, max(1, round(self.percent / 10)))
