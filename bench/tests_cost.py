"""What do the tests cost, in seconds of processor time, and where? By folder, by file, by test and by fixture.

Processor time of the process and of what it started and waited for: other programs on the machine count for little, and
waiting counts for nothing. No bars: a table to hold another beside. Whatever follows is given to pytest as it stands.
Run: python bench/tests_cost.py [--depth N] [--most N] [tests/… -n 2]
"""

import sys
from pathlib import Path

if __name__ == "__main__":  # run as a file
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from bench import harness

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "TESTS_COST_FOLDER"


def spent() -> float:
    return sum(os.times()[:4])


class Costs:
    """In each process of pytest's: what each test and each fixture took, written at the end."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.fixtures: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begun = spent()
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] += spent() - begun

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        begun = spent()
        try:
            return (yield)
        finally:
            self.fixtures[f"{fixturedef.baseid} {fixturedef.argname}"] += spent() - begun

    def pytest_unconfigure(self) -> None:
        (Path(os.environ[FOLDER]) / f"{os.getpid()}.json").write_text(
            json.dumps([self.tests, self.fixtures, sum(os.times()[:2])])
        )


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(FOLDER):
        config.pluginmanager.register(Costs())


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--depth", type=int, default=2)
    options.add_argument("--most", type=int, default=40)
    known, given = options.parse_known_args()
    tests: Counter[str] = Counter()
    fixtures: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="cost-") as folder:
        before = spent()
        failed = subprocess.call(
            [sys.executable, "-m", "pytest", "-p", "bench.tests_cost", *given],
            cwd=ROOT,
            env={**os.environ, FOLDER: folder, "DEMO": "1"},
        )
        whole = spent() - before
        for path in Path(folder).glob("*.json"):
            one, other, _ = json.loads(path.read_text())
            tests.update(one)
            fixtures.update(other)
    folders: dict[str, list[float]] = {}
    files: Counter[str] = Counter()
    for name, seconds in tests.items():
        file = name.partition("::")[0]
        files[file] += seconds
        folders.setdefault("/".join(Path(file).parent.parts[: known.depth + 1]), []).append(seconds)
    harness.table(
        ["folder", "tests", "seconds"],
        [[name, len(all_), sum(all_)] for name, all_ in sorted(folders.items(), key=lambda kv: -sum(kv[1]))],
    )
    for heading, counted in (("file", files), ("test", tests), ("fixture", fixtures)):
        print()
        harness.table([heading, "seconds"], [list(pair) for pair in counted.most_common(known.most)])
    figures = {"tests": len(tests), "in_tests": round(sum(tests.values()), 1), "in_all": round(whole, 1)}
    harness.finish("tests_cost", figures, {"all passed": failed == 0})


if __name__ == "__main__":
    main()
