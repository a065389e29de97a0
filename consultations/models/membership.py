"""Who belongs to a consultation, as what, and what they agreed to."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.groups import Group
from consultations.models.standings import Standing, Standpoint, by_own_account, read
from people.errors import Refused


class Role(models.TextChoices):
    PARTICIPANT = "participant", "Participant"
    FACILITATOR = "facilitator", "Facilitator"
    EXPERT = "expert", "Expert"
    RESPONDER = "responder", "Police responder"
    OFFICER = "officer", "Accountable officer"
    LEGAL = "legal", "Legal reviewer"
    OVERSIGHT = "oversight", "Oversight member"


POLICE = frozenset({Role.RESPONDER, Role.OFFICER, Role.LEGAL})
STAFF = frozenset(Role) - {Role.PARTICIPANT}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(withdrawn_at=None)

    def participants(self) -> "MembershipQuerySet":
        return self.filter(role=Role.PARTICIPANT)

    def update(self, **fields: object) -> int:
        if "role" in fields:
            raise RuntimeError("A role is given by appointing.appoint, which checks the other side, never by update().")
        Membership.written = object()
        return super().update(**fields)

    def delete(self) -> tuple[int, dict[str, int]]:
        Membership.written = object()
        return super().delete()


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
    title = models.CharField(max_length=120, blank=True, editable=False)  # of staff, as they took the role
    standpoint = models.CharField(max_length=12, choices=Standpoint, blank=True)  # of a panel member
    # Of staff who came back, or gave their word anew: as whom they held it before (`standings`).
    earlier = models.JSONField(default=list, blank=True, editable=False)
    is_lead = models.BooleanField(default=False)
    is_safeguarding_lead = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)  # the accountable officer accepts the duty to answer
    # As whom the officer accepted it, and so signs: fixed then, and public for good.
    accepted_name = models.CharField(max_length=80, blank=True)
    accepted_role = models.CharField(max_length=120, blank=True)
    accepted_terms = models.JSONField(default=dict, blank=True, editable=False)  # as they were then
    asked_again_at = models.DateTimeField(null=True, blank=True)  # the terms changed since: to be accepted anew
    # Whoever offered them the role, with a role of their own here; empty: an administrator did, or nobody knows.
    seated_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, editable=False, related_name="seated")
    # Whoever offered it while they had no part here, an administrator: they may take one later (seating).
    seated_by_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    seated_before = models.JSONField(default=list, blank=True, editable=False)  # who had before, by number: it stays so
    # Of somebody in a recruited group: the code they came by was not theirs alone. Counted, and shown of nobody.
    by_shared_code = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    may_be_ended: bool  # by whoever reads the page: filled in there
    chosen_by: str  # in words, for the same page

    objects = MembershipQuerySet.as_manager()
    #: Another object after every change of a standing in this process: what a request remembers of one is then old.
    written: ClassVar[object] = object()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # A desk lists and counts by it, however many standings one person has.
            models.Index(
                fields=["user", "consultation", "role"], condition=Q(withdrawn_at=None), name="membership_current"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="one_standing_per_person"),
            models.UniqueConstraint(fields=["consultation", "pseudonym"], name="pseudonym_once"),
            models.CheckConstraint(
                name="only_participants_may_lack_an_account",
                condition=Q(role=Role.PARTICIPANT) | Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="the_panel_alone_declares_a_standpoint", condition=Q(standpoint="") | Q(role=Role.OVERSIGHT)
            ),
            models.CheckConstraint(
                name="the_duty_is_accepted_by_name",
                condition=Q(accepted_at=None) | (~Q(accepted_name="") & ~Q(accepted_role="")),
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
        Membership.written = object()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        Membership.written = object()
        return super().delete(*args, **kwargs)

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
    def is_participant(self) -> bool:
        return self.role == Role.PARTICIPANT

    @property
    def is_facilitator(self) -> bool:
        return self.role == Role.FACILITATOR

    @property
    def is_expert(self) -> bool:
        return self.role == Role.EXPERT

    @property
    def is_officer(self) -> bool:
        return self.role == Role.OFFICER

    @property
    def has_accepted(self) -> bool:
        """The officer has taken the duty to answer on, by name."""
        return self.accepted_at is not None

    @property
    def must_accept_again(self) -> bool:
        """The duty was accepted under terms that have changed since."""
        return self.has_accepted and self.asked_again_at is not None

    @property
    def signs_as(self) -> str:
        """“A. Reed, Commander”: as whom the officer accepted the duty, and so signs."""
        return f"{self.accepted_name}, {self.accepted_role}" if self.has_accepted else ""

    @property
    def is_oversight(self) -> bool:
        return self.role == Role.OVERSIGHT

    @property
    def standpoint_words(self) -> str:
        """For everybody, of a panel member: “sceptic, by their own account”."""
        if not self.is_oversight:
            return ""
        if not self.standpoint:
            return "has not said how they stand to it"
        return by_own_account(self.standpoint)

    @property
    def is_police(self) -> bool:
        return self.role in POLICE

    def standing(self, until: datetime | None = None) -> Standing:
        """As whom it is held now; with `until`, as it ends."""
        return Standing(
            since=self.joined_at,
            until=until or self.withdrawn_at,
            title=self.title,
            organisation=self.organisation,
            standpoint=self.standpoint,
            accepted_name=self.accepted_name,
            accepted_role=self.accepted_role,
            asked_again_at=self.asked_again_at,
        )

    @property
    def standings(self) -> list[Standing]:
        """As whom it was held from time to time, the first one first."""
        return [*map(read, self.earlier), self.standing()]

    def as_of(self, moment: datetime | None) -> Standing:
        """As whom it was held when something was done; None: now."""
        if moment is None:
            return self.standing()
        earlier = (one for one in map(read, self.earlier) if one.until is not None and moment <= one.until)
        return next(earlier, self.standing())

    @property
    def described(self) -> str:
        """Title and organisation of somebody on the staff: “Chairs the panel, Citizens’ Forum”."""
        return ", ".join(part for part in (self.title, self.organisation) if part)

    @property
    def called(self) -> str:
        """Name and title of somebody on the staff, as they took the role; of an officer, as they accepted the duty."""
        known = (self.accepted_name or self.public_name, self.accepted_role or self.title)
        return ", ".join(part for part in known if part)

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


class Consent(models.Model):
    class Item(models.TextChoices):
        TAKE_PART = "take_part", "Take part"
        QUOTES = "quotes", "Quote me without my name"
        RECONTACT = "recontact", "Tell me what happens next"
        CHANGES = "changes", "Tell me if the technology changes"
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


#: What is agreed to for an e-mail: only asked of those with an address, and a reason to keep it longer.
E_MAILS = frozenset({Consent.Item.RECONTACT, Consent.Item.CHANGES})
