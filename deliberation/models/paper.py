"""Answers taken without a screen: paper ballots, answers on the telephone, shows of hands, each kept apart."""

from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models import Membership, ParticipationToken
from deliberation.models.polls import Ballot, Option, Question, Wave


class PaperSheet(models.Model):
    """One paper ballot that was typed in. Its number is on the paper; its answers are ballots of the token.

    By telephone whoever rang fills the sheet in as the person says it.

    For a known person they become ballots only as the poll closes, and only if that person, or a second facilitator
    typing the sheet again, has confirmed them. Until then `answers` holds them, and no page shows them.
    """

    class State(models.TextChoices):
        COUNTED = "counted", "Counted"
        WAITING = "waiting", "Waits to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        DENIED = "denied", "Not theirs"

    class Way(models.TextChoices):
        """As the ballots that come of it say (`Ballot.Source`)."""

        PAPER = Ballot.Source.PAPER.value, "On paper, by the person"
        PHONE = Ballot.Source.PHONE.value, "By telephone: read out, and written down as they said it"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="paper_sheets")
    number = models.PositiveIntegerField()
    way = models.CharField("how it was filled in", max_length=6, choices=Way, default=Way.PAPER, db_default=Way.PAPER)
    token = models.ForeignKey(ParticipationToken, models.CASCADE, related_name="paper_sheets")
    made_participant = models.BooleanField("the person has no account: the sheet made them a participant", default=True)
    entered_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=9, choices=State, default=State.COUNTED)
    answers = models.JSONField(default=list, blank=True)  # [[question, choice, text]]; emptied at the close
    typed_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    mismatches = models.PositiveSmallIntegerField(default=0)
    had_second_voice = models.BooleanField(default=False)  # once, whatever was corrected or taken out since
    is_theirs = models.BooleanField("the person said so", default=False, db_default=False)
    correction = models.CharField("why it was corrected, last", max_length=300, blank=True)
    taken_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], condition=Q(taken_out_at=None), name="sheet_once"),
            models.UniqueConstraint(
                fields=["wave", "token"],
                condition=Q(taken_out_at=None, made_participant=True),
                name="one_sheet_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.number}"

    @property
    def is_by_phone(self) -> bool:
        return self.way == self.Way.PHONE

    @property
    def called(self) -> str:
        """“Sheet 12, by telephone”, as the record names it."""
        return f"sheet {self.number}{', by telephone' if self.is_by_phone else ''}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_denied(self) -> bool:
        return self.state == self.State.DENIED


class HandCount(models.Model):
    """A show of hands on one question: totals only, never ballots, never added to what came from phones or paper.

    A correction is a new count with its reason; the one before stays, marked as replaced.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="hand_counts")
    question = models.ForeignKey(Question, models.CASCADE, related_name="hand_counts")
    present = models.PositiveIntegerField("people in the room who could raise a hand")
    taken_at = models.DateTimeField(default=clock.now)
    reason = models.CharField("why the count before it was wrong", max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    is_held_back = models.BooleanField(default=False)  # too close to hands that were shown

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "question"], condition=Q(replaced_at=None), name="one_hand_count_stands"
            )
        ]

    def __str__(self) -> str:
        return f"hands on {self.question}"


class HandCountRow(models.Model):
    hand_count = models.ForeignKey(HandCount, models.CASCADE, related_name="rows")
    option = models.ForeignKey(Option, models.CASCADE, related_name="+")
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["option__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hand_count", "option"], name="one_row_an_option")]

    def __str__(self) -> str:
        return f"{self.option}: {self.count}"
