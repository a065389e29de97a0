"""What the reader of a consultation page can do now: one big button, and the list of everything else.

Later apps add tasks to the consultation page from their AppConfig.ready(), so imports still run backwards:

    from consultations import next_step

    @next_step.task
    def polls(consultation, membership):          # membership is None for visitors
        return [{"title": "Answer the first poll", "href": "…", "status": "To do", "hint": "5 minutes", "order": 10}]

A task is a dict: `title`, `href` ("" = cannot be started yet), `status` ("Done" ends it), `hint`, and optionally
`tone`, `order` (ours: briefing 20, your part 90) and `primary` (False = never the one big button). The first task
with an href that is not done becomes the big button of a member.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultations import numbers
from consultations.models import Consultation, Membership, Role, Stage
from consultations.stages.timeline import link
from people.text.sentences import counted

Task = dict[str, Any]
TaskSource = Callable[[Consultation, Membership | None], list[Task]]
_tasks: list[TaskSource] = []
S = Stage
JOINABLE = {S.ANNOUNCED, S.OPEN}


def task(source: TaskSource) -> TaskSource:
    """Register a source of tasks for the consultation page. Registering twice changes nothing."""
    if source not in _tasks:
        _tasks.append(source)
    return source


def registered_tasks(consultation: Consultation, membership: Membership | None) -> list[Task]:
    return [item for source in _tasks for item in source(consultation, membership)]


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    href: str
    label: str


def joining_possible(consultation: Consultation) -> bool:
    """People can join from the announcement until it closes, and not while it is paused."""
    return consultation.stage in JOINABLE and (consultation.stage != S.OPEN or consultation.is_open)


def tasks_for(consultation: Consultation, membership: Membership | None) -> list[Task]:
    """Everything this reader can read or do here, each address once, in the order it makes sense."""
    tasks = registered_tasks(consultation, membership) + _own_tasks(consultation, membership)
    tasks.sort(key=lambda task: task.get("order", 50))
    seen: set[str] = set()
    kept = []
    for task in tasks:
        if task["href"] and task["href"] in seen:
            continue
        seen.add(task["href"])
        kept.append({"tone": "good" if task.get("status") == "Done" else "neutral", **task})
    return kept


def _own_tasks(c: Consultation, member: Membership | None) -> list[Task]:
    reading: list[tuple[bool, str, str, str, int]] = [
        (True, "Read the briefing", "briefing", "One minute, or as long as you like", 20),
        (_talks(c, member), "Your discussion", "discussion", "Read and write under your name here", 30),
        (c.has_findings, "Read the report", "report", "What people said, and what they ask for", 60),
        (c.has_answer, "Read the police answer", "answer", "Recommendation by recommendation", 61),
        (c.has_answer, "Follow the promises", "promises", "What was promised, by when, and whether it was done", 62),
        (is_participant(member), "Your part", "my_part", "Your name here, what you agreed to, and how to leave", 90),
    ]
    return [
        {"title": title, "href": link(name, c.slug), "status": "", "hint": hint, "order": order, "primary": False}
        for shown, title, name, hint, order in reading
        if shown and link(name, c.slug)
    ]


def is_participant(member: Membership | None) -> bool:
    return member is not None and member.role == Role.PARTICIPANT


def _talks(c: Consultation, member: Membership | None) -> bool:
    return is_participant(member) and c.stage in {S.OPEN, S.ANALYSIS}


def next_step(consultation: Consultation, member: Membership | None, tasks: list[Task]) -> Step | None:
    """The one big button, or None when there is nothing to do but read on."""
    if consultation.stage in {S.PAUSED, S.WITHDRAWN}:
        return None
    if member is not None and not is_participant(member):
        step = _for_staff(consultation, member)
    else:
        step = (_from_tasks(tasks) or _talking(consultation)) if member else _for_visitor(consultation)
        step = step or _reading(consultation)
    return step if step and step.href else None


def _from_tasks(tasks: list[Task]) -> Step | None:
    todo = (t for t in tasks if t["href"] and t.get("primary", True) and t.get("status") != "Done")
    first: dict[str, Any] | None = next(todo, None)
    return Step("Your next step", first.get("hint", ""), first["href"], first["title"]) if first else None


def _talking(c: Consultation) -> Step | None:
    """Where a participant belongs while it is open and nothing else waits."""
    text = "Say what you think, and answer what others say."
    address = link("discussion", c.slug) if c.is_open else ""
    return Step("Your discussion is open", text, address, "Join in") if address else None


def _for_visitor(c: Consultation) -> Step | None:
    if not joining_possible(c):
        return None
    if c.joining_is_open:
        return Step(
            "Have your say",
            f"Anyone may join. It takes about {counted(numbers.JOINING_MINUTES, 'minute')}.",
            link("join", c.slug),
            "Join",
        )
    text = "People are invited, so that the groups reflect the area. If you have a code, you can use it now."
    return Step("Were you invited?", text, link("join", c.slug), "Use your invitation")


def _reading(c: Consultation) -> Step | None:
    if c.has_answer and link("answer", c.slug):
        return Step("The police have answered", "Each recommendation has its answer, with reasons.",
                    link("answer", c.slug), "Read the answer")  # fmt: skip
    if c.has_findings and link("report", c.slug):
        return Step("The findings are out", "What people said, how strongly, and what they ask for.",
                    link("report", c.slug), "Read the report")  # fmt: skip
    if c.stage in {S.DRAFT, S.IN_REVIEW}:
        return None
    text = "It starts with one minute. The rest is there when you want it."
    return Step("Start with the briefing", text, link("briefing", c.slug), "Read the briefing")


def _for_staff(c: Consultation, member: Membership) -> Step | None:
    desk = Step("Your work here", "What is due and what is waiting.", link("desk"), "Go to my desk")
    name, title, label = _STAFF.get((Role(member.role), Stage(c.stage)), ("", "", ""))
    if member.role == Role.FACILITATOR:
        name, title, label = "consultation_desk", "You help to run this consultation", "Open its desk"
    if name == "accept_duty" and member.accepted_at is not None:
        name = ""
    address = link(name, c.slug) if name else ""
    return Step(title, "", address, label) if address else desk


_STAFF = {
    (Role.EXPERT, S.DRAFT): ("edit_briefing", "The briefing is being written", "Work on the briefing"),
    (Role.OVERSIGHT, S.IN_REVIEW): ("review", "The briefing waits for the panel", "Review the briefing"),
    (Role.OFFICER, S.DRAFT): ("accept_duty", "You are named to answer for the force", "Read what you would accept"),
    (Role.OFFICER, S.IN_REVIEW): ("accept_duty", "You are named to answer for the force", "Read what you would accept"),
    (Role.OFFICER, S.FINDINGS_PUBLISHED): ("response", "The answer is due", "Write the answer"),
    (Role.RESPONDER, S.FINDINGS_PUBLISHED): ("response", "The answer is due", "Draft the answer"),
    (Role.OFFICER, S.FOLLOW_UP): ("promises", "Promises are being tracked", "Report progress"),
    (Role.RESPONDER, S.FOLLOW_UP): ("promises", "Promises are being tracked", "Report progress"),
    (Role.OVERSIGHT, S.FOLLOW_UP): ("promises", "Promises are being tracked", "Check the promises"),
}
