"""Coming in by a code: at once at an open wall and with a letter of one's own; else a facilitator says yes first.

One person with nine browsers is nine guests to a computer, not to the facilitator who looks at the room. Until the yes
there is no membership, so no count, threshold, chair or thread can hold whoever waits (invariant 35).
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from audit import clock
from audit.wiring import wired
from consultations import numbers
from consultations.invitations.invitations import use
from consultations.joining import joining
from consultations.models import Arrival, Consent, Consultation, Group, InvitationCode, Newcomer
from consultations.models.joining import new_door_number
from people.errors import Refused
from people.guests import guests
from people.models import Person, User
from people.signin import devices
from people.text.sentences import many

STAFF_WAS_HERE = (
    "Somebody has signed in on this browser as police, panel or staff. Whoever runs, checks or answers a consultation "
    "takes no part in one as a guest. If that was you, say so to the facilitator. If it was somebody else, use another "
    "device, or ask the facilitator to let you in."
)


@dataclass(frozen=True)
class Origin:
    """Where somebody comes from, as marks to count by. `is_trusted`: the console is open behind the same address."""

    device: str = ""
    address: str = ""
    was_staff: bool = False
    is_trusted: bool = False


def origin_of(request: HttpRequest, consultation: Consultation, *, is_trusted: bool = False) -> Origin:
    device, address = devices.marks(request, f"consultation {consultation.pk}")
    return Origin(device, address, devices.was_staff(request), is_trusted)


def why_not_here(request: HttpRequest, consultation: Consultation) -> str:
    """Why nobody can come in as a guest on this browser; empty when they can, and for whoever is signed in."""
    if request.user.is_authenticated or not devices.was_staff(request) or consultation.door_is_eased:
        return ""
    return STAFF_WAS_HERE


def waits(group: Group, invitation: InvitationCode | None) -> bool:
    """True where a facilitator says yes first. A letter for one person is a yes that was given."""
    return group.has_door and not (invitation is not None and invitation.is_personal)


@transaction.atomic
def come_in(
    group: Group,
    *,
    by: User | None,
    key: str,
    way: str,
    origin: Origin,
    invitation: InvitationCode | None = None,
    **choices: Any,
) -> User:
    """Join the group, or wait at its door. `by` None is somebody without an account; returns whoever came.

    Raises Refused as `joining.join` does, where one device or address brings many, and where staff signed in.
    """
    consultation = group.consultation
    joining.refuse_unless_possible(consultation, by, choices["consents"])
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)  # of two at one moment, the second is counted too
    user = by or _guest(consultation, key, way, origin)
    if waits(group, invitation) or (by is None and origin.was_staff):
        _wait(group, user, origin, invitation, choices)
    elif by is not None or not user.memberships.exists():
        came_by = {"invitation": invitation} if invitation else {"group": group, "by_shared_code": True}
        joining.join(consultation, by=user, **came_by, **choices)
    return user


def _guest(consultation: Consultation, key: str, way: str, origin: Origin) -> User:
    """A new guest, counted; the same one when the same form comes again."""
    user, is_new = guests.create(key)
    if not is_new:
        return user
    if not consultation.door_is_eased:
        _refuse_too_many(consultation, way, origin)
    Arrival.objects.create(consultation=consultation, way=way, device=origin.device, address=origin.address)
    return user


def _refuse_too_many(consultation: Consultation, way: str, origin: Origin) -> None:
    if origin.was_staff:
        raise Refused(STAFF_WAS_HERE)
    today = Arrival.objects.filter(consultation=consultation, on=clock.today())
    if today.filter(device=origin.device).count() >= numbers.GUESTS_A_DEVICE:
        raise Refused(
            "Somebody has joined on this device today. If that was you, use your return code. "
            "If you share the device, ask the facilitator to let more people in from it."
        )
    if not origin.is_trusted and today.filter(way=way, address=origin.address).count() >= numbers.GUESTS_AN_ADDRESS:
        raise Refused(
            f"{many(numbers.GUESTS_AN_ADDRESS, 'person', 'people')} have joined from this network today. "
            "Ask the facilitator to let more people in from it, or use another network."
        )


def _wait(group: Group, user: User, origin: Origin, invitation: InvitationCode | None, choices: dict[str, Any]) -> None:
    """A place at the door. Asking again after a no is possible; it is one place all the same."""
    held = Newcomer.objects.filter(consultation=group.consultation, user=user).first()
    is_here = held is not None and held.state == Newcomer.State.WAITING
    if invitation is not None and not is_here:
        use(invitation)
    about = {name: value for name, value in choices.items() if name != "consents"}
    consents = sorted(Consent.Item(item).value for item in choices["consents"])
    wanted = {
        "group": group,
        "invitation": invitation,
        "answers": {"consents": consents, **about},
        "state": Newcomer.State.WAITING,
        "asked_at": clock.now(),
        "device": origin.device,
        "address": origin.address,
        "was_staff": origin.was_staff,
    }
    for drawn in range(60):  # another may have the same digits; a full hall needs more of them
        try:
            with transaction.atomic():
                number = held.number if held else new_door_number(3 + drawn // 10)
                Newcomer.objects.update_or_create(
                    consultation=group.consultation,
                    user=user,
                    defaults=wanted,
                    create_defaults=wanted | {"number": number},
                )
                break
        except IntegrityError:
            continue
    else:
        raise Refused("Many people are waiting. Speak to the facilitator.")
    tell_door(group.consultation)


def tell_door(consultation: Consultation) -> None:
    """Tell whoever follows the door that somebody came, or was let in."""
    for tell in wired("DOOR_MOVED"):
        tell(consultation)


def waiting_of(user: Person, consultation: Consultation) -> Newcomer | None:
    """The person's own place at the door, or None."""
    if not user.is_authenticated:
        return None
    return Newcomer.objects.filter(user=user, consultation=consultation).select_related("group").first()
