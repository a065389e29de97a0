import numpy as np

from deliberation.opinion.matrix import Matrix, canonical, takes_part
from deliberation.polis.model import MISSING
from tests.deliberation.opinion import planted


def test_every_order_of_people_and_statements_becomes_the_same_matrix() -> None:
    found = planted.matrix(40, 12, answered=0.6)
    first = canonical(found)
    assert first.statements == tuple(sorted(found.statements))
    for seed in range(20):
        again = canonical(planted.shuffled(found, seed))
        assert again.statements == first.statements
        assert np.array_equal(again.votes, first.votes)


def test_nobody_is_lost_or_changed_by_ordering() -> None:
    found = planted.matrix(40, 12, answered=0.6)
    assert sorted(map(tuple, found.votes.tolist())) == sorted(map(tuple, canonical(found).votes.tolist()))


def test_an_answer_stays_with_its_statement() -> None:
    found = canonical(Matrix(np.array([[1, -1]], dtype=np.int8), (9, 4)))
    assert found.statements == (4, 9)
    assert found.votes.tolist() == [[-1, 1]]


def test_seven_answers_place_a_person_and_six_do_not() -> None:
    votes = np.full((3, 10), MISSING, dtype=np.int8)
    votes[0, :7], votes[1, :6] = 0, 1  # a pass is an answer
    assert takes_part(votes).tolist() == [True, False, False]


def test_where_there_are_few_statements_all_of_them_are_needed() -> None:
    votes = np.array([[1, 1, 1], [1, 1, MISSING]], dtype=np.int8)
    assert takes_part(votes).tolist() == [True, False]


def test_an_empty_conversation_is_no_error() -> None:
    empty = Matrix(np.empty((0, 0), dtype=np.int8), ())
    assert canonical(empty).votes.size == 0
    assert takes_part(empty.votes).tolist() == []
