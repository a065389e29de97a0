"""Does the fullest briefing stay quick to open? And is a record of 5,000 deployments read soon, whole or not at all?

A pack of all sections, 40 sources, 200 figures and ten cases, its marks and drawings, read by a visitor and by a
facilitator; beside it, in the same run and through the same middleware, the bare view of twenty rows of bench/pages.py.
Bars: at most 3 times the bare view, 12 queries and 60 kB with all that the first view loads; the table of 5,000 rows in
under 5 seconds; one faulty row and none is kept; no cell of an export runs. Corpora: BAD_INPUTS.
Run: python bench/pack.py [rounds]
"""

import gzip
import json
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

harness.begin()

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from bench import pages
from consultations.briefing import deployment_table, deployments
from consultations.models import (
    BriefingSection,
    BriefingVersion,
    CaseStory,
    EvidenceFigure,
    SectionKind,
    Source,
    Stage,
)
from deliberation.models import Thread
from people.errors import Refused
from people.text.spreadsheets import csv_cell, csv_text
from tests.cast import Cast, make_cast

SOURCES, FIGURES, CASES = 40, 200, 10
WORDS = "The police use it here for a few hours at a time [{}]. A trained officer looks at each alert [{}]. "
HEAD = "date,borough,place,faces_seen_est,alerts,alerts_false,arrests"
LINKED = re.compile(r'(?:href|src)="/static/([^"?]+\.(?:css|js))')
BAR_KB, BAR_QUERIES, BAR_TIMES, BAR_SECONDS = 60, 12, 3, 5


def fill(version: BriefingVersion) -> None:
    """As full as the acts let it be, and approved: everybody may read it."""
    for related in (version.sections, version.sources, version.figures, version.stories):
        related.all().delete()
    Source.objects.bulk_create(
        Source(version=version, number=n, title=f"Report {n}", url=f"https://example.org/{n}", published="2026-06-01",
               publisher="A body", standpoint="independent")
        for n in range(1, SOURCES + 1)
    )  # fmt: skip
    for place, kind in enumerate(SectionKind.values):
        text = "\n\n".join(WORDS.format(place + 1, place + 2) * 2 for _ in range(2))
        BriefingSection.objects.create(version=version, kind=kind, body=text)
    EvidenceFigure.objects.bulk_create(
        EvidenceFigure(version=version, metric=f"False alerts {n}", value="10", is_error_rate=True, area="London",
                       denominator_label="faces", denominator_value="3147436", second_denominator_label="alerts",
                       second_denominator_value="2077", period="2025", source=f"Report [{n % SOURCES + 1}]")
        for n in range(FIGURES)
    )  # fmt: skip
    CaseStory.objects.bulk_create(
        CaseStory(version=version, title=f"Case {n}", text=WORDS.format(1, 2) * 3, outcome=["harm", "benefit"][n % 2],
                  area="London", happened="2025", source="Report [1]")
        for n in range(CASES)
    )  # fmt: skip
    BriefingVersion.objects.filter(pk=version.pk).update(status="approved", content_hash=version.compute_hash())


def table(rows: int, wrong: str = "") -> str:
    lines = [f"2026-{n % 12 + 1:02}-{n % 28 + 1:02},Westminster,Place {n},12120,11,1,4" for n in range(rows)]
    return "\n".join([HEAD, *lines, *([wrong] if wrong else [])])


def first_view(client: Client, address: str) -> int:
    """Bytes over the wire: the page and the styles and scripts it names, each compressed."""
    page = client.get(address).content
    linked = {finders.find(name) for name in LINKED.findall(page.decode())}
    return sum(len(gzip.compress(data)) for data in [page, *(Path(str(f)).read_bytes() for f in linked if f)])


def deployed(cast: Cast, version: BriefingVersion) -> dict[str, object]:
    """Seconds for the table, what a faulty one left behind, and the table again by its own export."""
    taking = time.perf_counter()
    kept = deployments.add(version, table(deployment_table.MOST_ROWS), by=cast.moss)
    seconds = round(time.perf_counter() - taking, 2)
    out = deployments.as_csv(version)
    deployments.take_out(version, by=cast.moss)
    try:
        deployments.add(version, table(100, wrong="2026-01-01,W,P,1,2,3,4"), by=cast.moss)
        told = []
    except Refused as refused:
        told = refused.problems
    left = version.deployments.count()
    return {"kept": kept, "seconds": seconds, "left": left, "told": told[1:2], "again": len(deployment_table.read(out))}


def formulas() -> dict[str, int] | None:
    """Published payloads as a place in the table: how many would run in the export, or come back changed."""
    corpus = harness.outside("BAD_INPUTS", "corpora") / "csv_injection.json"
    if not corpus.exists():
        print(f"Passed over: {corpus} is not here.")
        return None
    payloads = [row["payload"] for row in json.loads(corpus.read_text()) if row.get("dangerous")]
    changed = sum(csv_text(csv_cell(text)) != text for text in payloads)
    running = sum(csv_cell(csv_cell(text)[1:]) == csv_cell(text)[1:] for text in payloads if csv_cell(text)[:1] == "'")
    return {"payloads": len(payloads), "changed": changed, "would run": running}


def main(rounds: int) -> None:
    harness.serve_bare()
    cast = make_cast()
    version = BriefingVersion.objects.create(consultation=cast.consultation, number=1)
    fill(version)
    thread = Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="T", order=1)
    pages.fill(thread, cast, 20)
    visitor, facilitator = Client(), Client()
    facilitator.force_login(cast.moss)
    address = reverse("briefing", args=[cast.consultation.slug])
    calls: dict[str, Callable[[], None]] = {
        "the pack, visitor": partial(pages.get, visitor, address),
        "the pack, facilitator": partial(pages.get, facilitator, address),
        "bare view of twenty rows": partial(pages.get, facilitator, f"/bare/{thread.pk}/"),
    }
    for call in calls.values():
        call()
    asked = {name: pages.queries(call) for name, call in calls.items()}
    taken = {
        name: harness.median(ms) for name, ms in harness.interleaved(calls, rounds, clock=time.thread_time).items()
    }
    bare = taken["bare view of twenty rows"]
    harness.table(["page", "queries", "ms", "x bare"], [[n, asked[n], taken[n], taken[n] / bare] for n in calls])
    size = round(first_view(visitor, address) / 1000, 1)
    record, cells = deployed(cast, draft_of(cast)), formulas()
    packs = [name for name in calls if name.startswith("the pack")]
    harness.finish(
        "pack",
        {"rounds": rounds, "first_view_kb": size, "queries": asked, "record": record, "formulas": cells,
         "ms": {name: round(ms, 2) for name, ms in taken.items()}},
        {
            f"at most {BAR_TIMES} x the bare view": all(taken[name] <= BAR_TIMES * bare for name in packs),
            f"at most {BAR_QUERIES} queries": all(asked[name] <= BAR_QUERIES for name in packs),
            f"the first view at most {BAR_KB} kB": size <= BAR_KB,
            f"5,000 rows in under {BAR_SECONDS} s": record["kept"] == deployment_table.MOST_ROWS
            and float(str(record["seconds"])) < BAR_SECONDS,
            "nothing half-imported, the row named": record["left"] == 0 and bool(record["told"]),
            "no formula runs, none is changed": cells is None or not (cells["changed"] or cells["would run"]),
        },
    )  # fmt: skip


def draft_of(cast: Cast) -> BriefingVersion:
    """The same pack, in a draft that can be edited."""
    cast.at(Stage.DRAFT)
    version = cast.consultation.briefing
    assert version is not None
    return version


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
