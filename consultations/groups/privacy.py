"""What an offered role holds about a person: an address, until it is answered or withdrawn, and a name."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from consultations import numbers
from consultations.models import Offer, SeatNotice
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import many

UNTIL = (
    f"The address: until you answer, or the offer is withdrawn. All: {many(numbers.OFFER_KEPT_DAYS, 'day')} after "
    "that, or after it ran out."
)


def to(user: User) -> QuerySet[Offer]:
    """What is offered to the address of this account."""
    return Offer.objects.filter(email=user.email) if user.email else Offer.objects.none()


def offers(user: User) -> Iterator[Row]:
    for offer in to(user).select_related("consultation"):
        yield {
            "Consultation": str(offer.consultation),
            "Role": offer.role_words,
            "Offered by": offer.by_name,
            "Name they wrote": offer.name,
            "Title they wrote": offer.job_title,
            "Organisation they wrote": offer.organisation,
            "How they think you stand to it": offer.get_standpoint_display(),
            "Offered": when(offer.offered_at),
            "Can be accepted until": when(offer.expires_at),
        }


def erase(erasing: Erasing) -> None:
    to(erasing.user).delete()


def over(now: datetime) -> QuerySet[Offer]:
    """Answered, withdrawn or run out, a while ago."""
    then = now - timedelta(days=numbers.OFFER_KEPT_DAYS)
    return Offer.objects.filter(Q(answered_at__lte=then) | Q(answered_at=None, expires_at__lte=then))


def settled(now: datetime) -> QuerySet[SeatNotice]:
    """Given or not, a while ago."""
    return SeatNotice.objects.filter(settled_at__lte=now - timedelta(days=numbers.OFFER_KEPT_DAYS))


SHOWN = [
    Section(
        "offers",
        "Roles that are offered to your address",
        offers,
        order=25,
        why="So that nobody gets a role here without saying yes.",
        kept=UNTIL,
    ),
]
KEPT = [
    retention.Rule(
        "offers",
        "An e-mail address to which a role was offered",
        "So that nobody gets a role without saying yes",
        UNTIL,
        62,
        due=over,
        purge=retention.delete,
        since="offered_at",
    ),
    retention.Rule(
        "panel_seats",
        "An announced seat on the panel, with an objection",
        "So that one can object, and read why it was given or not. The acts stay in the record.",
        f"{many(numbers.OFFER_KEPT_DAYS, 'day')} after it was settled",
        63,
        due=settled,
        purge=retention.delete,
        since="settled_at",
    ),
]
