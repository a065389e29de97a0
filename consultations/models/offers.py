"""A role that is offered to an address: until the person accepts, nothing here gives anybody anything."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.membership import Role
from consultations.models.standings import Standpoint
from people.text.dates import day


class OfferQuerySet(models.QuerySet["Offer"]):
    def pending(self) -> "OfferQuerySet":
        """Neither accepted nor withdrawn: what whoever offers is shown."""
        return self.filter(state__in=[Offer.State.OFFERED, Offer.State.DECLINED])


class Offer(models.Model):
    """One role in one consultation, offered by mail. Of its link only a hash is here."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="offers")
    role = models.CharField(max_length=12, choices=Role)
    email = models.EmailField(blank=True)  # emptied once it is answered or withdrawn
    name = models.CharField("name, as whoever offered it wrote it", max_length=60)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    standpoint = models.CharField(max_length=12, choices=Standpoint, blank=True)  # as whom; the person says it or not
    is_safeguarding_lead = models.BooleanField(default=False)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="offers_made")
    by_name = models.CharField(max_length=80)
    offered_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = OfferQuerySet.as_manager()
    link: str = ""  # only where it was just made: here is no way back to it

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="participants_are_not_offered_a_role", condition=~Q(role=Role.PARTICIPANT)),
            models.CheckConstraint(
                name="an_answered_offer_has_its_day",
                condition=Q(state="offered", answered_at=None) | ~Q(state="offered") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_words} in {self.consultation}"

    @property
    def role_words(self) -> str:
        return str(Role(self.role).label)

    @property
    def is_for_the_panel(self) -> bool:
        return self.role == Role.OVERSIGHT

    @property
    def is_accepted(self) -> bool:
        return self.state == Offer.State.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.state == Offer.State.DECLINED

    @property
    def is_expired(self) -> bool:
        return self.state == Offer.State.OFFERED and self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        return self.state == Offer.State.OFFERED and self.expires_at > clock.now()

    @property
    def said(self) -> str:
        """For whoever offers: the role, when, and no more than that it was not accepted yet."""
        then = "declined" if self.is_declined else "out of date" if self.is_expired else "not yet accepted"
        return f"{self.role_words}, offered on {day(self.offered_at)}, {then}"

    @property
    def why_closed(self) -> str:
        """Why it can no longer be answered, for whoever opens its link; empty while it can."""
        if self.is_expired:
            return "This offer is out of date. Ask whoever sent it to send it again."
        return {
            Offer.State.ACCEPTED: "This offer was accepted already. Sign in to go on.",
            Offer.State.DECLINED: "This offer was declined. If that was a mistake, ask for it to be sent again.",
            Offer.State.WITHDRAWN: "This offer was withdrawn. Nothing is asked of you.",
        }.get(Offer.State(self.state), "")
