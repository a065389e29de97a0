"""The parts of a live session's agenda, changed before and while it runs. The session itself: `planning.py`."""

from typing import Any

from django.db import transaction
from django.db.models import F, Max

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import DiscussionArea, Membership, Prompt
from deliberation.live import publish
from deliberation.models import AgendaSegment, Session, Wave
from deliberation.polls import talking
from deliberation.sessions.leading import S, led_by, note
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line, shortened, within

LONGEST = 480  # minutes of one part


@transaction.atomic
def add(session: Session, spec: dict[str, Any], *, by: Person, after: AgendaSegment | None = None) -> AgendaSegment:
    """One more part, at the end or `after` another. `spec`: kind, title, minutes; optional text, prompt, poll."""
    member, now = editable(session, by)
    last = now.segments.aggregate(last=Max("order"))["last"] or 0
    order = last + 1 if after is None else after.order + 1
    now.segments.filter(order__gte=order).update(order=F("order") + 1)
    segment = AgendaSegment.objects.create(session=session, order=order, **sound(session, spec))
    publish.session_changed(session.pk)
    note("agenda_added", member, session, segment.title)
    return segment


@transaction.atomic
def change(segment: AgendaSegment, spec: dict[str, Any], *, by: Person) -> AgendaSegment:
    """Change a part: also while it runs, for its minutes."""
    member, _ = editable(segment.session, by)
    led_to, since = segment.poll_id, segment.poll_since
    talking.keep_long(segment.session)  # as what it was until now
    for name, value in sound(segment.session, spec).items():
        setattr(segment, name, value)
    if segment.poll_id == led_to:
        segment.poll_since = since
    segment.save(update_fields=["kind", "title", "minutes", "text", "prompt", "area", "poll", "poll_since"])
    talking.keep_talk(segment)
    publish.session_changed(segment.session_id)
    note("agenda_changed", member, segment.session, f"{segment.title}: {segment.minutes} minutes")
    return segment


@transaction.atomic
def give_minutes(segment: AgendaSegment, more: int, *, by: Person) -> AgendaSegment:
    """A few minutes more (or, below zero, fewer) for a part; never under one minute."""
    member, _ = editable(segment.session, by)
    segment.refresh_from_db()
    segment.minutes = min(LONGEST, max(1, segment.minutes + more))
    segment.save(update_fields=["minutes"])
    publish.session_changed(segment.session_id)
    note("agenda_changed", member, segment.session, f"{segment.title}: {segment.minutes} minutes")
    return segment


@transaction.atomic
def ask(segment: AgendaSegment, prompt: Prompt, *, by: Person) -> None:
    """The next question of the area this part talks about: on every phone and on the screen."""
    member, _ = led_by(segment.session, by)
    segment.prompt = prompt
    segment.save(update_fields=["prompt"])
    talking.keep_talk(segment)
    publish.session_changed(segment.session_id)
    note("prompt_asked", member, segment.session, shortened(prompt.question, 200))


@transaction.atomic
def move(segment: AgendaSegment, steps: int, *, by: Person) -> None:
    """Move a part up (-1) or down (1) among the others."""
    member, now = editable(segment.session, by)
    parts = list(now.segments.all())
    here = parts.index(segment)
    there = max(0, min(len(parts) - 1, here + steps))
    parts.insert(there, parts.pop(here))
    for order, part in enumerate(parts, start=1):
        part.order = order
    AgendaSegment.objects.bulk_update(parts, ["order"])
    publish.session_changed(segment.session_id)
    note("agenda_moved", member, segment.session, segment.title)


@transaction.atomic
def remove(segment: AgendaSegment, *, by: Person) -> None:
    """Take a part out. What has been run stays: the record and the timings name it."""
    member, now = editable(segment.session, by)
    if segment.runs.exists():
        raise Refused("This part has been run already, so it stays. You can skip it from now on.")
    _refuse_hiding_what_was_planned(segment, now)
    if now.segments.count() == 1:
        raise Refused("A session has at least one part. Change this one, or add another first.")
    publish.session_changed(segment.session_id)
    note("agenda_removed", member, segment.session, segment.title)
    segment.delete()


def _refuse_hiding_what_was_planned(segment: AgendaSegment, now: Session) -> None:
    """A part in which people were to talk, on the agenda as the session began, is skipped: the report says it was."""
    if now.state == S.LIVE and segment.planned_talk:
        raise Refused("People were to talk in this part, so it stays. Skip it: the report says it was not reached.")


def editable(session: Session, by: Person) -> tuple[Membership, Session]:
    """Who plans, and the session, locked; Refused once it has ended."""
    member, now = led_by(session, by, Do.PLAN_SESSION)
    if now.state == S.ENDED:
        raise Refused("This session has ended. Plan another one.")
    return member, now


def sound(session: Session, spec: dict[str, Any]) -> dict[str, Any]:
    """The fields of a part, checked: nothing from another consultation gets in."""
    minutes = int(spec.get("minutes") or 10)
    title = titled(spec["title"], "Give this part a title.")
    if not 1 <= minutes <= LONGEST:
        raise Refused(f"A part takes between 1 and {LONGEST} minutes.")
    prompt, poll, area = spec.get("prompt"), spec.get("poll"), spec.get("area")
    if isinstance(area, DiscussionArea) and area.consultation_id != session.consultation_id:
        raise access.NotAllowed("use a topic from elsewhere")
    if isinstance(area, DiscussionArea) and (not isinstance(prompt, Prompt) or prompt.area_id != area.pk):
        prompt = area.prompts.first()
    if isinstance(prompt, Prompt) and prompt.area.consultation_id != session.consultation_id:
        raise access.NotAllowed("use a prompt from elsewhere")
    if isinstance(poll, Wave) and (poll.poll.consultation_id != session.consultation_id or poll.session_id):
        raise access.NotAllowed("use a poll from elsewhere")
    return {
        "kind": spec.get("kind") or AgendaSegment.Kind.DISCUSSION,
        "title": title,
        "minutes": minutes,
        "text": within(spec.get("text") or "", TEXT_MOST),
        "prompt": prompt if isinstance(prompt, Prompt) else None,
        "area": area if isinstance(area, DiscussionArea) else None,
        "poll": poll if isinstance(poll, Wave) else None,
        "poll_since": clock.now() if isinstance(poll, Wave) else None,
    }


#: As long as the columns: a longer one is refused with how much to take out.
TITLE_MOST, TEXT_MOST = 160, 500


def titled(title: str, missing: str) -> str:
    if not one_line(title):
        raise Refused(missing)
    return within(one_line(title), TITLE_MOST)
