"""Who chose whom: a second person is no second pair of eyes where a facilitator chose them, or both of them.

A facilitator’s side is every facilitator and expert they brought in, and whoever those brought in. Whom an
administrator or the panel chose stands on no side but their own, until that administrator takes a role here: then all
whom they chose, the panel too, are theirs. Whoever of the panel gave a facilitator the role checks neither that one’s
work nor that of their side; the other way round, and among several whom one member chose, it makes no side.
docs/decisions/second-person.md
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q

from consultations import access
from consultations.models import Consultation, Membership, Role
from people.models import User
from people.models.mailboxes import CLOSED
from people.privacy.erasing import key_when_closed
from people.text.sentences import listed

WHO_MAY = (
    "Somebody of the panel does this, or a facilitator, whom neither you nor they chose: "
    "the panel or an administrator without a part here offers the role."
)

PANEL_ALONE = (
    "Another member of the panel does this, whom no facilitator here chose and who chose none of them: "
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
    chosen, _, gave = _chosen({member.consultation_id for member in members})
    theirs = {one for one, givers in gave.items() if givers & own}
    return _near(own, chosen) | (_near(theirs, chosen) if theirs else frozenset())


_Chose = dict[int, set[int]]


def _chosen(consultations: Collection[int]) -> tuple[_Chose, dict[int, str], _Chose]:
    """Each of the staff, by number → whoever here chose them, once or now, where that makes one side; the role; and
    each facilitator → whoever of others gave them the role, which makes none.
    """
    seated = Membership.objects.filter(consultation__in=consultations).exclude(role=Role.PARTICIPANT).order_by()
    rows = list(seated.values_list(*_WHO, "role", "seated_by", "seated_before"))
    roles = {pk: role for pk, *_, role, _, _ in rows}
    by_account = _chosen_by_account([row[: len(_WHO)] for row in rows])
    found: _Chose = {}
    gave: _Chose = defaultdict(set)
    for pk, *_, role, seated_by, seated_before in rows:
        found[pk] = set(by_account[pk])
        for one in {*seated_before, seated_by} - {None}:
            of_facilitators = {role, roles.get(one)} <= _BROUGHT_IN
            if of_facilitators or by_account.get(one):  # or by one whom an administrator chose
                found[pk].add(one)
            elif role == Role.FACILITATOR:
                gave[pk].add(one)
    return found, roles, gave


#: Number, consultation, mailbox, and the mailbox of the account that gave them the role, if one did.
_WHO = ("pk", "consultation", "user__mailbox_key", "seated_by_account__mailbox_key")
_Row = tuple[int, int, str | None, str | None]


def _chosen_by_account(rows: Collection[_Row]) -> dict[int, set[int]]:
    """Each of them, by number → the parts here, now or before, of the account that gave them the role.

    By mailbox: whoever gives roles with one address, erases that account, or takes a role with another, is one person.
    """
    keys = {key for _, _, *both in rows for key in both if key}
    any_closed = any(key.endswith(CLOSED) for key in keys)
    marks = {key: key_when_closed(key) if any_closed else key for key in keys}
    parts: dict[tuple[int, str], set[int]] = defaultdict(set)
    for pk, place, key, _ in rows:
        if key:
            parts[place, marks[key]].add(pk)
    return {pk: set(parts.get((place, marks[gave]), ())) if gave else set() for pk, place, _, gave in rows}


def chosen_before(user: User | None, consultation: Consultation) -> list[str]:
    """The names of whom somebody, as an administrator, gave the role that they have here now."""
    if user is None:
        return []
    mine = access.accounts_of(user)
    chosen = consultation.memberships.current().filter(seated_by_account__in=mine).exclude(user__in=mine)
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


def beside_who_runs_it(consultation: Consultation) -> frozenset[int]:
    """Everybody, by number, who is of the side of a facilitator here, now or before: in one query for all of them.

    Not whoever of the panel gave one the role: a signature under the briefing takes another one beside it anyway.
    """
    return beside_who_runs([consultation.pk])


def beside_who_runs(consultations: Collection[int]) -> frozenset[int]:
    """The same of many consultations, by their keys: a standing is of one of them, so one set says it for all."""
    found, roles, _ = _chosen(consultations)
    return _near({pk for pk, role in roles.items() if role == Role.FACILITATOR}, found)


#: Of rows with a `consultation`: whether anybody on its staff was chosen by somebody here. Else it has no sides.
ANYBODY_CHOSEN = Exists(
    Membership.objects.filter(consultation=OuterRef("consultation"))
    .exclude(role=Role.PARTICIPANT)
    .filter(Q(seated_by__isnull=False) | Q(seated_by_account__isnull=False) | ~Q(seated_before=[]))
    .order_by()
)


def no_second_for_who_runs(consultations: Collection[int]) -> frozenset[int]:
    """Everybody of whom `why_not_beside_who_runs_it` says why, of many consultations: they, and whoever of the panel
    gave a facilitator the role.
    """
    found, roles, gave = _chosen(consultations)
    givers = {giver for givers in gave.values() for giver in givers}
    return _near({pk for pk, role in roles.items() if role == Role.FACILITATOR}, found) | givers


def who_chose(member: Membership) -> str:
    """In words, for the page of people: whoever is then no second person; empty for everybody else."""
    told = []
    if member.seated_by_account_id is not None:
        staff = member.consultation.memberships.exclude(role=Role.PARTICIPANT)
        gave = _chosen_by_account(list(staff.values_list(*_WHO)))[member.pk] - {member.pk}
        parts = staff.filter(pk__in=gave).select_related("user").order_by("pk")
        told = [f"{part.public_name} as an administrator" for part in parts]
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
