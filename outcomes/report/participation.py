"""Who took part, from the records: groups, answers to each poll, ages and places. Part of the report room.

People who were invited and people who chose to come are never added up (domain 5.9, invariant 25).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, CharField, Count, IntegerField, Q, QuerySet, Value

from consultations.models import Consultation, Group, ParticipantProfile
from consultations.privacy import totals
from deliberation.counting import disclosure, talked
from deliberation.importing import confirming
from deliberation.models import Ballot, Session, Wave
from deliberation.paper import sheets
from deliberation.sessions import apart
from people.text.dates import day
from people.text.sentences import listed

COMPOSITION = "composition"
COMPOSED = "Who was let in, by age and by borough"
NOT_YET = "Counted when the findings are published. Until then it would change with each person who joins or leaves."
RECRUITED, OPEN = "From the recruited groups", "Took part by choice"
PEOPLE = Count("token", distinct=True)
ON_PAPER, BY_PHONE = (Count("token", distinct=True, filter=Q(source=way)) for way in Ballot.TYPED)


@dataclass(frozen=True)
class GroupRow:
    """One group. Counts are people; `kind` says whether they were invited or chose to come."""

    group: Group
    facilitator: str
    joined: int
    left: int
    kind: str
    changed: tuple[str, ...] = ()  # what of it was another before, after people had joined


@dataclass(frozen=True)
class Table:
    """One breakdown of who took part, whole or withheld."""

    title: str
    rows: list[tuple[str, int]] = field(default_factory=list)
    withheld: str = ""


@dataclass(frozen=True)
class WaveRow:
    wave: Wave
    answered: str  # "34 of 36", or why not
    on_paper: str = ""  # "6 of them on paper"; of few by one way, "9 of them on paper or by telephone"
    by_phone: str = ""  # "7 of them by telephone"
    talked: str = ""  # of the first poll: how many had talked before they answered it


@dataclass(frozen=True)
class Counted:
    """Counts of people, as the database gave them."""

    sizes: dict[int | None, tuple[int, int]]  # by group, and without one: joined, and left
    ballots: list[tuple[int, bool | None, int, int, int]]  # wave, came by choice, how many, on paper, by telephone
    profiles: list[tuple[bool | None, str, str, int]]  # came by choice, age, borough, how many

    def with_sizes(self, kept: dict[str, list[int]] | None) -> "Counted":
        """With the people of each group as they were kept with a report; as counted now, where they were not."""
        if kept is None:
            return self
        return replace(self, sizes={int(pk) if pk else None: (joined, left) for pk, (joined, left) in kept.items()})


@dataclass(frozen=True)
class Held:
    """One session that took place."""

    session: Session

    @property
    def when(self) -> str:
        return day(self.session.started_at or self.session.starts_at) or "not recorded"

    @property
    def breaks(self) -> int:
        """Minutes of break, as they were taken."""
        return round(sum(run.paused for run in self.session.runs.all()) / 60)

    @property
    def came(self) -> str:
        """ "11 came, 9 of them spoke", by the same rule as on the session's own page."""
        session = self.session
        return disclosure.came_and_spoke(session.attended, session.spoke or 0, session.consultation.min_answer)

    @property
    def not_reached(self) -> str:
        """ "Not reached: “Cameras”", of the parts in which people were to talk; empty where all were."""
        parts = [f"“{title}”" for title in apart.not_reached(self.session)]
        return f"Not reached: {listed(parts)}" if parts else ""

    @property
    def went_apart(self) -> bool:
        return bool(self.not_reached or self.session.apart)

    @property
    def lasted(self) -> str:
        """How long it really took, where that was noted; else how long it was meant to take."""
        start, end = self.session.started_at, self.session.ended_at
        if start and end:
            minutes = f"{round((end - start).total_seconds() / 60)} minutes"
            return f"{minutes}, {self.breaks} of them break" if self.breaks else minutes
        return f"{self.session.minutes} minutes planned"


def count(consultation: Consultation, until: datetime | None = None, waves: Sequence[Wave] = ()) -> Counted:
    """Everybody who joined, answered one of the closed polls, or said something about themselves: one query."""
    none: dict[str, Any] = {"group": Value(None, IntegerField()), "is_open": Value(None, BooleanField())}
    empty = Value("", CharField())
    sizes: QuerySet[Any, Any] = consultation.memberships.participants().order_by()
    sizes = sizes.exclude(pk__in=confirming.people_who_wait(consultation))
    sizes = sizes.values_list(Value("sizes"), "group", none["is_open"], empty, empty)
    ballots = Ballot.objects.filter(wave__in=[wave for wave in waves if wave.state == Wave.State.CLOSED]).order_by()
    ballots = ballots.values_list(Value("ballots"), "wave", "token__profile__group__is_open", empty, empty)
    profiles = ParticipantProfile.objects.filter(token__consultation=consultation, token__linked_until=None).order_by()
    profiles = profiles.exclude(pk__in=confirming.profiles_that_wait(consultation))
    profiles = profiles.values_list(Value("profiles"), none["group"], "group__is_open", "age_band", "borough")
    rows: Any = sizes.annotate(n=Count("pk"), part=Count("pk", filter=_gone(until)), phone=Value(0)).union(
        ballots.annotate(n=PEOPLE, part=ON_PAPER, phone=BY_PHONE),
        profiles.annotate(n=Count("pk"), part=Value(0), phone=Value(0)),
        all=True,
    )
    found = Counted({}, [], [])
    for what, pk, is_open, age, borough, n, part, phone in rows:
        if what == "sizes":
            found.sizes[pk] = n, part
        elif what == "ballots":
            found.ballots.append((pk, is_open, n, part, phone))
        else:
            found.profiles.append((is_open, age, borough, n))
    return found


def sizes_to_keep(consultation: Consultation) -> dict[str, list[int]]:
    """Key of each group, "" without one → how many joined, and how many left: somebody who turns out to have joined
    twice is one fewer afterwards."""
    sizes = count(consultation, consultation.anonymised_at).sizes
    return {str(pk or ""): [joined, left] for pk, (joined, left) in sizes.items()}


def _gone(until: datetime | None) -> Q:
    """People who left after publication did take part: what they said is in the findings."""
    gone = Q(withdrawn_at__isnull=False)
    return gone if until is None else gone & Q(withdrawn_at__lte=until)


def groups_of(consultation: Consultation, counted: Counted) -> tuple[list[GroupRow], int]:
    """Every group with its people, and how many take part without one."""
    sizes = counted.sizes
    found = [
        GroupRow(
            group,
            group.facilitator.public_name if group.facilitator else "",
            *sizes.get(group.pk, (0, 0)),
            kind=OPEN if group.is_open else RECRUITED,
        )
        for group in consultation.groups.select_related("facilitator__user")
    ]
    joined, left = sizes.get(None, (0, 0))
    return found, joined - left


def waves_of(
    consultation: Consultation, waves: Sequence[Wave], groups: list[GroupRow], ungrouped: int, counted: Counted
) -> list[WaveRow]:
    """How many answered each closed poll, out of those it was put to, and how many of them on paper or by telephone."""
    closed = [wave for wave in waves if wave.state == Wave.State.CLOSED]
    answered: dict[int, Counter[bool]] = defaultdict(Counter)
    papers, phones = Counter[int](), Counter[int]()
    for pk, is_open, n, on_paper, by_phone in counted.ballots:
        answered[pk][bool(is_open)] += n
        papers[pk] += on_paper
        phones[pk] += by_phone
    asked = {
        False: sum(row.joined - row.left for row in groups if row.kind == RECRUITED),
        True: sum(row.joined - row.left for row in groups if row.kind == OPEN) + ungrouped,
    }
    size = {row.group.pk: row.joined - row.left for row in groups}
    least = consultation.min_answer
    return [
        WaveRow(
            wave,
            _response(answered[wave.pk], wave, asked, size, least),
            *_typed(papers[wave.pk], phones[wave.pk], least),
            talked.said(wave),
        )
        for wave in closed
    ]


def _typed(paper: int, phone: int, least: int) -> tuple[str, str]:
    """Of those who answered: on paper, and by telephone; both in one where one of them is of few."""
    ways = sheets.typed_ways(paper, phone, least)
    said = {how: f"{number} of them {how}" for number, how in ways}
    by_phone = said.pop("by telephone", "")
    return next(iter(said.values()), ""), by_phone


def _response(counts: Counter[bool], wave: Wave, asked: dict[bool, int], size: dict[int, int], least: int) -> str:
    if wave.session is not None:
        came = wave.session.groups
        asked = {kind: sum(size.get(group.pk, 0) for group in came if group.is_open == kind) for kind in (False, True)}
    words = {False: "recruited", True: "by choice"}
    parts = [(counts[kind], asked[kind], words[kind]) for kind in (False, True) if counts[kind] or asked[kind]]
    shown = [(f"{n} of {max(n, of)}" if n >= least else f"fewer than {least} of {of}", kind) for n, of, kind in parts]
    if not counts[True]:
        return shown[0][0] if shown else "nobody"
    return ", ".join(f"{text} {kind}" for text, kind in shown)


def composition_of(consultation: Consultation, counted: Counted | None = None) -> list[Table]:
    """Age and borough, whole or not at all. As it was kept, once the answers behind it are deleted.

    Not before publication: a table that writers and the panel can watch moves by one person as one joins or leaves.
    """
    if consultation.anonymised_at is None:
        return [Table(COMPOSED, withheld=NOT_YET)]
    held = totals.kept(consultation, COMPOSITION)
    if held is not None:
        return [Table(title, [(name, n) for name, n in rows], withheld) for title, rows, withheld in held]
    return _composition(consultation, counted or count(consultation))


def composition_to_keep(consultation: Consultation) -> dict[str, Any]:
    return {
        COMPOSITION: [
            [table.title, table.rows, table.withheld] for table in _composition(consultation, count(consultation))
        ]
    }


def _composition(consultation: Consultation, counted: Counted) -> list[Table]:
    """Recruited people and those who chose to come apart."""
    ages: dict[str, Counter[str]] = {RECRUITED: Counter(), OPEN: Counter()}
    places: dict[str, Counter[str]] = {RECRUITED: Counter(), OPEN: Counter()}
    for is_open, band, borough, n in counted.profiles:
        kind = RECRUITED if is_open is False else OPEN
        ages[kind][band] += n
        places[kind][borough.strip()] += n
    least, tables = consultation.min_base, []
    for kind in (RECRUITED, OPEN):
        if ages[kind]:
            tables.append(_table(f"{kind}, by age", _in_bands(ages[kind], least), least))
            tables.append(_table(f"{kind}, by borough", dict(sorted(places[kind].items())), least))
    return tables


def _in_bands(people_by_age: Counter[str], least: int) -> dict[str, int]:
    """In the finest bands that are large enough; as they are when none is, to be withheld."""
    given = {band: n for band, n in people_by_age.items() if band}
    bands = disclosure.merge_ages(given, least) or {band: [band] for band in ParticipantProfile.AGE_BANDS}
    merged = {name.replace("-", " to "): sum(given.get(b, 0) for b in members) for name, members in bands.items()}
    return {**{name: n for name, n in merged.items() if n}, "": people_by_age.get("", 0)}


def _table(title: str, rows: dict[str, int], least: int) -> Table:
    rows = {name or "Not given": n for name, n in sorted(rows.items(), key=lambda item: item[0] == "") if n}
    if len(rows) < 2 or any(n < least for n in rows.values()):
        return Table(title, withheld=f"Withheld: at least one category has fewer than {least} people.")
    return Table(title, list(rows.items()))
