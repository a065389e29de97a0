"""How often a program's suggestions hold: tried on what people coded, each time on words that it had not learnt from.

Nothing here knows the database or a library: bench/suggestions.py measures the same functions on other words.
"""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outcomes.coding.suggesters import Example, Suggester

FOLDS = 4
INNER = 3  # folds within what is learnt from, to choose from how sure on it suggests
MOST = 3  # themes suggested for one contribution
LEAST_RIGHT = 1 / 3  # of what it suggests has to hold where it was tried: less wastes the time of whoever reads it
LIKE_IT = 20  # tried suggestions about as sure as one, of which it is told how many held

Sure = dict[int, float]  # {theme: from 0 to 1}


@dataclass(frozen=True)
class Tried:
    """Of so many that it would have suggested, so many a person had chosen."""

    suggested: int
    right: int


def parts(size: int, folds: int) -> Iterator[tuple[list[int], list[int]]]:
    """(places to learn from, places to try on), each place tried once; the same for the same size."""
    places = list(range(size))
    random.Random(0).shuffle(places)  # noqa: S311 (to be dealt again, not to be secret)
    for fold in range(folds):
        tried = places[fold::folds]
        if tried:
            yield [place for n, place in enumerate(places) if n % folds != fold], tried


def likely(suggester: Suggester, learnt: Sequence[Example], asked: Sequence[Example]) -> list[Sure]:
    """How sure it is of each theme that fits, for each of those asked about."""
    said = suggester.likely(learnt, [one.text for one in asked])
    return [
        {theme: how for theme, how in sure.items() if one.within is None or theme in one.within}
        for one, sure in zip(asked, said, strict=True)
    ]


def unseen(suggester: Suggester, known: Sequence[Example], folds: int) -> list[Sure]:
    """How sure it is of each theme for each example, having learnt from the others alone."""
    found: list[Sure] = [{} for _ in known]
    for learnt, tried in parts(len(known), folds):
        said = likely(suggester, [known[place] for place in learnt], [known[place] for place in tried])
        for place, sure in zip(tried, said, strict=True):
            found[place] = sure
    return found


def chosen(sure: Sure, cut: float) -> list[int]:
    """The themes that it would suggest, the surest first."""
    over = sorted((theme for theme in sure if sure[theme] >= cut), key=lambda theme: (-sure[theme], theme))
    return over[:MOST]


def best_cut(sures: Sequence[Sure], known: Sequence[Example]) -> float:
    """From how sure on it suggests: where what is missed and what is wrong weigh least together (F1). Over 1: never.

    Only where enough of what it suggests holds.
    """
    pairs = sorted(pairs_of(sures, known), reverse=True)
    there = sum(len(one.themes) for one in known)
    best, cut, right = 0.0, 1.1, 0
    for n, (sure, holds) in enumerate(pairs, 1):
        right += holds
        last = n == len(pairs) or pairs[n][0] < sure
        if last and right >= LEAST_RIGHT * n and (f1 := 2 * right / (n + there)) > best:
            best, cut = f1, sure
    return cut


def pairs_of(sures: Sequence[Sure], known: Sequence[Example]) -> list[tuple[float, bool]]:
    """(how sure, whether a person had chosen it) of everything that was tried."""
    return [(how, theme in one.themes) for sure, one in zip(sures, known, strict=True) for theme, how in sure.items()]


def nested(suggester: Suggester, known: Sequence[Example], folds: int = FOLDS) -> list[list[int]]:
    """What it would have suggested for each example: learnt from the others, and the cut chosen on the others too."""
    found: list[list[int]] = [[] for _ in known]
    for learnt, tried in parts(len(known), folds):
        others = [known[place] for place in learnt]
        cut = best_cut(unseen(suggester, others, INNER), others)
        said = likely(suggester, others, [known[place] for place in tried])
        for place, sure in zip(tried, said, strict=True):
            found[place] = chosen(sure, cut)
    return found


def score(found: Sequence[Sequence[int]], known: Sequence[Example]) -> Tried:
    right = sum(theme in one.themes for themes, one in zip(found, known, strict=True) for theme in themes)
    return Tried(sum(map(len, found)), right)


def percent_like(sure: float, pairs: Sequence[tuple[float, bool]]) -> int:
    """Of the tried ones about as sure, how many in a hundred held. `pairs` in order."""
    at = bisect(pairs, (sure, True))
    begin = max(0, min(at - LIKE_IT // 2, len(pairs) - LIKE_IT))
    near = pairs[begin : begin + LIKE_IT]
    return round(100 * sum(holds for _, holds in near) / len(near)) if near else 0
