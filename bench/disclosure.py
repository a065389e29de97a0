"""Can anybody's answer be worked out by subtracting one published table from another?

Many invented consultations, and the real conversations at hand with invented groups and ages. Everything the product
would publish is published; an attacker who knows the size of every group and age band subtracts and bounds. Beside it
the same for naive publishing: the total, and every group and band of ten people or more.

A cell is the people of one group, one age band, or both, who gave one answer. It is pinned when its value is certain
and below ten. Cells that are nothing because nobody at all gave that answer are not counted: the total says so.
And everything a room is shown is given to somebody who knows who answered when: the wall after each answer, the
result, and the same question once more with one more person.
The CSV files and the workbook of a report are read as well, cell by cell. And leaks are planted: a small cell given away
beside its total, which the attack has to find.
Bars: nothing pinned by what the product publishes; the naive way pins something; every planted leak is found; whoever leaves, stays away, votes
last or votes while the wall is watched is not given away.
Run: python bench/disclosure.py [consultations]   (POLIS_DATA: the folder of real conversations)
"""

import random
import sys
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench import harness
from deliberation.counting.bounds import bounds, pinned

harness.begin()

from consultations.joining import joining
from consultations.models import Group, ParticipantProfile, ParticipationToken
from deliberation import numbers
from deliberation.counting import breakdowns, counting, disclosure, live_bars, only_one_poll, results, sealing
from deliberation.models import Ballot, Option, Poll, Question, Wave
from deliberation.questions.kinds.scale import is_on_scale
from tests.cast import Cast, make_cast

DATA = harness.outside("POLIS_DATA", "data/polis-opendata")
AGES = [*ParticipantProfile.AGE_BANDS, counting.NOT_GIVEN]
SCALE = ["Strongly support", "Support", "Neither support nor oppose", "Oppose", "Strongly oppose", "Don’t know"]
VOTES = ["Agree", "Disagree", "Pass"]
PLANTED = 60  # questions of each kind in which a leak is planted
IN_FILES = 24  # questions of the one report whose files are read
Person = tuple[str, str, int]  # group, age, answer


def wave_of(cast: Cast, people: list[Person], answers: list[str], kind: str, number: int) -> tuple[Wave, Question]:
    """A closed and sealed wave with one question, answered so. Written directly: thousands of people."""
    poll = Poll.objects.create(consultation=cast.consultation, title=f"Poll {number}")
    question = Question.objects.create(poll=poll, kind=kind, text=f"Question {number}?")
    options = [Option.objects.create(question=question, order=n, text=text) for n, text in enumerate(answers)]
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.AFTER, title=f"Wave {number}")
    wave.questions.add(question)
    groups = {name: Group.objects.get_or_create(consultation=cast.consultation, name=name)[0] for name, _, _ in people}
    tokens = ParticipationToken.objects.bulk_create(ParticipationToken(consultation=cast.consultation) for _ in people)
    ParticipantProfile.objects.bulk_create(
        ParticipantProfile(token=token, group=groups[group], age_band="" if age == counting.NOT_GIVEN else age)
        for token, (group, age, _) in zip(tokens, people, strict=True)
    )
    Ballot.objects.bulk_create(
        Ballot(token=token, question=question, wave=wave, choice=str(options[answer].pk))
        for token, (_, _, answer) in zip(tokens, people, strict=True)
    )
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    wave.refresh_from_db()
    counting.seal(wave)
    return wave, question


# --- What is published, as sums -----------------------------------------------------------------
Sums = list[tuple[frozenset, int]]


def published(wave: Wave, question: Question, answers: list[str], cells: set) -> Sums:
    """Exactly what the product shows: the totals, and each breakdown that may be shown, folded or not."""
    sums: Sums = []
    found = results.for_wave(wave, viewer=None)
    assert not isinstance(found, str)
    for one in found:
        for row in one.rows:
            sums.append((frozenset(c for c in cells if answers[c[2]] == row.label), row.count))
    for by, place in (("group", 0), ("age", 1)):
        table = breakdowns.shown(wave, question, by, counting.RECRUITED)
        for name, one in table.results.items():
            members = next((b[name] for b in disclosure.AGE_LADDER if name in b), [name])
            for row in one.rows:
                texts = _folded(row.label, answers)
                sums.append((frozenset(c for c in cells if c[place] in members and answers[c[2]] in texts), row.count))
    return sums


def _folded(label: str, answers: list[str]) -> list[str]:
    """The answers behind a label: itself, or those of the fold that has it."""
    if label in answers:
        return [label]
    for size in range(len(answers), 1, -1):  # answers nobody gave are left out before folding
        for given in _subsets(answers, size):
            for fold in disclosure.answers_to_try(given, is_on_scale):
                if label in fold and label != "All other answers" and label != "In the middle, or not sure":
                    return fold[label]
    half = disclosure.answers_to_try(answers, is_on_scale)
    return next(fold[label] for fold in half if label in fold)


def _subsets(answers: list[str], size: int) -> list[list[str]]:
    return [answers] if size == len(answers) else [[a for a in answers if a != out] for out in answers]


def naive(people: list[Person], cells: set) -> Sums:
    """The total, and every group and band of ten people or more, cell by cell."""
    sums: Sums = [_sum(cells, people, lambda c, a=a: c[2] == a) for a in {p[2] for p in people}]
    for place in (0, 1):
        for name, size in Counter(p[place] for p in people).items():
            if size >= 10:
                sums += [
                    _sum(cells, people, lambda c, n=name, a=a, at=place: c[at] == n and c[2] == a)
                    for a in {p[2] for p in people}
                ]
    return sums


def sizes(people: list[Person], cells: set) -> Sums:
    """What everybody may know: how many people are in each group and each age band."""
    return [
        _sum(cells, people, lambda c, n=name, at=place: c[at] == n)
        for place in (0, 1) for name in {p[place] for p in people}
    ]  # fmt: skip


def _sum(cells: set, people: list[Person], holds: object) -> tuple[frozenset, int]:
    return frozenset(c for c in cells if holds(c)), sum(holds(p) for p in people)  # type: ignore[operator]


def attack(people: list[Person], sums: Sums) -> tuple[int, int]:
    """(cells pinned below ten, cells looked at): by group, by age, and by both."""
    given = {p[2] for p in people}
    wrong = looked = 0
    for seen in (lambda c: (c[0], c[2]), lambda c: (c[1], c[2]), lambda c: c):
        cells = {seen(c) for c in _cells(people)}
        blurred = [(frozenset(map(seen, members)), value) for members, value in sums if _whole(members, seen, people)]
        found = bounds(cells, blurred)
        mine = [cell for cell in pinned(found) if cell[-1] in given]
        true = Counter(seen(p) for p in people)
        assert all(low <= true[cell] <= high for cell, (low, high) in found.items()), "the attacker is mistaken"
        wrong, looked = wrong + len(mine), looked + sum(cell[-1] in given for cell in cells)
    return wrong, looked


def _cells(people: list[Person]) -> set:
    answers = range(max(p[2] for p in people) + 1)
    return {(g, a, o) for g in {p[0] for p in people} for a in {p[1] for p in people} for o in answers}


def _whole(members: frozenset, seen: object, people: list[Person]) -> bool:
    """A sum can be told in coarser cells only when it takes or leaves each of them whole."""
    taken = {seen(c) for c in members}  # type: ignore[operator]
    return sum(seen(c) in taken for c in _cells(people)) == len(members)  # type: ignore[operator]


def planted(people: list[Person], known: Sums, shown: Sums) -> tuple[int, int]:
    """A small cell given away beside its total, in one question: (leaks planted, leaks that the attack finds).

    Published with the rest: one answer in all, and the same answer without the people of one group.
    """
    cells, given = _cells(people), Counter((group, answer) for group, _, answer in people)
    small = next((cell for cell, n in sorted(given.items()) if n < 10 and len({p[0] for p in people}) > 1), None)
    if small is None:
        return 0, 0
    group, answer = small
    leak = [
        _sum(cells, people, lambda c: c[2] == answer),
        _sum(cells, people, lambda c: c[2] == answer and c[0] != group),
    ]
    return 1, int(attack(people, [*known, *shown, *leak])[0] > 0)


# --- What leaves the house as files -------------------------------------------------------------
def files_attacked(cast: Cast, dice: random.Random, size: int) -> Counter[str]:
    """The CSV and the workbook of one report with these questions, read as anybody would, and subtracted."""
    from bench.disclosed import files
    from outcomes.models import FindingsReport
    from outcomes.report.context import shown
    from outcomes.report.exports import sheets, spreadsheets

    asked = {}
    for number, (people, answers, kind) in enumerate(invented(dice) for _ in range(size)):
        _wave, question = wave_of(cast, people, answers, kind, number)
        asked[question.text] = people, answers
    FindingsReport.objects.get_or_create(consultation=cast.consultation)
    tables = sheets.of(shown(cast.consultation, viewer=None))
    with tempfile.TemporaryDirectory() as folder:
        book = files.of_workbook(spreadsheets.as_workbook(tables, {}, Path(folder)))
    found: Counter[str] = Counter(questions=len(asked))
    told: dict[str, Sums] = {text: [] for text in asked}
    for sheet in tables:
        rows = files.of_csv(spreadsheets.as_csv(sheet))
        found["unlike"] += [_filled(row) for row in rows] != [_filled(row) for row in book[sheet.name]]
        for row in (dict(zip(rows[0], row, strict=False)) for row in rows[1:]):
            text = next((text for text in asked if text in row.get("question", "")), "")
            if text and row.get("people", "").isdecimal() and sheet.name in ("answers", "breakdowns"):
                told[text].append(_told(row, *asked[text]))
                found[sheet.name] += 1
    for text, (people, _) in asked.items():
        known = sizes(people, _cells(people))
        found["pinned"] += attack(people, [*known, *told[text]])[0]
        planted_here, found_here = planted(people, known, told[text])
        found += Counter(planted=planted_here, found=found_here)
    return found


def _filled(row: list[str]) -> list[str]:
    """Without empty cells at the end, and without the mark that keeps a text from being a formula."""
    cells = [cell.removeprefix("'") for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _told(row: dict[str, str], people: list[Person], answers: list[str]) -> tuple[frozenset, int]:
    """One figure of a file as a sum of cells: of everybody, or of the group or band that its row names."""
    texts, category = _folded(row["answer"], answers), row.get("category", "")
    bands = next((b for b in disclosure.AGE_LADDER for name in b if category.startswith(name)), {})
    names = {name: [name] for name in {p[place] for p in people for place in (0, 1)}} | dict(bands)
    members = next((whose for name, whose in sorted(names.items(), reverse=True) if category.startswith(name)), [])
    assert members or not category, f"nobody is known as {category}"
    cells = _cells(people)
    taken = frozenset(
        c for c in cells if answers[c[2]] in texts and (not category or c[0] in members or c[1] in members)
    )
    return taken, int(row["people"])


# --- Whose consultations ------------------------------------------------------------------------
def invented(dice: random.Random) -> tuple[list[Person], list[str], str]:
    size = dice.choice([12, 24, 36, 36, 60, 120, 240, 400])
    groups = [f"Group {n}" for n in range(1, dice.choice([2, 3, 3, 4]) + 1)]
    answers, kind = dice.choice([(SCALE, "scale"), (SCALE, "scale"), (VOTES, "single")])
    liking = [dice.random() ** 2 + 0.01 for _ in answers]
    people = [
        (dice.choices(groups, [3, 3, 2, 1][: len(groups)])[0], dice.choices(AGES, [2, 4, 4, 3, 2, 2, 1])[0],
         dice.choices(range(len(answers)), liking)[0])
        for _ in range(size)
    ]  # fmt: skip
    return people, answers, kind


def real(dice: random.Random, most: int = 12) -> list[tuple[list[Person], list[str], str]]:
    """Statements of real conversations; groups and ages are invented."""
    if not DATA.is_dir():
        print("Real conversations passed over: their folder is not here (set POLIS_DATA).")
        return []
    from deliberation.polis.export import read_export
    from deliberation.polis.model import AGREE, DISAGREE, MISSING

    found = []
    for folder in sorted(path for path in DATA.iterdir() if (path / "comments.csv").exists()):
        votes = read_export(folder).votes
        groups, ages = (
            [dice.choices(names, weights)[0] for _ in range(votes.shape[0])]
            for names, weights in ((["Group 1", "Group 2", "Group 3"], [5, 4, 1]), (AGES, [2, 4, 4, 3, 2, 2, 1]))
        )
        for column in sorted(range(votes.shape[1]), key=lambda c: -int((votes[:, c] != MISSING).sum()))[:most]:
            place = {AGREE: 0, DISAGREE: 1}
            people = [
                (groups[n], ages[n], place.get(int(vote), 2)) for n, vote in enumerate(votes[:, column])
                if vote != MISSING
            ][:600]  # fmt: skip
            found.append((people, VOTES, "single"))
    return found


# --- Releases one after another -----------------------------------------------------------------
def smallest_step(cast: Cast, dice: random.Random, number: int) -> int:
    """Votes come in one by one while the bars move; the fewest people by which two releases differ."""
    poll = Poll.objects.create(consultation=cast.consultation, title=f"Room {number}")
    question = Question.objects.create(poll=poll, text="In the room?")
    options = [Option.objects.create(question=question, order=n, text=t) for n, t in enumerate(VOTES)]
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, state=Wave.State.OPEN, live_results=True)
    wave.questions.add(question)
    group, seen = Group.objects.filter(consultation=cast.consultation).first(), [0]
    for _ in range(dice.randint(6, 40)):
        token = ParticipationToken.objects.create(consultation=cast.consultation)
        ParticipantProfile.objects.create(token=token, group=group)
        Ballot.objects.create(token=token, question=question, wave=wave, choice=str(dice.choice(options).pk))
        bars = live_bars.shown(wave) or {}
        seen.append(max((tally.base for key, tally in bars.items() if not key[2]), default=0))
    seen.append(Ballot.objects.filter(wave=wave).count())
    return min((b - a for a, b in pairwise(seen) if b != a), default=0)


def watched(cast: Cast, people: list[Person], answers: list[str], number: int, naive: bool) -> tuple[int, int, int]:
    """Everything a room is shown, given to somebody who knows who answered when: votes read, votes, figures shown.

    The wall is looked at after each answer, then the result; then the same people and one more are asked again.
    `naive`: whatever may be shown by its size is shown.
    """
    poll = Poll.objects.create(consultation=cast.consultation, title=f"Watched {number} {naive}")
    question = Question.objects.create(poll=poll, text=f"Watched {number} {naive}?")
    options = [Option.objects.create(question=question, order=n, text=text) for n, text in enumerate(answers)]
    group = Group.objects.filter(consultation=cast.consultation).first()
    tokens = [ParticipationToken.objects.create(consultation=cast.consultation) for _ in people]
    ParticipantProfile.objects.bulk_create(ParticipantProfile(token=token, group=group) for token in tokens)
    seen: dict[tuple[int, int], Sums] = {}
    allowed = disclosure.may_show
    if naive:
        disclosure.may_show = lambda *_, **__: ""
    try:
        for time, voters in enumerate((len(people) - 1, len(people))):
            kind, state = Wave.Kind.PULSE, Wave.State.OPEN
            wave = Wave.objects.create(poll=poll, kind=kind, state=state, live_results=True)
            wave.questions.add(question)
            for n in range(voters):
                choice = str(options[people[n][2]].pk)
                Ballot.objects.create(token=tokens[n], question=question, wave=wave, choice=choice)
                _look(live_bars.shown(wave) if not time else None, options, seen, time)
            Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
            wave.refresh_from_db()
            sealing.seal(wave)
            for one in results.for_wave(wave, viewer=results.ROOM):
                assert not isinstance(one, str)
                _note({row.label: row.count for row in one.rows}, one.base, answers, seen, time)
    finally:
        disclosure.may_show = allowed
    sums: Sums = [(frozenset((n, a) for a in range(len(answers))), 1) for n in range(len(people))]
    for figure in seen.values():
        sums += figure
    found = bounds([(n, a) for n in range(len(people)) for a in range(len(answers))], sums)
    read = {n for (n, _), (low, high) in found.items() if low == high == 1}
    assert all(found[n, people[n][2]][1] for n in range(len(people))), "the attacker is mistaken"
    return len(read), len(people), len(seen)


def _look(bars: object, options: list[Option], seen: dict[tuple[int, int], Sums], time: int) -> None:
    for key, tally in (bars or {}).items():  # type: ignore[attr-defined]
        if not key[2] and not disclosure.all_alike({o.text: tally.chosen.get(o.pk, 0) for o in options}, tally.base):
            counts = {o.text: tally.chosen.get(o.pk, 0) for o in options}
            _note(counts, tally.base, [o.text for o in options], seen, time)


def _note(counts: dict[str, int], base: int, answers: list[str], seen: dict[tuple[int, int], Sums], time: int) -> None:
    """A figure of so many people is of those who answered first: the attacker knows the order."""
    if base:
        who = range(base)
        seen[time, base] = [(frozenset((n, a) for n in who), counts.get(text, 0)) for a, text in enumerate(answers)]


def stayed_away(dice: random.Random, exact: bool) -> tuple[int, str]:
    """How many answers of people who answered only the first poll are certain, and how the change is shown."""
    places = range(5)
    gone = Counter(dice.choice(places) for _ in range(dice.randint(1, 4)))
    stays = dice.choice([0.7, 0.9, 0.97])
    both: Counter[tuple[int, int]] = Counter()
    for _ in range(dice.randint(12, 60)):
        first = dice.choice(places)
        both[first, first if dice.random() < stays else dice.choice(places)] += 1
    way = only_one_poll.EXACT if exact else only_one_poll.how_to_show(both, gone, Counter())
    before = [sum(n for (a, _), n in both.items() if a == p) + gone[p] for p in places]
    after = [sum(n for (_, b), n in both.items() if b == p) for p in places]
    sums: Sums = [(frozenset({("gone", p), *(("both", p, b) for b in places)}), before[p]) for p in places]
    sums += [(frozenset(("both", a, p) for a in places), after[p]) for p in places]
    sums.append((frozenset(("gone", p) for p in places), gone.total()))
    if way != only_one_poll.HIDDEN:
        sums += _movements(both, way)
    found = bounds({cell for members, _ in sums for cell in members}, sums)
    return sum(found["gone", p][0] == found["gone", p][1] > 0 for p in places), way


def _movements(both: Counter[tuple[int, int]], way: str) -> Sums:
    """Towards, unchanged and away as published. A rounded figure is up to two off, either way."""
    sums: Sums = []
    for sign, people in zip((-1, 0, 1), only_one_poll.moved(both), strict=False):
        members = frozenset(("both", a, b) for a in range(5) for b in range(5) if (b > a) - (b < a) == sign)
        if way == only_one_poll.EXACT:
            sums.append((members, people))
        else:
            over, under = ("over", sign), ("under", sign)
            sums += [(frozenset({over, under}), 4), (members | {over}, disclosure.rounded(people) + 2)]
    return sums


def _rooms(dice: random.Random) -> list[tuple[list[Person], list[str]]]:
    """Who answers in a room, in this order: real conversations, and invented ones."""
    cases = [*real(dice, most=2), *(invented(dice) for _ in range(24))]
    return [(dice.sample(people, len(people)), answers) for people, answers, _ in cases]


def difference_when_one_leaves(cast: Cast) -> int:
    """Figures before and after somebody leaves: by how many people they differ."""
    from tests.deliberation import rooms

    wave = rooms.open_first(cast)
    people = rooms.crowd(cast, 12)
    for n, user in enumerate(people):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n % 2 else "No, never")
    rooms.close_wave(wave, by=cast.moss)

    def figures() -> list[int]:
        found = results.for_wave(wave, viewer=cast.moss)
        return [row.count for one in found if not isinstance(one, str) for row in one.rows]

    first = figures()
    joining.withdraw(cast.consultation, by=people[0])
    return sum(abs(a - b) for a, b in zip(first, figures(), strict=True))


def findings_attacked(cast: Cast, dice: random.Random, conversations: list[list[Person]]) -> dict[str, int]:
    """Two hundred invented findings and those of real conversations, whose passes did not speak: what is certain."""
    from bench.disclosed import findings

    sums, c = Counter(), cast.consultation
    for n, people in enumerate([*(findings.invented(dice) for _ in range(200)), *conversations]):
        told, words = findings.published(c, f"finding {n}", people)
        certain, there = findings.small(people, told, c.min_answer)
        sums += Counter(findings=1, there=there, certain=certain, ages=len(told) > 3)
        sums["words"] += findings.small(
            people, [*told, *findings.from_words(people, words, c.min_answer)], c.min_answer
        )[0]
        sums["naive"] += findings.small(people, findings.naive(people), c.min_answer)[0]
        sums["left"] += findings.told_by_leaving(c, f"left {n}", people, dice)
        naive_two, ours_two = findings.told_by_two(dice, c.min_answer)
        sums["two: naive"] += naive_two
        sums["two"] += ours_two
        for several, name in ((3, "three"), (4, "four")):
            naive_more, ours_more = findings.told_by_several(dice, c.min_answer, several)
            sums[f"{name}: naive"] += naive_more
            sums[name] += ours_more
    return sums


def main(size: int) -> None:
    from consultations.models import Stage

    dice = random.Random(20)
    cast = make_cast().at(Stage.FINDINGS_PUBLISHED)
    rows, totals = [], Counter()
    for name, cases in (("invented", [invented(dice) for _ in range(size)]), ("real conversations", real(dice))):
        sums = Counter()
        for number, (people, answers, kind) in enumerate(cases):
            wave, question = wave_of(cast, people, answers, kind, number)
            cells, known = _cells(people), sizes(people, _cells(people))
            shown = published(wave, question, answers, cells)
            for way, tables in (("product", shown), ("naive", naive(people, cells))):
                wrong, looked = attack(people, [*known, *tables])
                sums[way] += wrong
                sums["cells"] += looked if way == "product" else 0
            if number < PLANTED:
                there, seen = planted(people, known, shown)
                sums += Counter(planted=there, leaks=seen)
            sums["tables"] += sum(
                bool(breakdowns.shown(wave, question, by, counting.RECRUITED).results) for by in ("group", "age")
            )
        rows.append([name, len(cases), sums["tables"], sums["cells"], sums["naive"], sums["product"]])
        totals += sums
    harness.table(["consultations", "questions", "breakdowns shown", "cells", "pinned: naive", "pinned: product"], rows)

    files = files_attacked(make_cast("files").at(Stage.FINDINGS_PUBLISHED), random.Random(7), IN_FILES)
    harness.table(
        ["questions in files", "figures of answers", "of breakdowns", "tables unlike in the workbook", "pinned", "leaks planted", "found"],
        [[files["questions"], files["answers"], files["breakdowns"], files["unlike"], files["pinned"],
          files["planted"] + totals["planted"], files["found"] + totals["leaks"]]],
    )  # fmt: skip

    spoken = [people for people, _, _ in real(random.Random(4), most=3)]
    told = findings_attacked(cast, random.Random(200), spoken)
    print()
    harness.table(
        ["findings", "small cells", "certain: naive", "certain: numbers", "certain: with the words", "told by leaving"],
        [[told["findings"], told["there"], told["naive"], told["certain"], told["words"], told["left"]]],
    )
    harness.table(["pairs of findings", "tell of a few: naive", "tell of a few: what passes"],
                  [[told["findings"], told["two: naive"], told["two"]]])  # fmt: skip
    for name in ("three", "four"):
        harness.table([f"{name} findings at a time", "tell of a few: naive", "tell of a few: what passes"],
                      [[told["findings"], told[f"{name}: naive"], told[name]]])  # fmt: skip
    steps = [smallest_step(cast, dice, n) for n in range(30)]
    rooms = [(p[:size], a) for size, (p, a) in zip([13, 25, 41, 61] * 30, _rooms(dice), strict=False) if len(p) >= size]
    read = {
        way: [
            sum(column) for column in zip(*(watched(cast, p, a, n, way) for n, (p, a) in enumerate(rooms)), strict=True)
        ]
        for way in (True, False)
    }
    exact = sum(stayed_away(random.Random(n), True)[0] for n in range(200))
    found = [stayed_away(random.Random(n), False) for n in range(200)]
    ours, ways = sum(certain for certain, _ in found), Counter(way for _, way in found)
    other = make_cast("leaving")
    left = difference_when_one_leaves(other)
    print()
    harness.table(
        ["release after release", "naive", "product"],
        [["fewest people between two releases of moving bars", 1, min(steps)],
         ["answers of absent people certain, 200 pairs of polls", exact, ours],
         ["the same pairs shown: exact, rounded, hidden", "200, 0, 0", f"{ways['exact']}, {ways['rounded']}, {ways['hidden']}"],
         ["people by which figures differ after one leaves", 2, left],
         [f"votes read of {read[False][1]}, in {len(rooms)} rooms watched answer by answer", read[True][0], read[False][0]],
         ["figures these rooms were shown", read[True][2], read[False][2]]],
    )  # fmt: skip
    harness.finish(
        "disclosure",
        {"findings": dict(told), "cells": totals["cells"], "pinned": totals["product"], "files": dict(files), "naive": totals["naive"], "shown": totals["tables"],
         "smallest_step": min(steps), "absent_certain": ours, "absent_certain_naive": exact, "left": left,
         "votes": read[False][1], "votes_read": read[False][0], "votes_read_naive": read[True][0],
         "room_figures": read[False][2]},
        {"nothing the product publishes pins a cell below ten": totals["product"] == 0,
         "naive publishing does": totals["naive"] > 0,
         "every planted leak is found": totals["planted"] == totals["leaks"] > 0 < files["found"] == files["planted"],
         "nothing in the files pins a cell below ten": files["pinned"] == 0,
         "the files hold figures, and the workbook the same as CSV": files["unlike"] == 0 < files["answers"],
         "no small cell of a finding is certain, and naively some are": told["certain"] == 0 < told["naive"],
         "no small cell is certain with the words for each group": told["words"] == 0,
         "nobody who leaves is told by a finding": told["left"] == 0,
         "no two findings tell of a few people, and naively some do": told["two"] == 0 < told["two: naive"],
         "no three or four findings tell of a few, and naively some do": (
            told["three"] == told["four"] == 0 < min(told["three: naive"], told["four: naive"])
        ),
        "some findings are shown by group or age": told["ages"] > 0, "some breakdowns are shown": totals["tables"] > 0,
         "bars move by five people or more": min(steps) >= numbers.LIVE_STEP,
         "nobody who stayed away is given away, and naively somebody is": ours == 0 < exact,
         "nobody who leaves changes a figure": left == 0,
         "no vote is read in a room watched answer by answer, and naively some are": read[False][0] == 0 < read[True][0],
         "rooms are shown something": read[False][2] > 0},
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
