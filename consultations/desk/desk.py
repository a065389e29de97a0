"""Desks: what waits for one person, and the numbers of one consultation.

Rooms add to both in the `wiring.py` of their app. DESK_TODOS holds (roles, source): a source is given the person's
current standings with one of these roles, the consultation loaded, and returns `Todo`s. DESK_NUMBERS holds functions
from a consultation to [("Contributions", 41), …].

A source makes the same number of queries however many standings it is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.wiring import wired
from consultations.models import Consultation, Membership
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
    found = []
    for roles, source in wired("DESK_TODOS"):
        for role in roles:
            if held := [member for member in members if member.role == role]:
                found += source(held)
    return sorted(found, key=lambda item: (item.days_left is None, item.days_left or 0))


def numbers_of(consultation: Consultation) -> list[tuple[str, Any]]:
    return [pair for source in wired("DESK_NUMBERS") for pair in source(consultation)]


def counted(members: list[Membership], counts: Iterable[tuple[int, int]], title: str, name: str) -> list[Todo]:
    """One thing that waits for each pair (key of a consultation, how many wait). `name` is of an address."""
    known = {member.consultation_id: member.consultation for member in members}
    return [Todo(title, link(name, known[pk].slug), known[pk].title, status=f"{count} waiting") for pk, count in counts]
