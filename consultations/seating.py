"""Who chose whom: a second person is no second pair of eyes where a facilitator chose them, or both of them.

A facilitator’s side is every facilitator and expert they brought in, and whoever those brought in. Whom an
administrator or the panel chose stands on no side but their own, until that administrator takes a role here: then all
whom they chose, the panel too, are theirs. docs/decisions/second-person.md
"""

from collections.abc import Collection, Iterable

from consultations.models import Consultation, Membership, Role
from people.models import User

WHO_MAY = (
    "Somebody of the panel does this, or a facilitator, whom neither you nor they chose: "
    "the panel or an administrator without a part here offers the role."
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
    chose = _chosen({member.consultation_id for member in members})
    tops = {_top(one, chose) for one in own}
    return frozenset({*own, *(one for one in chose if _top(one, chose) in tops)})


def _chosen(consultations: Collection[int]) -> dict[int, int | None]:
    """Each of the staff, by number → whoever of these consultations chose them, where that makes one side."""
    seated = Membership.objects.filter(consultation__in=consultations).exclude(role=Role.PARTICIPANT).order_by()
    rows = list(seated.values_list("pk", "role", "seated_by", "consultation", "seated_by_account", "user"))
    parts = {(consultation, user): pk for pk, _, _, consultation, _, user in rows if user is not None}
    roles = {pk: role for pk, role, *_ in rows}
    by_account = {pk: parts.get((consultation, account)) for pk, _, _, consultation, account, _ in rows}
    found: dict[int, int | None] = {}
    for pk, role, seated_by, *_ in rows:
        found[pk] = by_account[pk]
        if found[pk] is None and seated_by is not None:
            of_facilitators = {role, roles.get(seated_by)} <= _BROUGHT_IN
            counts = of_facilitators or by_account.get(seated_by) is not None  # or by one whom an administrator chose
            found[pk] = seated_by if counts else None
    return found


def chosen_before(user: User | None, consultation: Consultation) -> list[str]:
    """The names of whom somebody, as an administrator, gave the role that they have here now."""
    if user is None:
        return []
    chosen = consultation.memberships.current().filter(seated_by_account=user).exclude(user=user)
    return [one.public_name for one in chosen.select_related("user").order_by("pk")]


def _top(one: int, chose: dict[int, int | None]) -> int:
    """Whoever is at the beginning of the row of facilitators who brought one another in."""
    passed = {one}
    while (before := chose.get(one)) in chose and before not in passed:
        passed.add(before)
        one = before
    return one


def why_not_second(member: Membership, others: Iterable[int | None]) -> str:
    """Why this person is no second one for the work of `others` (their numbers), besides having done it themselves.

    Empty when they are.
    """
    near = (side_of(member) - {member.pk}) & set(others)
    if not near:
        return ""
    names = Membership.objects.filter(pk__in=near).select_related("user").order_by("pk")
    whose = " and ".join(one.public_name for one in names)
    return f"The same person chose {whose} and you, or one of you chose the other. {WHO_MAY}"


def who_chose(member: Membership) -> str:
    """In words, for the page of people: whoever is then no second person; empty for everybody else."""
    if member.seated_by_account_id is not None:
        part = member.consultation.memberships.filter(user=member.seated_by_account_id).select_related("user").first()
        return f"{part.public_name} as an administrator" if part is not None and part != member else ""
    return member.seated_by.public_name if member.is_facilitator and member.seated_by is not None else ""
