import pytest

from audit.models import Entry
from consultations import access
from deliberation.counting import results
from deliberation.models import Ballot, Question, Session, Wave
from deliberation.polls import polling, rounds, voting
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

PICK = {"key": "pick", "kind": "single", "text": "Where?", "waves": ["before"], "options": ["Station", "Street"]}


def answered(cast: Cast, people: int = 1) -> Question:
    rooms.prepare(cast, [rooms.USE, PICK, rooms.CHECK])
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    for n, user in enumerate(rooms.crowd(cast, people)):
        rooms.answer(cast, user, "before", "pick", "Station" if n > 1 else "Street")
    return rooms.question(cast, "pick")


def again(cast: Cast, question: Question, options: tuple[str, ...] = ("Station", "Street", "Park")) -> Question:
    return rounds.new_round(question, by=cast.moss, options=list(options))


@made_once
def old(cast: Cast) -> Question:
    return answered(cast)


def test_the_new_round_takes_the_old_ones_place(cast: Cast, old: Question) -> None:
    made = again(cast, old)
    assert (made.round, made.previous, made.text) == (2, old, "Where?")
    assert [o.text for o in made.options.all()] == ["Station", "Street", "Park"]
    keys = [q.pk for q in rooms.wave(cast, "before").questions.all()]
    assert keys.index(made.pk) == keys.index(old.pk) + 1
    assert Entry.objects.filter(action="round_added").count() == 1


def test_the_old_round_keeps_its_ballots_and_takes_no_more(cast: Cast, old: Question) -> None:
    before = list(Ballot.objects.values_list("pk", "choice"))
    made = again(cast, old)
    wave = rooms.wave(cast, "before")
    with pytest.raises(Refused, match="asked again with other answers"):
        voting.vote(wave, old, by=cast.amina, option_ids=[rooms.option(old, "Station")])
    assert voting.vote(wave, made, by=cast.amina, option_ids=[rooms.option(made, "Park")]).question == made
    assert list(Ballot.objects.filter(question=old).values_list("pk", "choice")) == before


def test_rounds_are_counted_apart(cast: Cast) -> None:
    old = answered(cast, 6)
    made = again(cast, old)
    wave = rooms.wave(cast, "before")
    for n, user in enumerate(rooms.crowd(cast, 7)):
        voting.vote(wave, made, by=user, option_ids=[rooms.option(made, "Park" if n > 1 else "Street")])
    rooms.close_wave(wave, by=cast.moss)
    found = results.for_wave(wave, viewer=cast.moss)
    assert not isinstance(found, str)
    bases = {one.question.pk: one.base for one in found}
    assert (bases[old.pk], bases[made.pk]) == (6, 7)


def test_in_a_session_the_new_round_is_one_more_poll(cast: Cast) -> None:
    session, pulse = rooms.running(cast)
    question = pulse.questions.get()
    voting.vote(pulse, question, by=cast.amina, option_ids=[rooms.option(question, "Right")])
    made = again(cast, question, ("Right", "Wrong", "It depends"))
    pulse.refresh_from_db()
    assert pulse.state == Wave.State.CLOSED
    following = session.waves.get(questions=made)
    assert (following.state, following.session) == (Wave.State.PLANNED, session)
    polling.open_wave(following, by=cast.moss)


@pytest.mark.parametrize("key", ["q_use", "k_list"])
def test_what_is_compared_or_explained_has_no_rounds(cast: Cast, key: str, old: Question) -> None:
    with pytest.raises(Refused, match="Write a new question instead"):
        again(cast, rooms.question(cast, key))


def test_refusals_that_explain(cast: Cast, old: Question) -> None:
    with pytest.raises(Refused, match="same as before"):
        again(cast, old, ("Station", "Street"))
    made = again(cast, old)
    with pytest.raises(Refused, match="later round already"):
        again(cast, old)
    rooms.close_wave(rooms.wave(cast, "before"), by=cast.moss)
    with pytest.raises(Refused, match="has closed"):
        again(cast, made, ("A", "B"))


def test_a_question_nobody_can_have_answered_is_changed_itself(cast: Cast) -> None:
    rooms.prepare(cast, [rooms.USE, PICK])
    with pytest.raises(Refused, match="change it itself"):
        again(cast, rooms.question(cast, "pick"))


@pytest.mark.parametrize("who", ["amina", "okoro", "hale"])
def test_only_facilitators_start_a_round(cast: Cast, who: str, old: Question) -> None:
    with pytest.raises(access.NotAllowed):
        rounds.new_round(old, by=getattr(cast, who), options=["A", "B"])


def test_an_ended_session_has_no_new_round(cast: Cast) -> None:
    session, pulse = rooms.running(cast)
    Session.objects.filter(pk=session.pk).update(state=Session.State.ENDED)
    with pytest.raises(Refused, match="has closed"):
        again(cast, pulse.questions.get(), ("A", "B"))
