"""What telling people holds about them: what they were told, how often, and what they subscribed to."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from people import numbers
from people.models import Mailbox, Message, User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import many

UNTIL = f"{many(numbers.MESSAGES_MONTHS, 'month')}, or until you erase your account."


def mailboxes(user: User) -> QuerySet[Mailbox]:
    """The person's own, and the one of their address from before they had an account."""
    own = Q(user=user)
    return Mailbox.objects.filter(own | Q(address=user.email) if user.email else own)


def told(user: User) -> Iterator[Row]:
    for box in mailboxes(user):
        yield {"What": "How often", "When": "", "State": box.get_pace_display()}
        for one in box.subscriptions.all():
            yield {"What": f"You asked to be told of: {one.what}", "When": when(one.asked_at), "State": ""}
    rows = Message.objects.filter(mailbox__in=mailboxes(user)).order_by("-made_at")
    for message in rows.iterator():
        yield {"What": message.title, "When": when(message.made_at), "State": message.get_state_display()}


def erase(erasing: Erasing) -> None:
    mailboxes(erasing.user).delete()


def old(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(made_at__lt=retention.months_after(now, -numbers.MESSAGES_MONTHS))


def unconfirmed(now: datetime) -> QuerySet[Mailbox]:
    """Addresses that somebody typed and that did not say yes."""
    some = Mailbox.objects.filter(user=None, made_at__lt=now - timedelta(days=numbers.UNCONFIRMED_DAYS))
    return some.exclude(subscriptions__confirmed_at__isnull=False)


SHOWN = [
    Section(
        "told",
        "What you were told",
        told,
        order=30,
        why="To tell you what came of what you took part in, once, and to show it on your page.",
        kept=UNTIL,
    ),
]
KEPT = [
    retention.Rule(
        "told",
        "What people were told, on their page and by e-mail",
        "So that it is told once",
        UNTIL,
        63,
        due=old,
        purge=retention.delete,
        since="made_at",
    ),
    retention.Rule(
        "unconfirmed",
        "An address that was typed to be told of something and did not confirm it",
        "To ask it once",
        f"{many(numbers.UNCONFIRMED_DAYS, 'day')}.",
        64,
        due=unconfirmed,
        purge=retention.delete,
        since="made_at",
    ),
]
