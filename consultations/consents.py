"""Which consents apply to whom. What they say is in `wording`, giving and taking back in `joining`."""

from collections.abc import Callable, Iterable

from consultations.models import Consent, Group, Membership

Item = Consent.Item
#: Later apps know whether a group is recorded (deliberation: a session of it records).
is_recorded: list[Callable[[Group], bool]] = []


def asked(group: Group | None, *, has_address: bool) -> set[Consent.Item]:
    """The optional consents to ask for: e-mails only with an address, recording only where somebody records."""
    items = {Item.QUOTES}
    if has_address:
        items.add(Item.RECONTACT)
    if group is not None and any(records(group) for records in is_recorded):
        items.add(Item.RECORDING)
    return items


def open_to(member: Membership) -> list[Consent.Item]:
    """The consents a participant can give or take back: those that apply now, and any they once gave."""
    given: Iterable[str] = (consent.item for consent in member.consents.all() if consent.withdrawn_at is None)
    items = asked(member.group, has_address=not getattr(member.user, "is_guest", False))
    items |= {Item(item) for item in given if item != Item.TAKE_PART}
    return sorted(items)
