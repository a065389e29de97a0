"""Twenty visitors who never stop: do other people's pages stay quick?

The production layout with the demonstration in it, as `make scale` starts it. First every public page is read and timed,
then the quiet: somebody reads ordinary pages, alone. Then twenty visitors ask for the most expensive addresses, each the
next the moment the last has come, for a minute: from an address each, which no limit of one address can hold, and once
more all from the address of the reader. Twenty more open connections and say nothing.

Bars: median and 95th percentile of the reader's pages at most twice their quiet time, both times; nothing of the reader's
fails; the PDF was made by the worker alone. Run: python bench/stubborn.py [seconds, 60]
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness
from bench.live import processes
from bench.live.layout import Layout
from bench.live.services import Postgres, Redis, wait_until

redis, postgres = Redis(), Postgres()
os.environ |= {"BENCH_DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
FOLDER = harness.begin()

from http.client import HTTPConnection  # after the folder of the benches, which has a calendar.py, has left the path

from django_tasks_db.models import DBTaskResult

from outcomes.models import MadeFile

VISITORS, QUIET = 20, 20.0  # and seconds of quiet
DEAREST = 6  # addresses that the visitors take in turns
PATIENCE = 30.0
CRAWLED = 250  # pages at most


def get(port: int, path: str, source: str) -> tuple[int, bytes, float]:
    """Status, page and milliseconds of one request on a connection of its own, as from a phone."""
    begun = time.perf_counter()
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(source, 0))
    try:
        line.request("GET", path)
        answer = line.getresponse()
        page = answer.read()
        return answer.status, page, (time.perf_counter() - begun) * 1000
    finally:
        line.close()


def public_pages(port: int) -> dict[str, float]:
    """Every public page there is a link to, and its quickest time of two."""
    found: dict[str, float] = {}
    waiting = ["/"]
    while waiting and len(found) < CRAWLED:
        path = waiting.pop(0)
        if path in found:
            continue
        first, page, took = get(port, path, "127.0.9.1")
        found[path] = min(took, get(port, path, f"127.0.9.{2 + len(found) % 250}")[2])
        if first == 200 and b"<html" in page[:2000]:
            links = re.findall(r'href="(/[^"#]*)"', page.decode())
            waiting += [link.replace("&amp;", "&") for link in links if not link.startswith("/static/")]
    return found


class Reader:
    """Somebody else: ordinary pages, one after another, with a moment to read."""

    def __init__(self, port: int, paths: list[str]) -> None:
        self.port, self.paths = port, paths

    def reads(self, seconds: float) -> tuple[list[float], int]:
        """Milliseconds of each page; and how many failed."""
        taken, failed, until = [], 0, time.monotonic() + seconds
        while time.monotonic() < until:
            for path in self.paths:
                try:
                    status, _, took = get(self.port, path, "127.0.0.1")
                    failed += status != 200
                    taken.append(took)
                except OSError:
                    failed += 1
                time.sleep(0.05)
        return taken, failed


PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from bench.live.stubborn_visitors import main; main()"


def storm(port: int, paths: list[str], seconds: float, reader: Reader, *, alike: bool) -> dict[str, object]:
    """The visitors in a process of their own, the silent ones, and the reader meanwhile."""
    arguments = [
        sys.executable,
        "-c",
        PROGRAM,
        str(processes.ROOT),
        str(port),
        str(seconds),
        "alike" if alike else "apart",
    ]
    visitors = subprocess.Popen([*arguments, *paths], stdout=subprocess.PIPE, text=True)
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(VISITORS)]
    for one in silent:
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127")
    taken, failed = reader.reads(seconds)
    told, _ = visitors.communicate(timeout=PATIENCE + seconds)
    for one in silent:
        one.close()
    statuses = Counter(told.split())
    return {"taken": taken, "failed": failed, "statuses": dict(statuses)}


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    env = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "DEMO": "1", "DEBUG": "0"}
    seed = [sys.executable, "manage.py", "seed_demo", "--address", "http://127.0.0.1"]
    subprocess.run(seed, cwd=processes.ROOT, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL)
    layout = Layout(env, FOLDER)
    port = layout.front.port
    wait_until(
        lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists(), 120, "the worker has made the files"
    )
    made = MadeFile.objects.filter(content__isnull=False).count()
    jobs = DBTaskResult.objects.count()

    costs = public_pages(port)
    dearest = sorted(costs, key=lambda path: -costs[path])[:DEAREST]
    print(f"{len(costs)} public pages read. The dearest:")
    harness.table(["ms", "address"], [[costs[path], path] for path in dearest])
    open_one = next(path for path in costs if re.fullmatch(r"/consultations/[^/]+/", path))
    reader = Reader(port, ["/", open_one, "/accounts/login/code/"])
    reader.reads(3)
    quiet, _ = reader.reads(QUIET)
    apart = storm(port, dearest, seconds, reader, alike=False)
    alike = storm(port, dearest, seconds / 2, reader, alike=True)

    def row(name: str, taken: list[float]) -> list[object]:
        return [name, len(taken), harness.median(taken), harness.percentile(taken, 0.95), max(taken)]

    print()
    runs = {
        "quiet": quiet,
        "20 visitors, 20 addresses": apart["taken"],
        "20 visitors, the reader's address": alike["taken"],
    }
    harness.table(
        ["", "pages", "median ms", "p95 ms", "longest ms"], [row(name, taken) for name, taken in runs.items()]
    )
    print("answers to the visitors:", apart["statuses"], "and", alike["statuses"])
    bars: dict[str, bool] = {}
    for name, taken in list(runs.items())[1:]:
        bars[f"median at most twice the quiet: {name}"] = harness.median(taken) <= 2 * harness.median(quiet)
        bars[f"p95 at most twice the quiet: {name}"] = harness.percentile(taken, 0.95) <= 2 * harness.percentile(
            quiet, 0.95
        )
    bars["nothing of the reader's failed"] = not apart["failed"] and not alike["failed"]
    bars["files were made by the worker, and none for a visitor"] = made > 0 and DBTaskResult.objects.count() == jobs
    figures = {
        name: {"median": harness.median(taken), "p95": harness.percentile(taken, 0.95)} for name, taken in runs.items()
    }
    layout.stop()
    harness.finish("stubborn", {"pages": figures, "dearest": dearest}, bars)


if __name__ == "__main__":
    main()
