"""Every kind of question: what can be answered, and what is stored."""

import pytest

from deliberation.counting import counting
from deliberation.models import Ballot, Question, Wave
from deliberation.polls import polling
from deliberation.questions import questionnaire
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms

SAFEGUARDS = ["Signs", "Deletion", "Checks", "None of these"]
RANK = {"key": "rank", "kind": "ranking", "text": "Which safeguards matter most?", "waves": ["after"],
        "options": SAFEGUARDS, "max_choices": 3, "exclusive": [3]}  # fmt: skip
PICK = {**RANK, "key": "pick", "kind": "multi", "text": "Which safeguards?"}
USE = {**rooms.USE, "options": ["Yes, generally", "Yes, but only with safeguards", "No, never", "Not sure"]}
IF = {**RANK, "key": "if", "text": "Support if …", "paired": True,
      "asked_if": {"key": "q_use", "answer": "Yes, but only with safeguards"}}  # fmt: skip
CARD = {"key": "c1", "kind": "card", "text": "What may the police do with it?", "waves": ["after"],
        "card": "A dash-cam shows a dangerous overtake.", "card_set": "Film",
        "options": ["Act on it", "Refuse it"]}  # fmt: skip


def open_after(cast: Cast, *specs: dict) -> Wave:
    rooms.prepare(cast, [USE, *specs])
    rooms.close_wave(polling.open_wave(rooms.wave(cast, "before"), by=cast.moss), by=cast.moss)
    return polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)


def answer(cast: Cast, key: str, *texts: str, user: object = None) -> Ballot:
    return rooms.answer(cast, user or cast.amina, "after", key, *texts)


# --- Ranking ------------------------------------------------------------------------------------
def test_a_ranking_keeps_its_order(cast: Cast) -> None:
    open_after(cast, RANK)
    found = rooms.question(cast, "rank")
    ballot = answer(cast, "rank", "Checks", "Signs")
    assert ballot.choice == f"{rooms.option(found, 'Checks')},{rooms.option(found, 'Signs')}"
    assert answer(cast, "rank", "Signs", "Checks").choice != ballot.choice


def test_a_ranking_has_each_place_once_and_no_more_places_than_it_says(cast: Cast) -> None:
    open_after(cast, {**RANK, "max_choices": 2})
    with pytest.raises(Refused, match="same place"):
        answer(cast, "rank", "Signs", "Signs")
    with pytest.raises(Refused, match="at most 2"):
        answer(cast, "rank", "Signs", "Checks", "Deletion")


def test_borda_points_first_places_and_how_many_placed_it(cast: Cast) -> None:
    wave = open_after(cast, RANK)
    first, second = rooms.crowd(cast, 2)
    answer(cast, "rank", "Checks", "Signs", "Deletion", user=first)
    answer(cast, "rank", "Signs", user=second)
    rooms.close_wave(wave, by=cast.moss)
    found = rooms.question(cast, "rank")
    tally = counting.figures_of(wave)[found.pk, "recruited", "", ""]
    by_text = {o.text: (tally.points[o.pk], tally.first[o.pk], tally.chosen[o.pk]) for o in found.options.all()}
    assert by_text == {"Signs": (5, 1, 2), "Checks": (3, 1, 1), "Deletion": (1, 0, 1), "None of these": (0, 0, 0)}


# --- Answers that stand alone -------------------------------------------------------------------
@pytest.mark.parametrize("key", ["pick", "rank"])
def test_an_answer_that_stands_alone_cannot_be_combined(cast: Cast, key: str) -> None:
    open_after(cast, PICK, RANK)
    assert answer(cast, key, "None of these").choice
    with pytest.raises(Refused, match="cannot be combined"):
        answer(cast, key, "Signs", "None of these")


# --- Ladders ------------------------------------------------------------------------------------
def test_a_ladder_is_climbed_in_order(cast: Cast) -> None:
    open_after(cast, *rooms.RUNGS)
    with pytest.raises(Refused, match="Answer step 1 first"):
        answer(cast, "r2", "Support")
    answer(cast, "r1", "Support")
    answer(cast, "r2", "Oppose")
    answer(cast, "r1", "Oppose")  # an earlier step may still be changed
    assert Ballot.objects.count() == 2


def test_steps_stand_together_whenever_they_are_written(cast: Cast) -> None:
    rooms.prepare(cast, [USE, rooms.RUNGS[0], rooms.WHY])
    questionnaire.add_question(cast.consultation, rooms.RUNGS[1], by=cast.moss)
    assert [q.key for q in rooms.wave(cast, "after").questions.all()] == ["q_use", "r1", "r2", "why"]
    assert rooms.question(cast, "r2").rung == 2


def test_a_ladder_is_taken_down_from_the_end(cast: Cast) -> None:
    rooms.prepare(cast, [USE, *rooms.RUNGS])
    with pytest.raises(Refused, match="from its last step"):
        questionnaire.delete_question(rooms.question(cast, "r1"), by=cast.moss)
    questionnaire.delete_question(rooms.question(cast, "r2"), by=cast.moss)


# --- Branches -----------------------------------------------------------------------------------
def test_a_branch_is_only_for_those_whose_answer_leads_there(cast: Cast) -> None:
    open_after(cast, IF)
    with pytest.raises(Refused, match="only for people who answered"):
        answer(cast, "if", "Signs")
    answer(cast, "q_use", "No, never")
    with pytest.raises(Refused, match="only for people who answered"):
        answer(cast, "if", "Signs")
    answer(cast, "q_use", "Yes, but only with safeguards")
    assert answer(cast, "if", "Signs").pk


def test_changing_the_answer_that_led_there_takes_the_branch_away(cast: Cast) -> None:
    open_after(cast, IF)
    answer(cast, "q_use", "Yes, but only with safeguards")
    answer(cast, "if", "Signs")
    answer(cast, "q_use", "Yes, but only with safeguards")  # the same again changes nothing
    assert Ballot.objects.filter(question__key="if").count() == 1
    answer(cast, "q_use", "No, never")
    assert not Ballot.objects.filter(question__key="if").exists()


def test_a_stray_ballot_in_a_branch_is_not_counted(cast: Cast) -> None:
    """Stored at the very moment the answer that led to it was changed."""
    wave = open_after(cast, IF)
    answer(cast, "q_use", "Yes, but only with safeguards")
    stray = answer(cast, "if", "Signs")
    stray_choice = stray.choice
    answer(cast, "q_use", "No, never")
    Ballot.objects.create(token=stray.token, wave=wave, question=stray.question, choice=stray_choice)
    assert not [key for key in counting.count(wave) if key[0] == stray.question_id]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"asked_if": {"key": "nothing", "answer": "Yes"}}, "is not there"),
        ({"paired": False, "waves": ["pulse"]}, "in the same poll"),
        ({"asked_if": {"key": "if", "answer": "Signs"}, "key": "if2"}, "with one answer, asked of everybody"),
        ({"asked_if": "q_use"}, "must name an earlier question"),
    ],
)
def test_a_branch_that_leads_nowhere_is_refused(cast: Cast, change: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        rooms.prepare(cast, [USE, IF, {**IF, "key": "", "text": "Other", **change}])


def test_the_question_a_branch_hangs_on_keeps_that_answer(cast: Cast) -> None:
    from consultations.models import Stage

    cast.at(Stage.DRAFT)
    rooms.prepare(cast, [USE, IF])
    use = rooms.question(cast, "q_use")
    with pytest.raises(Refused, match="only of people who choose an answer you changed"):
        questionnaire.edit_question(use, {**USE, "options": ["Yes, generally", "No, never"]}, by=cast.moss)
    with pytest.raises(Refused, match="Take that one out first"):
        questionnaire.delete_question(use, by=cast.moss)
    questionnaire.edit_question(use, {**USE, "options": [*USE["options"], "One more"]}, by=cast.moss)
    assert rooms.question(cast, "if").asked_if == use.options.get(text="Yes, but only with safeguards")


# --- Cards and bounds ---------------------------------------------------------------------------
def test_a_card_carries_its_story(cast: Cast) -> None:
    open_after(cast, CARD)
    assert rooms.question(cast, "c1").title == f"{CARD['card']} {CARD['text']}"
    assert answer(cast, "c1", "Refuse it").pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"card": " "}, "what happens on the card"),
        ({"kind": "riddle"}, "no kind of question called"),
        ({"kind": "statement"}, "no kind of question called"),
        ({"options": [f"Answer {n}" for n in range(21)]}, "at most 20 answers"),
        ({"options": ["x" * 301, "y"]}, "longer than 300"),
        ({"text": "x" * 1001}, "at most 1,000 characters"),
        ({"text": ["a", "b"]}, "must be text"),
        ({"options": "Yes"}, "a list of texts"),
        ({"kind": "multi", "exclusive": [9]}, "by their place"),
        ({"kind": "multi", "max_choices": "three"}, "as a number"),
        ({"kind": "knowledge", "correct": 7}, "which answer is right"),
        ({"kind": "multi", "ladder_group": "lfr"}, "Every step of a ladder is a scale"),
        ({"waves": ["never"]}, "when the question is asked"),
    ],
)
def test_a_spec_out_of_bounds_is_refused(cast: Cast, change: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        rooms.prepare(cast, [USE, {**CARD, **change}])
    assert not Question.objects.exists()


def test_a_poll_does_not_grow_without_end(cast: Cast) -> None:
    many = [{**rooms.WHY, "key": "", "text": f"Why {n}?"} for n in range(81)]
    with pytest.raises(Refused, match="at most 80 questions"):
        rooms.prepare(cast, many)
