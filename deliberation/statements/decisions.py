"""Deciding about statements: shown, or not shown for a reason the author reads."""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consent, Membership
from deliberation.models import Statement, StatementDecision
from deliberation.models.moderation import SAFETY
from deliberation.models.statements import REASONS
from deliberation.moderation.moderation import MAX_NOTE
from deliberation.safeguarding import safeguarding
from deliberation.safeguarding.notifications import FOR_SAFETY
from deliberation.statements import conversations, notifications
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain

State, Action = Statement.State, StatementDecision.Action
#: In the record.
DONE: dict[str, str] = {
    Action.SHOW: "statement_shown",
    Action.REFUSE: "statement_refused",
    Action.LATE: "statement_found_wrongly_refused",
}


@transaction.atomic
def show(statement: Statement, *, by: Person, revision: int) -> Statement:
    """Accept it: from now on people are asked. `revision` is what was read; other words are refused.

    On a second look once the conversation has closed nobody can be asked any more: it is said that it should have been.
    """
    member, locked = _take(statement, by, revision)
    if locked.state != State.HELD:
        raise Refused(f"This statement is not waiting any more. It is: {locked.get_state_display().lower()}.")
    if locked.second_look and locked.conversation.wave.is_closed:
        return _too_late(locked, member)
    conversations.refuse_closed(locked.conversation)
    if locked.author is None or not locked.author.consents_to(Consent.Item.TAKE_PART):
        raise Refused("The author has left the consultation, so the statement cannot be shown.")
    again = locked.second_look
    locked.state, locked.second_look = State.SHOWN, False
    locked.save(update_fields=["state", "second_look"])
    conversations.publish(locked)
    _decide(locked, member, Action.SHOW)
    looked = "Somebody else looked, and people are asked your statement"
    notifications.author_is_told(locked, looked if again else "People are asked your statement")
    return locked


@transaction.atomic
def refuse(statement: Statement, *, by: Person, revision: int, reason: str, note: str = "") -> Statement:
    """Do not show it, or take it out again. The answers it has stay stored and are no longer counted."""
    member, locked = _take(statement, by, revision)
    if reason not in REASONS:
        raise Refused("Choose a reason. The author reads it.")
    if locked.state not in {State.HELD, State.SHOWN}:
        raise Refused(f"This statement is not shown anyway. It is: {locked.get_state_display().lower()}.")
    if locked.is_shown:
        _refuse_taking_out_again(locked, member, reason)
    note = plain(note)
    if len(note) > MAX_NOTE:
        raise Refused(f"Use at most {MAX_NOTE} characters for the author. You used {len(note):,}.")
    if locked.question:
        conversations.refuse_closed(locked.conversation)
        locked.conversation.wave.questions.remove(locked.question)
    again, was_shown = locked.second_look, locked.state == State.SHOWN
    locked.state, locked.second_look = State.REFUSED, False
    locked.save(update_fields=["state", "second_look"])
    _decide(locked, member, Action.REFUSE, reason, note)
    if locked.is_from_facilitators:
        return locked
    if reason in SAFETY:
        safeguarding.alert_of_statement(locked, reason)
        notifications.author_is_told(locked, FOR_SAFETY)
    else:
        notifications.author_is_told(locked, _refusal_in_words(again=again, was_shown=was_shown))
    return locked


def _refusal_in_words(*, again: bool, was_shown: bool) -> str:
    if again:
        return "Somebody else looked at your statement: the decision stands; read the reasons"
    if was_shown:
        return "Your statement was taken out: read why, and what you can do"
    return "Your statement is not shown: read why, and what you can do"


def _too_late(locked: Statement, member: Membership) -> Statement:
    locked.state, locked.second_look = State.REFUSED, False
    locked.save(update_fields=["state", "second_look"])
    _decide(locked, member, Action.LATE)
    notifications.author_is_told(locked, "Somebody else looked: your statement should have been shown")
    return locked


def _take(statement: Statement, by: Person, revision: int) -> tuple[Membership, Statement]:
    do = Do.DECIDE_STATEMENT_AGAIN if statement.second_look else Do.DECIDE_STATEMENT
    member = access.require(by, statement.conversation.consultation, do)
    locked = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if locked.second_look:
        deciders = set(locked.decisions.values_list("decided_by", flat=True))
        if member.pk in deciders:
            raise Refused("You made the decision this is about. Somebody else has to look.")
        if why := seating.why_not_second(member, deciders):
            raise Refused(why)
    if locked.revision != revision:
        raise Refused("The author changed the words while you were reading. Read the new ones, then decide.")
    return member, locked


def _refuse_taking_out_again(statement: Statement, member: Membership, reason: str) -> None:
    """What a second look put to people: not by whoever had refused it or their side, nor for the reason looked at."""
    refused: list[StatementDecision] = []
    looked_at: list[StatementDecision] = []
    for one in statement.decisions.filter(revision=statement.revision):
        if one.action == Action.SHOW:
            looked_at += refused
        else:
            refused.append(one)
    if not looked_at:
        return
    deciders = {one.decided_by_id for one in looked_at}
    if member.pk in deciders:
        raise Refused("Somebody else looked after you had refused this, and put it to people. Another has to decide.")
    if why := seating.why_not_second(member, deciders):
        raise Refused(f"A second look put this to people after a facilitator of your side had refused it. {why}")
    if reason in {one.reason for one in looked_at}:
        label = REASONS[reason][0].lower()
        raise Refused(f"A second look was at this reason ({label}), and put it to people. Choose a new one.")


def _decide(statement: Statement, member: Membership, action: str, reason: str = "", note: str = "") -> None:
    message = "\n\n".join(part for part in (REASONS[reason][1] if reason else "", note) if part)
    StatementDecision.objects.create(
        statement=statement,
        revision=statement.revision,
        action=action,
        reason=reason,
        message=message,
        decided_by=member,
        decided_at=clock.now(),
    )
    record(
        DONE[action],
        actor=member,
        subject=statement,
        consultation=statement.conversation.consultation.slug,
        summary=REASONS[reason][0] if reason else "",
        revision=statement.revision,
    )
