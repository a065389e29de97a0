"""Statements residents add: sent in, read by a facilitator, and their fate told to the author."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consent, Membership
from consultations.stages import pauses
from deliberation import numbers
from deliberation.discussion import screening
from deliberation.models import Conversation, Statement, StatementDecision, Wave
from deliberation.statements import notifications
from deliberation.statements.conversations import checked, refuse_closed
from people.errors import Refused
from people.models import Person
from people.text.dates import until_day
from people.text.sentences import many

State = Statement.State
NEARLY_THE_SAME = 0.75  # of the three-letter pieces of two statements, shared
WAITS = "Every statement is read by a facilitator before others see it."


@transaction.atomic
def add(conversation: Conversation, text: str, *, by: Person) -> Statement:
    """Send in a statement. It waits for a facilitator; nothing but length and number is refused here."""
    member = access.require(by, conversation.consultation, Do.ADD_STATEMENT)
    if not member.consents_to(Consent.Item.TAKE_PART):
        raise Refused("You have not agreed to take part, so nothing can be added.")
    if not conversation.takes_statements:
        raise Refused("Nobody can add statements to this conversation.")
    _refuse_unless_open(conversation)
    text = checked(text)
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)  # two at once are counted one after the other
    mine = conversation.statements.filter(author=member)
    same = mine.filter(text__iexact=text, state__in=[State.HELD, State.SHOWN]).first()
    if same:
        return same  # sent twice
    if mine.filter(state=State.HELD).count() >= numbers.MOST_STATEMENTS_WAITING:
        most = numbers.MOST_STATEMENTS_WAITING
        raise Refused(f"{most} of your statements are waiting to be read. Send more when they have been.")
    statement = Statement(conversation=conversation, author=member, text=text)
    _hold(statement)
    _record("statement_sent", statement, member)
    return statement


@transaction.atomic
def edit(statement: Statement, text: str, *, by: Person) -> Statement:
    """The author writes it anew, while it waits or after it was not shown. It is then read again."""
    member, locked = _own(statement, by, Do.ADD_STATEMENT)
    _refuse_unless_open(locked.conversation)
    if locked.state == State.SHOWN:
        raise Refused("People are answering this statement, so its words cannot change. You can withdraw it.")
    if locked.state == State.WITHDRAWN:
        raise Refused("You have withdrawn this statement. Write a new one.")
    text = checked(text)
    if text == locked.text and locked.state == State.REFUSED:
        raise Refused("These are the same words. Change what the reason names, or ask somebody else to look.")
    _forget_question(locked)
    locked.text, locked.revision, locked.second_look, locked.question = text, locked.revision + 1, False, None
    _hold(locked)
    _record("statement_edited", locked, member)
    return locked


@transaction.atomic
def ask_again(statement: Statement, *, by: Person) -> Statement:
    """Have somebody else decide about the same words, while there is time."""
    member, locked = _own(statement, by, Do.ASK_STATEMENT_AGAIN)
    refusal = locked.refusal
    if refusal is None:
        raise Refused("There is no decision to look at again.")
    if not locked.may_be_asked_again:
        raise Refused("Two people have decided about these words. You can change them and send them again.")
    if clock.now() > asking_ends(refusal, pauses.of(locked.conversation.consultation)):
        raise Refused(f"You could ask for this for {many(numbers.APPEAL_DAYS, 'day')}. You can still change the words.")
    locked.state, locked.second_look = State.HELD, True
    locked.held_because = "The author asks somebody else to look."
    locked.save(update_fields=["state", "second_look", "held_because"])
    _record("statement_asked_again", locked, member)
    notifications.second_look_is_asked(locked)
    return locked


def asking_ends(refusal: StatementDecision, paused: list[pauses.Span]) -> datetime:
    """The last moment to ask for a second look: later by the days on which all was paused, as for a post."""
    end = refusal.decided_at + timedelta(days=numbers.APPEAL_DAYS)
    return pauses.lengthened(paused, refusal.decided_at, end)


def still_to_be_asked(among: QuerySet[Statement]) -> list[datetime]:
    """Until when the authors of what was not shown, and who are still here, can ask somebody else to look: those days
    that have not ended."""
    refused = among.filter(state=State.REFUSED, source=Statement.Source.RESIDENT, author__withdrawn_at=None)
    found = [one for one in refused.prefetch_related("decisions") if one.may_be_asked_again]
    if not found:
        return []
    paused = pauses.of(found[0].conversation.consultation)
    ends = [asking_ends(one.refusal, paused) for one in found if one.refusal is not None]
    return [end for end in ends if end > clock.now()]


def why_stays_open(wave: Wave) -> str:
    """Why a conversation is not closed by hand yet: what people sent in waits, or can still be looked at again."""
    conversation = Conversation.objects.filter(wave=wave).first()
    if conversation is None:
        return ""
    if waiting := conversation.statements.waiting().count():
        return f"{many(waiting, 'statement')} to decide first: people are asked only while it is open."
    if ends := still_to_be_asked(conversation.statements.all()):
        return (
            f"Authors can still ask somebody else to look at {many(len(ends), 'statement')} that you did not show, "
            f"until {until_day(max(ends))}. The conversation closes with the consultation, if you do not close it."
        )
    return ""


@transaction.atomic
def withdraw(statement: Statement, *, by: Person) -> None:
    """The author takes it back: the words go, nobody is shown it again. Answers already given stay other people's.

    As with a post, until the findings are published, whatever has become of the consultation.
    """
    consultation = statement.conversation.consultation
    access.require_role(by, consultation, Do.TAKE_STATEMENT_BACK)
    if consultation.has_findings:
        raise Refused(
            "The findings are published, with how people stood to it, so it is not taken back alone. You can still "
            "leave: then the words go."
        )
    member, locked = _own(statement, by, Do.TAKE_STATEMENT_BACK)
    if locked.state == State.WITHDRAWN:
        return
    forget(locked)
    _record("statement_withdrawn", locked, member)


def forget_all_of(member: Membership) -> None:
    """When somebody leaves: the words of all their statements go (docs/decisions/statements.md).

    All are held first: whoever is accepting one at this moment comes before, and the question it became goes too.
    """
    mine = Statement.objects.filter(author=member).exclude(state=State.WITHDRAWN).order_by("pk")
    for statement in mine.select_for_update(no_key=True):
        if not statement.is_from_facilitators:
            forget(statement)


def forget(statement: Statement) -> None:
    """Out of the wave, and the words overwritten everywhere they are kept."""
    statement.state, statement.text, statement.held_because = State.WITHDRAWN, Statement.GONE, ""
    statement.save(update_fields=["state", "text", "held_because"])
    _forget_question(statement)


def _forget_question(statement: Statement) -> None:
    if statement.question:
        statement.conversation.wave.questions.remove(statement.question)
        statement.question.text = Statement.GONE
        statement.question.save(update_fields=["text"])


def mine(member: Membership, conversation: Conversation) -> list[Statement]:
    """The member's own statements, newest first."""
    return list(
        conversation.statements.filter(author=member)
        .select_related("safety_alert")
        .prefetch_related("decisions__decided_by__user")
        .order_by("-pk")
    )


# --- What a computer looks for --------------------------------------------------------------------
def _hold(statement: Statement) -> None:
    """Held, with what a facilitator should look at. Nothing found here decides anything."""
    statement.twin = twin(statement)
    notes = [
        screening.why_hold(statement.text),
        "It is much like another statement." if statement.twin else "",
        "It may be a question." if statement.text.endswith("?") else "",
    ]
    statement.state, statement.held_because = State.HELD, " ".join(filter(None, notes)) or WAITS
    statement.save()


def twin(statement: Statement) -> Statement | None:
    """The statement of the same conversation that is nearly the same, if there is one."""
    own = _pieces(statement.text)
    others = statement.conversation.statements.filter(state__in=[State.SHOWN, State.HELD]).exclude(pk=statement.pk)
    best = max(((alike(own, _pieces(other.text)), other) for other in others), key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= NEARLY_THE_SAME else None


def _pieces(text: str) -> set[str]:
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return {f" {words} "[at : at + 3] for at in range(len(words))}


def alike(one: set[str], other: set[str]) -> float:
    """Shared three-letter pieces over all, 0 to 1 (Jaccard)."""
    return len(one & other) / len(one | other) if one | other else 0.0


# --- Rules ----------------------------------------------------------------------------------------
def _own(statement: Statement, by: Person, do: Do) -> tuple[Membership, Statement]:
    member = access.require(by, statement.conversation.consultation, do)
    locked = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if locked.author_id != member.pk:
        raise access.NotAllowed("change somebody else's statement")
    return member, locked


def _refuse_unless_open(conversation: Conversation) -> None:
    refuse_closed(conversation)
    if not conversation.wave.is_open:
        raise Refused("This conversation has not opened yet.")


def _record(action: str, statement: Statement, member: Membership) -> None:
    # The words are not in the record: they must be able to go when their author leaves.
    record(action, actor=member, subject=statement, consultation=statement.conversation.consultation.slug)
