"""What the tests of statements start from."""

from typing import Any

from deliberation.models import Conversation, Question, Statement
from deliberation.polls import polling
from deliberation.statements import conversations, decisions, next_statement, statements
from tests.cast import Cast

FIRST = ["Cameras should be switched off at night.", "Signs must say when cameras are used.", "Nobody reads the signs."]
MINE = "Young people should be asked first."


def start(cast: Cast, **how: Any) -> Conversation:
    spec = {"title": "Street talk", "about": "Cameras in your street", "statements": FIRST, **how}
    return conversations.start(cast.consultation, by=cast.moss, **spec)


def running(cast: Cast, **how: Any) -> Conversation:
    conversation = start(cast, **how)
    polling.open_wave(conversation.wave, by=cast.moss)
    return Conversation.objects.get(pk=conversation.pk)


def sent(cast: Cast, text: str = MINE, conversation: Conversation | None = None) -> Statement:
    """Amina's statement, waiting."""
    return statements.add(conversation or running(cast), text, by=cast.amina)


def accepted(cast: Cast, text: str = MINE, conversation: Conversation | None = None) -> Statement:
    statement = sent(cast, text, conversation)
    return decisions.show(statement, by=cast.moss, revision=statement.revision)


def refused(cast: Cast, reason: str = "several", **how: Any) -> Statement:
    statement = sent(cast)
    return decisions.refuse(statement, by=cast.moss, revision=1, reason=reason, **how)


def questions(conversation: Conversation) -> list[Question]:
    return list(conversation.wave.questions.all())


def answer(conversation: Conversation, place: int, said: str, user: Any) -> Any:
    return next_statement.answer(conversation, questions(conversation)[place], said, by=user)
