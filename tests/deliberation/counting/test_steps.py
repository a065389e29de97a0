"""What stood on a wall changes by at least three people, also where people left before the close."""

import pytest

from consultations.joining import joining
from deliberation.counting import results
from deliberation.polls import polling, voting
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms


def answered(cast: Cast, people: list[User]) -> tuple[int, int]:
    """(base shown while it was open, base shown once it has closed) after all but some have left."""
    _, wave = rooms.running(cast)
    polling.show_bars(wave, True, by=cast.moss)
    wave.refresh_from_db()
    question = wave.questions.get()
    for number, user in enumerate(people):
        text = "Right" if number % 2 else "Wrong"
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, text)])
        (before,) = results.for_wave(wave, viewer=results.ROOM)  # the wall looks after each
    for user in people[-4:]:
        joining.withdraw(cast.consultation, by=user)
    rooms.close_wave(wave, by=cast.moss)
    wave.refresh_from_db()
    (after,) = results.for_wave(wave, viewer=results.ROOM)
    return before.base, after.base


@pytest.mark.parametrize(("size", "shown", "closed"), [(10, 5, 5), (12, 5, 5), (13, 5, 9), (14, 5, 10)])
def test_the_close_is_a_step_too(cast: Cast, size: int, shown: int, closed: int) -> None:
    """Of 12, three came since, and two of them chose the same: not enough to stand behind a step."""
    assert answered(cast, rooms.crowd(cast, size)) == (shown, closed)
