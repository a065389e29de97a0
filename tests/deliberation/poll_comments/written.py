"""A poll in which people wrote for the findings, closed."""

from deliberation.models import Question, Thread, Wave
from deliberation.poll_comments import comments
from deliberation.polls import polling, voting
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms

BECAUSE = {"key": "because", "kind": "comment", "text": "Why do you say so?", "waves": ["after"]}


def asked(cast: Cast) -> Question:
    return rooms.question(cast, "because")


def write(cast: Cast, who: User, words: str, *, may_be_printed: bool = False) -> None:
    ticked = [option.pk for option in asked(cast).options.all()] if may_be_printed else []
    voting.vote(rooms.wave(cast, "after"), asked(cast), by=who, text=words, option_ids=ticked)


def opened(cast: Cast) -> Wave:
    rooms.prepare(cast, [rooms.USE, BECAUSE, rooms.WHY])
    rooms.close_wave(polling.open_wave(rooms.wave(cast, "before"), by=cast.moss), by=cast.moss)
    return polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)


def closed(cast: Cast, writers: int = 6) -> tuple[Wave, list[User]]:
    """The poll, and who wrote “I fear for my aunt 0” and so on; those with an even number allow it to be printed."""
    wave, people = opened(cast), rooms.crowd(cast, 8)
    for n, who in enumerate(people):
        rooms.answer(cast, who, "after", "q_use", "Not sure" if n % 2 else "No, never")
        if n < writers:
            write(cast, who, f"I fear for my aunt {n}", may_be_printed=n % 2 == 0)
    return rooms.close_wave(wave, by=cast.moss), people


def brought(cast: Cast, wave: Wave) -> Thread:
    return comments.bring(wave, asked(cast), area=cast.consultation.areas.get(order=2), by=cast.moss)
