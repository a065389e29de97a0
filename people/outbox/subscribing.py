"""Being told of something without taking part: the address is asked first whether it wants that.

What there is to be told of stands in SUBSCRIBABLE of each `wiring.py`: what → (number) → (title, link), or None.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from audit import clock
from audit.wiring import wired_map
from people.models import Mailbox, Message, Subscription
from people.outbox import outbox
from people.text.sanitising import one_line

SALT = "people.outbox.subscription"
CONFIRM = "confirm"
About = tuple[str, str]  # title, link


def about(what: str, number: int) -> About | None:
    """What somebody would be told of: its title and its page. None where there is nothing of the kind in public."""
    look: Callable[[int], About | None] | None = wired_map("SUBSCRIBABLE").get(what)
    return look(number) if look else None


@transaction.atomic
def ask(email: str, what: str, number: int, *, title: str) -> None:
    """Write to the address, and nothing else before it answers. Whether it is known already is not said."""
    box, _ = Mailbox.objects.get_or_create(address=one_line(email).lower(), defaults={"made_at": clock.now()})
    one, _ = Subscription.objects.get_or_create(
        mailbox=box, what=what, number=number, defaults={"asked_at": clock.now()}
    )
    if one.confirmed_at is None:
        outbox.put(
            [box],
            CONFIRM,
            f"confirm {one.pk} {clock.today().isoformat()}",
            title=f"Do you want to be told of this? {title}",
            why="You get this because somebody typed your address here. If it was not you, do nothing.",
            link=reverse("confirm_subscription", args=[signing.Signer(salt=SALT).sign(str(one.pk))]),
            subscription=one.pk,
        )


def is_unanswered(message: Message) -> bool:
    return Subscription.objects.filter(pk=message.data["subscription"], confirmed_at=None).exists()


def asked(token: str) -> Subscription | None:
    """Whose link it is."""
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(pk=number).first()


def confirm(one: Subscription) -> None:
    Subscription.objects.filter(pk=one.pk, confirmed_at=None).update(confirmed_at=clock.now())


def subscribers(subjects: Mapping[str, Iterable[int] | QuerySet[Any]]) -> list[Mailbox]:
    """Whoever confirmed that they want to be told of any of these: what → numbers, or a query for them. One query."""
    any_of = reduce(or_, (Q(what=what, number__in=of) for what, of in subjects.items()), Q(pk=None))
    said = Subscription.objects.filter(any_of).exclude(confirmed_at=None)
    return list(Mailbox.objects.filter(pk__in=said.values("mailbox")).order_by("pk"))
