"""Groups and the people who run them: adding groups, naming facilitators, ending roles."""

from collections.abc import Callable

from django.db import transaction

from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.groups import appointing
from consultations.models import Consultation, Group, Membership, Role
from consultations.record.public_record import IN_PUBLIC
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain

EDITABLE = frozenset({"mode", "cohort_note", "recruitment", "is_open", "target_size"})

#: What the method annex prints of a group, besides its name and facilitator.
PRINTED = {"mode": "how it meets", "cohort_note": "who", "recruitment": "how found", "target_size": "planned size"}


@transaction.atomic
def add_group(
    consultation: Consultation, name: str, *, by: Person, facilitator: Membership | None = None, **fields: object
) -> Group:
    """Add a group. `fields` are those of EDITABLE; `facilitator` is a facilitator of this consultation."""
    member = access.require(by, consultation, Do.INVITE)
    name = _free_name(consultation, name)
    _refuse_stranger(consultation, facilitator)
    group = Group.objects.create(consultation=consultation, name=name, facilitator=facilitator, **_clean(fields))
    record("group_added", actor=member, subject=group, consultation=consultation.slug, summary=group.name)
    return group


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
    if fields.get("is_open", group.is_open) != group.is_open and group.members.exists():
        raise Refused("People have joined this group, so whether they chose themselves can no longer change.")
    told = _told(group, fields) if group.members.exists() else ""
    for field, value in fields.items():
        setattr(group, field, value)
    group.name, group.facilitator = name, facilitator
    group.save()
    record(
        "group_changed",
        actor=member,
        subject=group,
        consultation=group.consultation.slug,
        summary=group.name,
        **({IN_PUBLIC: f"{group.name}, after people had joined: {told}"} if told else {}),
    )
    return group


def _why(group: Group, rules: list[Callable[[Group], str]]) -> str:
    return next((why for rule in rules if (why := rule(group))), "")


def _told(group: Group, fields: dict[str, object]) -> str:
    """What the report says of the group and is another now, old and new: it is not polished in silence."""
    changed = [(name, getattr(group, name), fields[name]) for name in PRINTED if name in fields]
    return "; ".join(f"{PRINTED[name]} “{old}” → “{new}”" for name, old, new in changed if old != new)


@transaction.atomic
def remove_group(group: Group, *, by: Person) -> None:
    """Take out a group nobody has joined."""
    member = access.require(by, group.consultation, Do.INVITE)
    if group.members.exists():
        raise Refused("People have joined this group, so it stays. What they say belongs to it.")
    if why := _why(group, wired("GROUP_STAYS")):
        raise Refused(why)
    record("group_removed", actor=member, subject=group, consultation=group.consultation.slug, summary=group.name)
    group.delete()


@transaction.atomic
def name_safeguarding_lead(member: Membership, *, by: Person) -> None:
    """Make one facilitator the safeguarding lead, in place of whoever was."""
    actor = access.require(by, member.consultation, Do.APPOINT)
    if member.role != Role.FACILITATOR or not member.is_current:
        raise Refused("The safeguarding lead must be a facilitator of this consultation.")
    member.consultation.memberships.exclude(pk=member.pk).update(is_safeguarding_lead=False)
    member.is_safeguarding_lead = True
    member.save(update_fields=["is_safeguarding_lead"])
    record(
        "safeguarding_lead_named",
        actor=actor,
        subject=member,
        consultation=member.consultation.slug,
        summary=member.public_name,
    )


@transaction.atomic
def stand_down(member: Membership, *, by: Person) -> None:
    """End a staff role: groups lose their facilitator."""
    appointing.dismiss(member, by=by)
    member.groups_facilitated.update(facilitator=None)


def _free_name(consultation: Consultation, name: str, beside: Group | None = None) -> str:
    name = line_within(name, 60, "The name")
    if not name:
        raise Refused("Give the group a name, such as “Group 1”.")
    others = consultation.groups.exclude(pk=beside.pk) if beside else consultation.groups.all()
    if others.filter(name__iexact=name).exists():
        raise Refused(f"There is already a group called “{name}”. Choose another name.")
    return name


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
