import pytest

from consultations import access
from consultations.joining import joining
from deliberation.models import Ballot, Question, Statement
from deliberation.statements import statements
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation.statements import talk

State = Statement.State


def test_a_refused_statement_is_changed_and_sent_again(cast: Cast) -> None:
    statement = statements.edit(talk.refused(cast), "Young people first.", by=cast.amina)
    assert (statement.state, statement.revision, statement.text) == (State.HELD, 2, "Young people first.")


def test_the_same_words_are_not_sent_again(cast: Cast) -> None:
    with pytest.raises(Refused, match="same words"):
        statements.edit(talk.refused(cast), talk.MINE, by=cast.amina)


def test_what_people_are_answering_cannot_change(cast: Cast) -> None:
    with pytest.raises(Refused, match="cannot change"):
        statements.edit(talk.accepted(cast), "Something else.", by=cast.amina)


@pytest.mark.parametrize("act", ["edit", "withdraw"])
def test_nobody_changes_anothers_statement(cast: Cast, act: str) -> None:
    statement = talk.sent(cast)
    with pytest.raises(access.NotAllowed):
        if act == "edit":
            statements.edit(statement, "Mine now.", by=cast.bilal)
        else:
            statements.withdraw(statement, by=cast.bilal)


def test_withdrawn_its_words_go_and_the_answers_stay_with_those_who_gave_them(cast: Cast) -> None:
    statement = talk.accepted(cast)
    question = statement.question
    talk.answer(statement.conversation, 3, "agree", cast.bilal)
    statements.withdraw(statement, by=cast.amina)
    assert question not in talk.questions(statement.conversation)
    assert Ballot.objects.filter(question=question).count() == 1
    assert not Question.objects.filter(text=talk.MINE).exists()
    assert not Statement.objects.filter(text=talk.MINE).exists()


def test_when_its_author_leaves_the_words_of_all_their_statements_go(cast: Cast) -> None:
    conversation = talk.running(cast)
    talk.accepted(cast, "First of mine.", conversation)
    talk.sent(cast, "Second of mine.", conversation)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not Statement.objects.filter(text__contains="of mine").exists()
    assert not Question.objects.filter(text__contains="of mine").exists()
    assert [q.text for q in talk.questions(conversation)] == talk.FIRST


def test_what_facilitators_wrote_stays(cast: Cast) -> None:
    conversation = talk.running(cast)
    statements.forget_all_of(cast.member(cast.moss))
    assert [q.text for q in talk.questions(conversation)] == talk.FIRST
