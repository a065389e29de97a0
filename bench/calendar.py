"""Is the product right on every day? The walk through the whole loop and the suites with dates, under a shifted clock.

libfaketime shifts the clock of every process of Python's: tests, server, commands, also SQLite's. Node and the browser
keep the real one, as a resident's phone keeps its own. Time runs on: a day that begins two minutes before something
(midnight, the clocks' change) comes to it on the way. Moments are fixed, so that a fault can be seen again. The walks go
one after another, for each collects the static files anew; the suites go beside them. Bars: all is green on every day.
Run: python bench/calendar.py [day…]; --today takes two of the days, another pair than yesterday, and the suites in
which working days and due dates decide, as CI does. Without libfaketime it says so and passes over; with CI=true it fails.
"""

import sys
from pathlib import Path

if __name__ == "__main__":  # run as a file
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import inspect
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from bench import harness

ROOT = Path(__file__).resolve().parents[1]
#: In UTC, which is London's time in winter; an hour behind it in summer.
DAYS = {
    "saturday": datetime(2027, 2, 13, 11, tzinfo=UTC),
    "good_friday": datetime(2027, 3, 26, 11, tzinfo=UTC),
    "clocks_back": datetime(2027, 10, 31, 0, 58, tzinfo=UTC),  # the hour from 1 to 2 comes a second time
    "new_years_eve": datetime(2026, 12, 31, 23, 50, tzinfo=UTC),
    "leap_day": datetime(2028, 2, 29, 11, tzinfo=UTC),
    "sunday": datetime(2027, 2, 14, 11, tzinfo=UTC),
    "new_year": datetime(2027, 1, 1, 0, 1, tzinfo=UTC),
    "clocks_forward": datetime(2027, 3, 28, 0, 58, tzinfo=UTC),  # there is no hour from 1 to 2
    "month_end": datetime(2027, 7, 31, 22, 58, tzinfo=UTC),  # two to midnight in London: then UTC is a day behind
    "christmas_eve": datetime(2026, 12, 24, 23, 50, tzinfo=UTC),
}
WALK = ["tests/e2e/test_whole_loop.py"]
#: Where working days, due dates and lateness decide: what CI has time for.
DECIDING = [
    f"tests/{suite}"
    for suite in (
        "consultations/home",
        "consultations/setup/test_update.py",
        "consultations/stages",
        "outcomes/promises/test_promises.py",
        "outcomes/findings/test_check.py",
        "outcomes/findings/test_gate.py",
        "people/privacy/test_retention.py",
        "people/text/test_dates.py",
    )
]
#: Rooms whose pages show days even where their tests name none.
SHOWING = [
    "consultations/desk",
    "consultations/home",
    "consultations/stages",
    "outcomes/promises",
    "outcomes/demo",
    "outcomes/findings",
    "outcomes/report",
    "outcomes/answers",
    "people/privacy",
]
NAMES_A_TIME = re.compile(r"\b(clock|datetime|timedelta|timezone|date)\b")
SECONDS = 1200  # longer than any of them takes: what hangs ends


def library() -> Path | None:
    """libfaketime of the distribution, for this machine's processor."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


def pair(today: date) -> list[str]:
    """Two of the days: 40 different pairs in turn, never one twice running, each day eight times in them."""
    names, number = list(DAYS), today.toordinal()
    place, apart = number % len(names), 1 + number // len(names) % 4
    return [names[place], names[(place + apart) % len(names)]]


def suites() -> list[str]:
    """Every file of tests that names a time, and all of the rooms that show days. Walks of a browser have their own place."""
    found = [path for path in (ROOT / "tests").rglob("test_*.py") if NAMES_A_TIME.search(path.read_text())]
    found += [path for room in SHOWING for path in (ROOT / "tests" / room).rglob("test_*.py")]
    names = {str(path.relative_to(ROOT)) for path in found}
    return sorted(name for name in names if not name.startswith(("tests/e2e/", "tests/access/", "tests/architecture/")))


def driver(folder: Path, node: Path) -> Path:
    """Starts Playwright's driver, and so the browser, without the library: Chromium does not run with it."""
    script = folder / "node"
    script.write_text(f'#!/bin/sh\nexec env -u LD_PRELOAD "{node}" "$@"\n')
    script.chmod(0o755)
    return script


def shifted(moment: datetime, shim: Path, node: Path) -> dict[str, str]:
    """The environment in which it is `moment` now: one distance from the real time, so that all processes agree."""
    distance = int((moment - datetime.now(UTC)).total_seconds())
    path = [str(ROOT / "bench/shifted"), os.environ.get("PYTHONPATH", "")]
    return os.environ | {
        "LD_PRELOAD": str(shim),
        "FAKETIME": f"{distance:+d}",
        "NO_FAKE_STAT": "1",
        # Waits go by the monotonic clock, which stays real. Without the second Python's threads wait in a busy loop.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        "FAKETIME_ONLY_CMDS": ",".join({"python", "python3", Path(sys.executable).name}),
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
        "PLAYWRIGHT_NODEJS_PATH": str(node),
        "DEMO": "1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


def outcome(arguments: Sequence[str], environment: dict[str, str], folder: Path) -> tuple[float, int, bool, str]:
    """Seconds, tests that passed, whether all did, and what pytest said. Nothing but skipped tests is not green."""
    command = [sys.executable, "-m", "pytest", "--override-ini", "addopts=-q --strict-markers --nomigrations"]
    command += ["-p", "no:cacheprovider", "--tb=short", f"--basetemp={folder}", *arguments]
    begun = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        try:
            said = running.communicate(timeout=SECONDS)[0]
        except subprocess.TimeoutExpired:
            running.terminate()
            said = running.communicate()[0] + f"\nNot done after {SECONDS} seconds."
    passed = re.findall(r"(\d+) passed", said)
    green = running.returncode == 0 and bool(passed)
    return time.monotonic() - begun, int(passed[-1]) if passed else 0, green, said


def missing() -> str:
    """What of that which it needs is not here."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "Playwright (make setup)"
    return "" if library() else "libfaketime (apt install libfaketime)"


def main(days: list[str], short: bool) -> None:
    if lacking := missing():
        print(f"Passed over: no {lacking} on this machine, so the clock cannot be shifted.")
        harness.finish(
            "calendar", {"days": [], "missing": lacking}, {"the clock can be shifted": os.environ.get("CI") != "true"}
        )
    print("Days:", ", ".join(f"{name} ({DAYS[name]:%A %d %B %Y %H:%M} UTC)" for name in days), flush=True)
    with tempfile.TemporaryDirectory(prefix="calendar-") as name, ThreadPoolExecutor(2) as beside:
        results = run(days, short, Path(name), beside)
    rows, bars = [], {}
    for day in days:
        (walk, _, walked, said), (seconds, passed, green, told) = results[day]
        rows.append([day, f"{DAYS[day]:%Y-%m-%d %H:%M}", walk, "walked" if walked else "FAILED", seconds, passed])
        for held, text in ((walked, said), (green, told)):
            if not held:
                print(f"\n--- {day}\n{text[-8000:]}")
        bars[f"{day}: the walk through the whole loop"] = walked
        bars[f"{day}: the suites with dates"] = green
    harness.table(["day", "begins, UTC", "walk, s", "walk", "suites, s", "tests passed"], rows)
    harness.finish("calendar", {"days": days, "short": short, "passed": {row[0]: row[-1] for row in rows}}, bars)


def run(days: list[str], short: bool, folder: Path, beside: ThreadPoolExecutor) -> dict[str, list]:
    """By day, how the walk and how the suites went: the walks of all days in turn, and beside them the suites in turn."""
    import playwright

    shim, node = library(), driver(folder, Path(inspect.getfile(playwright)).parent / "driver/node")
    for day in days:
        command, asked = [sys.executable, "-c", "import time; print(time.time())"], shifted(DAYS[day], shim, node)
        told = float(subprocess.check_output(command, env=asked, text=True))
        if abs(told - DAYS[day].timestamp()) > 60:
            sys.exit(f"libfaketime does not shift the clock: on {day} it is {datetime.fromtimestamp(told, UTC)}.")
    chosen = DECIDING if short else [*suites(), "-n", "2", "--dist", "worksteal"]

    def each(arguments: list[str], kind: str) -> list[tuple]:
        found = []
        for day in days:
            found.append(outcome(arguments, shifted(DAYS[day], shim, node), folder / f"{kind}-{day}"))
            print(f"{day}, {kind}: {'green' if found[-1][2] else 'NOT GREEN'} after {found[-1][0]:.0f} s", flush=True)
        return found

    both = [beside.submit(each, WALK, "walk"), beside.submit(each, chosen, "suites")]
    walks, rest = (one.result() for one in both)
    return {day: [walk, suite] for day, walk, suite in zip(days, walks, rest, strict=True)}


if __name__ == "__main__":
    asked = [word for word in sys.argv[1:] if not word.startswith("--")]
    if unknown := set(asked) - set(DAYS) | {word for word in sys.argv[1:] if word.startswith("--")} - {"--today"}:
        sys.exit(f"Not a day: {', '.join(sorted(unknown))}. Choose from {', '.join(DAYS)}, or --today.")
    today = "--today" in sys.argv
    main(asked or (pair(date.today()) if today else list(DAYS)), short=today)
