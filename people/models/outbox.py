"""What people are told: one row a message and person, and where it is to reach them (docs/decisions/outbox.md)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from audit import clock
from people.models.accounts import User


class Mailbox(models.Model):
    """Where somebody is told: a person here, or the address of somebody who only subscribes."""

    class Pace(models.TextChoices):
        AT_ONCE = "now", "At once"
        WEEKLY = "weekly", "Once a week, on Monday"
        NEVER = "off", "No e-mail: only on the page"

    user = models.OneToOneField(User, models.CASCADE, null=True, blank=True, related_name="mailbox")
    address = models.EmailField(null=True, blank=True, unique=True)  # of a subscriber; of a person see the account
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.AT_ONCE)
    follows = models.BooleanField(default=False)  # wants e-mails also of what no consent at joining spoke of
    failures = models.PositiveSmallIntegerField(default=0)  # refused for good, one after the other
    paused_at = models.DateTimeField(null=True, blank=True)  # refused too often: nothing is sent until they say so
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.CheckConstraint(
                name="mailbox_of_a_person_or_an_address",
                condition=Q(user__isnull=False, address__isnull=True) | Q(user__isnull=True, address__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"mailbox {self.pk}"

    @property
    def reaches(self) -> str:
        """The address, as it is at this moment; empty for guests and for whoever is shut out."""
        if self.user is not None:
            return (self.user.email or "") if self.user.is_active else ""
        return self.address or ""


class Subscription(models.Model):
    """Somebody who takes no part asked to be told of something. It counts once the address said so itself."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="subscriptions")
    what = models.CharField(max_length=40)  # consultation, technology, force, area
    number = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "what", "number"], name="one_subscription_each")]
        indexes = [models.Index(fields=["what", "number"], name="subscribers_of")]

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class Message(models.Model):
    """One thing told to one mailbox. `key` says what happened: the same to the same mailbox is one row."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        GATHERED = "gathered", "Waits for the weekly e-mail"
        HANDING = "handing", "Is being handed over"
        SENT = "sent", "Sent"
        GIVEN_UP = "given_up", "Given up"
        CANCELLED = "cancelled", "No longer wanted"
        ON_PAGE = "on_page", "On the page only"

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    link = models.CharField(max_length=300)
    data = models.JSONField(default=dict, blank=True)  # numbers of rows and days: what it is about is read when sent
    made_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=60, blank=True)  # the mail server's code; no address
    claimed_by = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)  # the mail server may have had it since
    done_at = models.DateTimeField(null=True, blank=True)
    number = models.UUIDField(default=uuid4, unique=True)  # in Message-ID: the same at every try
    digest = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="gathered")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "key"], name="message_told_once")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="messages_due"),
            models.Index(fields=["mailbox", "-made_at"], name="messages_of_a_mailbox"),
            models.Index(fields=["kind", "key"], name="messages_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
