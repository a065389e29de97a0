"""The front page: what is open, who owes an answer, which promises were kept.

Later apps add a section from their AppConfig.ready(), so imports still run backwards:

    from consultations import home

    @home.section("promises")
    def promises():
        return {"title": "Promises kept and late", "items": [...], "template": "outcomes/promises/_home.html"}

The template is included with `section` (the whole dict, so put counts in it too) and `items`. With no items the
page says so itself: give `empty` to choose the words and `href` with `action` for a link below the section.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from consultations.models import Consultation, Stage
from consultations.models.consultation import days_until
from consultations.stages import timeline

Section = dict[str, Any]
_sections: dict[str, Callable[[], Section | None]] = {}
ENDED = (Stage.COMPLETED, Stage.WITHDRAWN)
ENDED_SHOWN = 6
FAR_AWAY = datetime.max.replace(tzinfo=UTC)  # no date set: last


def section(name: str) -> Callable[[Callable[[], Section | None]], Callable[[], Section | None]]:
    """Register a section of the front page under `name`; a second one of the same name takes its place."""

    def add(build: Callable[[], Section | None]) -> Callable[[], Section | None]:
        _sections[name] = build
        return build

    return add


def registered_sections() -> list[Section]:
    """Every registered section that has something to say, "promises" first."""
    names = sorted(_sections, key=lambda name: name != "promises")
    built = [(name, _sections[name]()) for name in names]
    return [{"name": name, **found} for name, found in built if found]


@dataclass
class Row:
    """One consultation as the front page shows it."""

    consultation: Consultation
    clock: dict[str, str]
    days_late: int = 0
    days_left: int | None = None


@dataclass
class Board:
    open: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    soon: list[Row] = field(default_factory=list)
    analysis: list[Row] = field(default_factory=list)
    answered: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(1 for row in self.waiting if row.days_late)


_PLACE = {
    Stage.ANNOUNCED: "soon",
    Stage.OPEN: "open",
    Stage.ANALYSIS: "analysis",
    Stage.FINDINGS_PUBLISHED: "waiting",
    Stage.RESPONSE_PUBLISHED: "answered",
    Stage.FOLLOW_UP: "answered",
}


def row(consultation: Consultation) -> Row:
    late = timeline.days_overdue(consultation)
    waiting = timeline.waits_for_police(consultation) and consultation.response_due
    left = days_until(consultation.response_due) if waiting else None
    return Row(consultation, timeline.clock_of(consultation), late, left)


def board() -> Board:
    """Everything public, each in its place: two queries, however many there are."""
    found = Board()
    for consultation in Consultation.objects.public().exclude(stage__in=ENDED):
        place = _PLACE.get(timeline.stage_shown(consultation))
        if place:
            getattr(found, place).append(row(consultation))
    ended = Consultation.objects.filter(stage__in=ENDED).order_by("-findings_published_at", "-pk")
    found.ended = [row(consultation) for consultation in ended[:ENDED_SHOWN]]
    found.waiting.sort(key=lambda r: (-r.days_late, r.consultation.response_due or r.consultation.created_at.date()))
    found.open.sort(key=lambda r: r.consultation.closes_at or FAR_AWAY)
    found.soon.sort(key=lambda r: r.consultation.opens_at or FAR_AWAY)
    return found
