"""Who belongs to a consultation, as what; and the one link between a person and their ballots."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.consultation import Consultation
from people.errors import Refused


class Role(models.TextChoices):
    PARTICIPANT = "participant", "Participant"
    FACILITATOR = "facilitator", "Facilitator"
    EXPERT = "expert", "Expert"
    RESPONDER = "responder", "Police responder"
    OFFICER = "officer", "Accountable officer"
    OVERSIGHT = "oversight", "Oversight member"


POLICE = frozenset({Role.RESPONDER, Role.OFFICER})
STAFF = frozenset(Role) - {Role.PARTICIPANT}


class Group(models.Model):
    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        HYBRID = "hybrid", "In person and online"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.ONLINE)
    cohort_note = models.CharField(max_length=160, blank=True)
    recruitment = models.CharField(max_length=240, blank=True)
    is_open = models.BooleanField("self-selected people", default=False)  # never summed with recruited groups
    target_size = models.PositiveSmallIntegerField(default=12)
    facilitator = models.ForeignKey(
        "Membership", models.SET_NULL, null=True, blank=True, related_name="groups_facilitated"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(withdrawn_at=None)

    def participants(self) -> "MembershipQuerySet":
        return self.filter(role=Role.PARTICIPANT)

    def update(self, **fields: Any) -> int:
        if "role" in fields:
            raise RuntimeError("A role is given by appointing.appoint, which checks the other side, never by update().")
        return super().update(**fields)


class Membership(models.Model):
    """One person's one standing in one consultation.

    One row a person and consultation: nobody can sit on both sides of the firewall. `user` is empty for
    people who took part on paper or in a recorded room.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="members")
    pseudonym = models.CharField(max_length=60)
    organisation = models.CharField(max_length=160, blank=True)
    is_lead = models.BooleanField(default=False)
    is_safeguarding_lead = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)  # the accountable officer accepts the duty to answer
    joined_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="one_standing_per_person"),
            models.UniqueConstraint(fields=["consultation", "pseudonym"], name="pseudonym_once"),
            models.CheckConstraint(
                name="only_participants_may_lack_an_account",
                condition=Q(role=Role.PARTICIPANT) | Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever forgets to ask is still refused: no second standing, and no change of sides."""
        fields = kwargs.get("update_fields")
        if self.user_id is not None and (fields is None or {"role", "user", "consultation"} & set(fields)):
            held = Membership.objects.filter(user_id=self.user_id, consultation_id=self.consultation_id).first()
            if held is not None and (held.pk, held.role) != (self.pk, self.role):
                raise Refused(held.why_not_also(Role(self.role)))
        super().save(*args, **kwargs)

    def why_not_also(self, role: Role) -> str:
        """Why whoever holds this standing cannot have `role` too, in one or two plain sentences."""
        both = {Role(self.role), role}
        if both & POLICE and both - POLICE:
            reason = "Police may not also run, oversee or take part in the consultation they answer."
        else:
            reason = "One person has one role in a consultation."
        return f"{self.public_name} is already {Role(self.role).label.lower()} here. {reason}"

    @property
    def is_current(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_police(self) -> bool:
        return self.role in POLICE

    @property
    def public_name(self) -> str:
        """Staff sign with their name; participants are only ever their pseudonym."""
        if self.role == Role.PARTICIPANT or self.user is None:
            return self.pseudonym
        return self.user.name or self.pseudonym

    @property
    def audit_name(self) -> str:
        return self.public_name

    @property
    def audit_role(self) -> str:
        return self.role

    def consents_to(self, item: "Consent.Item") -> bool:
        return any(c.item == item and c.withdrawn_at is None for c in self.consents.all())


class InvitationCode(models.Model):
    """A way into one group. `uses` were given out, `uses_left` remain; letters of one batch have one use each."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="invitations")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="invitations")
    label = models.CharField(max_length=80, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)  # the same for the letters of one printing
    code = models.CharField(max_length=16, unique=True)
    uses = models.PositiveIntegerField(default=20)
    uses_left = models.PositiveIntegerField(default=20)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code

    @property
    def is_usable(self) -> bool:
        expired = self.expires_at is not None and self.expires_at <= clock.now()
        return self.uses_left > 0 and self.revoked_at is None and not expired

    @property
    def joined(self) -> int:
        """How many people joined with it. Which people is not known to anybody."""
        return self.uses - self.uses_left

    @property
    def spoken_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"


def new_door_number() -> str:
    """Three digits somebody who waits can read out. It says nothing about the name they get once inside."""
    return str(secrets.randbelow(900) + 100)


class Newcomer(models.Model):
    """Somebody at the door: they typed a session's code and wait for a facilitator. Deleted when they are let in."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DECLINED = "declined", "Not let in"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="newcomers")
    group = models.ForeignKey(Group, models.CASCADE, related_name="newcomers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="newcomers")
    number = models.CharField(max_length=3, default=new_door_number)
    answers = models.JSONField(default=dict, blank=True)  # what joining.join is told; emptied when they are declined
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="asks_once"),
            models.UniqueConstraint(fields=["consultation", "number"], name="door_number_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Consent(models.Model):
    class Item(models.TextChoices):
        TAKE_PART = "take_part", "Take part"
        QUOTES = "quotes", "Quote me without my name"
        RECONTACT = "recontact", "Tell me what happens next"
        RECORDING = "recording", "Record what is said in a session"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="consents")
    item = models.CharField(max_length=12, choices=Item)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "item"], condition=Q(withdrawn_at=None), name="one_active_consent"
            )
        ]

    def __str__(self) -> str:
        return self.item


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

    def __str__(self) -> str:
        return f"token {self.pk}"


class TokenLink(models.Model):
    """The only row that joins a person to their ballots. Deleted when findings are published."""

    token = models.OneToOneField(ParticipationToken, models.CASCADE, related_name="link")
    membership = models.OneToOneField(Membership, models.CASCADE, related_name="token_link")

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
