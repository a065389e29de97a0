"""A seat on the panel, once the consultation is announced: said in public first, with time to object.

Two members, or an administrator, could else make a panel of their friends between two signatures. Whoever accepted
has no standing until the days are over, so there is no quorum and no act that they count for. An objection leaves
it to an administrator without a part in the consultation. docs/decisions/panel-seats.md
"""

from collections.abc import Iterator

from django.db import transaction

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role, SeatNotice, SeatObjection
from consultations.models.consultation import HIDDEN_STAGES
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_after
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person, User
from people.text.dates import day
from people.text.names import checked_name
from people.text.sanitising import shortened

State = SeatNotice.State
OPEN = (State.WAITS, State.OBJECTED)
ENDED_BY_SOMEBODY = ["dismissed", "role_ended_with_account"]


def needs_notice(consultation: Consultation, chosen_by: Membership | None, role: Role) -> bool:
    """A seat on the panel, once people read who is on it. `chosen_by` None: an administrator gives it.

    Where the panel has too few, and no administrator made it so, an administrator fills it at once.
    """
    public = consultation.stage_behind_pause not in HIDDEN_STAGES
    if role != Role.OVERSIGHT or not public:
        return False
    return chosen_by is not None or not _lacks_members(consultation) or _was_emptied(consultation)


def _lacks_members(consultation: Consultation) -> bool:
    seated = consultation.memberships.current().filter(role=Role.OVERSIGHT)
    return seated.count() < numbers.SIGNATURES


def _was_emptied(consultation: Consultation) -> bool:
    """An administrator ended a seat here since it was announced: who empties the panel does not fill it at once."""
    gone = consultation.memberships.filter(role=Role.OVERSIGHT, withdrawn_at__isnull=False)
    ended = Entry.objects.filter(
        consultation=consultation.slug,
        action__in=ENDED_BY_SOMEBODY,
        role="administrator",
        subject__in=[f"membership:{pk}" for pk in gone.values_list("pk", flat=True)],
    )
    since = consultation.announced_at
    return (ended.filter(at__gte=since) if since else ended).exists()


def announce(
    consultation: Consultation,
    user: User,
    *,
    chosen_by: Membership | None,
    offered_by: User | None = None,
    title: str = "",
    organisation: str,
    standpoint: str,
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
        title=title,
        organisation=organisation,
        standpoint=appointing.standpoint_of(consultation, user, Role.OVERSIGHT, standpoint),
        chosen_by=chosen_by,
        offered_by=None if chosen_by is not None else offered_by,
        administrator="" if chosen_by is not None or offered_by is None else offered_by.name,
        last_day=working_days_after(clock.today(), numbers.SEAT_NOTICE_DAYS),
    )
    said = f"{made.name} ({made.standpoint_words}), until {day(made.last_day)}"
    record("seat_announced", actor=chosen_by or offered_by, subject=made, consultation=consultation.slug, summary=said)
    title = f"A new seat on the panel: object until {day(made.last_day)}"
    for kind in (notifications.FACILITATORS, notifications.PANEL, notifications.POLICE):
        notifications.tell(consultation, kind, f"seat {made.pk}", title, "panel_seats")
    return made


def may_object(user: Person, consultation: Consultation) -> bool:
    return access.is_authority(user, consultation) or access.may(user, consultation, Do.OBJECT_TO_SEAT)


def may_decide(user: Person, consultation: Consultation) -> bool:
    return access.is_authority(user, consultation)


def decides(user: Person, notice: SeatNotice) -> bool:
    """An administrator without a part; nobody who offered the seat or objected to it, where there is another.

    Of two, one who offered it and one who objected, the one who objected: nothing is stuck, and both names stand there.
    """
    if not isinstance(user, User) or not may_decide(user, notice.consultation):
        return False
    mine = _concerned(user, notice)
    if not mine:
        return True
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(mailbox_key=user.mailbox_key)
    return all(_concerned(one, notice) >= mine for one in others if may_decide(one, notice.consultation))


def _concerned(user: User, notice: SeatNotice) -> int:
    """2: they offered the seat; 1: they objected to it; 0: neither. With any address of their mailbox."""
    mine = access.accounts_of(user)
    if notice.offered_by_id in mine:
        return 2
    return int(notice.objections.filter(account__in=mine).exists())


@transaction.atomic
def object_to(notice: SeatNotice, *, by: Person, reason: str) -> SeatNotice:
    """A facilitator, the officer, a panel member or an administrator says why not, in public: each of them once."""
    consultation = notice.consultation
    actor: Membership | User
    if isinstance(by, User) and access.is_authority(by, consultation):
        actor, who = by, f"{by.name}, administrator"
    else:
        actor = access.require(by, consultation, Do.OBJECT_TO_SEAT)
        who = f"{actor.public_name}, {actor.get_role_display().lower()}"
    locked = _open(notice)
    if locked.objections.filter(account=by.pk).exists():
        raise Refused("You have objected already. An administrator decides.")
    made = SeatObjection.objects.create(
        notice=locked,
        account_id=by.pk,
        who=who,
        reason=public_reason(reason, "name of whoever is to have the seat"),
    )
    locked.state = State.OBJECTED
    locked.save(update_fields=["state"])
    said = f"{locked.name}: {made.reason}"
    record("seat_objected_to", actor=actor, subject=locked, consultation=consultation.slug, summary=said)
    return locked


@transaction.atomic
def decide(notice: SeatNotice, *, by: Person, seated: bool, reason: str, seen: int | None = None) -> SeatNotice:
    """An administrator without a part decides, with a public reason. `seen`: how many objections were read."""
    consultation = notice.consultation
    if not isinstance(by, User) or not may_decide(by, consultation):
        raise access.NotAllowed("decide about a seat on the panel")
    locked = _open(notice)
    if not decides(by, locked):
        raise Refused("You offered this seat, or objected to it. Another administrator decides.")
    if not locked.is_objected_to:
        raise Refused("Nobody has objected, so there is nothing to decide.")
    if seen is not None and seen != locked.objections.count():
        raise Refused("Somebody else has objected since you opened this page. Read it, then decide.")
    locked.decision, locked.decided_by = public_reason(reason, "objection"), by.name
    said = f"{locked.name}: {'seated' if seated else 'not seated'}. {locked.decision}"
    record("seat_decided", actor=by, subject=locked, consultation=consultation.slug, summary=said)
    return _settle(locked, seated)


def _open(notice: SeatNotice) -> SeatNotice:
    locked = SeatNotice.objects.select_for_update(no_key=True).select_related("consultation", "user").get(pk=notice.pk)
    if locked.state not in OPEN:
        raise Refused("This seat is settled already.")
    if locked.is_over(clock.today()):
        raise Refused(f"One could object until {day(locked.last_day)}.")
    return locked


def _settle(notice: SeatNotice, seated: bool) -> SeatNotice:
    """Whoever decides it, the clock or an administrator: what would not be offered now is not given now."""
    if seated:
        _refuse_overtaken(notice)
        appointing.seat(
            notice.consultation,
            notice.user,
            Role.OVERSIGHT,
            title=notice.title,
            organisation=notice.organisation,
            standpoint=notice.standpoint,
            chosen_by=notice.chosen_by,
            offered_by=notice.offered_by,
        )
    notice.state, notice.settled_at = State.SEATED if seated else State.REFUSED, clock.now()
    notice.save(update_fields=["state", "settled_at", "decision", "decided_by"])
    return notice


def _refuse_overtaken(notice: SeatNotice) -> None:
    """The consultation has moved on, or the account is closed; and an offer ends with the standing of who made it."""
    if not access.fits_stage(notice.consultation, Do.APPOINT_PANEL):
        raise Refused("The consultation has moved on.")
    if not notice.user.is_active:
        raise Refused("The account to which the seat was offered is closed.")
    chose, consultation = notice.chosen_by, notice.consultation
    if chose is not None and chose.withdrawn_at is not None:
        raise Refused(f"{chose.public_name}, who offered the seat, has left the panel.")
    if chose is None and not access.may_still_give(notice.offered_by, consultation, Role.OVERSIGHT):
        raise Refused(f"{notice.administrator}, who offered the seat, can no longer give it.")


def seat_when_due() -> Iterator[str]:
    """The clock’s part: the days are over and nobody objected."""
    for notice in SeatNotice.objects.filter(state=State.WAITS, last_day__lt=clock.today()):
        with transaction.atomic():
            locked = (
                SeatNotice.objects.select_for_update(no_key=True)
                .select_related("consultation", "user")
                .get(pk=notice.pk)
            )
            if not locked.is_over(clock.today()):
                continue
            try:
                with transaction.atomic():
                    _settle(locked, seated=True)
            except Refused as error:  # a role taken elsewhere in the meantime
                locked.decision = shortened(str(error), numbers.MOST_REASON)
                _settle(locked, seated=False)
            yield f"seat of {locked.name}: {locked.get_state_display().lower()}"
