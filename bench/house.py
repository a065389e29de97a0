"""Is the house as it was drawn? Rooms, arrows, circles, wiring, names, sizes, and four trips, from the code.

Read by ast from the working tree; nothing of the product runs but for the trips, each an act in a database of its own
(bench/structure/trips.py says what is counted). What each row counts: the docstrings of bench/structure/.

Bars: no arrow upward, no circle but for typing, every place bears its room's name, no hook is hung outside wiring.py,
no earlier app spells a later address, every name has one home, at most 12 files on a trip, explicit Any under 150,
no `by` that could be anything, `fmt: skip` under 60 in the apps, template lines of at most 160 characters, no state
compared with its stored value in a template, one CSS declaration a line. Run: python bench/house.py [--list ROW [ROW …]] [--no-trips] [--root FOLDER]
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # run as a file, from anywhere
from bench import harness
from bench.structure import arrows, hooks, names, places, sizes
from bench.structure.tree import APPS, HALL, Tree

FILES_ON_A_TRIP = 12
AT_ZERO = ["upward", "circles-of-modules", "circles-of-rooms", "places", "hooks", "later-addresses", "re-exports"]
AT_ZERO += ["by-any", "template-lines", "compared-states", "css-lines"]


def _by_number(found: dict[str, int]) -> list[str]:
    return [f"{path}: {times}" for path, times in sorted(found.items(), key=lambda item: -item[1])]


#: Row → everything it counts, one a line. `--list ROW` prints it.
DETAILS: dict[str, Callable[[Tree], list[str]]] = {
    "rooms": lambda tree: [f"{app}/{room}" for app in APPS for room in places.rooms(tree, app)],
    "arrows": lambda tree: [
        f"{app}: {one} → {other} ({len(pairs)}) {', '.join(f'{a} → {b}' for a, b in pairs)}"
        for app in APPS
        for (one, other), pairs in sorted(arrows.between_rooms(tree, app).items())
    ],
    "upward": arrows.upward,
    "circles-of-modules": lambda tree: [line for circle in arrows.module_circles(tree) for line in circle],
    "circles-of-rooms": lambda tree: [line for circle in arrows.room_circles(tree) for line in circle],
    "places": lambda tree: [f"{place}: {wrong}" for place, found in places.breaches(tree).items() for wrong in found],
    "hooks": hooks.registrations,
    "later-addresses": names.later_names,
    "shared-templates": lambda tree: [f"{path}: {app}" for path, app in names.shared_templates(tree).items()],
    "re-exports": names.re_exports,
    "any": lambda tree: _by_number(sizes.explicit_any(tree)),
    "any-at-all": lambda tree: _by_number(sizes.says_any_at_all(tree)),
    "by-any": lambda tree: sizes.untyped(tree, "by"),
    "user-any": lambda tree: sizes.untyped(tree, "user"),
    "fmt-skip": lambda tree: sizes.fmt_skips(tree.root),
    "template-lines": lambda tree: sizes.long_template_lines(tree.root),
    "compared-states": lambda tree: sizes.compared_states(tree.root),
    "css-lines": lambda tree: sizes.crowded_css_lines(tree.root),
    "question-kinds": lambda tree: _by_number(sizes.branching_on_kind(tree)),
    "files": lambda tree: [f"{each.lines} {each.what}" for each in reversed(sizes.files(tree))],
    "functions": lambda tree: [f"{each.lines} {each.what}" for each in reversed(sizes.functions(tree))],
    "trips": lambda tree: [
        f"{name}: {path}{'' if path in trip['files'] else '  (middleware)'}"
        for name, trip in trips(tree.root).items()
        for path in trip["whole"]
    ],
}


def trips(root: Path) -> dict[str, dict[str, list[str]]]:
    """Walked in a process of its own, which sets Django up and takes its database away."""
    env = {**os.environ, "BENCH_TABLES": "models", "PYTHONWARNINGS": "ignore"}
    env.pop("BENCH_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "bench.structure.trips"], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"The trips could not be walked:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def print_apps(tree: Tree) -> dict[str, Any]:
    """Rooms and arrows of each app, and arrows between apps. Returns the same as figures."""
    rows, figures = [], {}
    between = arrows.between_apps(tree)
    for app in APPS:
        inside, edges = arrows.inside(tree, app), arrows.between_rooms(tree, app)
        hall = len(tree.of(app, HALL))
        out = ", ".join(f"{other} {between[app, other]}" for other in APPS if (app, other) in between)
        numbers = len(places.rooms(tree, app)), hall, len(inside), len(edges), sum(map(len, edges.values()))
        figures[app] = dict(zip(("rooms", "hall", "arrows", "room_pairs", "room_arrows"), numbers, strict=True))
        rows.append([app, len(tree.of(app)), *numbers, out])
    harness.table(
        ["app", "modules", "rooms", "in the hall", "arrows", "pairs of rooms", "arrows between rooms", "to apps"], rows
    )
    return figures


def print_sizes(tree: Tree) -> dict[str, Any]:
    rows, figures, longest = [], {}, []
    for name, found in [("files", sizes.files(tree)), ("functions", sizes.functions(tree))]:
        lines = [each.lines for each in found]
        numbers = len(lines), int(harness.median(lines)), int(harness.percentile(lines, 0.9)), max(lines)
        figures[name] = dict(zip(("count", "median", "p90", "longest"), numbers, strict=True))
        rows.append([name, *numbers])
        longest += [[each.what, each.lines] for each in found[:-6:-1]]
    harness.table(["by lines", "how many", "median", "p90", "longest"], rows)
    print()
    harness.table(["the five longest of each", "lines"], longest)
    return figures


def main(tree: Tree, with_trips: bool) -> None:
    apps = print_apps(tree)
    print()
    lengths = print_sizes(tree)
    print()
    count = {row: len(details(tree)) for row, details in DETAILS.items() if row not in {"trips", "files", "functions"}}
    count["circles-of-modules"] = len(arrows.module_circles(tree))
    count["circles-of-rooms"] = len(arrows.room_circles(tree))
    count["any"] = sum(sizes.explicit_any(tree).values())
    count["any-at-all"] = sum(sizes.says_any_at_all(tree).values())
    in_apps = [place for place in sizes.fmt_skips(tree.root) if place.split("/")[0] in APPS]
    found = places.breaches(tree)
    fit = 100 * sum(not wrong for wrong in found.values()) / max(1, len(found))
    limits = {**dict.fromkeys(AT_ZERO, 0), "any": sizes.EXPLICIT_ANY - 1, "fmt-skip in apps": sizes.FMT_SKIPS - 1}
    count["fmt-skip in apps"] = len(in_apps)
    walked = trips(tree.root) if with_trips else {}
    harness.table(
        ["--list", "found", "at most"],
        [[row, n, limits.get(row, "")] for row, n in count.items()]
        + [[f"trips: files of {name}", len(trip["files"]), FILES_ON_A_TRIP] for name, trip in walked.items()]
        + [[f"trips: with middleware, {name}", len(trip["whole"]), ""] for name, trip in walked.items()],
    )
    bars = {
        "imports run only backwards": count["upward"] == 0,
        "no circle of modules or rooms, typing aside": count["circles-of-modules"] + count["circles-of-rooms"] == 0,
        f"one word names every place ({fit:.0f} %)": count["places"] == 0,
        "nothing is hung into a hook outside wiring.py": count["hooks"] == 0,
        "no earlier app spells a later address": count["later-addresses"] == 0,
        "a name has one home": count["re-exports"] == 0,
        f"explicit Any under {sizes.EXPLICIT_ANY}": count["any"] < sizes.EXPLICIT_ANY,
        "no `by` is Any": count["by-any"] == 0,
        f"fmt: skip under {sizes.FMT_SKIPS}": len(in_apps) < sizes.FMT_SKIPS,
        f"template lines of at most {sizes.LONGEST_TEMPLATE_LINE} characters": count["template-lines"] == 0,
        "no template compares a state with its stored value": count["compared-states"] == 0,
        "one CSS declaration a line": count["css-lines"] == 0,
    }
    for name, trip in walked.items():
        bars[f"{name}: at most {FILES_ON_A_TRIP} files"] = len(trip["files"]) <= FILES_ON_A_TRIP
    figures = {
        "apps": apps,
        "lengths": lengths,
        "found": count,
        "places": len(found),
        "places_that_fit": round(fit, 1),
        "trips": {name: len(trip["files"]) for name, trip in walked.items()},
        "trips_with_middleware": {name: len(trip["whole"]) for name, trip in walked.items()},
    }
    harness.finish("house", figures, bars)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--list", nargs="+", choices=sorted(DETAILS), default=[])
    wanted.add_argument("--no-trips", action="store_true")
    wanted.add_argument("--root", type=Path, default=ROOT)
    given = wanted.parse_args()
    house = Tree(given.root.resolve())
    for row in given.list:
        print("\n".join(DETAILS[row](house)))
    if not given.list:
        main(house, not given.no_trips)
