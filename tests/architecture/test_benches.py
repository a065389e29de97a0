"""Benches are run as files, and one of them is called as a module of Python's: it must not be found in its place."""

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from bench.calendar import DAYS, pair

ROOT = Path(__file__).resolve().parents[2]
BEFORE = """
import sys
sys.path.insert(0, sys.argv[1])
exec(sys.stdin.read(), {"__file__": sys.argv[2], "__name__": "__main__"})
assert not getattr(sys.modules.get("calendar"), "__file__", "").endswith("bench/calendar.py")
"""


def test_no_bench_takes_another_for_a_module_of_pythons() -> None:
    benches = [path for path in (ROOT / "bench").glob("[a-z]*.py") if path.name != "harness.py"]
    assert len(benches) > 12
    for bench in benches:
        head, line, _ = bench.read_text().partition("sys.path[0] = ")
        assert line, f"{bench.name} must put the project in the place of its own folder on sys.path"
        head = head.removesuffix("    ").removesuffix('if __name__ == "__main__":  # run as a file\n')
        command = [sys.executable, "-c", BEFORE, str(bench.parent), str(bench)]
        done = subprocess.run(command, input=head, capture_output=True, text=True)
        assert done.returncode == 0, f"{bench.name} imports too much before it: {done.stderr}"


def test_two_of_the_days_are_another_pair_each_day() -> None:
    pairs = [frozenset(pair(date(2026, 1, 1) + timedelta(days=n))) for n in range(366)]
    assert all(len(two) == 2 for two in pairs)
    assert all(two != after for two, after in pairwise(pairs))
    assert all(set().union(*pairs[n : n + 10]) == set(DAYS) for n in range(350))
