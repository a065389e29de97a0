"""The front page: what is open, who owes an answer, which promises were kept.

Later apps add to the loop at its head (HOME_LOOP) and add a section: HOME_SECTIONS in their `wiring.py`, name → a
function that returns a dict, or None to say nothing. Its `template` is included with `section` (the whole dict, so put
counts in it too) and `items`. With no items the page says so itself: give `empty` to choose the words and `href` with
`action` for a link below the section.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.urls import reverse

from audit.wiring import wired, wired_map
from consultations.models import Consultation, Stage
from consultations.models.consultation import days_until
from consultations.stages import late_since, places, timeline

Section = dict[str, object]
MATTER_NOW = 6  # of what is open, and of what the police owe
ELSEWHERE = 4  # of each other place


def sections() -> list[Section]:
    """Every section of later apps that has something to say."""
    built = [(name, build()) for name, build in wired_map("HOME_SECTIONS").items()]
    return [{"name": name, **found} for name, found in built if found]


@dataclass(frozen=True)
class Step:
    """One station of the loop: asked, talked, found, answered, kept or late; with today's number."""

    order: int
    label: str
    number: int
    href: str
    tone: str = ""
    word: str = ""  # with it, the number also stands at the top of the page: whether they keep their word


def loop() -> list[Step]:
    """The whole loop in its order: HOME_LOOP in each `wiring.py`, () → steps."""
    return sorted((step for steps in wired("HOME_LOOP") for step in steps()), key=lambda step: step.order)


def asked_to_answered() -> list[Step]:
    counts, here = places.counts(), reverse("archive")
    return [
        Step(10, "asked", counts["asked"], here),
        Step(20, "talked over", counts["talked"], f"{here}?state=talked"),
        Step(30, "findings out", counts["found"], f"{here}?state=found"),
        Step(40, "answered", counts["with_answer"], f"{here}?state=with_answer"),
    ]


@dataclass
class Row:
    """One consultation as the front page shows it."""

    consultation: Consultation
    clock: dict[str, str]
    days_late: int = 0
    days_left: int | None = None


@dataclass
class Board:
    """A few at each place, and how many there are."""

    open: list[Row]
    waiting: list[Row]
    soon: list[Row]
    answered: list[Row]
    completed: list[Row]
    counts: dict[str, int]

    @property
    def late(self) -> int:
        return self.counts["late"]


def rows(consultations: Sequence[Consultation]) -> list[Row]:
    """A page of them, in their order."""
    late_since.note(consultations)
    return [row(one) for one in consultations]


def row(consultation: Consultation) -> Row:
    late = consultation.days_late
    waiting = timeline.waits_for_police(consultation) and consultation.response_due
    left = days_until(consultation.response_due) if waiting else None
    return Row(consultation, timeline.clock_of(consultation), late, left)


def board() -> Board:
    """What matters now of everything public: as many queries, of as many rows, however much there is."""
    past, coming = _past(), _coming()
    return Board(
        open=coming["open"],
        waiting=coming["waiting"],
        soon=coming["soon"],
        answered=past["answered"],
        completed=past["completed"],
        counts=places.counts(),
    )


def _past() -> dict[str, list[Row]]:
    """The last that were answered, and the last that were completed: one query for both."""
    came = Consultation.objects.filter(response_published_at__isnull=False).order_by("-response_published_at")
    of_each = {
        name: came.filter(places.PLACES[name][1]())[:ELSEWHERE].values("pk") for name in ("answered", "completed")
    }
    found = came.filter(Q(pk__in=of_each["answered"]) | Q(pk__in=of_each["completed"])).select_related("force")
    past: dict[str, list[Row]] = {name: [] for name in of_each}
    for one in rows(list(found)):
        past["completed" if one.consultation.step == Stage.COMPLETED else "answered"].append(one)
    return past


#: Place → how many of it, and by which date: the soonest first.
COMING = {"open": (MATTER_NOW, "closes_at"), "waiting": (MATTER_NOW, "response_due"), "soon": (ELSEWHERE, "opens_at")}
STANDS = {Stage.OPEN: "open", Stage.FINDINGS_PUBLISHED: "waiting", Stage.ANNOUNCED: "soon"}


def _coming() -> dict[str, list[Row]]:
    """What is open, what the police owe and what opens soon, the first of each: one query for the three."""
    firsts = [
        places.at(name).order_by(F(by).asc(nulls_last=True), "pk")[:most].values("pk")
        for name, (most, by) in COMING.items()
    ]
    there = reduce(or_, (Q(pk__in=some) for some in firsts))
    coming: dict[str, list[Row]] = {name: [] for name in COMING}
    for one in rows(list(Consultation.objects.filter(there).select_related("force").order_by("pk"))):
        coming[STANDS[Stage(one.consultation.step)]].append(one)
    for name, (_, by) in COMING.items():
        coming[name].sort(key=lambda row: (getattr(row.consultation, by) is None, getattr(row.consultation, by)))
    return coming
