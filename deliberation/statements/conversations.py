"""Conversations of statements: starting one, and what facilitators put into it."""

import re

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from deliberation import numbers
from deliberation.models import Conversation, Option, Poll, Question, Statement, Wave
from deliberation.questions.kinds.registry import STATEMENT
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, one_line

FLOOR = 30
LEAST = 2
MOST_AT_ONCE = 60


@transaction.atomic
def start(
    consultation: Consultation,
    title: str,
    *,
    by: Person,
    about: str,
    statements: list[str],
    takes_statements: bool = True,
    floor: int = FLOOR,
) -> Conversation:
    """A planned wave with these first statements. It opens and closes like every poll.

    `floor`: how often every statement is shown before the others come first again, 1 to 500.
    """
    member = access.require(by, consultation, Do.RUN_CONVERSATION)
    title, about = line_within(title, 160, "The title"), one_line(about)
    texts = [checked(text) for text in statements if pasted(text)]
    _refuse_unsound(consultation, title, about, texts, floor)
    poll = Poll.objects.create(consultation=consultation, title=title)
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, title=title, order=50)
    conversation = Conversation.objects.create(wave=wave, about=about, takes_statements=takes_statements, floor=floor)
    for text in texts:
        _put(conversation, text, member)
    record(
        "conversation_started",
        actor=member,
        subject=conversation,
        consultation=consultation.slug,
        summary=f"{title}: {len(texts)} statements",
    )
    return conversation


def _refuse_unsound(consultation: Consultation, title: str, about: str, texts: list[str], floor: int) -> None:
    problems = []
    if not title:
        problems.append("Give the conversation a title.")
    if not about:
        problems.append("Say in one sentence what the statements are about.")
    if len(about) > numbers.MOST_ABOUT:
        problems.append(f"Say what the statements are about in at most {numbers.MOST_ABOUT} characters.")
    if not LEAST <= len(texts) <= MOST_AT_ONCE:
        problems.append(f"Write {LEAST} to {MOST_AT_ONCE} statements to begin with, one on each line.")
    if len({text.casefold() for text in texts}) < len(texts):
        problems.append("Two of the statements are the same. Change one of them.")
    if not 1 <= floor <= 500:
        problems.append("Choose 1 to 500 showings.")
    if Wave.objects.filter(poll__consultation=consultation, title=title).exists():
        problems.append(f"There is already a poll called “{title}” here. Give this one another title.")
    if problems:
        raise Refused(problems[0] if len(problems) == 1 else "Please look at these points.", problems)


@transaction.atomic
def add_own(conversation: Conversation, text: str, *, by: Person) -> Statement:
    """One more statement from the facilitators, shown at once and marked as theirs."""
    member = access.require(by, conversation.consultation, Do.RUN_CONVERSATION)
    refuse_closed(conversation)
    text = checked(text)
    if conversation.statements.shown().filter(text__iexact=text).exists():
        raise Refused("This statement is there already.")
    statement = _put(conversation, text, member)
    record("statement_put", actor=member, subject=statement, consultation=conversation.consultation.slug, summary=text)
    return statement


#: A cell as a spreadsheet quotes it, with empty ones behind it; and empty cells behind a text without quotes.
_CELL = re.compile(r'"((?:[^"]|"")*)"[\s,;]*[,;][\s,;]*')
_EMPTY_CELLS = re.compile(r"\s*[,;][\s,;]*$")


def pasted(line: str) -> str:
    """A line out of a spreadsheet without the separators of its empty cells: “Yes.,,,,,” is “Yes.”."""
    line = one_line(line)
    if (cell := _CELL.fullmatch(line)) is not None:
        return cell[1].replace('""', '"').strip()
    return _EMPTY_CELLS.sub("", line)


def checked(text: str) -> str:
    """One sentence on one line. Raises Refused when there is none, or when it is too long."""
    text = pasted(text)
    if not text:
        raise Refused("Write a statement.")
    if len(text) > Statement.MAX_LENGTH:
        most, over = Statement.MAX_LENGTH, len(text) - Statement.MAX_LENGTH
        raise Refused(f"A statement has at most {most} characters: take out {over}. One idea is enough.")
    return text


def refuse_closed(conversation: Conversation) -> None:
    conversation.wave.refresh_from_db()
    if conversation.wave.state == Wave.State.CLOSED:
        raise Refused("This conversation has closed. No statement can be added.")


def _put(conversation: Conversation, text: str, member: Membership) -> Statement:
    statement = Statement.objects.create(
        conversation=conversation,
        author=member,
        source=Statement.Source.FACILITATOR,
        text=text,
        state=Statement.State.SHOWN,
    )
    publish(statement)
    return statement


def publish(statement: Statement) -> Question:
    """Make the statement a question of its wave, with its three choices; or put back the one it was."""
    wave = statement.conversation.wave
    if statement.question:
        wave.questions.add(statement.question)
        return statement.question
    question = Question.objects.create(
        poll=wave.poll, kind=STATEMENT.key, text=statement.text, order=wave.poll.questions.count()
    )
    choices = enumerate(STATEMENT.choices)
    Option.objects.bulk_create(Option(question=question, order=n, text=text) for n, text in choices)
    wave.questions.add(question)
    statement.question = question
    statement.save(update_fields=["question"])
    return question
