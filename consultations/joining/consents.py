"""Which consents apply to whom, and giving and taking them back. What they say is in `wording`."""

from collections.abc import Iterable

from django.db import transaction

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.joining.wording import CONSENT_VERSION
from consultations.models import E_MAILS, Consent, Consultation, Group, Membership, Role
from people.errors import Refused
from people.models import Person

Item = Consent.Item


def asked(group: Group | None, *, has_address: bool) -> set[Consent.Item]:
    """The optional consents to ask for: e-mails only with an address, recording only where somebody records."""
    items = {Item.QUOTES}
    if has_address:
        items |= E_MAILS
    if group is not None and any(records(group) for records in wired("IS_RECORDED")):
        items.add(Item.RECORDING)
    return items


def open_to(member: Membership) -> list[Consent.Item]:
    """The consents a participant can give or take back: those that apply now, and any they once gave."""
    given: Iterable[str] = (consent.item for consent in member.consents.all() if consent.withdrawn_at is None)
    items = asked(member.group, has_address=not getattr(member.user, "is_guest", False))
    items |= {Item(item) for item in given if item != Item.TAKE_PART}
    return sorted(items)


def would_happen(member: Membership, item: Consent.Item) -> str:
    """What taking back this consent would do, in plain words."""
    return " ".join(filter(None, (tell(member, item) for tell in wired("BEFORE_TAKING_BACK"))))


@transaction.atomic
def set_consent(consultation: Consultation, item: Consent.Item, given: bool, *, by: Person) -> str:
    """Give or withdraw one optional consent. To withdraw TAKE_PART is to leave: use `joining.withdraw`.

    Returns what happened because of it, in words for the person.
    """
    member = access.membership_of(by, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        raise access.NotAllowed("consent")
    if item == Consent.Item.TAKE_PART:
        raise Refused("To stop taking part, leave the consultation.")
    active = Consent.objects.filter(membership=member, item=item, withdrawn_at=None)
    if given == active.exists():
        return ""
    happened: list[str] = []
    if given:
        Consent.objects.create(membership=member, item=item, text_version=CONSENT_VERSION)
    else:
        active.update(withdrawn_at=clock.now())
        happened = [act(member, item) for act in wired("ON_TAKING_BACK")]
    action = "consent_given" if given else "consent_withdrawn"
    record(action, actor=member, subject=member, consultation=consultation.slug, summary=Consent.Item(item).label)
    return " ".join(filter(None, happened))
