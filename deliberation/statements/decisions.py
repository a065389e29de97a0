"""Deciding about statements: shown, or not shown for a reason the author reads."""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consent, Membership
from deliberation.models import Statement, StatementDecision
from deliberation.models.statements import REASONS
from deliberation.moderation.moderation import MAX_NOTE
from deliberation.statements import conversations
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain

State, Action = Statement.State, StatementDecision.Action


@transaction.atomic
def show(statement: Statement, *, by: Person, revision: int) -> Statement:
    """Accept it: from now on people are asked. `revision` is what was read; other words are refused."""
    member, locked = _take(statement, by, revision)
    if locked.state != State.HELD:
        raise Refused(f"This statement is not waiting any more. It is: {locked.get_state_display().lower()}.")
    conversations.refuse_closed(locked.conversation)
    if not locked.author.consents_to(Consent.Item.TAKE_PART):
        raise Refused("The author has left the consultation, so the statement cannot be shown.")
    locked.state, locked.second_look = State.SHOWN, False
    locked.save(update_fields=["state", "second_look"])
    conversations.publish(locked)
    _decide(locked, member, Action.SHOW)
    return locked


@transaction.atomic
def refuse(statement: Statement, *, by: Person, revision: int, reason: str, note: str = "") -> Statement:
    """Do not show it, or take it out again. The answers it has stay stored and are no longer counted."""
    member, locked = _take(statement, by, revision)
    if reason not in REASONS:
        raise Refused("Choose a reason. The author reads it.")
    if locked.state not in {State.HELD, State.SHOWN}:
        raise Refused(f"This statement is not shown anyway. It is: {locked.get_state_display().lower()}.")
    note = plain(note)
    if len(note) > MAX_NOTE:
        raise Refused(f"Use at most {MAX_NOTE} characters for the author. You used {len(note):,}.")
    if locked.question:
        conversations.refuse_closed(locked.conversation)
        locked.conversation.wave.questions.remove(locked.question)
    locked.state, locked.second_look = State.REFUSED, False
    locked.save(update_fields=["state", "second_look"])
    _decide(locked, member, Action.REFUSE, reason, note)
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
        "statement_shown" if action == Action.SHOW else "statement_refused",
        actor=member,
        subject=statement,
        consultation=statement.conversation.consultation.slug,
        summary=REASONS[reason][0] if reason else "",
        revision=statement.revision,
    )
