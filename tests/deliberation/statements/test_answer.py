import pytest

from consultations import access
from deliberation.models import Ballot, Conversation, Statement
from deliberation.statements import conversations, next_statement
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk
from tests.made_once import made_once


@made_once
def conversation(cast: Cast) -> Conversation:
    return talk.running(cast)


def test_the_last_answer_counts(cast: Cast, conversation: Conversation) -> None:
    talk.answer(conversation, 0, "agree", cast.amina)
    ballot = talk.answer(conversation, 0, "pass", cast.amina)
    assert next_statement.said(ballot, talk.questions(conversation)[0]) == "Pass"
    assert Ballot.objects.count() == 1


def test_another_word_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="Agree, Disagree or Pass"):
        talk.answer(talk.running(cast), 0, "perhaps", cast.amina)


@pytest.mark.parametrize("who", ["moss", "okoro", "hale", "outsider"])
def test_only_participants_are_handed_statements(cast: Cast, who: str, conversation: Conversation) -> None:
    with pytest.raises(access.NotAllowed):
        next_statement.hand_out(conversation, by=getattr(cast, who))


def test_everybody_comes_to_an_end(cast: Cast, conversation: Conversation) -> None:
    seen = []
    for _ in talk.FIRST:
        question = next_statement.hand_out(conversation, by=cast.amina)
        assert question is not None
        seen.append(question.text)
        next_statement.answer(conversation, question, "agree", by=cast.amina)
    assert next_statement.hand_out(conversation, by=cast.amina) is None
    assert sorted(seen) == sorted(talk.FIRST)


def test_showing_is_counted_for_the_statement_and_never_for_the_person(cast: Cast, conversation: Conversation) -> None:
    question = next_statement.hand_out(conversation, by=cast.amina)
    assert Statement.objects.get(question=question).times_shown == 1
    assert not [f.name for f in Statement._meta.get_fields() if "seen" in f.name or "viewer" in f.name]


def test_a_statement_put_off_comes_back_last(cast: Cast, conversation: Conversation) -> None:
    first = next_statement.hand_out(conversation, by=cast.amina)
    assert first is not None
    assert next_statement.hand_out(conversation, by=cast.amina, after=first.pk) != first
    for question in talk.questions(conversation):
        if question != first:
            next_statement.answer(conversation, question, "agree", by=cast.amina)
    assert next_statement.hand_out(conversation, by=cast.amina, after=first.pk) == first


def test_a_late_statement_is_shown_first_until_the_floor(cast: Cast) -> None:
    conversation = talk.running(cast, floor=3)
    Statement.objects.update(times_shown=3)
    late = conversations.add_own(conversation, "Late, but not too late.", by=cast.moss)
    for user in [cast.amina, cast.bilal, cast.carys]:
        assert next_statement.hand_out(conversation, by=user) == late.question
    late.refresh_from_db()
    assert late.times_shown == 3
    others = {next_statement.hand_out(conversation, by=user) for user in rooms.crowd(cast, 12)}
    assert len(others) > 1, "the floor is reached: others come first again"


def test_beyond_the_floor_nothing_is_written(cast: Cast) -> None:
    conversation = talk.running(cast, floor=1)
    Statement.objects.update(times_shown=1)
    next_statement.hand_out(conversation, by=cast.amina)
    assert set(Statement.objects.values_list("times_shown", flat=True)) == {1}


def test_a_closed_conversation_takes_no_answer(cast: Cast, conversation: Conversation) -> None:
    rooms.close_wave(conversation.wave, by=cast.moss)
    conversation.wave.refresh_from_db()
    with pytest.raises(Refused, match="has closed"):
        talk.answer(conversation, 0, "agree", cast.amina)


def test_handing_out_takes_few_queries(cast: Cast, django_assert_max_num_queries, conversation: Conversation) -> None:
    next_statement.hand_out(conversation, by=cast.bilal)
    with django_assert_max_num_queries(9):
        next_statement.hand_out(conversation, by=cast.amina)
