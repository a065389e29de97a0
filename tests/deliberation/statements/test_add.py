from collections.abc import Callable

import pytest

from audit.models import Entry
from consultations import access
from consultations.models import Consent
from deliberation.models import Conversation, Question, Statement
from deliberation.statements import statements
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk
from tests.made_once import made_once

Held = Statement.State.HELD


@made_once
def conversation(cast: Cast) -> Conversation:
    return talk.running(cast)


def test_a_residents_statement_waits_and_is_no_question_yet(cast: Cast) -> None:
    before = Question.objects.count()
    statement = talk.sent(cast, "  Young people\nshould be asked first. ")
    assert statement.text == talk.MINE
    assert statement.state == Held
    assert statement.held_because == statements.WAITS
    assert not statement.is_from_facilitators
    assert Question.objects.count() == before + len(talk.FIRST)
    assert statement.question is None


def test_the_words_are_not_in_the_record(cast: Cast) -> None:
    talk.sent(cast)
    entry = Entry.objects.last()
    assert entry.action == "statement_sent"
    assert talk.MINE not in str(entry.__dict__)


def test_what_a_computer_finds_is_a_note_and_never_a_refusal(cast: Cast, conversation: Conversation) -> None:
    statement = statements.add(conversation, "Is 07700 900123 the number for complaints?", by=cast.amina)
    assert statement.state == Held
    assert "a phone number" in statement.held_because
    assert "question" in statement.held_because


def test_one_that_is_nearly_the_same_is_flagged(cast: Cast, conversation: Conversation) -> None:
    statement = statements.add(conversation, "cameras should be switched OFF at night", by=cast.amina)
    assert statement.state == Held
    assert statement.twin is not None
    assert statement.twin.text == talk.FIRST[0]
    assert statements.add(conversation, "Cameras keep my shop safe.", by=cast.amina).twin is None


def test_sent_twice_is_one(cast: Cast, conversation: Conversation) -> None:
    first = talk.sent(cast, conversation=conversation)
    assert talk.sent(cast, conversation=conversation) == first


def test_too_long_is_refused_with_by_how_much(cast: Cast) -> None:
    with pytest.raises(Refused, match="take out 15"):
        talk.sent(cast, "x" * 175)


def test_the_sixth_that_waits_is_refused(cast: Cast, conversation: Conversation) -> None:
    for n in range(5):
        talk.sent(cast, f"Statement number {n}.", conversation)
    with pytest.raises(Refused, match="5 of your statements are waiting"):
        talk.sent(cast, "One more.", conversation)
    assert statements.add(conversation, "Another person.", by=cast.bilal).state == Held


@pytest.mark.parametrize("who", ["moss", "hale", "okoro", "reyes", "outsider"])
def test_only_participants_send_statements(cast: Cast, who: str, conversation: Conversation) -> None:
    with pytest.raises(access.NotAllowed):
        statements.add(conversation, talk.MINE, by=getattr(cast, who))


def _not_opened(cast: Cast) -> None:
    statements.add(talk.start(cast), talk.MINE, by=cast.amina)


def _not_taken(cast: Cast) -> None:
    talk.sent(cast, conversation=talk.running(cast, takes_statements=False))


def _without_consent(cast: Cast) -> None:
    Consent.objects.filter(membership=cast.member(cast.amina)).delete()
    talk.sent(cast)


def _closed(cast: Cast) -> None:
    conversation = talk.running(cast)
    rooms.close_wave(conversation.wave, by=cast.moss)
    talk.sent(cast, conversation=conversation)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (_not_opened, "not opened"),
        (_not_taken, "Nobody can add"),
        (_without_consent, "not agreed"),
        (_closed, "has closed"),
    ],
)
def test_not_now(cast: Cast, when: Callable[[Cast], None], why: str) -> None:
    with pytest.raises(Refused, match=why):
        when(cast)
    assert not Statement.objects.filter(source=Statement.Source.RESIDENT).exists()
