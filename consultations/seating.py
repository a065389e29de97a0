"""Who chose whom: a second person is no second pair of eyes where a facilitator chose them, or both of them.

A facilitator’s side is every facilitator and expert they brought in, and whoever those brought in. Whom an
administrator or the panel chose stands on no side but their own, until that administrator takes a role here: then all
whom they chose, the panel too, are theirs. docs/decisions/second-person.md
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from consultations.models import Consultation, Membership, Role
from people.models import User
from people.text.sentences import listed

WHO_MAY = (
    "Somebody of the panel does this, or a facilitator, whom neither you nor they chose: "
    "the panel or an administrator without a part here offers the role."
)

PANEL_ALONE = (
    "Another member of the panel does this, whom no facilitator here chose: "
    "the panel or an administrator without a part here offers a seat."
)

_BROUGHT_IN = {Role.FACILITATOR, Role.EXPERT}


def side_of(member: Membership) -> frozenset[int]:
    """The standings, by number, whose work this person does not check: their own, and those of their side."""
    return sides_of([member])


def sides_of(members: Collection[Membership]) -> frozenset[int]:
    """The same for one person’s standings in many consultations, in one query."""
    own = {member.pk for member in members}
    if not own:
        return frozenset()
    return _near(own, _chosen({member.consultation_id for member in members}))


def _chosen(consultations: Collection[int]) -> dict[int, set[int]]:
    """Each of the staff, by number → whoever here chose them, once or now, where that makes one side."""
    seated = Membership.objects.filter(consultation__in=consultations).exclude(role=Role.PARTICIPANT).order_by()
    fields = ["pk", "role", "seated_by", "seated_before", "consultation", "seated_by_account", "user"]
    rows = list(seated.values_list(*fields))
    parts = {(consultation, user): pk for pk, _, _, _, consultation, _, user in rows if user is not None}
    roles = {pk: role for pk, role, *_ in rows}
    by_account = {pk: parts.get((consultation, account)) for pk, _, _, _, consultation, account, _ in rows}
    found: dict[int, set[int]] = {}
    for pk, role, seated_by, seated_before, *_ in rows:
        account = by_account[pk]
        found[pk] = set() if account is None else {account}
        for one in {*seated_before, seated_by} - {None}:
            of_facilitators = {role, roles.get(one)} <= _BROUGHT_IN
            if of_facilitators or by_account.get(one) is not None:  # or by one whom an administrator chose
                found[pk].add(one)
    return found


def chosen_before(user: User | None, consultation: Consultation) -> list[str]:
    """The names of whom somebody, as an administrator, gave the role that they have here now."""
    if user is None:
        return []
    chosen = consultation.memberships.current().filter(seated_by_account=user).exclude(user=user)
    return [one.public_name for one in chosen.select_related("user").order_by("pk")]


def _near(own: set[int], chose: dict[int, set[int]]) -> frozenset[int]:
    """Them, and everybody to whom a row of facilitators leads who brought one another in, in either direction."""
    beside: dict[int, set[int]] = defaultdict(set)
    for one, others in chose.items():
        for other in others & chose.keys():
            beside[one].add(other)
            beside[other].add(one)
    found, ahead = set(own), list(own)
    while ahead:
        new = beside[ahead.pop()] - found
        found |= new
        ahead += new
    return frozenset(found)


def why_not_second(member: Membership, others: Iterable[int | None], who_may: str = WHO_MAY) -> str:
    """Why this person is no second one for the work of `others` (their numbers), besides having done it themselves.

    Empty when they are. `who_may`: who is asked instead.
    """
    near = (side_of(member) - {member.pk}) & set(others)
    if not near:
        return ""
    names = Membership.objects.filter(pk__in=near).select_related("user").order_by("pk")
    whose = " and ".join(one.public_name for one in names)
    return f"The same person chose {whose} and you, or one of you chose the other. {who_may}"


def why_not_beside_who_runs_it(member: Membership) -> str:
    """Why this member of the panel is no second person for any facilitator here, now or before; empty where they are.

    For what the facilitators ask of the panel together, where who of them asked is not what counts.
    """
    run = Membership.objects.filter(consultation=member.consultation_id, role=Role.FACILITATOR)
    return why_not_second(member, run.values_list("pk", flat=True), PANEL_ALONE)


def who_chose(member: Membership) -> str:
    """In words, for the page of people: whoever is then no second person; empty for everybody else."""
    told = []
    if member.seated_by_account_id is not None:
        part = member.consultation.memberships.filter(user=member.seated_by_account_id).select_related("user").first()
        told = [f"{part.public_name} as an administrator"] if part is not None and part != member else []
    if member.is_facilitator and member.seated_by is not None:
        told.append(member.seated_by.public_name)
    if member.is_facilitator and member.seated_before:
        earlier = Membership.objects.filter(pk__in=set(member.seated_before) - {member.seated_by_id})
        told += [f"{one.public_name} before" for one in earlier.select_related("user").order_by("pk")]
    return listed(told)


def panel_alone(consultation: Consultation, what: str) -> str:
    """`what` a second person looks at, where no facilitator can be one for another, so that the panel has to; else "".

    For `Missing.panel`.
    """
    facilitators = list(consultation.memberships.current().filter(role=Role.FACILITATOR))
    return what if facilitators and {one.pk for one in facilitators} <= side_of(facilitators[0]) else ""
