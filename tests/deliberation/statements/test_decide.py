import pytest
from django.db import IntegrityError

from audit.models import Entry
from consultations import access
from consultations.groups import appointing
from consultations.joining import joining
from consultations.models import Role
from deliberation.models import Question, Statement, StatementDecision
from deliberation.models.statements import REASONS
from deliberation.statements import decisions, statements
from people.errors import Refused
from tests.cast import Cast, chosen_by, person
from tests.deliberation import rooms
from tests.deliberation.statements import talk
from tests.made_once import made_once

State = Statement.State


@made_once
def statement(cast: Cast) -> Statement:
    return talk.sent(cast)


def test_an_accepted_statement_is_asked(cast: Cast) -> None:
    statement = talk.accepted(cast)
    assert statement.state == State.SHOWN
    assert statement.question in talk.questions(statement.conversation)
    assert statement.question.text == talk.MINE
    assert statement.decisions.get().decided_by == cast.member(cast.moss)
    assert Entry.objects.last().action == "statement_shown"


def test_a_refused_one_never_becomes_a_question_and_its_author_reads_why(cast: Cast) -> None:
    statement = talk.refused(cast, note="Two sentences would do.")
    assert statement.state == State.REFUSED
    assert not Question.objects.filter(text=talk.MINE).exists()
    assert statement.refusal.message == f"{REASONS['several'][1]}\n\nTwo sentences would do."


def test_taken_out_again_it_is_not_asked_and_put_back_it_keeps_its_answers(cast: Cast) -> None:
    statement = talk.accepted(cast)
    question = statement.question
    ballot = talk.answer(statement.conversation, 3, "agree", cast.bilal)
    decisions.refuse(statement, by=cast.moss, revision=1, reason="ident")
    assert question not in talk.questions(statement.conversation)
    statement.refresh_from_db()
    statements.ask_again(statement, by=cast.amina)
    statement.refresh_from_db()
    decisions.show(statement, by=cast.hale, revision=1)
    assert question in talk.questions(statement.conversation)
    assert ballot in question.ballots.all()


def test_criticism_of_the_police_is_no_reason(cast: Cast, statement: Statement) -> None:
    assert "offtopic" not in REASONS
    for reason in ["", "criticism", "offtopic"]:
        with pytest.raises(Refused, match="Choose a reason"):
            decisions.refuse(statement, by=cast.moss, revision=1, reason=reason)


def test_the_database_takes_no_refusal_without_a_reason(cast: Cast, statement: Statement) -> None:
    with pytest.raises(IntegrityError):
        StatementDecision.objects.create(
            statement=statement, revision=1, action="refuse", decided_by=cast.member(cast.moss)
        )


def test_other_words_than_those_read_are_not_accepted(cast: Cast, statement: Statement) -> None:
    statements.edit(statement, "Something else entirely.", by=cast.amina)
    with pytest.raises(Refused, match="changed the words"):
        decisions.show(statement, by=cast.moss, revision=1)


def test_the_second_of_two_facilitators_is_told(cast: Cast, statement: Statement) -> None:
    decisions.refuse(statement, by=cast.moss, revision=1, reason="unclear")
    with pytest.raises(Refused, match="not waiting any more"):
        decisions.show(statement, by=cast.moss, revision=1)


def test_somebody_who_left_is_not_shown(cast: Cast, statement: Statement) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(Refused):
        decisions.show(statement, by=cast.moss, revision=1)


@pytest.mark.parametrize("who", ["amina", "bilal", "okoro", "reyes", "hale", "outsider"])
def test_only_facilitators_decide(cast: Cast, who: str, statement: Statement) -> None:
    for act in (
        lambda: decisions.show(statement, by=getattr(cast, who), revision=1),
        lambda: decisions.refuse(statement, by=getattr(cast, who), revision=1, reason="spam"),
    ):
        with pytest.raises(access.NotAllowed):
            act()


def test_after_the_close_nothing_is_shown_or_taken_out(cast: Cast) -> None:
    """What was asked is fixed: the results are about these statements."""
    conversation = talk.running(cast)
    waiting, shown = talk.sent(cast, "One thing.", conversation), talk.accepted(cast, conversation=conversation)
    rooms.close_wave(conversation.wave, by=cast.moss)
    with pytest.raises(Refused, match="has closed"):
        decisions.show(waiting, by=cast.moss, revision=1)
    with pytest.raises(Refused, match="has closed"):
        decisions.refuse(shown, by=cast.moss, revision=1, reason="spam")


# --- A second look --------------------------------------------------------------------------------
def test_somebody_else_decides_the_second_time(cast: Cast) -> None:
    statement = statements.ask_again(talk.refused(cast), by=cast.amina)
    with pytest.raises(Refused, match="Somebody else has to look"):
        decisions.show(statement, by=cast.moss, revision=1)
    other = person("other.moss")
    other.name = "Other Moss"
    other.save()
    made = appointing.appoint(cast.consultation, other, Role.FACILITATOR, by=cast.moss)
    chosen_by(made, cast.member(cast.moss))
    with pytest.raises(Refused, match="Jo Moss and you"):
        decisions.show(statement, by=other, revision=1)
    chosen_by(made, None)
    chosen_by(cast.member(cast.moss), cast.member(cast.hale))
    with pytest.raises(Refused, match="Jo Moss and you"):
        decisions.show(statement, by=cast.hale, revision=1)
    assert decisions.show(statement, by=other, revision=1).state == State.SHOWN


def test_after_two_decisions_about_the_same_words_it_is_enough(cast: Cast) -> None:
    statement = statements.ask_again(talk.refused(cast), by=cast.amina)
    statement = decisions.refuse(statement, by=cast.hale, revision=1, reason="several")
    with pytest.raises(Refused, match="Two people have decided"):
        statements.ask_again(statement, by=cast.amina)


def test_what_a_second_look_put_to_people_is_not_taken_out_by_whoever_had_refused_it(cast: Cast) -> None:
    """And its author has another look again: two refusals around a showing are not two decisions about the words."""
    statement = statements.ask_again(talk.refused(cast), by=cast.amina)
    statement = decisions.show(statement, by=cast.hale, revision=1)
    for reason in ("several", "ident"):
        with pytest.raises(Refused, match="Another has to decide"):
            decisions.refuse(statement, by=cast.moss, revision=1, reason=reason)
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    with pytest.raises(Refused, match="of your side"):
        decisions.refuse(statement, by=cast.finch, revision=1, reason="ident")
    chosen_by(cast.member(cast.finch), None)
    with pytest.raises(Refused, match="Choose a new one"):
        decisions.refuse(statement, by=cast.finch, revision=1, reason="several")
    statement = decisions.refuse(statement, by=cast.finch, revision=1, reason="ident")
    assert statement.may_be_asked_again
    assert statements.ask_again(statement, by=cast.amina).second_look


def test_others_cannot_ask_for_it(cast: Cast) -> None:
    with pytest.raises(access.NotAllowed):
        statements.ask_again(talk.refused(cast), by=cast.bilal)
