"""A consultation that is to be withdrawn: the officer asks with a public reason, the panel agrees or refuses."""

from datetime import date

from django.db import models
from django.db.models import Q

from audit import clock
from consultations import numbers
from consultations.models.consultation import Consultation, Stage
from consultations.models.membership import Membership, Role


class WithdrawalRequest(models.Model):
    """What the officer asked for, as it stands in public for good, whatever became of it."""

    class State(models.TextChoices):
        ASKED = "asked", "The panel has not decided"
        TAKEN_BACK = "taken_back", "Taken back by the officer"
        REFUSED = "refused", "Refused by the panel"
        LAPSED = "lapsed", "It came to nothing"
        AGREED = "agreed", "The panel agreed"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="withdrawals")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_as = models.CharField(max_length=240)  # name and rank, as the duty was accepted
    reason = models.CharField(max_length=numbers.MOST_REASON)
    asked_at = models.DateTimeField(default=clock.now)
    last_day = models.DateField(default=clock.today)  # until when a member can refuse, whoever has agreed
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)  # of the panel, by name
    settled_why = models.CharField(max_length=numbers.MOST_REASON, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(state="asked"), name="one_request_to_withdraw_at_a_time"
            ),
            models.CheckConstraint(name="a_request_to_withdraw_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_refusal_to_withdraw_has_a_name_and_a_reason",
                condition=~Q(state="refused") | (~Q(settled_by="") & ~Q(settled_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"request to withdraw {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED

    def is_over(self, today: date) -> bool:
        """The days are over in which everybody could read it and the panel refuse: it can take effect."""
        return today > self.last_day

    @property
    def is_agreed(self) -> bool:
        return self.state == self.State.AGREED

    @property
    def stands(self) -> bool:
        """The panel can decide about it now."""
        return self.is_open and not self.why_it_fell

    @property
    def why_it_fell(self) -> str:
        """Why nobody can agree to it any more, though nobody has settled it; empty while it stands."""
        if not self.is_open:
            return ""
        if self.consultation.stage_behind_pause not in (Stage.ANNOUNCED, Stage.OPEN, Stage.ANALYSIS):
            return "The findings came out first, so every recommendation must be answered."
        asker = self.asked_by
        if not (asker.is_current and asker.role == Role.OFFICER and asker.has_accepted):
            return f"{self.asked_as}, who asked, no longer has the duty to answer. Whoever has it may ask anew."
        if self.consultation.term_changes.filter(name="force", at__gte=self.asked_at).exists():
            return "Another force leads since this was asked. Its officer may ask anew."
        return ""


class WithdrawalAgreement(models.Model):
    """One member of the panel agrees that it is withdrawn, with a public note."""

    request = models.ForeignKey(WithdrawalRequest, models.CASCADE, related_name="agreements")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    agreed_as = models.CharField(max_length=120)  # their name, as it stands in public
    said = models.CharField(max_length=numbers.MOST_REASON)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "member"], name="one_agreement_each"),
            models.CheckConstraint(name="an_agreement_to_withdraw_has_a_note", condition=~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.agreed_as}"
