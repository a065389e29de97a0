"""Does a thread cost the same at any length? Reads the page of threads of 20 to 10,000 contributions.

Beside it, in the same run and through the same middleware: a bare view that reads twenty rows and lists them.
Times are the thread's own processor time (with SQLite the database works in the same thread), so that other
programs on the machine count for little; on another database (BENCH_DATABASE_URL) they are wall time.
Bars: the same queries at every length, at most 12; the longest at most 1.2 times the shortest; the page at
most 4 times the bare view. The last bar is for pages of twenty rows: the pages with replies show a hundred, so
they are listed beside it but not held to it. Run: python bench/pages.py [rounds]
"""

import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

harness.begin()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.models import Contribution, Thread
from tests.cast import Cast, make_cast

LENGTHS = [20, 200, 2_000, 10_000]
WORDS = (
    "I walk home past the station most evenings and I have seen an officer there twice this year. "
    "If cameras are used I want a sign that says so, and somebody I can ring who can tell me what happens next. "
)


def fill(thread: Thread, cast: Cast, count: int) -> None:
    """`count` top-level contributions by the group's members, in turn."""
    members = [cast.member(user) for user in (cast.amina, cast.bilal)] + [cast.member(cast.moss)]
    rows = [
        Contribution(thread=thread, membership=members[n % len(members)], body=f"{n}. {WORDS}")
        for n in range(count)
    ]  # fmt: skip
    Contribution.objects.bulk_create(rows, batch_size=2000)


def answer_each(thread: Thread, cast: Cast, hot: int) -> None:
    """Replies for the first twenty: four for each, and `hot` for the first."""
    member = cast.member(cast.bilal)
    first = list(thread.contributions.filter(reply_to=None).order_by("pk")[:20])
    rows = [
        Contribution(thread=thread, membership=member, reply_to=top, body=WORDS)
        for top in first
        for _ in range(hot if top is first[0] else 4)
    ]  # fmt: skip
    Contribution.objects.bulk_create(rows, batch_size=2000)


def queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def get(client: Client, address: str) -> None:
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, (address, answer.status_code)


def main(rounds: int) -> None:
    harness.serve_bare()
    cast = make_cast()
    area = cast.consultation.areas.get(order=1)
    readers = {"participant": Client(), "facilitator": Client()}
    readers["participant"].force_login(cast.amina)
    readers["facilitator"].force_login(cast.moss)
    calls: dict[str, Any] = {}
    for number, length in enumerate(LENGTHS):
        thread = Thread.objects.create(area=area, group=cast.group1, title=f"A thread of {length}", order=number)
        fill(thread, cast, length)
        middle = thread.contributions.order_by("pk").values_list("pk", flat=True)[length // 2]
        address = thread.get_absolute_url()
        for reader, client in readers.items():
            calls[f"first page, {reader}, {length}"] = partial(get, client, address)
        calls[f"newest page, participant, {length}"] = partial(get, readers["participant"], f"{address}?newest=1")
        calls[f"one post's page, participant, {length}"] = partial(
            get, readers["participant"], f"{address}?at={middle}"
        )
        calls[f"bare view, {length}"] = partial(get, readers["participant"], f"/bare/{thread.pk}/")
    for hot in (4, 40, 400, 4_000):
        thread = Thread.objects.create(area=area, group=cast.group1, title=f"A post with {hot} replies", order=99)
        fill(thread, cast, 100)
        answer_each(thread, cast, hot)
        calls[f"with replies, participant, {hot}"] = partial(get, readers["participant"], thread.get_absolute_url())
    judge(calls, rounds)


def judge(calls: dict[str, Any], rounds: int) -> None:
    counted = {}
    for name, call in calls.items():
        call()
        counted[name] = queries(call)
    ticking = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    measured = harness.interleaved(calls, rounds, clock=ticking)
    taken = {name: harness.median(values) for name, values in measured.items()}
    bare_ms = harness.median([ms for name, ms in taken.items() if name.startswith("bare")])
    rows = []
    figures: dict[str, Any] = {"rounds": rounds, "bare_ms": round(bare_ms, 2), "kinds": {}}
    kinds = list(dict.fromkeys(name.rsplit(", ", 1)[0] for name in calls))
    for kind in kinds:
        mine = [name for name in calls if name.rsplit(", ", 1)[0] == kind]
        for name in mine:
            rows.append([name, counted[name], taken[name], taken[name] / bare_ms])
        figures["kinds"][kind] = {
            "queries": sorted({counted[name] for name in mine}),
            "ms": [round(taken[name], 2) for name in mine],
            "longest_to_shortest": round(taken[mine[-1]] / taken[mine[0]], 3),
            "times_bare": round(max(taken[name] for name in mine) / bare_ms, 2),
        }
    harness.table(["page, reader, contributions (or replies to one post)", "queries", "ms", "x bare"], rows)
    pages = {kind: found for kind, found in figures["kinds"].items() if kind != "bare view"}
    harness.finish(
        "pages",
        figures,
        {
            "the same queries at every length": all(len(f["queries"]) == 1 for f in pages.values()),
            "at most 12 queries": all(max(f["queries"]) <= 12 for f in pages.values()),
            "the longest at most 1.2 x the shortest": all(f["longest_to_shortest"] <= 1.2 for f in pages.values()),
            "a page of twenty at most 4 x the bare view of twenty": all(
                f["times_bare"] <= 4 for kind, f in pages.items() if kind != "with replies, participant"
            ),
        },
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
