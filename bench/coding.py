"""Does the bench of coding stay quick with 10,000 excerpts under 120 themes? Every page of it, and every file.

Beside 1,000 contributions with as many excerpts stand 10,000, under ten questions; a tenth of them is coded by a
second coder too, and differs. Pages: queries and milliseconds at both sizes; files: seconds. Times are processor time
of the thread with SQLite, wall time on another database. Bars: the same queries at both sizes, at most 12; a file in
at most 5 seconds. Run: python bench/coding.py [rounds]
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

from deliberation.models import Contribution, ContributionRevision, Thread
from outcomes.models import Coding, Disagreement, Excerpt, Theme
from tests.cast import Cast, make_cast

SIZES, THEMES, FILES = [1_000, 10_000], 120, ("qdc", "qdpx", "csv")
WORDS = "I walk home past the station most evenings and I have seen an officer there twice this year, {n}."
STANCES = ["for", "against", "both", "for_with_conditions", "neutral"]


def filled(size: int) -> Cast:
    """A consultation in which `size` contributions have an excerpt each."""
    cast = make_cast(slug=f"of-{size}")
    area = cast.consultation.areas.get(order=1)
    threads = [Thread.objects.create(area=area, group=cast.group1, title=f"Question {n}?", order=n) for n in range(10)]
    members = [cast.member(user) for user in (cast.amina, cast.bilal, cast.carys)]
    coders = [cast.member(cast.moss), cast.member(cast.finch)]
    themes = Theme.objects.bulk_create(
        Theme(consultation=cast.consultation, area=area, title=f"Theme {n}", order=n) for n in range(THEMES)
    )
    said = Contribution.objects.bulk_create(
        (Contribution(thread=threads[n % 10], membership=members[n % 3], body=WORDS.format(n=n)) for n in range(size)),
        batch_size=2000,
    )
    revisions = ContributionRevision.objects.bulk_create(
        (ContributionRevision(contribution=one, number=1, body=one.body) for one in said), batch_size=2000
    )
    excerpts = Excerpt.objects.bulk_create(
        (
            Excerpt(revision=one, start=0, end=6, verbatim=one.body[:6], created_by=coders[0])
            for one in revisions
        ),
        batch_size=2000,
    )  # fmt: skip
    codes = [
        Coding(excerpt=one, theme=themes[n % THEMES], stance=STANCES[n % 5], coded_by=coders[0])
        for n, one in enumerate(excerpts)
    ]
    twice = [
        Coding(excerpt=one, theme=themes[n * 10 % THEMES], stance="for", coded_by=coders[1], state=Coding.State.KEPT)
        for n, one in enumerate(excerpts[::10])
    ]
    Coding.objects.bulk_create([*codes, *twice], batch_size=2000)
    Disagreement.objects.bulk_create(
        Disagreement(contribution=said[n * 10], excerpt=one, theme=themes[n * 10 % THEMES])
        for n, one in enumerate(excerpts[::10])
    )
    return cast


def get(client: Client, address: str) -> None:
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, (address, answer.status_code)


def pages_of(cast: Cast) -> dict[str, str]:
    base = f"/consultations/{cast.consultation.slug}"
    said = Contribution.objects.filter(thread__area__consultation=cast.consultation).order_by("pk")
    middle = said[said.count() // 2]
    theme = cast.consultation.themes.order_by("pk").first()
    return {
        "the list": f"{base}/coding/",
        "the list, searched": f"{base}/coding/?words=evenings+officer&stance=against",
        "one contribution": f"{base}/coding/{middle.pk}/",
        "read as a whole": f"{base}/coding/read/{middle.thread_id}/?at={middle.pk}",
        "two coders": f"{base}/coding/twice/",
        "the codebook": f"{base}/themes/",
        "one theme": f"{base}/themes/{theme.pk}/",
    }


def main(rounds: int) -> None:
    ticking = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    calls: dict[str, Any] = {}
    files: dict[str, float] = {}
    counted: dict[str, int] = {}
    for size in SIZES:
        cast = filled(size)
        client = Client()
        client.force_login(cast.moss)
        for name, address in pages_of(cast).items():
            call = calls[f"{name}, {size}"] = partial(get, client, address)
            call()
            with CaptureQueriesContext(connection) as captured:
                call()
            counted[f"{name}, {size}"] = len(captured)
        for kind in FILES:
            began = ticking()
            answer = client.post(f"/consultations/{cast.consultation.slug}/coding/files/", {"do": kind})
            files[f"{kind}, {size}"] = round(ticking() - began, 2)
            assert answer.status_code == 200
    taken = {name: harness.median(values) for name, values in harness.interleaved(calls, rounds, clock=ticking).items()}
    harness.table(["page, excerpts", "queries", "ms"], [[name, counted[name], taken[name]] for name in calls])
    harness.table(["file, excerpts", "s"], [[name, seconds] for name, seconds in files.items()])
    names = list(pages_of(cast))
    same = {name: len({counted[f"{name}, {size}"] for size in SIZES}) == 1 for name in names}
    harness.finish(
        "coding",
        {"rounds": rounds, "queries": counted, "ms": {name: round(ms, 1) for name, ms in taken.items()}, "s": files},
        {
            "the same queries at both sizes": all(same.values()),
            "at most 12 queries": max(counted.values()) <= 12,
            "a file in at most 5 s": max(files.values()) <= 5,
        },
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
