"""The front page: what is open, who owes an answer, which promises were kept.

Later apps add a section: HOME_SECTIONS in their `wiring.py`, name → a function that returns a dict, or None to say
nothing. Its `template` is included with `section` (the whole dict, so put counts in it too) and `items`. With no items
the page says so itself: give `empty` to choose the words and `href` with `action` for a link below the section.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from audit.wiring import wired_map
from consultations.models import Consultation, Stage
from consultations.models.consultation import days_until
from consultations.stages import timeline

Section = dict[str, object]
ENDED = (Stage.COMPLETED, Stage.WITHDRAWN)
ENDED_SHOWN = 6
FAR_AWAY = datetime.max.replace(tzinfo=UTC)  # no date set: last


def sections() -> list[Section]:
    """Every section of later apps that has something to say."""
    built = [(name, build()) for name, build in wired_map("HOME_SECTIONS").items()]
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
    late = consultation.days_late
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
