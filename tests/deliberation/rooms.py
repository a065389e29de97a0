"""What the tests of polls and sessions start from."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from consultations.models import Group
from deliberation.models import Conversation, Poll, Question, Session, Wave
from deliberation.polls import polling, voting
from deliberation.questions import questionnaire
from deliberation.sessions import planning, sessions
from people.models import User
from tests.cast import Cast, join

USE = {
    "key": "q_use", "kind": "single", "text": "Should the police here use cameras?", "paired": True,
    "waves": ["before", "after"], "options": ["Yes, generally", "Yes, with safeguards", "No, never", "Not sure"],
}  # fmt: skip
CONDITIONS = {
    "key": "q_cond", "kind": "multi", "text": "What matters most? Pick up to two.", "paired": True,
    "waves": ["before", "after"], "options": ["Signs", "Deletion", "Checks"], "max_choices": 2,
}  # fmt: skip
CHECK = {
    "key": "k_list", "kind": "knowledge", "text": "What happens to the list?", "paired": True,
    "waves": ["before", "after"], "options": ["It is kept", "It is destroyed"], "correct": 1,
    "explanation": "It is destroyed after the operation.",
}  # fmt: skip
WHY = {"key": "why", "kind": "text", "text": "Why?", "waves": ["after"]}
PULSE = {"key": "p_street", "kind": "single", "text": "A busy street: right or wrong?", "waves": ["pulse"],
         "options": ["Right", "Wrong"]}  # fmt: skip
RUNGS = [
    {"key": f"r{n}", "kind": "scale", "text": f"Step {n}", "waves": ["after"], "ladder_group": "lfr", "rung": n,
     "options": ["Strongly support", "Support", "Oppose"]}
    for n in (1, 2)
]  # fmt: skip
ALL = [USE, CONDITIONS, CHECK, WHY, PULSE, *RUNGS]
SEGMENTS = [
    {"kind": "welcome", "title": "Welcome", "minutes": 10},
    {"kind": "discussion", "title": "Cameras in your street", "minutes": 25},
    {"kind": "wrap_up", "title": "What comes next", "minutes": 5},
]


def prepare(cast: Cast, questions: list[dict[str, Any]] | None = None) -> Poll:
    return questionnaire.prepare(cast.consultation, ALL if questions is None else questions, by=cast.moss)


def wave(cast: Cast, kind: str) -> Wave:
    return Wave.objects.get(poll__consultation=cast.consultation, kind=kind, session=None)


def question(cast: Cast, key: str) -> Question:
    return Question.objects.get(poll__consultation=cast.consultation, key=key)


def option(found: Question, text: str) -> int:
    return found.options.get(text=text).pk


def answer(cast: Cast, user: User, kind: str, key: str, *texts: str) -> Any:
    found = question(cast, key)
    return voting.vote(wave(cast, kind), found, by=user, option_ids=[option(found, text) for text in texts])


def open_first(cast: Cast) -> Wave:
    """Polls prepared, the first one open."""
    prepare(cast)
    return polling.open_wave(wave(cast, "before"), by=cast.moss)


def plan(cast: Cast, group: Group | None = None, questions: tuple[dict[str, Any], ...] = (USE, PULSE)) -> Session:
    """A session of Group 1 with three parts and one poll."""
    prepare(cast, list(questions))
    return planning.plan(group or cast.group1, "Evening session", by=cast.moss, segments=SEGMENTS, pulses=["p_street"])


def running(cast: Cast, *more: dict[str, Any]) -> tuple[Session, Wave]:
    """A session that has started, with its poll open."""
    session = sessions.start(plan(cast, questions=(USE, PULSE, *more)), by=cast.moss)
    return session, polling.open_wave(session.waves.get(), by=cast.moss)


def close_wave(wave: Wave, *, by: User) -> Wave:
    """A poll of everybody closes early for a reason, and not in its first days: those have gone by. A conversation of
    statements as the clock closes it: by hand only once nothing in it waits."""
    if Conversation.objects.filter(wave=wave).exists():
        polling.close_by_clock(wave)
        return Wave.objects.select_related("poll__consultation").get(pk=wave.pk)
    if wave.kind != Wave.Kind.PULSE or wave.thread_id is not None:
        Wave.objects.filter(pk=wave.pk).update(opened_at=F("opened_at") - timedelta(days=3))
    return polling.close_wave(wave, by=by, reason="Everybody has answered.")


def crowd(cast: Cast, size: int, group: Group | None = None) -> list[User]:
    """More participants."""
    so_far = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"neighbour{so_far + n}.{cast.consultation.slug}@example.org", password="!") for n in range(size)
    )
    join(cast.consultation, [(user, group or cast.group1) for user in people])
    return people
