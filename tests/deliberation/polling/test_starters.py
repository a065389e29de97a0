"""The questions that ship: each can be asked, as it is."""

import pytest

from consultations import completeness, setup, starters
from consultations.models import Stage
from deliberation import polling, question_sets
from deliberation.models import Question
from deliberation.question_spec import sound
from people.models import User
from tests.cast import Cast

KEYS = [starter["key"] for starter in starters.available()]
TECHNOLOGIES = {"lfr", "anpr", "drones", "ai", "cctv", "citizen_evidence"}


def test_every_technology_has_its_template() -> None:
    assert set(KEYS) >= TECHNOLOGIES


@pytest.mark.parametrize("key", KEYS)
def test_a_starters_questions_fill_both_polls(cast: Cast, key: str) -> None:
    starter = starters.load(key)
    poll = polling.prepare(cast.consultation, starter["questions"], by=cast.moss)
    assert poll.questions.count() == len(starter["questions"])
    paired = {q["key"] for q in starter["questions"] if q["paired"]}
    assert {q.key for q in poll.questions.filter(paired=True)} == paired
    assert len(starter["questions"]) <= 35, "a poll people finish"


@pytest.mark.parametrize("key", KEYS)
def test_everything_in_a_template_can_be_taken(cast: Cast, key: str) -> None:
    cast.at(Stage.DRAFT)
    questions = question_sets.questions_of(key)
    made = question_sets.add_questions(cast.consultation, questions, by=cast.moss)
    assert len(made) == len(questions)
    assert all(question.get("section") for question in questions)
    keys = [question["key"] for question in questions]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", KEYS)
def test_process_and_core_items_are_there(key: str) -> None:
    keys = {question["key"] for question in question_sets.questions_of(key)}
    assert {"q_know", "q_conditions", "q_explain"} <= keys
    assert {"p_time", "p_fair", "p_say", "p_quiet", "p_read", "p_act", "p_again", "p_change"} <= keys


@pytest.mark.parametrize("key", KEYS)
def test_answers_that_exclude_the_others_stand_alone(key: str) -> None:
    for question in question_sets.questions_of(key):
        spec = sound(question)
        for place, text in enumerate(spec["options"]):
            if spec["kind"] in {"multi", "ranking"} and text.startswith(
                ("None of these", "Nobody", "Nothing", "Don’t")
            ):
                assert place in spec["exclusive"], (question["key"], text)


def test_the_ladders_say_which_steps_are_changes() -> None:
    for key in ("lfr", "anpr", "cctv", "policing_technology"):
        rungs = [q for q in question_sets.questions_of(key) if q["ladder_group"]]
        assert [q["rung"] for q in rungs] == [1, 2, 3, 4]
        assert [bool(q.get("is_change")) for q in rungs] == [False, False, True, True]


def test_the_cards_of_evidence_from_the_public_are_one_set(cast: Cast) -> None:
    polling.prepare(cast.consultation, starters.load("citizen_evidence")["questions"], by=cast.moss)
    cards = Question.objects.filter(kind=Question.Kind.CARD)
    assert (cards.count(), set(cards.values_list("card_set", flat=True))) == (10, {"Film from the public"})


@pytest.mark.parametrize("key", sorted(TECHNOLOGIES))
def test_a_briefing_from_a_template_is_whole_and_easy_to_read(db: None, key: str) -> None:
    moss = User.objects.create_user("writer@example.org", name="Jo Moss", can_start_consultations=True)
    made = setup.start(title="T", starter=key, by=moss)
    states = completeness.states(made.briefing, completeness.needs_full_safeguards(made))
    assert [kind for kind, state in states.items() if state.is_missing or state.is_too_long] == []
    assert [kind for kind, state in states.items() if state.is_hard] == []
