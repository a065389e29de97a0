"""Does a discussion of 10,000 posts stay quick: to read, to search, to write to, in every order?

Read: as bench/pages.py, beside a bare view of twenty rows through the same middleware, for one participant; times are the
thread's own processor time on SQLite, wall time elsewhere. Search: the act, in all 10,000, words that are rare, common,
and nowhere. Stored: posts of the act itself, one after another, each in a transaction of its own with its entry in the
record. Bars: at most 12 queries; every page at most 2.5 times the bare view, and at most 1.1 times the same page of a
thread of twenty; a search under 50 ms. What is stored in a second is told and held to no bar: the scale layout with its
many writers is bench/live/posting.py, which this runs where PostgreSQL and Redis are installed: 1,000 readers of a thread
told within a second at p99 (the last socket of each round); posts sent at 150 a second while a worker is killed (-9): none
that was acknowledged is lost or doubled. How many a second were stored is held to 150 where the machine has processors
to spare. Run: python bench/discussion.py [rounds] [seconds of posting, 20; 0: none]
"""

import json
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from django.db import connection
from django.test import Client

from bench import harness, pages
from deliberation import numbers
from deliberation.discussion import discussion
from deliberation.models import Thread
from deliberation.searching import searching
from tests.cast import make_cast

SHORT, LONG = 20, 10_000
STORED = 300
ORDERS = {"oldest": "", "newest": "?order=newest", "not answered": "?order=unanswered", "own": "?order=mine"}
SEARCHES = {"rare": "9871", "common": "camera sign", "nowhere": "zeppelin", "common, next page": "camera"}


def on_the_scale_layout(seconds: float) -> dict[str, Any]:
    """What bench/live/posting.py found; nothing where it cannot run."""
    if not seconds:
        return {}
    program = [sys.executable, str(Path(__file__).parent / "live" / "posting.py"), str(seconds), "20"]
    done = subprocess.run(program, capture_output=True, text=True)
    if done.returncode:
        print(f"The scale layout was passed over: {(done.stdout or done.stderr).strip().splitlines()[-1]}")
        return {}
    *said, last = done.stdout.strip().splitlines()
    print("\n".join(said))
    found: dict[str, Any] = json.loads(last)
    return found


def said_by_nobody_else(n: int) -> str:
    """A post of forty words: one that is nearly another’s waits to be read, and so few may wait."""
    chosen = random.Random(n)
    return " ".join(
        f"{chosen.choice('bdfklmnprst')}{chosen.choice('aeiou')}{chosen.randrange(10_000)}" for _ in range(40)
    )


def main(rounds: int, seconds: float) -> None:
    harness.serve_bare()
    numbers.POSTS_A_DAY = sys.maxsize  # one person says all that is stored
    cast = make_cast()
    area = cast.consultation.areas.get(order=1)
    client = Client()
    client.force_login(cast.amina)
    calls: dict[str, Any] = {}
    threads = {}
    for length in (SHORT, LONG):
        threads[length] = Thread.objects.create(area=area, group=cast.group1, title=f"A thread of {length}")
        pages.fill(threads[length], cast, length)
        for name, query in ORDERS.items():
            calls[f"{name}, {length}"] = partial(pages.get, client, threads[length].get_absolute_url() + query)
        calls[f"bare, {length}"] = partial(pages.get, client, f"/bare/{threads[length].pk}/")
    for call in calls.values():
        call()  # now there is a mark of where this reader was
    counted = {name: pages.queries(call) for name, call in calls.items()}
    for name, typed in SEARCHES.items():
        before = LONG // 2 if "next" in name else 0
        calls[f"search, {name}"] = partial(searching.find, cast.consultation, typed, by=cast.amina, before=before)
    ticking = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    taken = {name: harness.median(values) for name, values in harness.interleaved(calls, rounds, clock=ticking).items()}
    bare = min(taken[f"bare, {length}"] for length in (SHORT, LONG))
    rows = [[name, counted.get(name, ""), ms, ms / bare if name in counted else ""] for name, ms in taken.items()]
    begun = time.perf_counter()
    for n in range(STORED):
        discussion.post(threads[SHORT], said_by_nobody_else(n), by=cast.bilal, key=f"bench{n}")
    a_second = round(STORED / (time.perf_counter() - begun))
    harness.table(["what, contributions", "queries", "ms", "x bare"], rows)
    print(f"{a_second} posts a second stored, one writer")
    read = [f"{name}, {LONG}" for name in ORDERS]
    whole = [name for name in ORDERS if name != "own"]  # in a thread of twenty one's own are seven
    figures = {
        "rounds": rounds,
        "database": connection.vendor,
        "bare_ms": round(bare, 2),
        "posts_a_second": a_second,
        "ms": {name: round(ms, 2) for name, ms in taken.items()},
        "queries": counted,
        "to_short": {n: round(taken[f"{n}, {LONG}"] / taken[f"{n}, {SHORT}"], 3) for n in whole},
    }
    bars = {
        "at most 12 queries": all(counted[name] <= 12 for name in read),
        "at most 2.5 x the bare view": all(taken[name] <= 2.5 * bare for name in read),
        "at most 1.1 x the page of twenty": all(ratio <= 1.1 for ratio in figures["to_short"].values()),  # type: ignore[attr-defined]
        "a search in 10,000 under 50 ms": all(ms < 50 for name, ms in taken.items() if name.startswith("search")),
    }
    if scale := on_the_scale_layout(seconds):
        figures["scale"] = scale
        bars["scale: the last of 1,000 readers told within 1 s at p99"] = scale["last_reader_ms"]["p99"] <= 1000
        bars["scale: 0 lost and 0 twice with a worker killed"] = not (scale["lost"] or scale["twice"])
        if scale["load"] <= scale["processors"]:
            bars["scale: 150 posts a second stored"] = scale["a_second"] >= 0.95 * 150
        else:
            print(f"150 posts a second: not judged, the load is {scale['load']} on {scale['processors']} processors.")
        print(f"Scale layout: {scale}")
    harness.finish("discussion", figures, bars)


if __name__ == "__main__":
    given = [float(typed) for typed in sys.argv[1:]]
    main(round(given[0]) if given else 40, given[1] if len(given) > 1 else 20)
