import pytest

from audit.models import Entry
from consultations import access
from consultations.models import Stage
from deliberation.models import Poll, Question, Wave
from deliberation.questions import questionnaire
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def prepared(cast: Cast) -> Poll:
    return rooms.prepare(cast)


def test_paired_questions_are_the_same_in_both_waves(cast: Cast, prepared: Poll) -> None:
    before, after = (set(rooms.wave(cast, k).questions.filter(paired=True)) for k in ("before", "after"))
    assert before == after
    assert {q.key for q in before} == {"q_use", "q_cond", "k_list"}
    assert Entry.objects.filter(action="poll_prepared").count() == 1


def test_an_ordered_single_question_becomes_a_scale(cast: Cast, prepared: Poll) -> None:
    assert rooms.question(cast, "q_use").kind == "scale"


def test_several_answers_keep_their_limit_and_the_right_answer_is_marked(cast: Cast, prepared: Poll) -> None:
    assert rooms.question(cast, "q_cond").max_choices == 2
    assert rooms.question(cast, "k_list").options.get(is_correct=True).text == "It is destroyed"


def test_a_question_for_the_room_waits_outside_both_waves(cast: Cast, prepared: Poll) -> None:
    assert not rooms.question(cast, "p_street").waves.exists()


def test_a_second_preparing_is_refused(cast: Cast, prepared: Poll) -> None:
    with pytest.raises(Refused, match="has questions already"):
        rooms.prepare(cast)


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "hale", "outsider"])
def test_only_facilitators_prepare(cast: Cast, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        questionnaire.prepare(cast.consultation, rooms.ALL, by=getattr(cast, who))


def test_a_closed_consultation_refuses(cast: Cast) -> None:
    cast.at(Stage.ANALYSIS)
    with pytest.raises(Refused, match="at this stage"):
        rooms.prepare(cast)


# --- One question at a time ---------------------------------------------------------------------
def test_adding_a_paired_question_puts_it_in_both_waves(cast: Cast) -> None:
    cast.at(Stage.DRAFT)
    added = questionnaire.add_question(cast.consultation, rooms.USE, by=cast.moss)
    assert set(added.waves.values_list("kind", flat=True)) == {"before", "after"}
    assert Entry.objects.filter(action="question_added").exists()


def test_a_paired_question_cannot_be_added_once_open(cast: Cast) -> None:
    assert cast.consultation.stage == Stage.OPEN
    with pytest.raises(Refused, match="fixed once the consultation is open"):
        questionnaire.add_question(cast.consultation, rooms.USE, by=cast.moss)


def test_a_paired_question_is_fixed_once_the_consultation_is_open(cast: Cast, prepared: Poll) -> None:
    found = rooms.question(cast, "q_use")
    assert not found.ballots.exists()
    with pytest.raises(Refused, match="fixed once the consultation is open"):
        questionnaire.edit_question(found, {**rooms.USE, "text": "Other words?"}, by=cast.moss)


def test_once_open_a_paired_question_cannot_be_unpaired_or_deleted(cast: Cast, prepared: Poll) -> None:
    found = rooms.question(cast, "q_use")
    alone = {**rooms.USE, "paired": False, "waves": ["after"]}
    with pytest.raises(Refused, match="fixed once the consultation is open"):
        questionnaire.edit_question(found, alone, by=cast.moss)
    with pytest.raises(Refused, match="fixed once the consultation is open"):
        questionnaire.delete_question(found, by=cast.moss)


def test_editing_before_opening_keeps_place_and_waves(cast: Cast) -> None:
    cast.at(Stage.DRAFT)
    rooms.prepare(cast)
    found = rooms.question(cast, "q_use")
    order = found.order
    edited = questionnaire.edit_question(found, {**rooms.USE, "text": "Other words?"}, by=cast.moss)
    assert (edited.pk, edited.order, edited.text) == (found.pk, order, "Other words?")
    assert edited.waves.count() == 2
    assert Entry.objects.filter(action="question_edited").exists()


def test_choices_cannot_change_after_the_first_ballot(cast: Cast) -> None:
    rooms.open_first(cast)
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    cast.at(Stage.DRAFT)  # even if the stage would allow it
    Wave.objects.update(state=Wave.State.PLANNED)
    with pytest.raises(Refused, match="People have answered"):
        questionnaire.edit_question(rooms.question(cast, "q_use"), rooms.USE, by=cast.moss)
    with pytest.raises(Refused, match="People have answered"):
        questionnaire.delete_question(rooms.question(cast, "q_use"), by=cast.moss)


def test_deleting_is_recorded(cast: Cast) -> None:
    cast.at(Stage.DRAFT)
    rooms.prepare(cast)
    questionnaire.delete_question(rooms.question(cast, "why"), by=cast.moss)
    assert not Question.objects.filter(key="why").exists()
    assert Entry.objects.filter(action="question_deleted").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": " "}, "Write the question"),
        ({"options": ["Yes"]}, "at least two answers"),
        ({"options": ["Yes", "yes "]}, "are the same"),
        ({"kind": "knowledge"}, "which answer is right"),
    ],
)
def test_a_question_nobody_could_answer_is_refused(cast: Cast, change: dict, words: str) -> None:
    cast.at(Stage.DRAFT)
    with pytest.raises(Refused, match=words):
        questionnaire.add_question(cast.consultation, {**rooms.USE, **change}, by=cast.moss)


def test_nothing_is_added_to_a_wave_that_has_opened(cast: Cast) -> None:
    rooms.open_first(cast)
    with pytest.raises(Refused, match="That poll has opened"):
        questionnaire.add_question(
            cast.consultation, {**rooms.PULSE, "waves": ["before"]}, by=cast.moss
        )  # fmt: skip
