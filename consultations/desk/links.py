"""The staff desk of one consultation: its rooms by phase, what the next gate asks for, the side doors."""

from dataclasses import dataclass
from typing import Any

from audit.wiring import wired
from consultations.access import Do
from consultations.models import Consultation, Membership, Stage
from consultations.stages import stages
from consultations.stages.timeline import link, stage_shown
from people.text.dates import day

S = Stage
#: The headings of the desk, in their order.
PREPARE, OPEN, ANALYSE, ANSWER, AFTERWARDS = (
    "Prepare",
    "While it is open",
    "Make sense of it",
    "The answer",
    "Afterwards",
)
ORDER = [stage for stage in Stage if stage not in {S.PAUSED, S.WITHDRAWN}]


@dataclass(frozen=True)
class DeskLink:
    """A room on the desk: DESK_LINKS in the `wiring.py` of its app. `dos`: what a role must be allowed to do there."""

    phase: str
    title: str
    name: str  # of its address, which takes the slug
    dos: tuple[Do, ...]


def open_to(member: Membership) -> list[dict[str, Any]]:
    """The rooms this role may use, by phase: [{heading, tasks}]; those still to come carry no link."""
    found, rooms = [], wired("DESK_LINKS")
    for heading in (PREPARE, OPEN, ANALYSE, ANSWER, AFTERWARDS):
        tasks = [
            task
            for room in rooms
            if room.phase == heading
            and (held := [do for do in room.dos if member.role in do.roles])
            and (task := _room(member.consultation, room.title, room.name, held))
        ]
        if tasks:
            found.append({"heading": heading, "tasks": tasks})
    return found


def _room(consultation: Consultation, title: str, name: str, dos: list[Do]) -> dict[str, str] | None:
    href = link(name, consultation.slug)
    if not href:
        return None
    open_in = [stage for stage in ORDER if any(stage in do.stages for do in dos)]
    now = stage_shown(consultation)
    if now in open_in:
        return {"title": title, "href": href, "status": "", "tone": ""}
    if now in ORDER and ORDER.index(now) < ORDER.index(open_in[0]):
        return {"title": title, "href": "", "status": "Later", "tone": "neutral"}
    return {"title": title, "href": href, "status": "Finished", "tone": "neutral"}


def ways_on(consultation: Consultation, member: Membership) -> list[stages.Transition]:
    """The side doors open to this role now: taking back, closing early."""
    forward = stages.next_transition(consultation)
    steps = [t for t in stages.TRANSITIONS if t.source == consultation.stage and not t.part_of_act]
    return [t for t in steps if t.by == member.role and t != forward]


def gate_tasks(consultation: Consultation, items: list[stages.Missing]) -> list[dict[str, str]]:
    """What a gate asks for as a task list, each with where to mend it."""
    return [
        {
            "title": item.text,
            "href": link(item.where, consultation.slug),
            "status": "Worth a look" if item.soft else "Needed",
            "tone": "neutral" if item.soft else "warn",
        }
        for item in items
    ]


def opening_words(consultation: Consultation) -> str:
    """What a participant may expect next, in one sentence."""
    if consultation.stage == S.ANNOUNCED:
        if consultation.opening_days_late:
            return f"It was to open on {day(consultation.opens_at)}, and has not yet."
        return f"It opens on {day(consultation.opens_at)}." if consultation.opens_at else "It opens soon."
    if consultation.stage == S.ANALYSIS and consultation.findings_due:
        return f"The findings are due by {day(consultation.findings_due)}."
    return ""
