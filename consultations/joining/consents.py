"""Which consents apply to whom, and giving and taking them back. What they say is in `wording`."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.joining import joining
from consultations.joining.wording import CONSENT_VERSION
from consultations.models import E_MAILS, Consent, Consultation, Group, Membership, Role
from people.errors import Refused
from people.models import Person
from people.privacy import ledger

Item = Consent.Item
TAKEN_BACK = "consent"  # in the ledger of erasures


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
    if given:
        Consent.objects.create(membership=member, item=item, text_version=CONSENT_VERSION)
        _recorded("consent_given", member, item)
        return ""
    happened = _take_back(member, item, active)
    if member.user is not None:  # so that a restored backup does not hold it as given (docs/decisions/backups.md)
        ledger.write(TAKEN_BACK, marks=ledger.marks(member.user), consultation=consultation.slug, item=str(item))
    return happened


def _take_back(member: Membership, item: Consent.Item, given: QuerySet[Consent]) -> str:
    given.update(withdrawn_at=clock.now())
    happened = [act(member, item) for act in wired("ON_TAKING_BACK")]
    _recorded("consent_withdrawn", member, item)
    return " ".join(filter(None, happened))


def _recorded(action: str, member: Membership, item: Consent.Item) -> None:
    record(action, actor=member, subject=member, consultation=member.consultation.slug, summary=Item(item).label)


def take_back_again(line: ledger.Line) -> bool:
    """A backup from before holds it as given. What was given again after the line was written stays."""
    item, done = Item(line["item"]), False
    with transaction.atomic():
        for member in joining.meant_by(line):
            given = Consent.objects.filter(
                membership=member, item=item, withdrawn_at=None, given_at__lte=datetime.fromisoformat(line["at"])
            )
            if given.exists():
                _take_back(member, item, given)
                done = True
    return done
