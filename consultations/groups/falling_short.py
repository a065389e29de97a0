"""A public panel of fewer than sign cannot give seats itself: administrators are told as it falls, by e-mail too.

Once for each fall: as the second last member goes, not again as the last one does. docs/decisions/panel-seats.md
"""

from django.urls import reverse

from consultations import numbers
from consultations.groups import panels
from consultations.models import Membership, Role
from people.models import Message, User
from people.outbox import outbox
from people.outbox.kinds import Kind

ADMINISTRATORS = "administrators"
WHY = "You get this because you are an administrator: a panel with too few members gives no seats itself."


def tell_of_fall(gone: Membership) -> None:
    """Part of the act by which a seat on the panel ends."""
    if gone.role != Role.OVERSIGHT:
        return
    seated = gone.consultation.memberships.current().filter(role=Role.OVERSIGHT).count()
    if seated != numbers.SIGNATURES - 1 or not _is_short(gone.consultation_id):
        return
    outbox.tell(
        administrators(),
        ADMINISTRATORS,
        f"panel short {gone.pk} {gone.withdrawn_at:%Y-%m-%d %H:%M:%S}",
        title=f"The panel has too few members, offer a seat: {gone.consultation.title}",
        why=WHY,
        link=reverse("panel", args=[gone.consultation.slug]),
        consultation=gone.consultation_id,
    )


def administrators() -> list[User]:
    return list(User.objects.filter(is_superuser=True, is_active=True))


def _is_short(consultation: int) -> bool:
    return panels.fell_short().filter(pk=consultation).exists()


def still_short(message: Message) -> bool:
    """Asked again before the e-mail: nobody is asked for a seat that was given meanwhile."""
    user = message.mailbox.user
    reads = user is not None and user.is_active and user.is_superuser
    return reads and _is_short(int(message.data["consultation"]))


KIND = Kind(ADMINISTRATORS, duty=True, still=still_short)
