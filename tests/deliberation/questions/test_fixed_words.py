"""The database itself refuses to change what people may have answered."""

import pytest
from django.db import DatabaseError, transaction

from deliberation.models import Option, Question, Wave
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


def refused(change) -> None:
    with pytest.raises(DatabaseError, match="words are fixed"), transaction.atomic():
        change()


@made_once
def before(cast: Cast) -> Wave:
    return rooms.open_first(cast)


def test_before_opening_words_may_change(cast: Cast) -> None:
    rooms.prepare(cast)
    assert Question.objects.filter(key="q_use").update(text="Other words?") == 1
    assert Option.objects.filter(question__key="q_use").update(text="The same") == 4


@pytest.mark.parametrize("field", ["text", "help", "explanation", "card"])
def test_once_open_a_question_keeps_its_words(cast: Cast, field: str, before: Wave) -> None:
    refused(lambda: Question.objects.filter(key="q_use").update(**{field: "Other words?"}))


def test_once_open_options_keep_their_words_and_order(cast: Cast, before: Wave) -> None:
    options = Option.objects.filter(question__key="q_use")
    refused(lambda: options.update(text="Other"))
    refused(lambda: options.filter(order=0).update(order=9))
    refused(lambda: options.update(is_exclusive=True))


def test_an_answered_question_gets_no_more_options(cast: Cast, before: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    refused(lambda: Option.objects.create(question=rooms.question(cast, "q_use"), text="One more", order=9))


def test_a_paired_question_cannot_join_a_poll_that_has_opened(cast: Cast, before: Wave) -> None:
    late = Question.objects.create(poll=before.poll, text="Late?", paired=True)
    refused(lambda: before.questions.add(late))


def test_a_question_that_is_not_compared_may_join(cast: Cast, before: Wave) -> None:
    """A new round does."""
    before.questions.add(Question.objects.create(poll=before.poll, text="Late?"))


def test_saving_without_a_change_is_no_change(cast: Cast, before: Wave) -> None:
    rooms.question(cast, "q_use").save()
    Question.objects.filter(key="q_use").update(order=7)
