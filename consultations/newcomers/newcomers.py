"""People at the door of a session: where the consultation says so, a facilitator lets each of them in."""

from django.db import IntegrityError, transaction
from django.db.models import Count

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.desk import desk
from consultations.joining import joining
from consultations.models import Consent, Consultation, Group, Membership, Newcomer
from consultations.stages.timeline import link
from people.errors import Refused
from people.guests import guests
from people.models import Person, User

State = Newcomer.State


@transaction.atomic
def ask(group: Group, *, by: User | None, key: str, consents: set[Consent.Item], **about: str) -> User:
    """Wait at the door of a group. Returns who waits: `by`, or a new guest. Asking again after a no is possible."""
    joining.refuse_unless_possible(group.consultation, by, consents)
    user = by or guests.create(key)[0]
    answers = {"consents": sorted(consents), **about}
    wanted = {"group": group, "answers": answers, "state": State.WAITING, "asked_at": clock.now()}
    for _ in range(50):  # another may have drawn the same three digits
        try:
            with transaction.atomic():
                Newcomer.objects.update_or_create(consultation=group.consultation, user=user, defaults=wanted)
                return user
        except IntegrityError:
            continue
    raise Refused("Many people are waiting. Speak to the facilitator.")


def waiting_of(user: Person, consultation: Consultation) -> Newcomer | None:
    """The person's own place at the door, or None."""
    if not user.is_authenticated:
        return None
    return Newcomer.objects.filter(user=user, consultation=consultation).select_related("group").first()


@transaction.atomic
def let_in(newcomer: Newcomer, *, by: Person) -> None:
    """The person becomes a participant of the group; their place at the door, and its number, go."""
    member = access.require(by, newcomer.consultation, Do.INVITE)
    found = Newcomer.objects.select_for_update().select_related("user", "group").filter(pk=newcomer.pk).first()
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
    joining.join(newcomer.consultation, by=found.user, group=found.group, consents=chosen, **answers)


def let_everybody_in(consultation: Consultation, *, by: Person) -> int:
    """Everybody who waits now. Returns how many; one who cannot join does not keep the others out."""
    access.require(by, consultation, Do.INVITE)
    done = 0
    for newcomer in waiting_at(consultation):
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
    if not waiting.update(state=State.DECLINED, answers={}):
        raise Refused("This person is not waiting any more.")
    record(
        "newcomer_declined",
        actor=member,
        subject=newcomer.group,
        consultation=newcomer.consultation.slug,
        summary=newcomer.group.name,
    )


def people_at_the_door(members: list[Membership]) -> list[desk.Todo]:
    """For the desks of facilitators: how many wait in each consultation."""
    known = {member.consultation_id: member.consultation for member in members}
    waiting = Newcomer.objects.filter(consultation__in=known, state=State.WAITING).order_by()
    counts = waiting.values_list("consultation").annotate(Count("pk"))
    return [
        desk.Todo("Let people in", link("newcomers", known[pk].slug), known[pk].title, status=f"{count} waiting")
        for pk, count in counts
    ]


def waiting_at(consultation: Consultation) -> list[Newcomer]:
    return list(consultation.newcomers.filter(state=State.WAITING).select_related("group", "consultation"))
