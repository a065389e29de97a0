"""A role is offered to an address, and taken or declined by the person behind it.

Nothing here asks whether an address belongs to somebody before that person has signed in with it: what whoever offers
reads, and how long it takes, is the same for every address. What stands in the way of accepting is told to the person
alone. docs/decisions/offers.md
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import models, transaction
from django.urls import reverse

from audit import clock
from audit.record import Actor, record
from consultations import access, numbers
from consultations.forces import agreeing
from consultations.groups import appointing, seats
from consultations.models import STAFF, Consultation, Membership, Offer, Role, SeatNotice
from people import limits
from people.errors import Refused
from people.models import Person, User
from people.models.mailboxes import mailbox
from people.signin import same_step
from people.text.emails import written
from people.text.names import checked_name
from people.text.sanitising import line_within, one_line

OFFERS_AN_HOUR = 20  # of one person: a team in one sitting
MAILS_A_DAY = 3  # to one mailbox, by one person
OWN_ADDRESS = (
    "You take part in a consultation with this address, or with another of the same mailbox, and a resident’s account "
    "does not become a staff account. Whoever made the offer reads only that it is not yet accepted. "
    "Ask for it to be made to another address of yours, which reaches another mailbox."
)
ELSEWHERE = "This offer was sent to another address. Sign out, and sign in with the address that got the e-mail."
ONE_SEAT = "One person has one seat. This address reaches somebody who has a role here, or who made this offer."
SAME_STEP = (
    "One person has one seat. The authenticator app or passkey of this account is also that of somebody who has a role "
    "here, or who made this offer."
)
OWN_BROWSER = (
    "Somebody else on the staff of this consultation, or whoever offered you the role, has signed in with this "
    "browser. Accept on a device of your own."
)


def make(
    consultation: Consultation,
    *,
    by: Person,
    email: str,
    name: str,
    role: str,
    job_title: str = "",
    organisation: str = "",
    standpoint: str = "",
    is_safeguarding_lead: bool = False,
    by_mail: bool = True,
) -> Offer:
    """Offer a role by mail; nothing else changes. Raises Refused for what is wrong with what was typed, and TooMany.

    The link is in `offer.link` of what is returned, and nowhere else but in the e-mail. The demonstration sends none.
    """
    actor = access.require_appointing(by, consultation, Role(role))
    if role not in STAFF:
        raise Refused("Participants join by themselves, with an invitation.")
    if is_safeguarding_lead and role != Role.FACILITATOR:
        raise Refused("The safeguarding lead must be a facilitator.")
    agreeing.refuse_of_the_force(consultation, role, organisation)
    email, name = _address(email), checked_name(name)
    if by.is_authenticated and mailbox(email) == mailbox(by.email):
        _refuse_seat(consultation, actor, consultation, Role(role), "You cannot offer a role to yourself.")
    offer = Offer(
        consultation=consultation,
        role=role,
        email=email,
        name=name,
        job_title=line_within(job_title, 120, "The job title"),
        organisation=line_within(organisation, 160, "The organisation"),
        standpoint=standpoint if role == Role.OVERSIGHT else "",
        is_safeguarding_lead=is_safeguarding_lead,
    )
    return _put(offer, by, actor, "role_offered", by_mail=by_mail)


def send_again(offer: Offer, *, by: Person) -> Offer:
    """A new link and a new term; the old link ends. Whoever sends it is who offers it from now on."""
    actor = access.require_appointing(by, offer.consultation, Role(offer.role))
    if offer.state != Offer.State.OFFERED:
        raise Refused("This offer has ended. Make a new one.")
    _refuse_anothers(offer, actor)
    return _put(offer, by, actor, "offer_sent_again")


@transaction.atomic
def withdraw(offer: Offer, *, by: Person) -> None:
    """The link ends. The person is not written to again."""
    actor = access.require_appointing(by, offer.consultation, Role(offer.role))
    offer = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if offer.state != Offer.State.OFFERED:
        raise Refused("This offer has ended already.")
    _refuse_anothers(offer, actor)
    _end(offer, Offer.State.WITHDRAWN)
    _record("offer_withdrawn", actor, offer)


def to_arrange(found: Iterable[Offer], *, by: Person, roles: list[Role]) -> list[Offer]:
    """Offers of one consultation, each with `may_be_arranged`: `by`, who may offer these `roles`, sends it again or
    withdraws it."""
    offers = list(found)
    for offer in offers:
        is_theirs = offer.state == Offer.State.OFFERED and Role(offer.role) in roles
        if is_theirs and offer.role == Role.OFFICER:
            is_theirs = not _why_anothers(offer, access.require_appointing(by, offer.consultation, Role.OFFICER))
        offer.may_be_arranged = is_theirs  # type: ignore[attr-defined]
    return offers


def _refuse_anothers(offer: Offer, actor: Membership | User) -> None:
    if why := _why_anothers(offer, actor):
        raise Refused(why)


def _why_anothers(offer: Offer, actor: Membership | User) -> str:
    """Whoever is to be followed, or chose nobody else, takes no successor back whom others chose, nor as their own."""
    if offer.role != Role.OFFICER or not isinstance(actor, Membership) or actor.role == Role.OVERSIGHT:
        return ""
    made = offer.consultation.memberships.filter(user=offer.offered_by_id).first() if offer.offered_by_id else None
    both_run_it = made is not None and made.is_facilitator and actor.is_facilitator
    if made == actor or both_run_it:
        return ""
    return f"{offer.by_name} made this offer. They, the panel or an administrator send it again or withdraw it."


def find(key: str) -> Offer | None:
    """The offer behind a link, open or not."""
    return Offer.objects.select_related("consultation").filter(digest=_digest(key)).first()


def accept(
    key: str, *, by: User, name: str, was_here: Callable[[User], bool], standpoint: str | None = None
) -> Membership | SeatNotice:
    """Take the role, or be announced for the seat (seats), under the name the person gives; an account keeps its own.

    `standpoint`: what somebody says of themselves who takes a seat on the panel; None: what the offer says.

    `was_here` says whether somebody has signed in with this browser. Raises Refused in words for this person alone;
    only a second seat for one person is recorded.
    """
    with transaction.atomic():
        offer = _open(key)
        if by.is_guest or (by.email or "").lower() != offer.email:
            raise Refused(ELSEWHERE)
        if access.is_or_was_a_resident(by):
            raise Refused(OWN_ADDRESS)
        second_seat = _second_seat(offer, by, was_here)
        if not second_seat:
            return _take(offer, by, name, offer.standpoint if standpoint is None else standpoint)
    _refuse_seat(offer.consultation, None, offer, Role(offer.role), second_seat)


def is_announced_first(offer: Offer) -> bool:
    """Whether accepting it is said in public before it gives the seat."""
    return seats.needs_notice(offer.consultation, _chosen_by(offer), Role(offer.role))


def _chosen_by(offer: Offer) -> Membership | None:
    """The part here, now or before, with which it was offered; None where an administrator offered it as such.

    Whoever was a facilitator and is an administrator now chooses as the latter: their account is kept (seating).
    """
    if offer.offered_by is None or access.is_authority(offer.offered_by, offer.consultation):
        return None
    return offer.consultation.memberships.filter(user=offer.offered_by).first()


@transaction.atomic
def decline(key: str) -> None:
    """Whoever has the link says no: that needs no account here."""
    offer = _open(key)
    _end(offer, Offer.State.DECLINED)
    _record("offer_declined", None, offer)


def _open(key: str) -> Offer:
    """The offer, locked: of two tabs one answers."""
    offer = Offer.objects.select_for_update(no_key=True).filter(digest=_digest(key)).first()
    if offer is None:
        raise Refused("There is no such offer. Open the newest e-mail about it.")
    if not offer.is_open:
        raise Refused(offer.why_closed)
    return offer


def _second_seat(offer: Offer, user: User, was_here: Callable[[User], bool]) -> str:
    """Why accepting would give one person two seats, as far as can be known; empty when nothing says so."""
    seated = offer.consultation.memberships.current().filter(role__in=STAFF).exclude(user=user).select_related("user")
    others = [member.user for member in seated if member.user is not None]
    if offer.offered_by is not None:
        others.append(offer.offered_by)
    if mailbox(user.email) in {mailbox(other.email) for other in others}:
        return ONE_SEAT
    if same_step.share_one(user, others):
        return SAME_STEP
    return OWN_BROWSER if any(was_here(other) for other in others) else ""


def _take(offer: Offer, user: User, name: str, standpoint: str) -> Membership | SeatNotice:
    consultation, role = offer.consultation, Role(offer.role)
    if not access.fits_stage(consultation, access.giving(consultation, role)):
        raise Refused("This role can no longer be taken: the consultation has moved on.")
    if not access.may_still_give(offer.offered_by, consultation, role):
        raise Refused("Whoever offered you this role can no longer give it. Ask for a new offer.")
    held = consultation.memberships.current().filter(user=user, role=role).first()
    if held is not None and not _named_again(offer, held):
        return _given_again(offer, held)
    if not user.name:
        user.name, user.job_title = checked_name(name), user.job_title or offer.job_title
        user.save(update_fields=["name", "job_title"])
    chosen_by = _chosen_by(offer)
    if seats.needs_notice(consultation, chosen_by, role):
        notice = seats.announce(
            consultation,
            user,
            chosen_by=chosen_by,
            offered_by=offer.offered_by,
            title=offer.job_title,
            organisation=offer.organisation,
            standpoint=standpoint,
        )
        _end(offer, Offer.State.ACCEPTED)
        return notice
    member = appointing.seat(
        consultation,
        user,
        role,
        actor=None,
        is_safeguarding_lead=offer.is_safeguarding_lead,
        title=offer.job_title,
        organisation=offer.organisation,
        standpoint=standpoint,
        chosen_by=chosen_by,
        offered_by=offer.offered_by,
    )
    _end(offer, Offer.State.ACCEPTED)
    return member


def _named_again(offer: Offer, member: Membership) -> bool:
    """Whoever was named before another officer accepted takes the duty by a new offer of those who hand it on."""
    handed_on = access.giving(offer.consultation, Role(offer.role)) == access.Do.APPOINT_OFFICER
    of_another = agreeing.of_another(member) or agreeing.offered_for(offer.consultation, offer.role, offer.organisation)
    return handed_on and member.is_officer and not member.has_accepted and not of_another


def _given_again(offer: Offer, member: Membership) -> Membership:
    """Whoever has the role already accepts it once more where that is the word of their force to changed terms."""
    if not agreeing.may_give_again(member, offer.organisation):
        raise Refused("You have this role here already.")
    agreeing.give_again(member, title=offer.job_title)
    _end(offer, Offer.State.ACCEPTED)
    summary = f"{member.organisation}: agreed to answer, again"
    record("force_agreed_again", actor=member, subject=member, consultation=offer.consultation.slug, summary=summary)
    return member


def _put(offer: Offer, by: Person, actor: Membership | User, action: str, *, by_mail: bool = True) -> Offer:
    """Limited, with a new key, recorded, then sent."""
    limits.take("offer-role", keys=[by.pk], tries=OFFERS_AN_HOUR, minutes=60)
    limits.take("offer-mail", keys=[f"{by.pk} {mailbox(offer.email)}"], tries=MAILS_A_DAY, minutes=24 * 60)
    key = secrets.token_urlsafe(24)
    with transaction.atomic():
        if offer.pk is not None and not Offer.objects.select_for_update(no_key=True).filter(
            pk=offer.pk, state=offer.state
        ):
            raise Refused("This offer has ended. Make a new one.")
        offer.digest, offer.offered_at = _digest(key), clock.now()
        offer.expires_at = offer.offered_at + timedelta(days=numbers.OFFER_DAYS)
        offer.offered_by_id, offer.by_name = by.pk, actor.audit_name
        offer.save()
        _record(action, actor, offer)
    offer.link = settings.SITE_URL + reverse("offer", args=[key])
    if by_mail:
        _send(offer)
    return offer


def _end(offer: Offer, state: Offer.State) -> None:
    offer.state, offer.email, offer.answered_at = state, "", clock.now()
    offer.save(update_fields=["state", "email", "answered_at"])


def _record(action: str, actor: Actor | None, offer: Offer) -> None:
    """The role alone: neither address nor name of somebody who has not said yes."""
    slug = offer.consultation.slug
    record(action, actor=actor, subject=offer, consultation=slug, summary=offer.role_words.lower())


def _refuse_seat(
    consultation: Consultation, actor: Actor | None, subject: models.Model, role: Role, why: str
) -> NoReturn:
    """A second seat for one person: refused, and recorded in a transaction of its own."""
    with transaction.atomic():
        summary = str(role.label).lower()
        record("second_seat_refused", actor=actor, subject=subject, consultation=consultation.slug, summary=summary)
    raise Refused(why)


def _address(email: str) -> str:
    email = one_line(email).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Give an e-mail address like name@example.org.") from error
    return email


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _send(offer: Offer) -> None:
    """After the transaction: the record is not locked while a mail server thinks."""
    text = written("consultations/groups/offer.txt", {"offer": offer, "link": offer.link})
    subject = f"A role is offered to you: {offer.consultation.title}"
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [offer.email])
    except OSError as error:  # smtplib's errors are OSErrors
        raise Refused("The offer is kept, but the e-mail could not be sent. Send it again in a few minutes.") from error
