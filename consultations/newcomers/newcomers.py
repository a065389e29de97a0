"""People at the door: a facilitator lets them in, all with one tap or one by one, and sees from how many places.

How they come to the door: `joining.coming`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, QuerySet

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.invitations.invitations import give_back
from consultations.joining import coming, joining
from consultations.models import Consent, Consultation, Membership, Newcomer
from consultations.notifications import notifications
from consultations.record.public_record import IN_PUBLIC
from consultations.stages.timeline import link
from people.errors import Refused
from people.models import Person
from people.privacy.registry import Erasing
from people.text.sentences import counted, many

State = Newcomer.State


@transaction.atomic
def let_in(newcomer: Newcomer, *, by: Person) -> None:
    """The person becomes a participant of the group; their place at the door, and its number, go."""
    member = access.require(by, newcomer.consultation, Do.INVITE)
    waiting = Newcomer.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "user", "group", "invitation"
    )
    found = waiting.filter(pk=newcomer.pk).first()
    if found is None:
        return  # another facilitator was faster
    if found.state != State.WAITING:
        raise Refused("This person was not let in. They can ask again from their phone.")
    record(
        "newcomer_let_in",
        actor=member,
        subject=found.group,
        consultation=newcomer.consultation.slug,
        summary=found.group.name,
    )
    answers = dict(found.answers)
    chosen = {Consent.Item(item) for item in answers.pop("consents")}
    had_a_letter = found.invitation is not None and found.invitation.is_personal
    joining.join(
        newcomer.consultation,
        by=found.user,
        group=found.group,
        consents=chosen,
        by_shared_code=not had_a_letter,
        **answers,
    )
    notifications.tell_at_the_door(found, "in")
    coming.tell_door(newcomer.consultation)


def let_everybody_in(consultation: Consultation, *, by: Person, groups: Iterable[int] | None = None) -> int:
    """Everybody who waits now. Returns how many; one who cannot join does not keep the others out."""
    access.require(by, consultation, Do.INVITE)
    done = 0
    for newcomer in waiting_at(consultation, groups):
        try:
            let_in(newcomer, by=by)
            done += 1
        except Refused:
            continue
    return done


@transaction.atomic
def decline(newcomer: Newcomer, *, by: Person) -> None:
    """Not let in. What they answered goes at once; that they asked is kept until they ask again."""
    member = access.require(by, newcomer.consultation, Do.INVITE)
    waiting = Newcomer.objects.filter(pk=newcomer.pk, state=State.WAITING)
    if not waiting.update(state=State.DECLINED, answers={}, device="", address="", invitation=None):
        raise Refused("This person is not waiting any more.")
    _free_letter(newcomer)
    notifications.tell_at_the_door(newcomer, "no")
    record(
        "newcomer_declined",
        actor=member,
        subject=newcomer.group,
        consultation=newcomer.consultation.slug,
        summary=newcomer.group.name,
    )
    coming.tell_door(newcomer.consultation)


def _free_letter(newcomer: Newcomer) -> None:
    if newcomer.invitation_id is not None:
        give_back(newcomer.invitation_id)


def erase(erasing: Erasing) -> None:
    """Whoever waits and erases the account asks no more; the letter they came with is good again."""
    waiting = Newcomer.objects.filter(user=erasing.user, state=State.WAITING).select_for_update(no_key=True)
    for newcomer in waiting:
        _free_letter(newcomer)
        newcomer.delete()


def close_door(consultation: Consultation) -> None:
    """As it closes. How many still waited is kept (`note_door`): nobody is kept out by silence unsaid."""
    consultation.left_at_door = consultation.newcomers.filter(state=State.WAITING).count()
    send_away(consultation)


def note_door(consultation: Consultation) -> None:
    """The same in the record: after everything that closes with it is held, for the record is held last."""
    if waiting := consultation.left_at_door:
        said = f"{many(waiting, 'person', 'people')} still waited at the door"
        slug, told = consultation.slug, {IN_PUBLIC: said, "waiting": waiting}
        record("door_closed", actor=None, subject=consultation, consultation=slug, summary=said, **told)


@transaction.atomic
def lapse(rows: QuerySet[Newcomer]) -> int:
    """Whoever asked too long ago is not kept. How many of them nobody had let in is: else letting lie were unsaid.

    They are told no, and the letter they came with is good again.
    """
    held = list(rows.select_for_update(no_key=True, of=("self",)).select_related("consultation", "user", "group"))
    waited = Counter(one.consultation for one in held if one.is_waiting)
    for newcomer in held:
        if newcomer.is_waiting:
            _free_letter(newcomer)
            notifications.tell_at_the_door(newcomer, "no")
    Newcomer.objects.filter(pk__in=[one.pk for one in held]).delete()
    for consultation, waiting in sorted(waited.items(), key=lambda pair: pair[0].pk):
        months = counted(numbers.NEWCOMER_MONTHS, "month")
        said = f"{many(waiting, 'person', 'people')} had waited at the door for {months}"
        told = {IN_PUBLIC: said, "waiting": waiting}
        record("door_lapsed", actor=None, subject=consultation, consultation=consultation.slug, summary=said, **told)
    return len(held)


def send_away(consultation: Consultation) -> None:
    """As it is withdrawn or closes: nobody is let in any more. What they had answered goes at once."""
    waiting = consultation.newcomers.filter(state=State.WAITING)
    for newcomer in waiting.select_related("user"):
        notifications.tell_at_the_door(newcomer, "no")
    if waiting.update(state=State.DECLINED, answers={}, device="", address="", invitation=None):
        coming.tell_door(consultation)


@transaction.atomic
def ease(consultation: Consultation, *, by: Person) -> None:
    """For a while more people may ask from one device or address, and from a browser that staff used."""
    member = access.require(by, consultation, Do.INVITE)
    until = clock.now() + timedelta(minutes=numbers.EASED_MINUTES)
    Consultation.objects.filter(pk=consultation.pk).update(door_eased_until=until)
    consultation.door_eased_until = until
    record("door_eased", actor=member, subject=consultation, consultation=consultation.slug)
    coming.tell_door(consultation)


@dataclass(frozen=True)
class Door:
    """Who waits, and from how many places. Counts alone: no device and no address can be read from it."""

    waiting: list[Newcomer]

    @property
    def people(self) -> int:
        return len(self.waiting)

    @property
    def places(self) -> str:
        """ "30 people · 29 devices · 2 addresses". Of whoever has waited for longer nothing is known any more."""
        marked = [one for one in self.waiting if one.device or one.address]
        devices, addresses = (len({getattr(one, mark) for one in marked}) for mark in ("device", "address"))
        parts = [many(self.people, "person", "people")]
        if marked or not self.waiting:
            parts += [many(devices, "device"), many(addresses, "address", "addresses")]
        if earlier := self.people - len(marked):
            parts.append(f"{earlier} asked on an earlier day")
        return " · ".join(parts)

    @property
    def let_all_in(self) -> str:
        return f"Let all {self.people} in"

    @property
    def staff_browsers(self) -> str:
        """Said where somebody asks from a browser on which staff have signed in."""
        number = sum(one.was_staff for one in self.waiting)
        if not number:
            return ""
        return (
            f"{many(number, 'person', 'people')} on a browser where police, panel or staff signed in: on a shared "
            "computer, or one of them with another address. Ask who it is where you can."
        )


@desk.found(Look(lambda: Newcomer.objects.filter(state=State.WAITING), "consultation"))
def people_at_the_door(members: list[Membership]) -> list[desk.Todo]:
    """For the desks of facilitators: how many wait in each consultation."""
    known = {member.consultation_id: member.consultation for member in members}
    waiting = Newcomer.objects.filter(consultation__in=known, state=State.WAITING).order_by()
    counts = waiting.values_list("consultation").annotate(Count("pk"))
    return [
        desk.Todo("Let people in", link("newcomers", known[pk].slug), known[pk].title, status=f"{count} waiting")
        for pk, count in counts
    ]


def waiting_at(consultation: Consultation, groups: Iterable[int] | None = None) -> list[Newcomer]:
    """Everybody who waits, first come first; with `groups` only for these."""
    waiting = consultation.newcomers.filter(state=State.WAITING).select_related("group", "consultation")
    return list(waiting if groups is None else waiting.filter(group__in=list(groups)))


def door_of(consultation: Consultation, groups: Iterable[int] | None = None) -> Door:
    return Door(waiting_at(consultation, groups))
