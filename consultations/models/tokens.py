"""What ballots hang on, what people told about themselves, and the one link from both to a person."""

import secrets

from django.db import models

from consultations.models.consultation import Consultation
from consultations.models.groups import Group
from consultations.models.membership import Membership


def new_token() -> str:
    return secrets.token_hex(16)


def random_key() -> int:
    """A primary key that says nothing about when the row was made: tokens in order would be people in order."""
    return secrets.randbits(62) + 1


class ParticipationToken(models.Model):
    """What ballots and profiles hang on. It knows its consultation, not its person."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="tokens")
    value = models.CharField(max_length=32, unique=True, default=new_token)
    # Of a follow-up poll: its link goes then at the latest. Empty for the one a person joined with.
    linked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.pk}"


class TokenLink(models.Model):
    """The only row that joins a person to their ballots. Deleted when findings are published.

    A follow-up poll makes a new one, to a new token, and deletes it when it closes: the earlier ballots stay nobody's.
    """

    token = models.OneToOneField(ParticipationToken, models.CASCADE, related_name="link")
    membership = models.OneToOneField(Membership, models.CASCADE, related_name="token_link")
    # Sat in a talk while the first poll was still open: a session forgets who came as it ends.
    sat_in_talk = models.BooleanField(default=False, db_default=False, editable=False)
    # Had a seat in a session that has ended: whoever only sat there, or spoke aloud, took part all the same.
    had_seat = models.BooleanField(default=False, db_default=False, editable=False)

    def __str__(self) -> str:
        return f"link {self.pk}"


class ParticipantProfile(models.Model):
    """Optional answers about the person, kept with the token: never shown row by row to anybody else."""

    AGE_BANDS = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]

    class Gender(models.TextChoices):
        WOMAN = "woman", "Woman"
        MAN = "man", "Man"
        OTHER = "other", "In another way"

    class Ethnicity(models.TextChoices):
        """The five groups of the census of England and Wales."""

        ASIAN = "asian", "Asian or Asian British"
        BLACK = "black", "Black, Black British, Caribbean or African"
        MIXED = "mixed", "Mixed or multiple ethnic groups"
        WHITE = "white", "White"
        OTHER = "other", "Another ethnic group"

    class Disability(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    #: What the person may say about themself; empty is "prefer not to say".
    ABOUT = ("age_band", "borough", "gender", "ethnic_group", "disability")

    token = models.OneToOneField(ParticipationToken, models.CASCADE, related_name="profile")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="profiles")
    age_band = models.CharField(max_length=8, blank=True, choices=[(b, b.replace("-", " to ")) for b in AGE_BANDS])
    borough = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=8, blank=True, choices=Gender)
    ethnic_group = models.CharField(max_length=8, blank=True, choices=Ethnicity)
    disability = models.CharField(max_length=4, blank=True, choices=Disability)

    def __str__(self) -> str:
        return f"profile {self.pk}"


class KeptTable(models.Model):
    """A published table about who took part, kept when the answers it was counted from are deleted."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="kept_tables")
    key = models.CharField(max_length=80)
    table = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "key"], name="table_kept_once")]

    def __str__(self) -> str:
        return self.key
