"""A dry run: the session led to its end with invented people, so that a facilitator sees what everybody will see.

Every look plays the session from its start in a transaction that is rolled back. So nothing of it is stored: no
answer, no line in the record, no count, no mail, and nobody is told. The real polls stay as they were.
"""

import random
import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.joining import joining
from consultations.models import Consent, Consultation, Membership, ParticipationToken, Stage
from deliberation import numbers
from deliberation.models import (
    AgendaSegment,
    Ballot,
    ExpertQuestion,
    Hand,
    PauseSignal,
    Question,
    QuestionSupport,
    Seat,
    Session,
    Wave,
)
from deliberation.questions.kinds import registry as kinds
from deliberation.sessions import board, console, steps, tables, words
from deliberation.sessions.leading import S
from people.errors import Refused
from people.models import Person
from people.text.dates import local_day

PEOPLE = 12
MOST_STEPS = 200
SAID = ("Patient", "Absent", "Fair", "Slow", "Kind", "Unsure")
TABLES = 3
SPOKE = 5  # of them have been heard
TOPICS = ("What happened to my neighbour", "Children on the way to school", "")
QUESTIONS = ("Who watches the watchers?", "How long are pictures kept?")
NOTES = "Two tables spoke of schools. Ask the third what it thinks before the second poll."
LINKS = re.compile(r'(?<= )(href|hx-post|action)="[^"]*"')
IDS = re.compile(r'\b(id|for|aria-labelledby|aria-describedby)="')


@dataclass(frozen=True)
class Scene:
    """What stands on phones (`phone`, HTML) and on the screen after so many presses of the one button."""

    place: int
    phone: str
    part: str
    minutes: int  # from the start to the end of this part
    done: str  # what the last press was
    label: str  # of the next press; empty at the end
    hint: str
    note: str  # what to mend before the day
    wall: dict[str, object]  # for the template of the screen
    console: str  # HTML: what whoever leads it sees
    floor: str  # HTML: hands, questions and voices, beside it
    tables: list[tuple[int, list[Seat]]]  # who sits where, while the session runs
    notes: str


class _Over(Exception):
    """Ends the transaction, so that nothing of it is kept."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene


def play(session: Session, place: int, *, by: Person) -> Scene:
    """The scene after `place` presses. Nothing is stored."""
    access.require(by, session.consultation, Do.PLAN_SESSION)
    if session.state != S.PLANNED:
        raise Refused("A dry run is for a session that has not begun.")
    try:
        with transaction.atomic():
            raise _Over(_played(session.pk, max(0, min(place, MOST_STEPS)), by))
    except _Over as over:
        return over.scene


def _played(pk: int, place: int, by: Person) -> Scene:
    session = _prepared(pk)
    tokens = _invented(session)
    done, note, reached = "", "", 0
    while reached < place:
        step = steps.next_step(session)
        if step is None:
            break
        try:
            steps.press(session, by=by, seen=steps.key(session))
        except Refused as error:
            note = f"{step.label}: {error}"
            break
        reached, done = reached + 1, f"{step.label}: {step.hint}" if step.hint else step.label
        if step.do == "open" and step.wave is not None and step.wave.session_id:
            _answer(step.wave, tokens)
        if step.do == "close" and step.wave is not None:
            _read_words(step.wave, by)
        session = _fresh(pk)
    _fill_the_room(session)
    return _scene(session, reached, done, note)


def _fill_the_room(session: Session) -> None:
    """Invented people as they come, sit, ask and speak: what a facilitator has to lead besides the agenda."""
    if session.state != S.LIVE:
        return
    people = list(Membership.objects.filter(consultation=session.consultation).order_by("-pk")[:PEOPLE])
    now = clock.now()
    Seat.objects.bulk_create(
        Seat(session=session, membership=member, table=n % TABLES + 1, first_spoke_at=spoke, last_spoke_at=spoke)
        for n, member in enumerate(people)
        for spoke in [now if n < SPOKE else None]
    )
    Session.objects.filter(pk=session.pk).update(tables=TABLES)
    session.tables = TABLES
    called, waiting = Hand.State.CALLED, Hand.State.WAITING
    Hand.objects.bulk_create(
        Hand(session=session, membership=member, topic=topic, state=waiting if n else called, raised_at=now)
        for n, (member, topic) in enumerate(zip(people, TOPICS, strict=False))
    )
    PauseSignal.objects.create(session=session, membership=people[-1])
    asking = {"consultation": session.consultation, "session": session}
    ExpertQuestion.objects.create(**asking, asked_by=people[0], text=QUESTIONS[0])
    put = ExpertQuestion.objects.create(
        **asking, asked_by=people[1], text=QUESTIONS[1], wording=QUESTIONS[1], state=ExpertQuestion.State.SENT
    )
    QuestionSupport.objects.bulk_create(QuestionSupport(question=put, membership=member) for member in people[1:9])


def _fresh(pk: int) -> Session:
    related = ("consultation", "segment__prompt", "segment__poll", "segment__area", "group")
    return Session.objects.select_related(*related).get(pk=pk)


def _prepared(pk: int) -> Session:
    """The consultation as it will be on the day: open, with its first poll, and this the day of the session."""
    session = _fresh(pk)
    consultation = session.consultation
    if consultation.stage != Stage.OPEN:
        asked = Wave.objects.filter(poll__consultation=consultation, kind=Wave.Kind.BEFORE, state=Wave.State.PLANNED)
        asked.filter(questions__isnull=False).update(state=Wave.State.OPEN, opened_at=clock.now())
    _on_its_day(session)
    Consultation.objects.filter(pk=consultation.pk).update(stage=Stage.OPEN, closes_at=None)
    Session.objects.filter(pk=pk).update(screen=Session.Screen.FOLLOW)
    return _fresh(pk)


def _on_its_day(session: Session) -> None:
    """What is settled in time today will have stood in public on the day for as long as it has to. What is settled too
    late stays so, and a session without a day has none: then the real one does not go on to the second poll either."""
    starts, now = session.starts_at, clock.now()
    if starts is None or local_day(starts) <= local_day(now):
        return
    session.consultation.announced_at = session.consultation.announced_at or now
    leading = AgendaSegment.objects.filter(session=session).exclude(poll_since=None)
    settled = [(one.pk, max(one.poll_since, session.dated_at)) for one in leading if one.poll_since is not None]
    in_time = [key for key, since in settled if session.announced_since(since)]
    Session.objects.filter(pk=session.pk).update(starts_at=now)
    if not in_time:
        return
    long_ago = now - timedelta(days=numbers.MEETING_NOTICE_DAYS + 1)
    AgendaSegment.objects.filter(pk__in=in_time).update(poll_since=long_ago)
    Session.objects.filter(pk=session.pk).update(dated_at=long_ago)
    Consultation.objects.filter(pk=session.consultation_id).update(announced_at=long_ago)


def _invented(session: Session) -> list[ParticipationToken]:
    for _ in range(PEOPLE):
        joining.join(session.consultation, by=None, consents={Consent.Item.TAKE_PART}, group=session.group)
    members = Membership.objects.filter(consultation=session.consultation).order_by("-pk")[:PEOPLE]
    return list(ParticipationToken.objects.filter(link__membership__in=list(members)))


def _answer(wave: Wave, tokens: list[ParticipationToken]) -> None:
    """Answers by chance, the same at every look."""
    chance = random.Random(wave.pk)  # noqa: S311
    for question in wave.questions.prefetch_related("options"):
        given = [(token, *_given(question, chance)) for token in tokens]
        Ballot.objects.bulk_create(
            Ballot(token=token, wave=wave, question=question, choice=choice, text=text) for token, choice, text in given
        )


def _given(question: Question, chance: random.Random) -> tuple[str, str]:
    """(choice, text)"""
    options = [option.pk for option in question.options.all() if not option.is_exclusive]
    if not options:
        return "", chance.choice(SAID)
    chosen = chance.sample(options, min(question.max_choices, len(options)))
    return Ballot.encode(chosen, ordered=kinds.of(question).keeps_order), ""


def _read_words(wave: Wave, by: Person) -> None:
    wave.refresh_from_db()
    found = words.reading(wave)
    if found is not None and found.words:
        words.show(wave, [word.text for word in found.words], by=by)


def _scene(session: Session, place: int, done: str, note: str) -> Scene:
    now, step = board.of(session), steps.next_step(session)
    phone = render_to_string("deliberation/sessions/_now.html", {"board": now})
    so_far = [part for part in session.segments.all() if session.segment and part.order <= session.segment.order]
    empty = session.segment is not None and session.segment.asks_nothing
    asked = now.wave
    seating = tables.seating(session) if session.tables else []
    wall = {
        "session": session,
        "board": now,
        "theme": "light",
        "key": "",
        "answers": Ballot.objects.filter(wave=asked).values("token").distinct().count() if asked else 0,
        "seating": None,
    }
    return Scene(
        place,
        IDS.sub(r'\1="phone-', phone),
        f"{session.segment}" if session.segment else "Before it starts",
        sum(part.minutes for part in so_far),
        done,
        step.label if step else "",
        step.hint if step else "",
        note or ("This part asks nothing yet. Give it a poll on the agenda." if empty else ""),
        {**wall, "html": render_to_string("deliberation/sessions/_screen.html", wall)},
        _still("deliberation/sessions/_console.html", {**console.board_of(session), "people": PEOPLE}, "console-"),
        _still("deliberation/sessions/_floor.html", console.floor_of(session), "floor-"),
        seating,
        NOTES if session.state == S.LIVE else "",
    )


def _still(template: str, shown: dict[str, object], mark: str) -> str:
    """A part of the console to look at: its buttons are switched off by the page, its links lead nowhere."""
    html = LINKS.sub("", render_to_string(template, {**shown, "errors": None}))
    return IDS.sub(rf'\1="{mark}', html)
