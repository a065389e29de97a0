"""Can acts or quotes of one person in several consultations be told to be one person's, from what everybody can read?

Invented histories: three consultations share some of their people, who post, leave, are erased. An attacker who sits in
one of them sees a name there post or vanish, to the second, and reads every public page of the other two before and
after, and at the end; lays dated versions side by side; counts; subtracts. Advantage: how much more often the guess is
right than a guess among those who are present. Beside it the same attack on how it was: times, live figures, quotes that
vanish at once.
Bars: no advantage over 0.02, by the upper end of its uncertainty; the way it was is found out; no hidden count derivable.
Run: python bench/linkage.py [histories]
"""

import logging
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from pathlib import Path
from unittest.mock import patch

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

FOLDER = harness.begin()

from django.utils import timezone

from audit.models import Entry
from bench.attack import histories
from bench.attack.histories import History
from consultations.consultation import people
from consultations.record import public_record
from deliberation.counting.bounds import bounds, pinned
from outcomes import numbers
from outcomes.models import FindingQuote, FindingsReport
from outcomes.report import versions

ALLOWED = 0.02
logging.disable(logging.WARNING)  # a report that is not there yet
START = timezone.make_aware(datetime(2027, 1, 5, 12))


@dataclass
class Score:
    """Guesses: right or not, with the chance that each had of being right anyway."""

    gained: list[float] = field(default_factory=list)

    def guess(self, right: float, chance: float) -> None:
        self.gained.append(right - chance)

    @property
    def advantage(self) -> float:
        return sum(self.gained) / len(self.gained) if self.gained else 0.0

    @property
    def error(self) -> float:
        """Standard error of the advantage."""
        if len(self.gained) < 2:
            return 0.0
        mean = self.advantage
        return sqrt(sum((one - mean) ** 2 for one in self.gained) / (len(self.gained) - 1) / len(self.gained))


@dataclass
class Attack:
    moved: dict[str, dict[bool, list[bool]]] = field(default_factory=lambda: defaultdict(lambda: {True: [], False: []}))
    pairs: Score = field(default_factory=Score)
    vanished: Score = field(default_factory=Score)
    within: Score = field(default_factory=Score)
    narrowed: list[tuple[int, int]] = field(default_factory=list)  # quotes taken out together, quotes there were

    def distinguishing(self, what: str) -> tuple[float, float]:
        """How much more often the other consultation's pages moved when the person is there than when not."""
        yes, no = self.moved[what][True], self.moved[what][False]
        if not yes or not no:
            return 0.0, 0.0
        a, b = sum(yes) / len(yes), sum(no) / len(no)
        return a - b, sqrt(a * (1 - a) / len(yes) + b * (1 - b) / len(no))


# --- How it was --------------------------------------------------------------------------------------
@contextmanager
def as_it_was() -> Iterator[None]:
    """Everything listed, live figures, quotes gone at once and alone."""
    let_go = versions.let_go

    def at_once(excerpts):  # type: ignore[no-untyped-def]
        reports = list(FindingsReport.objects.filter(findings__finding_quotes__excerpt__in=excerpts).distinct())
        gone = let_go(excerpts)
        for report in reports:
            FindingQuote.objects.filter(finding__report=report, is_due=True).update(
                printed="", is_due=False, taken_out_on=versions.clock.today()
            )
        return gone

    live = lambda c: [f"{c.memberships.current().participants().count()} people have joined so far."]  # noqa: E731
    with (
        patch.object(versions, "let_go", at_once),
        patch.object(people, "joined", live),
        patch.object(public_record, "listed", lambda slug: Entry.objects.about(slug).order_by("number")),
    ):
        yield


# --- The attack --------------------------------------------------------------------------------------
def attack(number: int, dice: random.Random, found: Attack) -> None:
    history = histories.tell(number, dice, START)
    spoken = dice.sample(history.people, 2)
    for n, person in enumerate(spoken):
        _watch(
            history,
            found,
            "a name posts",
            person,
            lambda p=person, n=n: histories.post(history, p, START + timedelta(days=3 + n)),
        )
    histories.publish(history, START + timedelta(days=30))
    before = [_shown(history, n) for n in range(3)]
    goers = dice.sample(history.people, dice.randint(1, 4))
    when: list[tuple[int, datetime, list[bool]]] = []
    leaving = {dice.randint(1, 40): person for person in goers}
    for day, at in enumerate(histories.days(START + timedelta(days=31), 75)):
        if (person := leaving.get(day)) is not None:
            way = dice.choice(["erased", "erased", "left"])
            here = [history.in_(person, cast) for cast in history.casts]
            go = lambda p=person, t=at, w=way: histories.go(history, p, t + timedelta(hours=1), w)  # noqa: E731
            _watch(
                history,
                found,
                f"a name is {way}" if way == "erased" else "a name leaves",
                person,
                go,
                one=way == "left",
            )
            when.append((person.pk, at, here))
    _lay_side_by_side(history, before, found)
    _after_vanishing(history, before, when, found)


def _watch(history: History, found: Attack, what: str, person, act, one: bool = False) -> None:  # type: ignore[no-untyped-def]
    """Sees it in one consultation; did the public pages of the others move at that moment?"""
    here = [history.in_(person, cast) for cast in history.casts]
    if not any(here):
        act()
        return
    pages = history.read()
    act()
    after = history.read()
    seen_in = here.index(True)
    for n in range(3):
        if n != seen_in:
            is_there = here[n]
            if one:  # who leaves one is not gone from the others: nothing may move there, nor where they left
                continue
            found.moved[what][is_there].append(pages[n] != after[n])
    if one:
        found.moved[what][True].append(pages[seen_in] != after[seen_in])
        found.moved[what][False].append(any(pages[n] != after[n] for n in range(3) if n != seen_in))


def _shown(history: History, n: int) -> set[int]:
    return set(FindingQuote.objects.filter(pk__in=history.quotes[n]).exclude(printed="").values_list("pk", flat=True))


def _lay_side_by_side(history: History, before: list[set[int]], found: Attack) -> None:
    """Versions of two reports that took quotes out within a month of each other: are a quote of one and a quote of the
    other one person's? The chance: any two quotes of the two reports. So also two quotes that went together."""
    out = [_by_day(pks) for pks in before]
    author = history.author
    for n in range(3):
        for gone in out[n].values():
            found.narrowed.append((len(gone), len(before[n])))
            two = [(a, b) for a in gone for b in gone if a < b]
            every = [(a, b) for a in before[n] for b in before[n] if a < b]
            if two:
                found.within.guess(_same(two, author), _same(every, author))
        for m in range(n):
            every = [(a, b) for a in before[n] for b in before[m]]
            chance = _same(every, author)
            for day, gone in out[n].items():
                near = [(abs((d - day).days), g) for d, g in out[m].items()]
                if near and min(near)[0] <= numbers.VERSION_DAYS:
                    found.pairs.guess(_same([(a, b) for a in gone for b in min(near)[1]], author), chance)


def _after_vanishing(
    history: History, before: list[set[int]], when: list[tuple[int, datetime, list[bool]]], found: Attack
) -> None:
    """A name vanished in one consultation: is a quote that the next version of another took out theirs? The chance: any
    quote of that report."""
    for person, at, here in when:
        for n in [n for n in range(3) if any(here) and n != here.index(True)]:
            mine = {pk for pk in before[n] if history.author[pk] == person}
            limit = timezone.localdate(at) + timedelta(days=numbers.VERSION_DAYS)
            next_one = [g for d, g in sorted(_by_day(before[n]).items()) if timezone.localdate(at) <= d <= limit]
            chance = len(mine) / len(before[n]) if before[n] else 0.0
            gone = next_one[0] if next_one else before[n]
            found.vanished.guess(len(mine & set(gone)) / len(gone) if gone else 0.0, chance)


def _by_day(pks: set[int]) -> dict[datetime, list[int]]:
    found = defaultdict(list)
    for pk, day in FindingQuote.objects.filter(pk__in=pks).exclude(taken_out_on=None).values_list("pk", "taken_out_on"):
        found[day].append(pk)
    return found


def _same(pairs: list[tuple[int, int]], author: dict[int, int]) -> float:
    return sum(author[a] == author[b] for a, b in pairs) / len(pairs) if pairs else 0.0


# --- Counts ------------------------------------------------------------------------------------------
def derivable(dice: random.Random) -> tuple[int, int]:
    """Months of acts, released as the record releases them: hidden counts that subtraction makes certain, below ten."""
    months = range(8)
    true = {(m, kind): dice.choice([0, 1, 2, 3, 5, 8, 13, 21]) for m in months for kind in ("words", "other")}
    rows = [(m, Counter({kind: true[m, kind] for kind in ("words", "other")})) for m in months]
    first = datetime(2027, 1, 1).date()
    with patch.object(public_record, "_months", lambda c: [(first.replace(month=m + 1), n) for m, n in rows]):
        told = {month.name: month.counts for month in public_record.by_month(None)}  # type: ignore[arg-type]
    sums, since = [], {"words": 0, "other": 0}
    for m in months:
        for text in told.get(public_record.month(first.replace(month=m + 1)), []):
            kind = "words" if "written" in text else "other"
            cells = frozenset((month, kind) for month in range(since[kind], m + 1))
            sums.append((cells, int(text.split()[0].replace(",", ""))))
            since[kind] = m + 1
    found = bounds(true, sums)
    assert all(low <= true[cell] <= high for cell, (low, high) in found.items() if any(cell in s for s, _ in sums))
    hidden = {cell: span for cell, span in found.items() if any(cell in s for s, _ in sums)}
    return len([cell for cell in pinned(hidden) if true[cell] < 10]), len(true)


def main(size: int) -> None:
    ours, theirs = Attack(), Attack()
    for number in range(size):
        attack(number, random.Random(number), ours)
    with as_it_was():
        for number in range(max(10, size // 10)):
            attack(10_000 + number, random.Random(number), theirs)
    rows, bars, figures = [], {}, {}
    watched = ("a name posts", "a name is erased", "a name leaves")
    for what in watched:
        (now, error), (was, _) = ours.distinguishing(what), theirs.distinguishing(what)
        rows.append(
            [
                f"{what}: do the others’ pages move?",
                len(ours.moved[what][True]),
                f"{was:.3f}",
                f"{now:.3f}",
                f"± {2 * error:.3f}",
            ]
        )
        bars[f"{what}: advantage at most {ALLOWED}"] = now + 2 * error <= ALLOWED
        figures[what.replace(" ", "_")] = round(now, 4)
    for name, mine, old in (
        ("quotes gone from two reports", ours.pairs, theirs.pairs),
        ("two quotes gone from one report", ours.within, theirs.within),
        ("a name vanished, and a quote elsewhere", ours.vanished, theirs.vanished),
    ):
        rows.append(
            [name, len(mine.gained), f"{old.advantage:.3f}", f"{mine.advantage:.3f}", f"± {2 * mine.error:.3f}"]
        )
        bars[f"{name}: advantage at most {ALLOWED}"] = mine.advantage <= ALLOWED
        figures[name.replace(" ", "_")] = round(mine.advantage, 4)
    harness.table(["attack", "guesses", "as it was", "product", "two standard errors"], rows)
    cells = [derivable(random.Random(n)) for n in range(200)]
    gone, of = (sum(pair[i] for pair in ours.narrowed) / max(1, len(ours.narrowed)) for i in (0, 1))
    print(f"\nHidden counts of months made certain: {sum(c for c, _ in cells)} of {sum(n for _, n in cells)}.")
    print(
        f"A version that takes quotes out takes {gone:.1f} of {of:.1f}, at least {versions.QUOTES_AT_ONCE} where there are."
    )
    bars["the way it was is found out"] = (
        theirs.distinguishing("a name is erased")[0] > 0.5 and theirs.pairs.advantage > 10 * ALLOWED
    )
    bars["no hidden count is derivable"] = sum(c for c, _ in cells) == 0
    harness.finish("linkage", {"histories": size, **figures, "derivable": sum(c for c, _ in cells)}, bars)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
