"""What may be shown without pointing at anybody. The one place for bases, rounding and withholding (domain 6.3).

All or nothing: a breakdown is shown whole or not at all. Leaving out single cells would let a reader find them by
subtracting the rest from a total that is published elsewhere. And every cell of a breakdown holds at least `base`
people, zero included: then no table that is published pins down a smaller cell of any other. (For two tables with
the same people, a cell of group × age lies between max(0, g + a - n) and min(g, a). With g, a, n - g and n - a all
at least `base` those limits are at least `base` apart, and the upper one is never below it.)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple

from deliberation import numbers
from deliberation.counting import crowds
from people.text.sentences import many, stop

ROUND_TO = 5
MOST_SHOWN = 1000  # figures of one question with which the next one is compared; then no more are shown
MOST_PARTS = 12  # of the newest, each two are looked at together

#: Age bands are merged step by step until every band is large enough.
AGE_LADDER: list[dict[str, list[str]]] = [
    {band: [band] for band in ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]},
    {"18-34": ["18-24", "25-34"], "35-54": ["35-44", "45-54"], "55+": ["55-64", "65+"]},
    {"under 45": ["18-24", "25-34", "35-44"], "45+": ["45-54", "55-64", "65+"]},
]

HIDDEN_MOVES = "Withheld: so few moved, or answered only one poll, that one person’s answer could be worked out."
TOO_CLOSE = (
    "Withheld: so few answered, or answered otherwise, since a result that was shown that one person’s answer could be "
    "worked out."
)
FEW_ON_SCREEN = (
    "Withheld: so few answered by themselves on a phone or computer that whoever typed in the paper sheets could "
    "work out one person’s answer."
)
TOGETHER = "counted with the other answers"
FEW = "Withheld: fewer than {least} people answered, so one could guess who said what."
SMALL_GROUP = "Withheld: at least one group here has fewer than {least} people."
SMALL_CELL = "Withheld: in at least one group, an answer was given by fewer than {least} people."
FEW_BEHIND = "Withheld: in at least one row fewer than {least} people would be counted."
ONE_GROUP = "Withheld: everybody is in one group, so there is nothing to compare."
ALL_ALIKE = (
    "Almost everybody chose {answer} Exact figures are withheld, because they would tell how each person answered."
)


def percentages(base: int) -> bool:
    """Whether figures of so many people may be given in percent. Below, counts only: “7 of 12” (invariant 24)."""
    return base >= numbers.PERCENT_FROM


def share(count: int, base: int) -> float | None:
    """The share of the base, 0 to 1; None where it is too small for percentages."""
    return count / base if percentages(base) else None


def width(count: int, base: int) -> int:
    """A bar's length, 0 to 100."""
    return round(100 * count / base) if base else 0


def rounded(count: int) -> int:
    """To the nearest 5."""
    return ROUND_TO * round(count / ROUND_TO)


def at_least(people: int, least: int) -> str:
    """ "24 people"; "fewer than 5 people" where so few could be pointed at. Nothing is said of nobody."""
    if not people:
        return ""
    return many(people, "person", "people") if people >= least else f"fewer than {least} people"


# --- Whole results ------------------------------------------------------------------------------
def withheld_total(base: int, least: int) -> str:
    """Why a whole result is not shown; empty when it may be."""
    return FEW.format(least=least) if base < least else ""


def each_way(parts: Mapping[str, int], least: int) -> dict[str, str]:
    """How many answered each way: “24 people”, or of all ways only that they were counted together.

    All or nothing: the whole is printed elsewhere, so one way that is told gives away the small one that is not.
    """
    if any(0 < people < least for people in parts.values()) and sum(map(bool, parts.values())) > 1:
        return {way: TOGETHER if people else "" for way, people in parts.items()}
    return {way: at_least(people, least) for way, people in parts.items()}


def withheld_parts(people: Mapping[str, int], least: int) -> str:
    """Why a table of how much came from where is not shown; empty when it may be. `people`: those behind each row."""
    return FEW_BEHIND.format(least=least) if any(count < least for count in people.values()) else ""


def came_and_spoke(came: int | None, spoke: int, least: int) -> str:
    """ "11 came, 9 of them spoke": counts of people, and only where neither those who spoke nor the rest are few."""
    if came is None:
        return "not noted"
    if came < least:
        return f"fewer than {least}"
    few = spoke < least or 0 < came - spoke < least
    return f"{came} came" if few else f"{came} came, {spoke} of them spoke"


def some_of(some: int, people: int, least: int) -> str:
    """Words in which `{did}` is what some of the people did: a count only where neither they nor the others are few.

    Empty where so few people are behind it that nothing is told of them.
    """
    if people < least:
        return ""
    if some == 0:
        return "none {did}"
    if some < least or 0 < people - some < least:
        return "how many {did} is not told: too few did, or too few did not"
    return f"{some} of {people} {{did}}"


def all_alike(counts: Mapping[str, int], base: int) -> str:
    """Why the figures are not shown when one answer was everybody's: it would be known of each of them.

    Also when it was everybody's but one: else these words themselves would say that it was everybody's.
    """
    answer = next((answer for answer, count in counts.items() if base and count >= base - 1), None)
    return "" if answer is None else ALL_ALIKE.format(answer=f"“{answer}”{stop(answer)}")


def told_by_paper(alone: Mapping[str, int] | None, base: int, least: int) -> str:
    """Why figures are not shown beside paper sheets, which whoever typed them in takes off.

    `base`, `alone`: those who answered by themselves on a screen, and what they answered; None where several answers
    may be given. Where there are none of them, paper alone is counted, and nothing can be taken off it.
    """
    told = 0 < base < least or (alone is not None and all_alike(alone, base))
    return FEW_ON_SCREEN if told else ""


# --- Beside all that was shown before -----------------------------------------------------------
@dataclass(frozen=True)
class Figure:
    """A result that somebody is shown. `crowd`: who is behind it, which goes when ballots are cut loose."""

    poll: int
    base: int
    cells: Mapping[str, int]
    crowd: crowds.Crowd | None = None


def may_show(figure: Figure, known: Sequence[Figure], *, least: int) -> str:
    """Why a figure is not shown beside others of the same question; empty when it may be.

    Two figures are subtracted by whoever has seen both. So at least three people must have come, gone or answered
    anew between two figures of one poll, and `least` between those of two polls; and of those who came, two must
    have answered unlike the others. All or nothing, as everywhere here. `known`: newest first.
    """
    if len(known) > MOST_SHOWN:
        return TOO_CLOSE
    for shown in known:
        needed = numbers.LEAST_STEP if shown.poll == figure.poll else least
        if _is_close(figure, shown, needed) or _came_alike(figure, shown):
            return TOO_CLOSE
    return TOO_CLOSE if _is_sum(figure, known[:MOST_PARTS], least) else ""


def _is_sum(figure: Figure, known: Sequence[Figure], needed: int) -> bool:
    """True when the figure and two others, of which one is nearly the sum of the rest, leave a few people over."""
    for one, other in combinations(known, 2):
        for whole, *parts in permutations((figure, one, other), 3):
            few = abs(whole.base - sum(part.base for part in parts)) < needed
            if few and parts[0].poll <= parts[1].poll and _leaves_few(whole, parts, needed):
                return True
    return False


def _leaves_few(whole: Figure, parts: list[Figure], needed: int) -> bool:
    held = [part.crowd for part in parts if part.crowd]
    if whole.crowd is None or len(held) < len(parts):
        return False
    return 0 < sum(crowds.left([whole.crowd], held, needed)) < needed


def _is_close(one: Figure, other: Figure, needed: int) -> bool:
    if abs(one.base - other.base) >= needed or (one.base, one.cells) == (other.base, other.cells):
        return False
    if one.crowd is None or other.crowd is None:
        return one.poll == other.poll
    return sum(crowds.apart(one.crowd, other.crowd, needed)) < needed


def _came_alike(one: Figure, other: Figure) -> bool:
    """True when one lies within the other, and almost all who are in the larger one alone answered alike."""
    smaller, larger = sorted((one, other), key=lambda figure: figure.base)
    came = larger.base - smaller.base
    if not came or not (one.poll == other.poll or _is_within(smaller, larger, came)):
        return False
    return any(count - smaller.cells.get(answer, 0) >= came - 1 for answer, count in larger.cells.items())


def _is_within(smaller: Figure, larger: Figure, came: int) -> bool:
    if smaller.crowd is None or larger.crowd is None:
        return False
    if came >= crowds.MOST:
        return True  # more than crowds can tell apart, so it is taken to be so
    return crowds.apart(smaller.crowd, larger.crowd) == (came, 0)


class Counted(NamedTuple):
    """A published count of everybody who said at least one of some things. `things`: a bit for each of them."""

    things: int
    people: int


def told_together(counts: Sequence[Counted], least: int) -> Iterator[tuple[int, ...]]:
    """The places of counts whose sums and differences are certain to be of a few people, whoever said what.

    Two: more things, less some of them. Three: A + B - C, where A and B together are all of C. Four: A + B - C - D,
    where besides D lies within both A and B. Counts of the same people tell nothing more; nor is nobody told of.
    Larger sums are not looked at. Every two are laid beside all others: with 60 counts a tenth of a second.
    """
    for (one, few), (other, more) in permutations(enumerate(counts), 2):
        if few.things & ~more.things == 0 and 0 < more.people - few.people < least:
            yield one, other
    for (one, first), (other, second) in combinations(enumerate(counts), 2):
        both, whole = first.things & second.things, first.things | second.things
        within = [
            (place, third)
            for place, third in enumerate(counts)
            if not third.things & ~whole and third.things & ~first.things and third.things & ~second.things
        ]
        shared = {
            third.people: place for place, third in enumerate(counts) if third.things and not third.things & ~both
        }
        over = first.people + second.people
        for place, third in within:
            left = over - third.people
            if 0 < left < least:
                yield one, other, place
            for fourth in {shared[left - few] for few in range(1, least) if left - few in shared}:
                yield one, other, place, fourth


def one_more_came(base: int, shown: Iterable[int], least: int) -> str:
    """Why a show of hands is not shown beside earlier ones of the same room: somebody known came or went between."""
    return TOO_CLOSE if any(0 < abs(base - other) < least for other in shown) else ""


# --- Breakdowns ---------------------------------------------------------------------------------
def withheld_breakdown(cells: Mapping[str, Iterable[int]], bases: Mapping[str, int], *, base: int, answer: int) -> str:
    """Why a breakdown is not shown; empty when it may be. `cells`: the counts of each category's answers.

    Answers that nobody at all gave and categories nobody is in are left out by the caller. Those who gave no
    category must be in it as one: left out, they could be found by subtraction.
    """
    if len(bases) < 2:
        return ONE_GROUP
    if any(people < base for people in bases.values()):
        return SMALL_GROUP.format(least=base)
    if any(count < answer for counts in cells.values() for count in counts):
        return SMALL_CELL.format(least=answer)
    return ""


def ages_to_try(people: Mapping[str, int], least: int) -> list[dict[str, list[str]]]:
    """The ways to band ages in which every band that has anybody has `least` people, finest first."""

    def fits(bands: dict[str, list[str]]) -> bool:
        sizes = [sum(people.get(age, 0) for age in ages) for ages in bands.values()]
        sizes = [size for size in sizes if size]
        return len(sizes) > 1 and all(size >= least for size in sizes)

    return [bands for bands in AGE_LADDER if fits(bands)]


def merge_ages(people: Mapping[str, int], least: int) -> dict[str, list[str]] | None:
    """The finest bands in which every one that has anybody has `least` people; None when there are none."""
    return next(iter(ages_to_try(people, least)), None)


def answers_to_try(answers: Sequence[str], is_scale: Callable[[str], bool]) -> list[dict[str, list[str]]]:
    """The ways to fold the answers of a scale, finest first; answers beside the scale go with the middle.

    Only whole folds are shown: the first that leaves no small cell.
    """
    on_scale = [answer for answer in answers if is_scale(answer)]
    half = len(on_scale) // 2
    as_asked = {answer: [answer] for answer in answers}
    if half < 1 or len(on_scale) < 3:
        return [as_asked]
    first, last = on_scale[:half], on_scale[-half:]
    middle = [answer for answer in answers if answer not in {*first, *last}]
    thirds = {" or ".join(first): first, "In the middle, or not sure": middle, " or ".join(last): last}
    halves = {" or ".join(first): first, "All other answers": [*middle, *last]}
    return [as_asked, *([thirds] if middle else []), halves]
