"""Who chose whom: a second person is no second pair of eyes where a facilitator chose them, or both of them.

A facilitator’s side is every facilitator and expert they brought in, and whoever those brought in. Whom an
administrator or the panel chose stands on no side but their own. docs/decisions/second-person.md
"""

from collections.abc import Collection, Iterable

from consultations.models import Membership, Role

WHO_MAY = "Somebody of the panel does this, or a facilitator whom the panel or an administrator chose."

_BROUGHT_IN = (Role.FACILITATOR, Role.EXPERT)


def side_of(member: Membership) -> frozenset[int]:
    """The standings, by number, whose work this person does not check: their own, and those of their side."""
    return sides_of([member])


def sides_of(members: Collection[Membership]) -> frozenset[int]:
    """The same for one person’s standings in many consultations, in one query."""
    own = {member.pk for member in members}
    led = [member for member in members if member.role in _BROUGHT_IN]
    if not led:
        return frozenset(own)
    among = {"consultation__in": [member.consultation_id for member in led], "role__in": _BROUGHT_IN}
    chose = dict(Membership.objects.filter(**among).order_by().values_list("pk", "seated_by"))
    tops = {_top(member.pk, chose) for member in led}
    return frozenset({*own, *(one for one in chose if _top(one, chose) in tops)})


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
    return f"The same facilitator chose {whose} and you, or one of you chose the other. {WHO_MAY}"
