"""Nobody of the panel alone ends the last facilitator, or all but whom they chose: another member does it after them.

Whoever could end every facilitator’s role and seat an ally at once would run what they check. Who asked first is read
from the record. docs/decisions/second-person.md
"""

from datetime import timedelta

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import numbers, seating
from consultations.models import Membership, Role
from consultations.notifications import notifications
from people.errors import Refused
from people.models import User
from people.text.sentences import many

ASKED = "facilitator_ending_asked"
#: What whoever asked first reads.
TAKES_TWO = (
    "It would then be run by people whom you chose, or by none, so it takes two of the panel. Another member, who is "
    f"told, ends the role within {many(numbers.CLOSE_EARLY_DAYS, 'day')}. Or an administrator does."
)


def waits_for_another(member: Membership, actor: Membership | User) -> bool:
    """True where `actor` of the panel is the first who would end it, and it is asked in public; False: it ends now."""
    if not _leaves_none(member, actor):
        return False
    assert isinstance(actor, Membership)
    asked = _asked_by(member)
    if actor.pk in asked:
        raise Refused(f"You have asked already. {TAKES_TWO}")
    record(
        ASKED,
        actor=actor,
        subject=member,
        consultation=member.consultation.slug,
        summary=member.public_name,
        by_member=actor.pk,
    )
    if asked:
        return False
    key = f"ending {member.pk} {clock.now().isoformat()}"
    for kind in (notifications.PANEL, notifications.FACILITATORS):
        title = f"{actor.public_name} of the panel asks to end the role of {member.public_name}"
        notifications.tell(member.consultation, kind, key, title, "people")
    return True


def _leaves_none(member: Membership, actor: Membership | User) -> bool:
    """Whether one of the panel would leave nobody to run it but whom they chose, or whom those chose."""
    if member.role != Role.FACILITATOR or not isinstance(actor, Membership) or actor.role != Role.OVERSIGHT:
        return False
    current = member.consultation.memberships.current().filter(role=Role.FACILITATOR)
    rest = set(current.exclude(pk=member.pk).values_list("pk", flat=True))
    return rest <= seating.side_of(actor)


def _asked_by(member: Membership) -> set[int]:
    """Who of the panel, by number and on it still, asked in the last days to end this role as it was given last."""
    since = max(clock.now() - timedelta(days=numbers.CLOSE_EARLY_DAYS), member.joined_at)
    asked = Entry.objects.filter(action=ASKED, subject=f"membership:{member.pk}", at__gte=since)
    by = [entry.detail["by_member"] for entry in asked]
    panel = member.consultation.memberships.current().filter(role=Role.OVERSIGHT, pk__in=by)
    return set(panel.values_list("pk", flat=True))
