"""Groups and the people who run them: adding groups, naming facilitators, ending roles."""

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from audit.models import Entry
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.groups import appointing, leading
from consultations.models import Consultation, Group, Membership, Role
from consultations.models.groups import OPEN_RESPONSES
from consultations.record.public_record import IN_PUBLIC
from people.errors import Refused
from people.models import Person, User
from people.text.dates import day
from people.text.sanitising import line_within, plain

EDITABLE = frozenset({"mode", "cohort_note", "recruitment", "is_open", "target_size"})

#: What the method annex prints of a group.
PRINTED = {
    "name": "name",
    "facilitator": "facilitator",
    "mode": "how it meets",
    "cohort_note": "who",
    "recruitment": "how found",
    "target_size": "planned size",
}
CHANGED = "group_changed"


@transaction.atomic
def add_group(
    consultation: Consultation, name: str, *, by: Person, facilitator: Membership | None = None, **fields: object
) -> Group:
    """Add a group. `fields` are those of EDITABLE; `facilitator` is a facilitator of this consultation."""
    member = access.require(by, consultation, Do.INVITE)
    name, fields = _free_name(consultation, name), _clean(fields)
    _refuse_stranger(consultation, facilitator)
    _refuse_name_of_the_open(name, is_open=bool(fields.get("is_open")))
    group = Group.objects.create(consultation=consultation, name=name, facilitator=facilitator, **fields)
    record("group_added", actor=member, subject=group, consultation=consultation.slug, summary=group.name)
    return group


def has_people(group: Group) -> bool:
    """Somebody has joined it, or is counted in it and was never here: they took part in a conversation elsewhere."""
    return group.members.exists() or group.profiles.exists()


@transaction.atomic
def change_group(
    group: Group, *, by: Person, name: str, facilitator: Membership | None = None, **fields: object
) -> Group:
    """Change a group. Whether its people chose themselves is fixed once somebody has joined (invariant 25)."""
    member = access.require(by, group.consultation, Do.INVITE)
    name = _free_name(group.consultation, name, beside=group)
    if name != group.name and (why := _why(group, wired("GROUP_KEEPS_ITS_NAME"))):
        raise Refused(why)
    _refuse_stranger(group.consultation, facilitator)
    fields = _clean(fields)
    if fields.get("is_open", group.is_open) != group.is_open and has_people(group):
        raise Refused("People have joined this group, so whether they chose themselves can no longer change.")
    _refuse_name_of_the_open(name, is_open=bool(fields.get("is_open", group.is_open)))
    told = _told(group, {"name": name, "facilitator": facilitator, **fields}) if has_people(group) else ""
    for field, value in fields.items():
        setattr(group, field, value)
    group.name, group.facilitator = name, facilitator
    group.save()
    record(
        CHANGED,
        actor=member,
        subject=group,
        consultation=group.consultation.slug,
        summary=group.name,
        **appointing.in_public(group, told),
    )
    return group


def changes(consultation: Consultation) -> dict[int, list[str]]:
    """By group: what of that which the annex prints was another before, with its day. For good: it is in the record."""
    entries = Entry.objects.filter(consultation=consultation.slug, action=CHANGED).order_by("number")
    found: dict[int, list[str]] = defaultdict(list)
    for entry in entries:
        if told := entry.detail.get(IN_PUBLIC):
            found[int(entry.subject.partition(":")[2])].append(f"{day(entry.at)}: {told}.")
    return found


def _why(group: Group, rules: list[Callable[[Group], str]]) -> str:
    return next((why for rule in rules if (why := rule(group))), "")


def _told(group: Group, fields: dict[str, object]) -> str:
    """What the report says of the group and is another now, old and new: it is not polished in silence."""
    changed = [(name, getattr(group, name), fields[name]) for name in PRINTED if name in fields]
    told = [(PRINTED[name], _in_words(old), _in_words(new)) for name, old, new in changed if old != new]
    return "; ".join(f"{what} “{old}” → “{new}”" for what, old, new in told)


def _in_words(value: object) -> str:
    if isinstance(value, Membership):
        return value.public_name
    return "none" if value is None else str(dict(Group.Mode.choices).get(str(value), value))


@transaction.atomic
def remove_group(group: Group, *, by: Person) -> None:
    """Take out a group nobody has joined."""
    member = access.require(by, group.consultation, Do.INVITE)
    if has_people(group):
        raise Refused("People have joined this group, so it stays. What they say belongs to it.")
    if why := _why(group, wired("GROUP_STAYS")):
        raise Refused(why)
    record("group_removed", actor=member, subject=group, consultation=group.consultation.slug, summary=group.name)
    group.delete()


@transaction.atomic
def name_safeguarding_lead(member: Membership, *, by: Person) -> None:
    """Make one facilitator the safeguarding lead, in place of whoever was: in every stage, somebody must be."""
    actor = access.require(by, member.consultation, Do.SAFEGUARD)
    if member.role != Role.FACILITATOR or not member.is_current:
        raise Refused("The safeguarding lead must be a facilitator of this consultation.")
    leading.name(member, actor)


@transaction.atomic
def stand_down(member: Membership, *, by: Person) -> bool:
    """End a staff role: groups lose their facilitator. False where it takes a second one of the panel."""
    ended = appointing.dismiss(member, by=by)
    if ended:
        actor = access.acting(by, member.consultation) or (by if isinstance(by, User) else None)
        appointing.leave_groups(member, actor)
    return ended


def _free_name(consultation: Consultation, name: str, beside: Group | None = None) -> str:
    name = line_within(name, 60, "The name")
    if not name:
        raise Refused("Give the group a name, such as “Group 1”.")
    others = consultation.groups.exclude(pk=beside.pk) if beside else consultation.groups.all()
    if others.filter(name__iexact=name).exists():
        raise Refused(f"There is already a group called “{name}”. Choose another name.")
    return name


def _refuse_name_of_the_open(name: str, *, is_open: bool) -> None:
    """Else people who chose themselves would be counted with those who were invited."""
    if name.casefold() == OPEN_RESPONSES.casefold() and not is_open:
        raise Refused(
            f"“{OPEN_RESPONSES}” is where people are put who join by themselves. Tick that these people chose "
            "themselves, or choose another name."
        )


def _refuse_stranger(consultation: Consultation, facilitator: Membership | None) -> None:
    if facilitator is None:
        return
    if (
        facilitator.consultation_id != consultation.pk
        or facilitator.role != Role.FACILITATOR
        or not facilitator.is_current
    ):
        raise Refused("Choose one of this consultation’s facilitators.")


def _clean(fields: dict[str, object]) -> dict[str, object]:
    if unknown := set(fields) - EDITABLE:
        raise ValueError(f"a group has no {', '.join(sorted(unknown))}")
    return {name: plain(value) if isinstance(value, str) else value for name, value in fields.items()}
