"""Offering a role to an address, and the person's answer.

Nothing here looks up whether the address belongs to somebody until the person behind it has signed in: what the one
who offers reads, and how long it takes, is the same for every address.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.groups import appointing
from consultations.models import STAFF, Consultation, Membership, Offer, Role
from people import limits
from people.errors import Refused
from people.models import Person, User
from people.text.emails import written
from people.text.names import checked_name
from people.text.sanitising import one_line

OFFERS_AN_HOUR = 20  # of one person: a panel and a team in one sitting
GONE = "This offer is no longer open. Ask whoever offered it to send it again."


def mailbox(email: str | None) -> str:
    """Which mailbox an address reaches, as far as can be known: case and +tags do not make another person."""
    name, _, host = (email or "").strip().lower().rpartition("@")
    return f"{name.split('+')[0]}@{host}"


def make(
    consultation: Consultation,
    *,
    by: Person,
    email: str,
    name: str,
    role: str,
    job_title: str = "",
    organisation: str = "",
    is_safeguarding_lead: bool = False,
) -> Offer:
    """Offer a role. The same for every address; Raises Refused for what the one who offers can see is wrong."""
    actor = access.require_appointing(by, consultation, Role(role))
    limits.take("offer", keys=[by.pk], tries=OFFERS_AN_HOUR, minutes=60)
    if role not in STAFF:
        raise Refused("Participants join by themselves, with an invitation.")
    if is_safeguarding_lead and role != Role.FACILITATOR:
        raise Refused("The safeguarding lead must be a facilitator.")
    email = one_line(email).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Give the person’s e-mail address, such as name@example.org.") from error
    name = checked_name(name)
    if mailbox(email) == mailbox(getattr(by, "email", "")):
        _record_refused(consultation, actor, consultation, "a role for oneself")
        raise Refused("You cannot offer a role to yourself.")
    with transaction.atomic():
        offer = Offer(
            consultation=consultation,
            role=role,
            email=email,
            name=name,
            job_title=one_line(job_title)[:120],
            organisation=one_line(organisation)[:160],
            is_safeguarding_lead=is_safeguarding_lead,
            by_name=actor.audit_name,
            by_account_id=by.pk,
            by_member=actor if isinstance(actor, Membership) else None,
        )
        key = _renew(offer)
        record("role_offered", actor=actor, subject=offer, consultation=consultation.slug, summary=str(offer))
    _send(offer, key)
    return offer


def send_again(offer: Offer, *, by: Person) -> None:
    """A new link, a new term; the old link stops."""
    actor = access.require_appointing(by, offer.consultation, Role(offer.role))
    limits.take("offer", keys=[by.pk], tries=OFFERS_AN_HOUR, minutes=60)
    with transaction.atomic():
        offer = Offer.objects.select_for_update().get(pk=offer.pk)
        if offer.state != Offer.State.OFFERED:
            raise Refused("This offer has ended. Make a new one.")
        key = _renew(offer)
        record("role_offered", actor=actor, subject=offer, consultation=offer.consultation.slug, summary=str(offer))
    _send(offer, key)


@transaction.atomic
def withdraw(offer: Offer, *, by: Person) -> None:
    actor = access.require_appointing(by, offer.consultation, Role(offer.role))
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.state != Offer.State.OFFERED:
        raise Refused("This offer has ended already.")
    _end(offer, Offer.State.WITHDRAWN)
    record("offer_withdrawn", actor=actor, subject=offer, consultation=offer.consultation.slug, summary=str(offer))


def find(key: str) -> Offer | None:
    """The open offer this link leads to; None for a used, foreign, old or made-up one."""
    found = Offer.objects.select_related("consultation").filter(digest=_digest(key)).first()
    return found if found is not None and found.is_open else None


def accept(key: str, *, by: User, name: str, staff_here: frozenset[int] = frozenset()) -> Membership:
    """Take the role, under the name the person gives. `staff_here`: accounts of staff this browser was used by.

    Raises Refused, in words only this person reads; a refusal of double standing is recorded.
    """
    with transaction.atomic():
        offer = Offer.objects.select_for_update().filter(digest=_digest(key)).first()
        if offer is None or not offer.is_open or (by.email or "").lower() != offer.email:
            raise Refused(GONE)
        why = _why_not(offer, by, staff_here)
        if not why:
            name = by.name or checked_name(name)
            by.name, by.job_title = name, by.job_title or offer.job_title
            by.save(update_fields=["name", "job_title"])
            member = appointing.seat(
                offer.consultation,
                by,
                Role(offer.role),
                organisation=offer.organisation,
                is_safeguarding_lead=offer.is_safeguarding_lead,
            )
            _end(offer, Offer.State.ACCEPTED)
            return member
    _record_refused(offer.consultation, None, offer, str(offer))
    raise Refused(why)


@transaction.atomic
def decline(key: str) -> None:
    """Whoever has the link says no; no account is needed to say so."""
    offer = Offer.objects.select_for_update().filter(digest=_digest(key)).first()
    if offer is None or not offer.is_open:
        raise Refused(GONE)
    _end(offer, Offer.State.DECLINED)
    record("offer_declined", actor=None, subject=offer, consultation=offer.consultation.slug, summary=str(offer))


def _why_not(offer: Offer, user: User, staff_here: frozenset[int]) -> str:
    if user.is_guest or user.memberships.filter(role=Role.PARTICIPANT).exists():
        return "You take part with this address. Staff use an address of their own: ask for an offer to another one."
    others = Membership.objects.current().filter(consultation=offer.consultation, role__in=STAFF)
    seated = [m.user for m in others.exclude(user=user).select_related("user") if m.user is not None]
    people = seated if offer.by_account is None else [*seated, offer.by_account]
    if user.pk == offer.by_account_id or mailbox(user.email) in {mailbox(other.email) for other in people}:
        return "One person has one seat. This address reaches somebody who has a role here already."
    if staff_here & ({other.pk for other in people} - {user.pk}):
        return "Somebody else on the staff has signed in with this browser. Accept in a browser of your own."
    held = Membership.objects.filter(consultation=offer.consultation, user=user).first()
    return "" if held is None or held.role == offer.role else held.why_not_also(Role(offer.role))


def _record_refused(
    consultation: Consultation, actor: Person | Membership | None, subject: Consultation | Offer, summary: str
) -> None:
    with transaction.atomic():
        record("double_standing_refused", actor=actor, subject=subject, consultation=consultation.slug, summary=summary)  # type: ignore[arg-type]


def _renew(offer: Offer) -> str:
    key = secrets.token_urlsafe(24)
    offer.digest, offer.offered_at = _digest(key), clock.now()
    offer.expires_at = offer.offered_at + timedelta(days=numbers.OFFER_DAYS)
    offer.save()
    return key


def _end(offer: Offer, state: Offer.State) -> None:
    offer.state, offer.email = state, ""
    offer.save(update_fields=["state", "email"])


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _send(offer: Offer, key: str) -> None:
    link = settings.SITE_URL + reverse("offer", args=[key])
    text = written("consultations/groups/offer.txt", {"offer": offer, "link": link})
    try:
        send_mail(
            f"You are offered a role: {offer.consultation.title}", text, settings.DEFAULT_FROM_EMAIL, [offer.email]
        )
    except OSError as error:
        raise Refused("The offer is kept, but the e-mail could not be sent. Send it again in a few minutes.") from error
