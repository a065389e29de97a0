"""What the reader of a consultation page can do now: one big button, and the list of everything else.

Later apps add to it in their `wiring.py`: TASKS are things to do, READING is what there is to read. A source of tasks
is given the consultation and the membership, which is None for visitors:

    def polls(consultation, membership):
        return [{"title": "Answer the first poll", "href": "…", "status": "To do", "hint": "5 minutes", "order": 10}]

A task is a dict: `title`, `href` ("" = cannot be started yet), `status` ("Done" ends it), `hint`, and optionally
`tone`, `order` (see READING for those of pages) and `primary` (False = never the one big button). The first task with
an href that is not done becomes the big button of a member. Where nothing is to be done, TALKING_STEPS and
READING_STEPS say where to go; STAFF_STEPS does so for staff, by role and stage.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from audit.wiring import wired, wired_map
from consultations import numbers
from consultations.models import Consultation, Membership, Role, Stage
from consultations.stages.timeline import link
from people.text.sentences import counted

Task = dict[str, Any]
S = Stage
JOINABLE = {S.ANNOUNCED, S.OPEN}


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    href: str
    label: str


@dataclass(frozen=True)
class Page:
    """A page on the list of whoever it is `shown` to: (consultation, membership or None) → whether it is there yet."""

    title: str
    name: str  # of its address, which takes the slug
    hint: str
    order: int
    shown: Callable[[Consultation, Membership | None], bool]


@dataclass(frozen=True)
class StaffStep:
    """The big button of a member of staff, at one stage."""

    title: str
    name: str  # of its address, which takes the slug
    label: str
    waits: Callable[[Membership], bool] = lambda member: True  # False: this one has done it already


def joining_possible(consultation: Consultation) -> bool:
    """People can join from the announcement until it closes, and not while it is paused."""
    return consultation.stage in JOINABLE and (consultation.stage != S.OPEN or consultation.is_open)


def tasks_for(consultation: Consultation, membership: Membership | None) -> list[Task]:
    """Everything this reader can read or do here, each address once, in the order it makes sense."""
    sources = [] if consultation.is_withdrawn else wired("TASKS")  # nothing is to be done there any more
    tasks = [item for source in sources for item in source(consultation, membership)]
    tasks += _reading_list(consultation, membership)
    tasks.sort(key=lambda task: (task.get("status") == "Closed", task.get("order", 50)))  # what is over comes last
    seen: set[str] = set()
    kept = []
    for task in tasks:
        if task["href"] and task["href"] in seen:
            continue
        seen.add(task["href"])
        kept.append({"tone": "good" if task.get("status") == "Done" else "neutral", **task})
    return kept


def _reading_list(c: Consultation, member: Membership | None) -> list[Task]:
    return [
        {"title": page.title, "href": href, "status": "", "hint": page.hint, "order": page.order, "primary": False}
        for page in wired("READING")
        if page.shown(c, member) and (href := link(page.name, c.slug))
    ]


def is_participant(member: Membership | None) -> bool:
    return member is not None and member.role == Role.PARTICIPANT


def next_step(
    consultation: Consultation, member: Membership | None, tasks: list[Task], *, had_a_part: bool = False
) -> Step | None:
    """The one big button, or None when there is nothing to do but read on. Whoever left is not asked to join again."""
    if consultation.stage in {S.PAUSED, S.WITHDRAWN}:
        return None
    if member is not None and not is_participant(member):
        step = _for_staff(consultation, member)
    else:
        step = _to_do(consultation, tasks) if member else None if had_a_part else _for_visitor(consultation)
        step = step or _first(wired("READING_STEPS"), consultation) or _briefing(consultation)
    return step if step and step.href else None


def _to_do(consultation: Consultation, tasks: list[Task]) -> Step | None:
    return _from_tasks(tasks) or _first(wired("TALKING_STEPS"), consultation)


def _from_tasks(tasks: list[Task]) -> Step | None:
    todo = (t for t in tasks if t["href"] and t.get("primary", True) and t.get("status") != "Done")
    first: dict[str, Any] | None = next(todo, None)
    return Step("Your next step", first.get("hint", ""), first["href"], first["title"]) if first else None


def _first(sources: Iterable[Callable[[Consultation], Step | None]], c: Consultation) -> Step | None:
    """The first of these steps that there is at this stage."""
    return next((step for one in sources if (step := one(c))), None)


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


def _briefing(c: Consultation) -> Step | None:
    if c.stage in {S.DRAFT, S.IN_REVIEW}:
        return None
    text = "It starts with one minute. The rest is there when you want it."
    return Step("Start with the briefing", text, link("briefing", c.slug), "Read the briefing")


def _for_staff(c: Consultation, member: Membership) -> Step | None:
    desk = Step("Your work here", "What is due and what is waiting.", link("desk"), "Go to my desk")
    steps: dict[tuple[str, str], StaffStep] = wired_map("STAFF_STEPS")
    own = steps.get((member.role, c.stage))
    if member.role == Role.FACILITATOR:
        own = StaffStep("You help to run this consultation", "consultation_desk", "Open its desk")
    address = link(own.name, c.slug) if own and own.waits(member) else ""
    return Step(own.title, "", address, own.label) if own and address else desk
