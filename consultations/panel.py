"""The oversight panel as a policy: what it has to be, and what it lacks of that, in sentences for everybody."""

from collections.abc import Iterable

from consultations import numbers
from consultations.models import Consultation, Membership, Role, Standpoint
from people.text.sentences import many, spelled

POLICY = (
    f"The panel has at least {spelled(numbers.SIGNATURES)} members, each of whom took the seat as somebody who depends "
    "neither on the facilitators nor on the police: among them one sceptic and one practitioner, by their own word."
)
#: What somebody has to be, and what is said to everybody where nobody is.
NEEDED = {
    Standpoint.SCEPTIC: "No member of the panel has said that they are a sceptic.",
    Standpoint.PRACTITIONER: "No member of the panel has said that they are a practitioner.",
}


def members_of(consultation: Consultation) -> list[Membership]:
    """Who is on it now, in the order in which they came."""
    return list(consultation.memberships.current().filter(role=Role.OVERSIGHT).select_related("user"))


def lacks(members: Iterable[Membership]) -> list[str]:
    """What a panel lacks of the policy. Each member counts as one thing."""
    seated = list(members)
    found = []
    if len(seated) < numbers.SIGNATURES:
        has = f"has {many(len(seated), 'member')}" if seated else "has no members"
        found.append(f"The panel {has} now: fewer than {spelled(numbers.SIGNATURES)}.")
    declared = {one.standpoint for one in seated}
    return found + [said for needed, said in NEEDED.items() if needed not in declared]
