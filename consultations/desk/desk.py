"""Desks: what waits for one person, and the numbers of one consultation.

Rooms add to both in the `wiring.py` of their app. DESK_TODOS holds (roles, source): a source is given standings of one
person with one of these roles, the consultation loaded, and returns `Todo`s. `@found(…)` above it says in which
consultations it is worth asking (looking.py). DESK_NUMBERS holds functions from a consultation to
[("Contributions", 41), …].

A source makes the same number of queries however many standings it is given.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit import clock
from audit.wiring import wired
from consultations.desk import looking
from consultations.models import Consultation, Membership, Role
from consultations.stages.timeline import link
from people.text.dates import days

SOON_DAYS = 14


@dataclass(frozen=True)
class Todo:
    """One thing that waits. `days_left` is negative when late, None when no clock runs."""

    title: str
    href: str
    consultation: str
    days_left: int | None = None
    status: str = ""

    def as_task(self) -> dict[str, str]:
        text, tone = clock_words(self.days_left)
        return {
            "title": self.title,
            "href": self.href,
            "hint": self.consultation,
            "status": text or self.status,
            "tone": tone or "info",
        }


Says = Callable[[list[Membership]], list[Todo]]


@dataclass(frozen=True)
class Source:
    """What waits, and where to look for it."""

    says: Says
    look: looking.Look

    def __call__(self, members: list[Membership]) -> list[Todo]:
        return self.says(members)


def found(look: looking.Look) -> Callable[[Says], Source]:
    return lambda says: Source(says, look)


def _sources() -> list[tuple[list[Role], Says]]:
    return wired("DESK_TODOS")


def clock_words(left: int | None) -> tuple[str, str]:
    """Days left in words with a tone: (“3 days late”, bad); nothing when no clock runs."""
    if left is None:
        return "", ""
    if left < 0:
        return f"{days(-left)} late", "bad"
    if left == 0:
        return "Due today", "warn"
    return f"{days(left)} left", "warn" if left <= SOON_DAYS else "neutral"


def waiting(members: list[Membership]) -> list[Todo]:
    """Everything that waits for a person with these standings: the latest first, then what has no clock."""
    todos = []
    for roles, source in _sources():
        todos += _of_source(roles, source, members)
    return _latest_first(todos)


def _of_source(roles: Iterable[Role], source: Says, members: list[Membership]) -> list[Todo]:
    todos = []
    for role in roles:
        if held := [member for member in members if member.role == role]:
            todos += source(held)
    return todos


def _latest_first(todos: list[Todo]) -> list[Todo]:
    return sorted(todos, key=lambda item: (item.days_left is None, item.days_left or 0))


def first_waiting(user_pk: int, most: int) -> tuple[list[Todo], bool]:
    """The `most` first things that wait for this person, in the same order, and whether there is more.

    Only the consultations with the first days are asked. Where that is not sure to be all that comes first (a look may
    find a consultation too many, or a day too early), more of them are.
    """
    standings, sources = looking.Standings(user_pk), _sources()
    looks = [
        (number, roles, source.look if isinstance(source, Source) else looking.EVERYWHERE)
        for number, (roles, source) in enumerate(sources)
    ]
    rows = most
    while True:
        places = looking.first_places(standings, looks, rows)
        todos = _asked(standings, places.of_source)
        if places.complete:
            return todos[:most], len(todos) > most
        sure = [one for one in todos if _comes_by(one, places.until)]
        if len(sure) >= most:
            return sure[:most], True
        rows *= 4


def _comes_by(todo: Todo, until: date) -> bool:
    """True when nothing that was not found can come before it."""
    if until == looking.NO_CLOCK:
        return True
    return todo.days_left is not None and todo.days_left <= (until - clock.today()).days


def _asked(standings: looking.Standings, places: dict[int, set[int]]) -> list[Todo]:
    """What the sources say of these places: number of a source → consultations."""
    if not places:
        return []
    among = standings.all.filter(consultation__in=set[int]().union(*places.values()))
    members = newest_first(list(among.select_related("consultation__force", "user", "group")))
    todos = []
    for number, there in sorted(places.items()):
        roles, source = _sources()[number]
        todos += _of_source(roles, source, [member for member in members if member.consultation_id in there])
    return _latest_first(todos)


def newest_first(members: list[Membership]) -> list[Membership]:
    """The newest consultation first, those that are over last."""
    return sorted(members, key=lambda m: (m.consultation.is_over, -m.consultation_id))


def numbers_of(consultation: Consultation) -> list[tuple[str, Any]]:
    return [pair for source in wired("DESK_NUMBERS") for pair in source(consultation)]


def counted(members: list[Membership], counts: Iterable[tuple[int, int]], title: str, name: str) -> list[Todo]:
    """One thing that waits for each pair (key of a consultation, how many wait). `name` is of an address."""
    known = {member.consultation_id: member.consultation for member in members}
    return [Todo(title, link(name, known[pk].slug), known[pk].title, status=f"{count} waiting") for pk, count in counts]
