"""The steps of a session: what comes next for a clicker, a key or the one big button. And what the screen shows.

The step is worked out from what is stored, never counted: a screen that starts again is where it was.
"""

from dataclasses import dataclass

from django.db import transaction

from consultations.access import Do
from consultations.models import Prompt
from deliberation.models import AgendaSegment, Session, Wave
from deliberation.polls import ending, polling
from deliberation.sessions import agenda, sessions
from deliberation.sessions.leading import S, led_by, note, set_fields
from people.errors import Refused
from people.models import Person

Screen = Session.Screen
LAST = "That was the last part. End the session from the console."
FIRST = "This is the first part."


@dataclass(frozen=True)
class Step:
    """One thing to do. `do`: start, open, turn, close, ask, go or look (the screen shows the session again).

    turn: close the first poll of the consultation and open the second.
    """

    do: str
    label: str
    hint: str = ""
    wave: Wave | None = None
    segment: AgendaSegment | None = None
    prompt: Prompt | None = None


def next_step(session: Session) -> Step | None:
    """What the next press does; None when there is nothing left but to end."""
    if session.screen != Screen.FOLLOW:
        return Step("look", "Show the session again", "the screen shows something else")
    if session.state == S.PLANNED:
        return Step("start", "Start the session")
    if session.state != S.LIVE or session.segment is None:
        return None
    asked = session.waves.select_related("poll__consultation")
    if is_open := asked.filter(state=Wave.State.OPEN).first():
        return Step("close", "Close the poll", str(is_open), wave=is_open)
    if waits := asked.filter(state=Wave.State.PLANNED, segment=session.segment).first():
        return Step("open", "Open the poll", str(waits), wave=waits)
    if linked := _linked(session, session.segment):
        return linked
    if prompt := session.segment.next_prompt:
        return Step("ask", "Next question", prompt.question, segment=session.segment, prompt=prompt)
    following = session.segments.filter(order__gt=session.segment.order).first()
    return Step("go", "Next part", following.title, segment=following) if following else None


def _linked(session: Session, segment: AgendaSegment) -> Step | None:
    """The first or the second poll of the consultation, where this part opens it."""
    poll = segment.poll
    if poll is None or not poll.is_planned or not poll.questions.exists():
        return None
    if not still_running(poll):
        return Step("open", "Open the poll", str(poll), wave=poll)
    if awaited(session, poll) or unsaid(session, poll):
        return None
    return Step("turn", "Open the second poll", "and close the first, for every group", wave=poll)


def still_running(poll: Wave) -> bool:
    """The second poll cannot open yet: the first has not closed."""
    first = poll.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None).exclude(state=Wave.State.CLOSED)
    return poll.kind == Wave.Kind.AFTER and first.exists()


def awaited(session: Session, poll: Wave) -> bool:
    """Another group has still to meet, and to answer the first poll in its own session."""
    others = Session.objects.filter(consultation=session.consultation_id).exclude(pk=session.pk)
    waiting = others.exclude(state=S.ENDED).filter(
        segments__poll__kind=Wave.Kind.BEFORE, segments__poll__poll=poll.poll
    )
    return still_running(poll) and waiting.exists()


def unsaid(session: Session, poll: Wave) -> str:
    """Why this session does not close the first poll for everybody, though it has come to the second."""
    first = poll.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None, state=Wave.State.OPEN).first()
    return ending.why_not_from(session, first) if first is not None and still_running(poll) else ""


def step_back(session: Session) -> Step | None:
    """The part before this one. A poll is not undone: what has been closed stays closed."""
    if session.state != S.LIVE or session.segment is None:
        return None
    before = session.segments.filter(order__lt=session.segment.order).last()
    return Step("go", "Back", before.title, segment=before) if before else None


def key(session: Session) -> str:
    """Names the step a screen shows. A press that was meant for another step does nothing."""
    states = ",".join(f"{pk}{state}" for pk, state in session.waves.order_by("pk").values_list("pk", "state"))
    part = session.segment
    at = f"{part.pk}.{part.prompt_id}.{part.poll.state if part.poll else ''}" if part else ""
    return f"{session.state}-{at}-{session.screen}-{states}"


@transaction.atomic
def press(session: Session, *, by: Person, seen: str, back: bool = False) -> bool:
    """Take one step, if the session is still as it was `seen`. True when something was done.

    Two presses of one clicker, or of two facilitators, on the same step are one step.
    """
    _, now = led_by(session, by)
    if key(now) != seen:
        return False
    step = step_back(now) if back else next_step(now)
    if step is None:
        raise Refused(FIRST if back else LAST if now.state == S.LIVE else "This session has ended.")
    _take(now, step, by)
    session.refresh_from_db()
    return True


def _take(session: Session, step: Step, by: Person) -> None:
    if step.do == "look":
        show(session, Screen.FOLLOW, by=by)
    elif step.do == "start":
        sessions.start(session, by=by)
    elif step.do == "ask" and step.segment is not None and step.prompt is not None:
        agenda.ask(step.segment, step.prompt, by=by)
    elif step.do == "turn" and step.wave is not None:
        for first in step.wave.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None):
            if first.is_running:
                polling.close_before_second(first, session, by=by)
        polling.open_wave(step.wave, by=by)
    elif step.wave is not None:
        (polling.open_wave if step.do == "open" else polling.close_wave)(step.wave, by=by)
    elif step.segment is not None:
        sessions.go_to(step.segment, by=by)


@transaction.atomic
def show(session: Session, screen: str, *, by: Person) -> None:
    """Choose what the screen in the room shows."""
    member, now = led_by(session, by, Do.RUN_SESSION)
    if screen not in Screen.values:
        raise Refused("The screen does not know that view. Choose another one.")
    if screen == Screen.TABLES and not now.tables:
        raise Refused("Nobody sits at tables yet. Make tables first.")
    if now.screen != screen:
        set_fields(session, screen=screen)
        note("screen_changed", member, session, Screen(screen).label)


@transaction.atomic
def set_light(session: Session, is_light: bool, *, by: Person) -> None:
    """A light screen for a bright room, a dark one for a dark room."""
    member, now = led_by(session, by, Do.RUN_SESSION)
    if now.screen_is_light != is_light:
        set_fields(session, screen_is_light=is_light)
        note("screen_changed", member, session, "light" if is_light else "dark")
