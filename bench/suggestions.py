"""How well does the program that suggests themes do on answers that people had coded? F1 against their labels.

The words are `uk-consultation-synthetic` (100 invented answers to one question, several labels each), read from the
folder given or from shared/data beside the project. Each answer is suggested for by a program that has learnt from
the others alone, and from how sure on it suggests is chosen on those others too (nested folds), never on the answer.
Beside it stand two baselines that learn nothing from words: the most frequent theme of the others, and the three most
frequent. Intervals: 95 %, 2,000 bootstrap samples of the answers; a difference, of the same samples. Bar: the whole
interval of the difference in micro F1 from the better baseline lies above nothing. Without the data or the extra
`themes` it says so and measures nothing. Needs no database. Run: python bench/suggestions.py [folder]
"""

import csv
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere

from outcomes.coding import suggesters, trying
from outcomes.coding.suggesters import Example

HERE = Path(__file__).resolve().parents[1]
NAME = "uk-consultation-synthetic"
SAMPLES = 2000

Found = Sequence[Sequence[int]]
Measure = Callable[[Found, Sequence[Example]], float]


def folder() -> Path | None:
    given = [Path(sys.argv[1])] if len(sys.argv) > 1 else []
    beside = [parent / "shared" / "data" / NAME for parent in HERE.parents]
    return next((path for path in [*given, *beside] if list(path.glob("*_labelled.csv"))), None)


def read(path: Path) -> tuple[list[Example], list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({theme for row in rows for theme in row["gold_theme_ids"].split("|") if theme})
    places = {name: place for place, name in enumerate(names)}
    labels = [frozenset(places[name] for name in row["gold_theme_ids"].split("|") if name) for row in rows]
    return [Example(row["response"], themes) for row, themes in zip(rows, labels, strict=True)], names


def frequent(known: Sequence[Example], most: int) -> Found:
    """The themes most people gave the others, whatever is said."""
    found: list[list[int]] = [[] for _ in known]
    for learnt, tried in trying.parts(len(known), trying.FOLDS):
        counts = Counter(theme for place in learnt for theme in known[place].themes)
        for place in tried:
            found[place] = [theme for theme, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]]
    return found


def micro(found: Found, known: Sequence[Example]) -> float:
    said = trying.score(found, known)
    there = sum(len(one.themes) for one in known)
    return 2 * said.right / (said.suggested + there) if said.suggested + there else 0.0


def macro(found: Found, known: Sequence[Example]) -> float:
    """The mean over the themes that somebody gave or that were suggested."""
    right: Counter[int] = Counter()
    both: Counter[int] = Counter()
    for themes, one in zip(found, known, strict=True):
        right.update(set(themes) & one.themes)
        both.update(themes)
        both.update(one.themes)
    return sum(2 * right[theme] / both[theme] for theme in both) / len(both) if both else 0.0


def interval(of: Callable[[list[int]], float], size: int) -> tuple[float, float]:
    chance = random.Random(1)
    drawn = sorted(of([chance.randrange(size) for _ in range(size)]) for _ in range(SAMPLES))
    return drawn[int(SAMPLES * 0.025)], drawn[int(SAMPLES * 0.975)]


def of_sample(measure: Measure, found: Found, known: Sequence[Example], drawn: list[int]) -> float:
    return measure([found[n] for n in drawn], [known[n] for n in drawn])


def more(found: Found, base: Found, known: Sequence[Example], drawn: list[int]) -> float:
    return of_sample(micro, found, known, drawn) - of_sample(micro, base, known, drawn)


def main() -> int:
    suggester, place = suggesters.here(), folder()
    if suggester is None:
        print("Not measured: the extra `themes` is not installed (pip install -r requirements/themes.txt).")
        return 0
    if place is None:
        print(f"Not measured: {NAME} is not here. Give its folder.")
        return 0
    is_over, figures = True, {}
    for path in sorted(place.glob("*_labelled.csv")):
        known, names = read(path)
        ways = {
            "the program": trying.nested(suggester, known),
            "most frequent theme": frequent(known, 1),
            "three most frequent": frequent(known, trying.MOST),
        }
        said = trying.score(ways["the program"], known)
        print(f"{path.name}: {len(known)} answers, {len(names)} themes, {sum(len(k.themes) for k in known)} labels")
        print(f"{suggester.name}, {suggester.version}; {trying.FOLDS} folds, {trying.INNER} within")
        print(f"of {said.suggested} it would have suggested, {said.right} a person had chosen")
        size = len(known)
        for measure in (micro, macro):
            for name, found in ways.items():
                low, high = interval(partial(of_sample, measure, found, known), size)
                print(f"{measure.__name__} F1  {name:<20} {measure(found, known):.2f}  ({low:.2f} to {high:.2f})")
        base = max(
            ways["most frequent theme"], ways["three most frequent"], key=lambda found, known=known: micro(found, known)
        )
        differs = partial(more, ways["the program"], base, known)
        low, high = interval(differs, size)
        print(f"micro F1 over the better baseline: {differs(list(range(size))):+.2f}  ({low:+.2f} to {high:+.2f})")
        figures[path.stem] = {name: [round(m(found, known), 3) for m in (micro, macro)] for name, found in ways.items()}
        is_over = is_over and low > 0
    print("within the bar" if is_over else "NOT within the bar")
    print(json.dumps({"bench": "suggestions", "micro_and_macro": figures, "ok": is_over}))
    return 0 if is_over else 1


if __name__ == "__main__":
    sys.exit(main())
