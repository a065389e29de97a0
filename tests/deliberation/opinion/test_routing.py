from collections import Counter

from deliberation.opinion.routing import Candidate, informs, next_statement


def test_the_least_shown_comes_first_until_the_floor() -> None:
    candidates = [Candidate(1, 9), Candidate(2, 4), Candidate(3, 7)]
    assert next_statement(candidates, floor=10, person="a") == 2


def test_one_below_the_floor_comes_before_any_that_reached_it() -> None:
    told = Candidate(1, 10, agree=50, disagree=50, answers=100)
    assert {next_statement([told, Candidate(2, 9)], floor=10, person=str(n)) for n in range(50)} == {2}


def test_a_person_gets_the_same_answer_again() -> None:
    candidates = [Candidate(n, 0) for n in range(20)]
    first = next_statement(candidates, floor=5, person="a")
    assert next_statement(reversed(candidates), floor=5, person="a") == first


def test_among_equals_people_get_different_orders() -> None:
    candidates = [Candidate(n, 0) for n in range(10)]
    firsts = Counter(next_statement(candidates, floor=5, person=str(n)) for n in range(2000))
    assert len(firsts) == 10
    assert min(firsts.values()) > 130, "each about 200 times"


def test_beyond_the_floor_divided_statements_come_first_more_often() -> None:
    divided = Candidate(1, 99, agree=50, disagree=50, answers=100)
    alike = Candidate(2, 99, agree=98, disagree=1, answers=100)
    firsts = Counter(next_statement([divided, alike], floor=10, person=str(n)) for n in range(1000))
    assert 0 < firsts[2] < firsts[1] / 5


def test_passes_tell_nothing() -> None:
    assert informs(Candidate(1, 0, 5, 5, 100)) < informs(Candidate(2, 0, 5, 5, 10)) <= 1


def test_the_end() -> None:
    assert next_statement([], floor=10, person="a") is None
