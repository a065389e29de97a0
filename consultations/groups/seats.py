"""A seat that the panel gives, once the consultation is announced: said in public first, with time to object.

Two members could else make a panel of their friends between two signatures. Whoever accepted has no standing until
the days are over, so there is no quorum and no act that they count for. An objection leaves it to an administrator
without a part in the consultation. docs/decisions/panel-seats.md
"""

from collections.abc import Iterator

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role, SeatNotice
from consultations.models.consultation import HIDDEN_STAGES
from consultations.stages.stages import public_reason
from consultations.telling import telling
from consultations.telling.working_days import working_days_after
from people.errors import Refused
from people.models import Person, User
from people.text.dates import day
from people.text.names import checked_name
from people.text.sanitising import shortened

State = SeatNotice.State
OPEN = (State.WAITS, State.OBJECTED)


def needs_notice(consultation: Consultation, chosen_by: Membership | None, role: Role) -> bool:
    """A seat on the panel that somebody with a part here gives, once people read who is on it."""
    public = consultation.stage_behind_pause not in HIDDEN_STAGES
    return role == Role.OVERSIGHT and chosen_by is not None and public


def announce(
    consultation: Consultation, user: User, *, chosen_by: Membership, organisation: str, standpoint: str
) -> SeatNotice:
    """Part of accepting the offer. What would stand in the way of the seat is said now."""
    access.refuse_conflict(user, consultation, Role.OVERSIGHT)
    if consultation.seat_notices.open().filter(user=user).exists():
        raise Refused("Your seat is announced already. You are told when you have it.")
    others = consultation.memberships.exclude(user=user).exclude(role=Role.PARTICIPANT).select_related("user")
    checked_name(user.name, [other.public_name for other in others])
    made = SeatNotice.objects.create(
        consultation=consultation,
        user=user,
        name=user.name,
        organisation=organisation,
        standpoint=standpoint,
        chosen_by=chosen_by,
        last_day=working_days_after(clock.today(), numbers.SEAT_NOTICE_DAYS),
    )
    said = f"{made.name} ({made.standpoint_words}), until {day(made.last_day)}"
    record("seat_announced", actor=chosen_by, subject=made, consultation=consultation.slug, summary=said)
    title = f"A new seat on the panel: object until {day(made.last_day)}"
    for kind in (telling.FACILITATORS, telling.PANEL, telling.POLICE):
        telling.tell(consultation, kind, f"seat {made.pk}", title, "panel_seats")
    return made


def may_object(user: Person, consultation: Consultation) -> bool:
    member = access.acting(user, consultation)
    return access.is_authority(user, member) or access.may(user, consultation, Do.OBJECT_TO_SEAT)


def may_decide(user: Person, consultation: Consultation) -> bool:
    return access.is_authority(user, access.acting(user, consultation))


@transaction.atomic
def object_to(notice: SeatNotice, *, by: Person, reason: str) -> SeatNotice:
    """A facilitator, the officer, a panel member or an administrator says why not, in public."""
    consultation = notice.consultation
    member = access.acting(by, consultation)
    actor: Membership | User
    if isinstance(by, User) and access.is_authority(by, member):
        actor, who = by, f"{by.name}, administrator"
    else:
        actor = access.require(by, consultation, Do.OBJECT_TO_SEAT)
        who = f"{actor.public_name}, {actor.get_role_display().lower()}"
    locked = _open(notice)
    if locked.is_objected_to:
        raise Refused("Somebody has objected already. An administrator decides.")
    locked.objection, locked.objected_by = public_reason(reason, "name of whoever is to have the seat"), who
    locked.state = State.OBJECTED
    locked.save(update_fields=["objection", "objected_by", "state"])
    said = f"{locked.name}: {locked.objection}"
    record("seat_objected_to", actor=actor, subject=locked, consultation=consultation.slug, summary=said)
    return locked


@transaction.atomic
def decide(notice: SeatNotice, *, by: Person, seated: bool, reason: str) -> SeatNotice:
    """An administrator without a part decides about an objection, with a public reason."""
    consultation = notice.consultation
    if not isinstance(by, User) or not may_decide(by, consultation):
        raise access.NotAllowed("decide about a seat on the panel")
    locked = _open(notice)
    if not locked.is_objected_to:
        raise Refused("Nobody has objected, so there is nothing to decide.")
    locked.decision, locked.decided_by = public_reason(reason, "objection"), by.name
    said = f"{locked.name}: {'seated' if seated else 'not seated'}. {locked.decision}"
    record("seat_decided", actor=by, subject=locked, consultation=consultation.slug, summary=said)
    return _settle(locked, seated)


def _open(notice: SeatNotice) -> SeatNotice:
    locked = SeatNotice.objects.select_for_update().select_related("consultation", "user").get(pk=notice.pk)
    if locked.state not in OPEN:
        raise Refused("This seat is settled already.")
    if locked.is_over(clock.today()):
        raise Refused(f"One could object until {day(locked.last_day)}.")
    return locked


def _settle(notice: SeatNotice, seated: bool) -> SeatNotice:
    if seated:
        appointing.seat(
            notice.consultation,
            notice.user,
            Role.OVERSIGHT,
            organisation=notice.organisation,
            standpoint=notice.standpoint,
            chosen_by=notice.chosen_by,
        )
    notice.state, notice.settled_at = State.SEATED if seated else State.REFUSED, clock.now()
    notice.save(update_fields=["state", "settled_at", "decision", "decided_by"])
    return notice


def seat_when_due() -> Iterator[str]:
    """The clock’s part: the days are over and nobody objected."""
    for notice in SeatNotice.objects.filter(state=State.WAITS, last_day__lt=clock.today()):
        with transaction.atomic():
            locked = SeatNotice.objects.select_for_update().select_related("consultation", "user").get(pk=notice.pk)
            if not locked.is_over(clock.today()):
                continue
            try:
                with transaction.atomic():
                    if not access.fits_stage(locked.consultation, Do.APPOINT_PANEL):
                        raise Refused("The consultation has moved on.")
                    if not locked.user.is_active:
                        raise Refused("The account to which the seat was offered is closed.")
                    if locked.chosen_by.withdrawn_at is not None:
                        raise Refused(f"{locked.chosen_by.public_name}, who offered the seat, has left the panel.")
                    _settle(locked, seated=True)
            except Refused as error:  # a role taken elsewhere in the meantime
                locked.decision = shortened(str(error), numbers.MOST_REASON)
                _settle(locked, seated=False)
            yield f"seat of {locked.name}: {locked.get_state_display().lower()}"
