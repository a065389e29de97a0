from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.joining import joining
from consultations.models import Consent, Stage
from deliberation.models import Ballot, PollComment, Wave
from deliberation.polls import ballots, polling, voting
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def wave(cast: Cast) -> Wave:
    return rooms.open_first(cast)


def test_an_answer_is_stored_under_the_token_with_its_day(cast: Cast, wave: Wave) -> None:
    ballot = rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    assert ballot.token == joining.token_for(cast.member(cast.amina))
    assert ballot.choice == str(rooms.option(rooms.question(cast, "q_use"), "Not sure"))
    assert ballot.cast_on == clock.today()
    assert ballot.text == ""


def test_a_ballot_has_no_way_to_a_person() -> None:
    names = {field.name for field in Ballot._meta.get_fields()}
    assert names == {
        "id",
        "token",
        "question",
        "wave",
        "choice",
        "text",
        "briefing",
        "cast_on",
        "source",
        "sent",
        "talked",  # yes or no, until ballots are cut loose
        "comment",  # its words in the coding, which hang on no person either, until then
    }
    assert {field.name for field in PollComment._meta.get_fields()} == {"id", "contribution", "ballot"}


def test_ballots_are_not_in_the_record(cast: Cast, wave: Wave) -> None:
    before = Entry.objects.count()
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    assert Entry.objects.count() == before


def test_changing_an_answer_keeps_one_ballot(cast: Cast, wave: Wave) -> None:
    first = rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    second = rooms.answer(cast, cast.amina, "before", "q_use", "No, never")
    assert first.pk == second.pk
    assert Ballot.objects.get().choice == second.choice != first.choice


def test_the_same_question_is_answered_again_in_the_second_wave(cast: Cast, wave: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    rooms.close_wave(wave, by=cast.moss)
    polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    rooms.answer(cast, cast.amina, "after", "q_use", "No, never")
    assert Ballot.objects.count() == 2


def test_several_answers_up_to_the_limit(cast: Cast, wave: Wave) -> None:
    ballot = rooms.answer(cast, cast.amina, "before", "q_cond", "Checks", "Signs")
    assert len(ballot.choice.split(",")) == 2
    with pytest.raises(Refused, match="at most 2. You chose 3"):
        rooms.answer(cast, cast.amina, "before", "q_cond", "Signs", "Deletion", "Checks")


def test_own_words_are_cleaned_and_limited(cast: Cast, wave: Wave) -> None:
    rooms.close_wave(rooms.wave(cast, "before"), by=cast.moss)
    after = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    why = rooms.question(cast, "why")
    assert voting.vote(after, why, by=cast.amina, text=" Because\u202e ").text == "Because"
    with pytest.raises(Refused, match="at most 1,000"):
        voting.vote(after, why, by=cast.amina, text="x" * 1001)
    with pytest.raises(Refused, match="Write an answer"):
        voting.vote(after, why, by=cast.amina, text="  ")


def test_the_first_answer_to_a_quick_check_counts(cast: Cast, wave: Wave) -> None:
    first = rooms.answer(cast, cast.amina, "before", "k_list", "It is kept")
    assert rooms.answer(cast, cast.amina, "before", "k_list", "It is kept") == first
    with pytest.raises(Refused, match="your first answer counts"):
        rooms.answer(cast, cast.amina, "before", "k_list", "It is destroyed")
    assert Ballot.objects.get().choice == first.choice


# --- Refusals -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["moss", "hale", "okoro", "reyes", "outsider"])
def test_only_participants_vote(cast: Cast, who: str, wave: Wave) -> None:
    with pytest.raises(access.NotAllowed):
        rooms.answer(cast, getattr(cast, who), "before", "q_use", "Not sure")


def test_a_wave_that_has_not_opened_refuses(cast: Cast) -> None:
    rooms.prepare(cast)
    with pytest.raises(Refused, match="has not opened yet"):
        rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")


def test_a_closed_wave_refuses(cast: Cast) -> None:
    rooms.close_wave(rooms.open_first(cast), by=cast.moss)
    with pytest.raises(Refused, match="has closed"):
        rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")


def test_a_wave_closed_after_the_check_still_takes_no_ballot(cast: Cast, wave: Wave) -> None:
    """The check a moment earlier may be stale: the statement that writes looks again."""
    stale = wave
    question, member = rooms.question(cast, "q_use"), cast.amina
    rooms.close_wave(Wave.objects.get(pk=stale.pk), by=cast.moss)
    assert stale.state == Wave.State.OPEN
    assert ballots.store(stale, question, member, choice="1", text="") is None
    assert not Ballot.objects.exists()


def test_the_statement_that_writes_takes_nothing_before_the_wave_opens(cast: Cast) -> None:
    rooms.prepare(cast)
    member = cast.amina
    stored = ballots.store(rooms.wave(cast, "before"), rooms.question(cast, "q_use"), member, choice="1", text="")
    assert stored is None


def test_after_the_closing_time_nothing_is_taken_even_if_the_stage_has_not_moved(cast: Cast, wave: Wave) -> None:
    with clock.travel(cast.consultation.closes_at + timedelta(seconds=1)):
        assert cast.consultation.stage == Stage.OPEN
        with pytest.raises(Refused, match="has closed"):
            rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
        member = cast.amina
        stored = ballots.store(rooms.wave(cast, "before"), rooms.question(cast, "q_use"), member, choice="1", text="")
        assert stored is None


def test_an_option_of_another_question_is_refused(cast: Cast, wave: Wave) -> None:
    foreign = rooms.option(rooms.question(cast, "q_cond"), "Signs")
    with pytest.raises(Refused, match="not one of the choices"):
        voting.vote(wave, rooms.question(cast, "q_use"), by=cast.amina, option_ids=[foreign])


def test_a_question_of_another_wave_is_refused(cast: Cast, wave: Wave) -> None:
    with pytest.raises(Refused, match="not part of this poll"):
        voting.vote(wave, rooms.question(cast, "why"), by=cast.amina, text="Because")


def test_nothing_chosen_is_refused(cast: Cast, wave: Wave) -> None:
    with pytest.raises(Refused, match="Choose an answer, or skip"):
        rooms.answer(cast, cast.amina, "before", "q_use")


def test_two_answers_to_a_single_question_are_refused(cast: Cast, wave: Wave) -> None:
    with pytest.raises(Refused, match="one answer only"):
        rooms.answer(cast, cast.amina, "before", "q_use", "Not sure", "No, never")


def test_without_consent_nothing_is_stored(cast: Cast, wave: Wave) -> None:
    Consent.objects.filter(membership=cast.member(cast.amina)).update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="not agreed to take part"):
        rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")


def test_somebody_who_left_cannot_vote_and_their_ballots_go(cast: Cast, wave: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not Ballot.objects.exists()
    with pytest.raises(access.NotAllowed):
        rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")


def test_another_group_cannot_vote_in_a_session(cast: Cast) -> None:
    _, wave = rooms.running(cast)
    question = wave.questions.get()
    right = [rooms.option(question, "Right")]
    assert cast.member(cast.carys).group == cast.group2
    with pytest.raises(access.NotAllowed):
        voting.vote(wave, question, by=cast.carys, option_ids=right)
    voting.vote(wave, question, by=cast.amina, option_ids=right)


def test_a_vote_takes_few_queries(cast: Cast, django_assert_max_num_queries, wave: Wave) -> None:
    question = rooms.question(cast, "q_use")
    chosen = [rooms.option(question, "Not sure")]
    with django_assert_max_num_queries(11):
        voting.vote(wave, question, by=cast.amina, option_ids=chosen)
