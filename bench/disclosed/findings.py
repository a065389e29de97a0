"""Findings as they are published, given to somebody who subtracts: totals, dots, ages, groups in words, two releases.

A cell is the people of one group, one age band, or both, who hold a finding, spoke otherwise, or did not speak. It is
small when it has somebody and fewer than are shown at the least. The attacker knows how large every group and band is.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product

from consultations.models import Consultation
from deliberation.counting import disclosure, shown_counts
from deliberation.counting.bounds import bounds
from deliberation.models import ShownFigure
from deliberation.numbers import LEAST_STEP
from outcomes.findings import differences, labels
from outcomes.findings.labels import Said
from outcomes.models import Finding, Stance
from outcomes.report import findings_section, first_screen

HELD, OTHER, SILENT = 0, 1, 2
Person = tuple[str, str, int]  # group, age, side
Sums = list[tuple[frozenset, int]]


def finding_of(people: list[Person]) -> Finding:
    """A finding with what the coding of these people computes."""
    groups = {name: n for n, name in enumerate(sorted({group for group, _, _ in people}), start=1)}
    said = [
        Said(n, groups[group], Stance.FOR if side == HELD else Stance.AGAINST, 2)
        for n, (group, _, side) in enumerate(people)
        if side != SILENT
    ]
    sizes = Counter(groups[group] for group, _, _ in people)
    names = {pk: name for name, pk in groups.items()}
    label = labels.label(said, {Stance.FOR}, names, len(people), [], dict(sizes))
    return Finding(title="Finding", computed=label.as_dict())


def cells_of(people: list[Person]) -> set:
    groups, ages = ({person[place] for person in people} for place in (0, 1))
    return {(g, a, s) for g in groups for a in ages for s in (HELD, OTHER, SILENT)}


def sum_of(cells: set, people: list[Person], holds: Callable[[Person], bool]) -> tuple[frozenset, int]:
    return frozenset(c for c in cells if holds(c)), sum(holds(person) for person in people)


def published(consultation: Consultation, subject: str, people: list[Person]) -> tuple[Sums, list[tuple[str, str]]]:
    """(Every number of the finding as sums, how each group stood in words)."""
    finding, cells = finding_of(people), cells_of(people)
    sums = [sum_of(cells, people, lambda p, s=side: p[2] == s) for side in (HELD, OTHER, SILENT)]
    for row in first_screen._by_group(finding, consultation.min_base, consultation.min_answer):
        for side, count in ((HELD, row.held), (OTHER, row.other), (SILENT, row.silent)):
            sums.append((frozenset(c for c in cells if c[0] == row.name and c[2] == side), count))
    told = [
        (n, age, differences.HELD if side == HELD else differences.OTHER)
        for n, (_, age, side) in enumerate(people)
        if side != SILENT
    ]
    for band, spoke, held in differences.by_age(consultation, subject, told, Counter(p[1] for p in people)).get(
        "rows", []
    ):
        ages = _ages(band, {age for _, age, _ in people})
        for side, count in ((HELD, held), (OTHER, spoke - held)):
            sums.append((frozenset(c for c in cells if c[1] in ages and c[2] == side), count))
    where = findings_section.raised(finding.computed, consultation.min_answer)
    for name in {group for group, _, _ in people}:
        if f"in {name} only" in where:
            sums += [(frozenset(c for c in cells if c[0] != name and c[2] == HELD), 0)]
    return sums, [
        (stood.name, stood.stance) for stood in findings_section._stances(finding, {}, consultation.min_answer)
    ]


def _ages(band: str, ages: Iterable[str]) -> set[str]:
    return next((set(bands[band]) for bands in disclosure.AGE_LADDER if band in bands), {band}) & set(ages) or {band}


def from_words(people: list[Person], stood: list[tuple[str, str]], least: int) -> Sums:
    """What the words of each group say, as sums: at least one, at most two, nobody. A slack takes up the rest."""
    cells, sums = cells_of(people), []
    for n, (name, stance) in enumerate(stood):
        size = sum(group == name for group, _, _ in people)
        side = {s: frozenset(c for c in cells if c[0] == name and c[2] == s) for s in (HELD, OTHER, SILENT)}
        held_by_some = (side[OTHER] | side[SILENT] | {("slack", n, 0)}, size - 1)
        others_too = (side[HELD] | side[SILENT] | {("slack", n, 1)}, size - 1)
        if stance != "few":
            sums.append((side[SILENT] | {("slack", n, 3)}, size - LEAST_STEP))
        if stance == "few":
            if size >= least + LEAST_STEP:
                sums.append((side[HELD] | side[OTHER] | {("slack", n, 2)}, LEAST_STEP - 1))
        elif stance in ("for", "mixed"):
            sums.append(held_by_some)
            sums += [others_too] if stance == "mixed" else []
        elif stance == "against":
            sums.append((side[HELD], 0))
    return sums


def naive(people: list[Person]) -> Sums:
    """Every group and band, cell by cell, however small."""
    cells = cells_of(people)
    return [
        sum_of(cells, people, lambda p, n=name, at=place, s=side: p[at] == n and p[2] == s)
        for place in (0, 1)
        for name in {person[place] for person in people}
        for side in (HELD, OTHER, SILENT)
    ]


def small(people: list[Person], sums: Sums, least: int) -> tuple[int, int]:
    """(small cells that are certain, small cells there are): by group, by age, and by both."""
    certain = there = 0
    cells = cells_of(people)
    known = [
        sum_of(cells, people, lambda p, n=name, at=place: p[at] == n)
        for place in (0, 1)
        for name in {person[place] for person in people}
    ]
    for seen in (lambda c: (c[0], c[2]), lambda c: (c[1], c[2]), lambda c: c):
        true = Counter(map(seen, people))
        told = [*known, *sums]
        blurred = [one for one in (_blurred(members, value, seen, cells) for members, value in told) if one]
        found = bounds({seen(c) for c in cells} | {c for m, _ in blurred for c in m}, blurred)
        # What is the total itself, as all of them are in one group or of one age, is printed as such.
        whole = Counter(side for _, _, side in people)
        wanted = [cell for cell, n in true.items() if 0 < n < least and not _alone(cell, true, whole)]
        assert all(found[cell][0] <= true[cell] <= found[cell][1] for cell in true), "the attacker is mistaken"
        certain += sum(found[cell][0] == found[cell][1] for cell in wanted)
        there += len(wanted)
    return certain, there


def _alone(cell: tuple, true: Counter, whole: Counter) -> bool:
    """There is one group (or band) in all, or one side that everybody is on."""
    return len({other[:-1] for other in true}) == 1 or len(whole) == 1


def _blurred(members: frozenset, value: int, seen: Callable, cells: set) -> tuple[frozenset, int] | None:
    """A sum in coarser cells, where it takes or leaves each of them whole."""
    real = {c for c in members if c in cells}
    taken = {seen(c) for c in real}
    if sum(seen(c) in taken for c in cells) != len(real):
        return None
    return frozenset(taken) | {c for c in members if c not in cells}, value


def told_by_leaving(consultation: Consultation, subject: str, people: list[Person], dice: random.Random) -> bool:
    """One person leaves and the finding is counted again: whether any figure that is shown tells it."""
    gone = dice.randrange(len(people))
    left = [person for n, person in enumerate(people) if n != gone]
    shown = []
    for who, crowd in ((people, range(len(people))), (left, (n for n in range(len(people)) if n != gone))):
        sides = [(n, "held" if p[2] == HELD else "other") for n, p in zip(crowd, who, strict=True) if p[2] != SILENT]
        new = not shown_counts.admit(consultation, ShownFigure.Kind.FINDING, subject, sides)
        counted = finding_of(who).computed
        shown.append([counted[name] for name in ("holders", "base")] if new or not shown else shown[0])
    return shown[0] != shown[1] and sum(abs(a - b) for a, b in zip(*shown, strict=True)) < consultation.min_answer


def told_by_two(dice: random.Random, least: int) -> tuple[bool, bool]:
    """Two findings, the themes of one within those of the other: (somebody who subtracts their numbers reads of a few
    people, and does so of what passes the gate)."""
    on_one = {n: dice.choice([HELD, OTHER]) for n in range(dice.choice([9, 12, 30]))}
    more = {
        n: dice.choice([HELD, OTHER]) for n in range(len(on_one), len(on_one) + dice.choice([0, 1, 2, 4, 5, 9, 20]))
    }
    crowds = [(set(all_), {n for n, side in all_.items() if side == HELD}) for all_ in (on_one, on_one | more)]
    read = [len(wide) - len(narrow) for narrow, wide in zip(*crowds, strict=True)]
    tells = any(0 < people < least for people in read)
    counts = ([disclosure.Counted(things, len(crowd)) for things, crowd in zip((1, 3), pair, strict=True)]
              for pair in zip(*crowds, strict=True))  # fmt: skip
    return tells, tells and not any(True for layer in counts for _ in disclosure.told_together(layer, least))


def told_by_several(dice: random.Random, least: int, several: int = 3) -> tuple[bool, bool]:
    """Three or four findings on some of four themes, as `told_by_two`. The attacker tries every sum of them, each taken
    up to twice or taken off, and keeps those that cannot be less than nothing, whoever spoke on what.
    """
    size, themes = dice.choice([12, 24, 36, 60, 120]), 4
    kinds = range(1, 2**themes)
    weights = [dice.random() ** 3 for _ in kinds]
    people = dice.choices(kinds, weights, k=size)  # the themes each spoke on
    about = dice.sample(list(kinds), several)
    if dice.random() < 0.5:
        about[2] = about[0] | about[1]
    counts = [disclosure.Counted(things, sum(bool(things & one) for one in people)) for things in about]
    tells = any(0 < told < least for told in _sums(counts, list(kinds)))
    return tells, tells and not any(True for _ in disclosure.told_together(counts, least))


def _sums(counts: list[disclosure.Counted], kinds: list[int]) -> Iterable[int]:
    """What each sum comes to that is certain to be no less than nothing, and is not two such sums in one."""
    taken = {one.things: one for one in counts}  # the same themes twice are the same people
    sure: dict[tuple[int, ...], int] = {}
    for times in product(range(-2, 3), repeat=len(taken)):
        used = list(zip(times, taken.values(), strict=True))
        each = tuple(sum(n * bool(one.things & kind) for n, one in used) for kind in kinds)
        if any(each) and min(each) >= 0:
            sure[each] = sum(n * one.people for n, one in used)
    alone = {tuple(int(bool(one.things & kind)) for kind in kinds) for one in counts}
    for each, people in sure.items():
        in_two = any(other != each and tuple(a - b for a, b in zip(each, other, strict=True)) in sure for other in sure)
        if not in_two and each not in alone:
            yield people


def invented(dice: random.Random) -> list[Person]:
    from consultations.models import ParticipantProfile

    size = dice.choice([12, 24, 36, 36, 60, 120, 240])
    groups = [f"Group {n}" for n in range(1, dice.choice([1, 2, 3, 3, 4]) + 1)]
    ages = [*ParticipantProfile.AGE_BANDS, differences.NOT_GIVEN]
    speaks, holds = dice.random(), dice.random()
    return [
        (
            dice.choices(groups, [3, 3, 2, 1][: len(groups)])[0],
            dice.choices(ages, [2, 4, 4, 3, 2, 2, 1])[0],
            SILENT if dice.random() > speaks else HELD if dice.random() < holds else OTHER,
        )
        for _ in range(size)
    ]
