"""Withdrawing a consultation: the accountable officer asks in public, two members of the panel agree, or one refuses.

Only before any findings: from then on every recommendation is answered. Nobody sheds an answer by it, hides what was
late, or silences anybody alone, nor within a day: what two agreed to takes effect when everybody had days to read it,
unless a third refuses. docs/decisions/withdrawing.md
"""

from collections.abc import Iterable, Iterator

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.forces import agreeing
from consultations.models import Consultation, Membership, Role, WithdrawalAgreement, WithdrawalRequest
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_after
from consultations.seating import side_of
from consultations.stages import stages
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sentences import letters, listed, many

State = WithdrawalRequest.State
TOO_LATE = (
    "The findings are out, so every recommendation must be answered. From then on a consultation cannot be withdrawn."
)
NOT_PUBLIC = "It is not public yet. The facilitators can leave it a draft."
SETTLED = "This request is settled already. Reload the page."
SAME_REASON = (
    "A request with this reason was refused or taken back. Ask again only if there is something new, and say what it "
    "is."
)
TOO_SOON = "The last request was {became} on {on}. The next one can be made {days} later: after {until}."
BECAME = {State.REFUSED: "refused", State.TAKEN_BACK: "taken back"}


def why_not(consultation: Consultation) -> str:
    """Why it cannot be withdrawn at all, whoever asks; empty where it can."""
    if consultation.is_withdrawn:
        return access.WITHDRAWN
    if not consultation.is_public:
        return NOT_PUBLIC
    return "" if consultation.stage_behind_pause in stages.WITHDRAWABLE else TOO_LATE


def waiting(consultation: Consultation) -> WithdrawalRequest | None:
    """The request that the panel can decide now."""
    found = consultation.withdrawals.filter(state=State.ASKED).select_related("asked_by", "consultation").first()
    return found if found is not None and found.stands else None


# --- The officer ---------------------------------------------------------------------------------------
@transaction.atomic
def ask(consultation: Consultation, *, by: Person, reason: str) -> WithdrawalRequest:
    """Ask the panel, with a reason that is public at once. Changes nothing else: all goes on until the panel agrees."""
    member, locked = _held(consultation, by, Do.ASK_TO_WITHDRAW)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: whoever holds it asks.")
    agreeing.refuse_another(member)
    reason = public_reason(reason, "request")
    if (before := waiting(locked)) is not None:
        raise Refused(f"{before.asked_as}, has asked already. The panel decides about that request first.")
    _refuse_again(locked, reason)
    lapse(locked)
    last_day = working_days_after(clock.today(), numbers.WITHDRAWAL_NOTICE_DAYS)
    made = WithdrawalRequest.objects.create(
        consultation=locked, asked_by=member, asked_as=member.signs_as, reason=reason, last_day=last_day
    )
    _recorded("withdrawal_asked", member, made, reason)
    title = "The police ask to withdraw this consultation"
    for kind in (
        notifications.PANEL,
        notifications.FACILITATORS,
        notifications.PAGE,
    ):  # once a day, however often the duty is handed on
        notifications.tell(locked, kind, f"withdrawal asked {clock.today()}", title, "withdrawal")
    return made


def _refuse_again(consultation: Consultation, reason: str) -> None:
    """Neither the reason of before, nor soon: whoever sees a refusal coming takes it back and asks another panel."""
    before = list(consultation.withdrawals.filter(state__in=BECAME))
    if letters(reason) in {letters(one.reason) for one in before}:
        raise Refused(SAME_REASON)
    settled = [(one.settled_at, State(one.state)) for one in before if one.settled_at is not None]
    if not settled:
        return
    at, state = max(settled)
    until = working_days_after(local_day(at), numbers.WITHDRAWAL_AGAIN_DAYS)
    if clock.today() <= until:
        days = many(numbers.WITHDRAWAL_AGAIN_DAYS, "working day")
        raise Refused(TOO_SOON.format(became=BECAME[state], on=day(at), days=days, until=day(until)))


@transaction.atomic
def take_back(request: WithdrawalRequest, *, by: Person) -> WithdrawalRequest:
    """The officer no longer asks for it. What was asked stays readable."""
    member, locked = _locked(request, by, Do.ASK_TO_WITHDRAW)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first.")
    _settle(locked, State.TAKEN_BACK)
    _recorded("withdrawal_taken_back", member, locked, locked.reason)
    return locked


def lapse(consultation: Consultation) -> None:
    """What nobody can agree to any more: the findings came out, or whoever asked no longer has the duty."""
    for one in consultation.withdrawals.filter(state=State.ASKED).select_related("asked_by"):
        one.consultation = consultation
        _settle(one, State.LAPSED, why=one.why_it_fell)


# --- The panel -----------------------------------------------------------------------------------------
@transaction.atomic
def agree(request: WithdrawalRequest, *, by: Person, said: str) -> WithdrawalRequest:
    """A member of the panel agrees, with a public note; with the second one it is withdrawn, for good, as soon as the
    days are over in which a member can refuse.
    """
    member, locked = _locked(request, by, Do.DECIDE_WITHDRAWAL)
    said = public_reason(said, "withdrawal")
    if locked.agreements.filter(member=member).exists():
        raise Refused("You have agreed already. Another member of the panel has to agree as well.")
    before = counting(locked)
    if why := why_not_beside(member, [locked.asked_by, *_who_run_it(locked), *before]):
        raise Refused(why)
    WithdrawalAgreement.objects.create(request=locked, member=member, agreed_as=member.public_name, said=said)
    _recorded("withdrawal_agreed", member, locked, said)
    if len(before) + 1 >= numbers.SIGNATURES:
        if locked.is_over(clock.today()):
            _withdraw(locked, member)
        else:
            _tell_until_when(locked)
    request.consultation.refresh_from_db()
    return locked


def _withdraw(request: WithdrawalRequest, actor: Membership | None) -> None:
    _settle(request, State.AGREED)
    stages.withdraw_within(request.consultation, actor=actor, reason=request.reason)


def _tell_until_when(request: WithdrawalRequest) -> None:
    title = f"The panel agreed to withdraw this: it ends after {day(request.last_day)}, unless a member refuses"
    for kind in (notifications.POLICE, notifications.FACILITATORS, notifications.PANEL, notifications.PAGE):
        notifications.tell(request.consultation, kind, f"withdrawal agreed {request.pk}", title, "withdrawal")


def withdraw_when_due() -> Iterator[str]:
    """The clock’s part: enough have agreed, the days are over, and nobody refused. Who counts is looked at anew."""
    for one in WithdrawalRequest.objects.filter(state=State.ASKED, last_day__lt=clock.today()):
        with transaction.atomic():
            consultation = Consultation.objects.select_for_update(no_key=True).get(pk=one.consultation_id)
            locked = _to_decide(one, consultation)
            if locked is None or not locked.stands or not has_enough(locked):
                continue
            _withdraw(locked, None)
        yield f"{consultation.slug}: withdrawn"


def has_enough(request: WithdrawalRequest) -> bool:
    return len(counting(request)) >= numbers.SIGNATURES


@transaction.atomic
def refuse(request: WithdrawalRequest, *, by: Person, reason: str) -> WithdrawalRequest:
    """One member of the panel is enough to say no, with a public reason: everything then goes on."""
    member, locked = _locked(request, by, Do.DECIDE_WITHDRAWAL)
    reason = public_reason(reason, "refusal")
    _settle(locked, State.REFUSED, by=member.public_name, why=reason)
    _recorded("withdrawal_refused", member, locked, reason)
    title = "The panel does not agree to withdraw this"
    for kind in (notifications.POLICE, notifications.FACILITATORS, notifications.PANEL, notifications.PAGE):
        notifications.tell(locked.consultation, kind, f"withdrawal refused {locked.pk}", title, "withdrawal")
    return locked


def counting(request: WithdrawalRequest) -> list[Membership]:
    """Whose agreement counts now: on the panel still, and no two of one side, nor of that of who asked or runs it."""
    found: list[Membership] = []
    others = [request.asked_by, *_who_run_it(request)]
    given = request.agreements.select_related("member__user", "member__consultation")
    for member in (one.member for one in given):
        seated = member.is_current and member.role == Role.OVERSIGHT
        if seated and not why_not_beside(member, [*others, *found]):
            found.append(member)
    return found


def why_not_beside(member: Membership, others: Iterable[Membership]) -> str:
    """Why the agreement of this member would not be one more beside these people; empty where it is."""
    near = (side_of(member) - {member.pk}) & {one.pk for one in others}
    if not near:
        return ""
    names = Membership.objects.filter(pk__in=near).select_related("user").order_by("pk")
    whose = listed([one.public_name for one in names])
    return (
        f"The same person chose {whose} and you, or one of you chose the other, so your agreement would not count. "
        "You can refuse. Another member agrees, whom the panel or an administrator without a part here chose."
    )


def _who_run_it(request: WithdrawalRequest) -> list[Membership]:
    """Their days late would stop to be counted."""
    return list(request.consultation.memberships.current().filter(role=Role.FACILITATOR))


# --- Both ----------------------------------------------------------------------------------------------
def _held(consultation: Consultation, by: Person, do: Do) -> tuple[Membership, Consultation]:
    """Whoever acts, and the consultation as it stands, held until the act is over: findings come before or after."""
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    access.require_role(by, locked, do)
    if why := why_not(locked):
        raise Refused(why)
    return access.require(by, locked, do), locked


def _locked(request: WithdrawalRequest, by: Person, do: Do) -> tuple[Membership, WithdrawalRequest]:
    member, consultation = _held(request.consultation, by, do)
    found = _to_decide(request, consultation)
    if found is None:
        raise Refused(SETTLED)
    if why := found.why_it_fell:  # nor refused or taken back: its reason would be used up, of whoever may ask anew
        raise Refused(why)
    return member, found


def _to_decide(request: WithdrawalRequest, locked: Consultation) -> WithdrawalRequest | None:
    """As it stands now, held; None where it is settled."""
    found = (
        WithdrawalRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("asked_by")
        .get(pk=request.pk)
    )
    found.consultation = locked
    return found if found.state == State.ASKED else None


def _settle(request: WithdrawalRequest, state: State, *, by: str = "", why: str = "") -> None:
    request.state, request.settled_at = state, clock.now()
    request.settled_by, request.settled_why = by, why
    request.save(update_fields=["state", "settled_at", "settled_by", "settled_why"])


def _recorded(action: str, member: Membership, request: WithdrawalRequest, said: str) -> None:
    record(action, actor=member, subject=request, consultation=request.consultation.slug, summary=said)


# --- As it is withdrawn --------------------------------------------------------------------------------
def tell_staff_and_subscribers(consultation: Consultation) -> None:
    """What participants are told: `outcomes.news`."""
    title = f"Withdrawn. The reason given: {consultation.stage_reason}"
    for kind in (notifications.POLICE, notifications.PANEL, notifications.FACILITATORS):
        notifications.tell(consultation, kind, "withdrawn", "Withdrawn", "consultation")
    notifications.tell_subscribers(consultation, "withdrawn", title, "consultation")


# --- On lists ------------------------------------------------------------------------------------------
def is_asked(member: Membership) -> bool:
    """For the officer’s big button: a request of the force waits for the panel."""
    return waiting(member.consultation) is not None


def is_to_decide(member: Membership) -> bool:
    """For a panel member’s: a request waits, and they have not agreed yet."""
    found = waiting(member.consultation)
    return found is not None and not found.agreements.filter(member=member).exists()
