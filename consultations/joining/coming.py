"""Coming in: at once at an open wall and with a letter of one's own; else a facilitator says yes first.

One person with nine browsers is nine guests to a computer, and with nine addresses nine accounts; not to the
facilitator who looks at the room. Until the yes there is no membership, so no count, threshold, chair or thread can
hold whoever waits (invariant 35). Devices and networks are counted the same for guests and accounts. Beyond the figures
no new guest comes; an account, whose mailbox was proved, and whoever holds a letter of their own wait for a yes.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from audit import clock
from audit.wiring import wired
from consultations import access, numbers
from consultations.invitations.invitations import use
from consultations.joining import joining
from consultations.models import Arrival, Consent, Consultation, Group, InvitationCode, Newcomer
from consultations.models.joining import new_door_number
from people.errors import Refused
from people.guests import guests
from people.models import Person, User
from people.signin import devices
from people.text.sentences import many

DOOR_FOR_STAFF = (
    "Police, panel or staff have signed in on this browser, perhaps somebody you share it with. So you wait at the "
    "door until a facilitator lets you in. You lose nothing by it, and can read the briefing meanwhile."
)
STAFF_WAS_HERE = (
    "Somebody has signed in on this browser as police, panel or staff. Whoever runs, checks or answers a consultation "
    "takes no part in one as a guest. If that was you, say so to the facilitator. If it was somebody else, use another "
    "device, ask the facilitator to let you in, or sign in with your e-mail address: then you can wait to be let in."
)
#: The same for a device, a network and a mailbox: it tells nobody who else takes part.
SHARED = (
    "Now and then several people share a device, a network or a mailbox. Then a facilitator says yes first. You have "
    "done nothing wrong."
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


def why_not_here(request: HttpRequest, consultation: Consultation, invitation: InvitationCode | None = None) -> str:
    """Why nobody comes in as a guest on this browser, or empty. Whoever signed in, or holds a letter, waits instead."""
    if request.user.is_authenticated or not devices.was_staff(request) or consultation.door_is_eased:
        return ""
    if is_letter(invitation):
        return ""
    return STAFF_WAS_HERE


def waits(group: Group, invitation: InvitationCode | None) -> bool:
    """True where a facilitator says yes first. A letter for one person is a yes that was given."""
    return group.has_door and not is_letter(invitation)


def is_letter(invitation: InvitationCode | None) -> bool:
    return invitation is not None and invitation.is_personal


@transaction.atomic
def come_openly(consultation: Consultation, *, by: User, origin: Origin, **choices: Any) -> User:
    """Join without a code, where anyone may. As `come_in`."""
    group = joining.open_group(consultation)
    return come_in(group, by=by, key="", way="open", origin=origin, **choices)


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

    Raises Refused as `joining.join` does, and where one device or address brings many guests, or staff signed in.
    """
    consultation = group.consultation
    joining.refuse_unless_possible(consultation, by, choices["consents"])
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)  # of two at one moment, the second is counted too
    user, is_new = (by, not by.is_guest) if by is not None else guests.create(key)
    held = Newcomer.objects.filter(consultation=consultation, user=user).first()
    because = held.because if held is not None else ""
    if is_new and held is None:  # who asks again was counted
        because = _count(consultation, user, way, origin, invitation)
    if access.mailbox_takes_part(user, consultation):
        because = Newcomer.Because.MAILBOX
    if waits(group, invitation) or origin.was_staff or because or held is not None:  # a no is newer than any letter
        _wait(group, user, origin, invitation, because, choices)
    elif by is not None or not user.memberships.exists():
        came_by = {"invitation": invitation} if invitation else {"group": group, "by_shared_code": True}
        joining.join(consultation, by=user, **came_by, **choices)
    return user


def _count(
    consultation: Consultation, user: User, way: str, origin: Origin, invitation: InvitationCode | None
) -> Newcomer.Because | str:
    """Why they wait for a yes, or empty; a guest without a letter is refused instead. An address is easily had too."""
    because: Newcomer.Because | str = ""
    if not consultation.door_is_eased:
        because = _too_many(consultation, way, origin, is_letter(invitation))
        if user.is_guest and not is_letter(invitation):
            _refuse_guest(because, origin)
    Arrival.objects.create(consultation=consultation, way=way, device=origin.device, address=origin.address)
    return because


def _too_many(consultation: Consultation, way: str, origin: Origin, has_letter: bool) -> Newcomer.Because | str:
    """What has brought its number today: a device or a network; empty for neither.

    A letter is one person's wherever it is opened: a household has one device. Raises Refused where a network has
    sent so many to the door that nobody could be found there.
    """
    today = Arrival.objects.filter(consultation=consultation, on=clock.today())
    came = 0 if origin.is_trusted else today.filter(way=way, address=origin.address).count()
    if came >= numbers.ASKING_AN_ADDRESS:
        raise Refused(
            f"{many(numbers.ASKING_AN_ADDRESS, 'person', 'people')} have asked from this network today. "
            "Use another network, or come back tomorrow."
        )
    if not has_letter and today.filter(device=origin.device).count() >= numbers.GUESTS_A_DEVICE:
        return Newcomer.Because.DEVICE
    return Newcomer.Because.NETWORK if came >= numbers.GUESTS_AN_ADDRESS else ""


def _refuse_guest(because: Newcomer.Because | str, origin: Origin) -> None:
    """Raises Refused for whoever has neither an address that was proved nor a letter, where others would wait."""
    if origin.was_staff:
        raise Refused(STAFF_WAS_HERE)
    if because == Newcomer.Because.DEVICE:
        raise Refused(
            "Somebody has joined on this device today. If that was you, sign in as then, or use your return code. "
            "If you share the device, sign in with your e-mail address: then a facilitator can let you in."
        )
    if because == Newcomer.Because.NETWORK:
        raise Refused(
            f"{many(numbers.GUESTS_AN_ADDRESS, 'person', 'people')} have joined from this network today. "
            "Sign in with your e-mail address, so that a facilitator can let you in, or use another network."
        )


def _wait(
    group: Group, user: User, origin: Origin, invitation: InvitationCode | None, because: str, choices: dict[str, Any]
) -> None:
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
        "was_staff": origin.was_staff or (held is not None and held.was_staff),
        "because": because,
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
