"""The story's conversation of statements: started, answered, closed and counted by the acts."""

from random import Random
from typing import TYPE_CHECKING

from deliberation.models import Conversation, Wave
from deliberation.opinion import acts as opinion
from deliberation.polls import polling
from deliberation.statements import conversations, next_statement

if TYPE_CHECKING:
    from outcomes.demo.storytelling import Story


def converse(story: "Story") -> Conversation:
    """Start it after the first poll and let people answer: one half as the first camp, the other as the second.

    One answer in twelve is a pass, so that the camps are no two blocks. Where it is not to be counted yet, everybody
    leaves a third for later, and the demo person who signs in as "amina" has answered nothing.
    """
    told, moss = story.data["conversation"], story.user("moss")
    texts, dice = [one["text"] for one in told["statements"]], Random(7)  # noqa: S311  the same story every time
    with story.on(story.days["opens"] - 2):
        talk = conversations.start(
            story.consultation, told["title"], by=moss, about=told["about"], statements=texts, takes_statements=True
        )
        polling.open_wave(talk.wave, by=moss)
        waves = Wave.objects.select_related("poll__consultation").prefetch_related("questions__options")
        talk.wave = waves.get(pk=talk.wave_id)
        questions = list(talk.wave.questions.all())
        members = [person["key"] for group in story.data["groups"] for person in group["members"]]
        for n, key in enumerate(members):
            if story.user(key) == story.people["amina"] and not told["counted"]:
                continue
            for place, question in enumerate(questions):
                if not told["counted"] and (n + place) % 3 == 0:
                    continue
                said = "pass" if dice.random() < 1 / 12 else told["statements"][place]["camps"][n % 2]
                next_statement.answer(talk, question, said, by=story.user(key))
    return talk


def count(story: "Story", talk: Conversation) -> None:
    """After the closing: the facilitator counts, and the page shows where people stand."""
    with story.on(story.days["closes"] - 1):
        talk.wave.refresh_from_db()
        opinion.count(talk.wave, by=story.user("moss"))
