"""How widely a view is held: the label the coding supports (domain 6.2). It is proposed; a person decides.

Everything is counted in people, never in posts. Only recruited participants count: those who chose to come
(open groups) are counted apart and never added in (domain 5.9, invariant 25).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from consultations.models import Consultation, Membership
from consultations.privacy import totals
from deliberation.counting import taking_part
from deliberation.importing import confirming, notice
from deliberation.models import Contribution
from outcomes import numbers
from outcomes.coding.coding import included
from outcomes.findings import breadths
from outcomes.models import Breadth, Coding, Finding, FindingsReport, Stance, is_against

EMPHATIC = Coding.Intensity.EMPHATIC
SAID = "excerpt__revision__contribution"
#: What labels need of a coding.
ROW = ("theme", f"{SAID}__membership", f"{SAID}__membership__group", "stance", "intensity")
Row = tuple[int, int, int | None, str, int]
#: Whose words in a poll a coding is of: of those alone. They are told apart (`in_polls`) and in no count of people.
WRITER = f"{SAID}__poll_comment__ballot__token"
#: What a coding says beside them, as it is stored and printed (`aims`) → its field, and its "nothing".
AIMED = {"directed": ("directed_at", "none"), "concerns": ("concern", "none"), "beliefs": ("belief", "")}


CONTRADICTORY = (
    "Somebody who is for it and somebody who is against it, or takes no side, do not hold the same view. "
    "Choose one side, and make the other a finding of its own."
)


def is_contradictory(position: Collection[str]) -> bool:
    """Stances that no one view holds together: a label over them would count everybody, whatever they said."""
    sides = [bool(set(position) & side) for side in ({Stance.FOR, Stance.FOR_WITH_CONDITIONS}, {Stance.AGAINST})]
    return all(sides) or (Stance.NEUTRAL in position and len(set(position)) > 1)


@dataclass(frozen=True)
class Said:
    """What one coding says, reduced to what labels need."""

    person: int
    group: int | None  # pk
    stance: str
    intensity: int


class Written(NamedTuple):
    """What one coding says of words in a poll. `writer` leads to nobody who is shown."""

    writer: int
    stance: str


@dataclass(frozen=True)
class GroupCount:
    group: int
    name: str
    spoke: int
    held: int
    against: int
    people: int = 0  # who took part in it, whether or not they spoke

    def __iter__(self) -> Iterator[str | int]:
        return iter((self.name, self.spoke, self.held, self.against))


class Alone(NamedTuple):
    """What one of several themes would bear if it were the only one. `breadth` is "" where nobody holds it there."""

    theme: int  # pk
    title: str
    breadth: str
    strongly_felt: bool


@dataclass(frozen=True)
class Label:
    """The proposal. `base` people spoke on the themes; `holders` of them hold the position; `took_part` took part.

    `enough`: of those who took part enough spoke on it for more than a minority view (invariant 36).
    """

    breadth: str = ""  # "" when nobody holds it: there is nothing to label
    strongly_felt: bool = False
    spread: str = ""  # all, most, some, one
    spread_words: str = ""
    tension: bool = False
    base: int = 0
    holders: int = 0
    took_part: int = 0
    enough: bool = False
    by_group: list[GroupCount] = field(default_factory=list)
    open_base: int = 0
    open_holders: int = 0
    alone: list[Alone] = field(default_factory=list)  # of each theme, where there are several

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @property
    def supported(self) -> list[breadths.Strength]:
        """The labels that the coding supports: of all themes together first, then of each alone.

        A label that says more than one of them is a higher one: else it would be made by adding a theme.
        """
        return [(self.breadth, self.strongly_felt), *((one.breadth, one.strongly_felt) for one in self.alone)]

    @property
    def ground(self) -> list[Any]:
        """What a choice was made against, as it is stored: [breadth, strongly felt], and of several themes each."""
        each = [[one.theme, one.breadth, one.strongly_felt] for one in self.alone]
        return [self.breadth, self.strongly_felt, *([each] if each else [])]

    def is_overridden(self, finding: Finding) -> bool:
        """True when the finding bears another label."""
        return bool(self.breadth) and any(one != (finding.breadth, finding.strongly_felt) for one in self.supported)


class Ground:
    """Everything that labels in one consultation rest on, read once: two queries, however many findings.

    `without`: people who are left out, as if they had not come. `only`: a finding alone on whose themes it is read.
    `rows`: the `ROW` of each of its codings, where a page has read them: then nothing is known of what was `aimed`,
    nor of what was `written` in polls.
    """

    def __init__(
        self,
        consultation: Consultation,
        without: frozenset[int] = frozenset(),
        only: Finding | None = None,
        rows: Iterable[Row] | None = None,
    ) -> None:
        cut = consultation.anonymised_at
        # Once ballots are cut loose: who was in it then. Or somebody idle who leaves would count as one who took part.
        there = Q(withdrawn_at=None) if cut is None else Q(withdrawn_at=None) | Q(withdrawn_at__gt=cut)
        people = Membership.objects.participants().filter(there, consultation=consultation, group__is_open=False)
        people = people.exclude(pk__in=confirming.people_who_wait(consultation)).exclude(pk__in=without)
        self._labels: dict[tuple[frozenset[int], frozenset[str]], Label] = {}
        took_part = taking_part.did_something() if cut is None else Q(pk__gt=0)
        sizes = people.order_by("group").values_list("group", "group__name").annotate(n=Count("pk", filter=took_part))
        found, idle = list(sizes), _idle_then(consultation)
        recruited = {group for group, _, _ in found}
        self.sizes = {group: n - idle.get(str(group), 0) for group, _, n in found if n > idle.get(str(group), 0)}
        self.groups: dict[int, str] = {group: name for group, name, _ in found if group in self.sizes}
        self.took_part = sum(self.sizes.values())
        self.said: dict[int, list[Said]] = defaultdict(list)
        self.apart: dict[int, list[Said]] = defaultdict(list)
        self.aimed: dict[int, set[tuple[int, str, str]]] = defaultdict(set)  # of the invited: (person, kind, value)
        self.written: dict[int, list[Written]] = defaultdict(list)
        if rows is None:
            counted = _with_polls(consultation) if only is None else codings_on(only, and_polls=True)
            rows = self._read(counted.exclude(**{f"{ROW[1]}__in": without}), recruited)
        for theme, who, group, stance, intensity in rows:
            # Open groups, and people without a group, came by themselves: counted apart.
            side = self.said if group in recruited else self.apart
            side[theme].append(Said(who, group, stance, intensity))

    def _read(self, counted: QuerySet[Coding], recruited: set[int]) -> Iterator[Row]:
        """The `ROW` of each, while what it is aimed at is noted."""
        fields = [field for field, _ in AIMED.values()]
        for theme, who, group, stance, intensity, writer, *values in counted.values_list(*ROW, WRITER, *fields):
            if writer is not None:
                self.written[theme].append(Written(writer, stance))
                continue
            if group in recruited:
                for (kind, (_, nothing)), value in zip(AIMED.items(), values, strict=True):
                    if value != nothing:
                        self.aimed[theme].add((who, kind, value))
            yield theme, who, group, stance, intensity

    def propose(self, finding: Finding) -> "Label":
        """Of all its themes together, with what each of several would bear alone."""
        themes, position = {theme.pk: theme.title for theme in finding.themes.all()}, frozenset(finding.position)
        together = self._label(frozenset(themes), position)
        if len(themes) < 2:
            return together
        each = ((pk, title, self._label(frozenset({pk}), position)) for pk, title in sorted(themes.items()))
        return replace(together, alone=[Alone(pk, title, one.breadth, one.strongly_felt) for pk, title, one in each])

    def join(self, theme: int, into: int) -> None:
        """From here on as if the two themes were one."""
        for side in (self.said, self.apart):
            side[theme] = side[into] = [*side[theme], *side[into]]
        self.written[theme] = self.written[into] = [*self.written[theme], *self.written[into]]
        self._labels.clear()

    def _label(self, themes: frozenset[int], position: frozenset[str]) -> "Label":
        if (themes, position) not in self._labels:
            said, apart = ([item for pk in themes for item in side[pk]] for side in (self.said, self.apart))
            self._labels[themes, position] = label(said, set(position), self.groups, self.took_part, apart, self.sizes)
        return self._labels[themes, position]

    def in_polls(self, finding: Finding) -> list[str]:
        """Where people wrote of it in a poll, in their own words: "same", "other", each where enough of them did.

        Each writer counts once, whatever they wrote in how many polls. No numbers, and nobody of them is looked for
        among those who spoke. docs/decisions/poll-comments.md
        """
        position, least = set(finding.position), finding.report.consultation.min_answer
        stances = _by_writer([one for theme in finding.themes.all() for one in self.written[theme.pk]])
        sides = {
            "same": _holders(stances, position),
            "other": {writer for writer, held in stances.items() if is_against(held, position)},
        }
        return [side for side, writers in sides.items() if len(writers) >= least]

    def people(self, finding: Finding) -> list[tuple[int, str]]:
        """Each of the recruited who spoke on it, and whether they hold its position."""
        spoke, holders = self.crowd(finding)
        return [(person, "held" if person in holders else "held other views") for person in spoke]

    def crowd(self, finding: Finding) -> tuple[set[int], set[int]]:
        """(Who of the recruited spoke on it, who of them holds the position.)"""
        stances = _stances([item for theme in finding.themes.all() for item in self.said[theme.pk]])
        return set(stances), _holders(stances, set(finding.position))


def _idle_then(consultation: Consultation) -> dict[str, int]:
    """How many had done nothing as ballots were cut loose, by the key of their group; empty while it can be counted."""
    if consultation.anonymised_at is None:
        return {}
    kept: dict[str, int] | None = totals.kept(consultation, taking_part.IDLE)
    if kept is not None:
        return kept
    report = FindingsReport.objects.filter(consultation=consultation).only("counted").first()  # cut before it was kept
    return report.counted.get(taking_part.IDLE, {}) if report else {}


def propose(finding: Finding) -> Label:
    """The label that the coding of the finding's themes supports."""
    return ground_of(finding).propose(finding)


def ground_of(finding: Finding) -> Ground:
    """What the label of one finding rests on: the coding of its themes, and who took part."""
    return Ground(finding.report.consultation, only=finding)


def without_unannounced(finding: Finding, proposal: Label) -> str:
    """The label without people known only from meetings that nobody announced; empty where it is the same.

    Words alone: a count beside the other would tell how those few people stood.
    """
    consultation = finding.report.consultation
    left_out = frozenset(notice.people_unannounced(consultation)) if proposal.breadth else frozenset()
    if not left_out:
        return ""
    other = Ground(consultation, without=left_out, only=finding).propose(finding)
    is_same = (other.breadth, other.strongly_felt) == (proposal.breadth, proposal.strongly_felt)
    if is_same or not other.breadth:
        return "" if is_same else "it would have no label"
    return f"it would be “{breadths.words(other.breadth, other.strongly_felt)}”"


def people_behind(finding: Finding) -> list[tuple[int, str]]:
    """Each recruited person who spoke on the finding's themes, and whether they hold its position."""
    return ground_of(finding).people(finding)


def codings(consultation: Consultation) -> QuerySet[Coding]:
    """Codings that count: one a passage and theme, of the newest words of people who still take part."""
    return _newest().filter(**{f"{SAID}__in": included(consultation)})


def _newest() -> QuerySet[Coding]:
    return Coding.objects.that_count().filter(excerpt__revision__number=F(f"{SAID}__revision"))


#: Of words that people wrote in a poll, and that are there.
_OF_A_POLL = Q(
    **{f"{SAID}__source_kind": Contribution.Source.POLL_COMMENT, f"{SAID}__state": Contribution.State.VISIBLE}
)


def _with_polls(consultation: Consultation) -> QuerySet[Coding]:
    written = _OF_A_POLL & Q(theme__consultation=consultation)
    return _newest().filter(Q(**{f"{SAID}__in": included(consultation)}) | written)


def codings_on(finding: Finding, *, and_polls: bool = False) -> QuerySet[Coding]:
    """The codings behind a finding: those on its themes. Few of all: whether what they code counts is asked of each."""
    counts = Q(Exists(included(finding.report.consultation).filter(pk=OuterRef(SAID))))
    found = _newest().filter(theme__in=[theme.pk for theme in finding.themes.all()])
    return found.filter(counts | _OF_A_POLL if and_polls else counts)


def label(
    said: list[Said],
    position: set[str],
    groups: dict[int, str],
    took_part: int,
    apart: list[Said] | None = None,
    sizes: dict[int, int] | None = None,
) -> Label:
    """The label for `position` from what was said. `groups`: {pk: name} of the groups that have participants.
    `took_part`: how many were invited and took part, whether or not they spoke on it.

    Somebody is against when they took another side and hold none of the position's stances, or said its opposite too.
    """
    stances = _stances(said)
    holders = _holders(stances, position)
    against = {person for person, held in stances.items() if is_against(held, position)}
    home = {item.person: item.group for item in said}
    spoke, held, opposed = (Counter(home[person] for person in people) for people in (stances, holders, against))
    counts = [
        GroupCount(pk, name, spoke[pk], held[pk], opposed[pk], (sizes or {}).get(pk, 0)) for pk, name in groups.items()
    ]
    spread, words = _spread(counts)
    open_stances = _stances(apart or [])
    enough = breadths.enough(len(stances), took_part)
    torn = sum(Stance.BOTH in stances[person] for person in holders)
    return Label(
        breadth=_breadth(stances, holders, against, position, counts, enough),
        strongly_felt=_strongly_felt(said, holders, position),
        spread=spread,
        spread_words=words,
        tension=bool(holders) and 100 * torn >= numbers.TENSION_FROM * len(holders),
        base=len(stances),
        holders=len(holders),
        took_part=took_part,
        enough=enough,
        by_group=counts,
        open_base=len(open_stances),
        open_holders=len(_holders(open_stances, position)),
    )


def _by_writer(written: Iterable[Written]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for one in written:
        found[one.writer].add(one.stance)
    return dict(found)


def _stances(said: list[Said]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for item in said:
        found[item.person].add(item.stance)
    return dict(found)


def _holders(stances: dict[int, set[str]], position: set[str]) -> set[int]:
    """Who holds it: said so, and nowhere the opposite."""
    return {person for person, held in stances.items() if held & position and not is_against(held, position)}


def _breadth(
    stances: dict[int, set[str]],
    holders: set[int],
    against: set[int],
    position: set[str],
    counts: list[GroupCount],
    enough: bool,
) -> str:
    """The guide of domain 6.2, in whole numbers so that 55% is exactly 55%. The first that fits is proposed."""
    base, held = len(stances), len(holders)
    if held == 0:
        return ""
    if held < numbers.FEWEST_FOR_A_VIEW:
        return Breadth.SINGLE
    if not enough:
        return Breadth.MINORITY
    everywhere = bool(counts) and all(count.held and count.spoke >= numbers.SPEAKERS_IN_EACH for count in counts)
    if 100 * held >= numbers.CONSENSUS_FROM * base and everywhere and not against:
        return Breadth.CONSENSUS
    if 100 * held > numbers.MAJORITY_OVER * base:
        return Breadth.MAJORITY
    if 100 * held >= numbers.DIVIDED_FROM * base or _two_large_sides(stances, held, position):
        return Breadth.DIVIDED
    return Breadth.MINORITY


def _two_large_sides(stances: dict[int, set[str]], held: int, position: set[str]) -> bool:
    """Two stances each held by many. The position counts as one stance, whatever it is made of."""
    others = set(Stance.values) - position
    sizes = [held] + [sum(other in mine for mine in stances.values()) for other in others]
    return sum(100 * size >= numbers.LARGE_SIDE * len(stances) for size in sizes) >= 2


def _strongly_felt(said: list[Said], holders: set[int], position: set[str]) -> bool:
    """Median intensity 3 among holders, or enough of them at 3. A person counts at their strongest."""
    strongest: dict[int, int] = {}
    for item in said:
        if item.stance in position and item.person in holders:
            strongest[item.person] = max(item.intensity, strongest.get(item.person, 0))
    if not holders:
        return False
    levels = list(strongest.values())
    emphatic = sum(level >= EMPHATIC for level in levels)
    return median(levels) >= EMPHATIC or 100 * emphatic >= numbers.STRONGLY_FROM * len(levels)


def _spread(counts: list[GroupCount]) -> tuple[str, str]:
    """(code, words): in all groups, most, some, or one, which is named."""
    holding = [count for count in counts if count.held]
    if not holding:
        return "", ""
    if len(holding) == 1:
        return "one", f"in {holding[0].name} only" if len(counts) > 1 else f"in {holding[0].name}, the only group"
    if len(holding) == len(counts):
        return "all", "in both groups" if len(counts) == 2 else f"in all {len(counts)} groups"
    words = f"in {len(holding)} of {len(counts)} groups"
    return ("most" if 2 * len(holding) > len(counts) else "some"), words
