"""Every bad input of the corpora through every kind of text field, importer and output.

Needs corpora (not part of the project): BAD_INPUTS, or shared/corpora beside it. Other files of the same kinds may be
put there. Answers are judged by re-parsing them as a browser would, and in a browser.
Run: python bench/bad_inputs.py [seconds for the form fields: 60; with hours every input goes through every field]
"""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness
from bench.hostile import corpora

if (FOLDER := corpora.folder()) is None:
    print("No corpora here: set BAD_INPUTS to a folder of them, or put them at ../shared/corpora.")
    harness.finish("bad_inputs", {"inputs": 0}, {})

harness.begin()
harness.work_at_once()

import logging

from django.conf import settings

settings.STAFF_SECOND_FACTOR = False  # who may enter is another bench's question
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"  # so that taking back a block takes back a sign-out
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
logging.disable(logging.ERROR)

from django.core import mail

mail.outbox = []

from bench.hostile import browser, cleaning, doors, fields, importers, judge, mails, outputs, papers, sanitiser, scene
from bench.hostile.people import Tally
from consultations.models import Consultation, Stage
from deliberation.models import Thread

rows: list[list[Any]] = []
wrong: dict[str, list[str]] = {}


def note(place: str, inputs: int, faults: list[str], words: Any = "") -> None:
    """One line of the table; faults are kept by place."""
    said = ", ".join(f"{count:,} {what}" for what, count in words.items()) if isinstance(words, Counter) else str(words)
    rows.append([place, inputs, len(faults), said])
    wrong[place] = faults
    print(f"{time.monotonic() - BEGUN:6.0f} s  {place}: {inputs:,} inputs, {len(faults)} faults. {said}", flush=True)


def main(seconds: float) -> None:
    payloads = corpora.load(FOLDER)
    counted = Counter(f"{payload.file} ({payload.kind})" for payload in payloads)
    harness.table(["corpus", "inputs"], sorted(counted.items()))
    print()
    note("judges: planted faults", 14, [] if judge.sees_planted() else ["a judge is blind"])
    alone(payloads)
    people = scene.furnish()
    print(f"{time.monotonic() - BEGUN:6.0f} s  scene set", flush=True)
    tally = Tally()
    open_one = (
        Consultation.objects.filter(stage=Stage.OPEN, is_demonstration=True).first() or Consultation.objects.first()
    )
    pages: list[Any] = []
    boxes, files, seen = scene.discover(people, tally)
    print(f"{time.monotonic() - BEGUN:6.0f} s  {seen} pages walked", flush=True)
    everything = fields.Fields(boxes, people, tally)
    everything.learn()
    views = {box.view for box in boxes}
    note("walk: forms found", len(boxes), [], f"{seen} pages, {len(views)} views, {len(everything.places)} fields, "
         f"{len(everything.accepts)} of {len({(b.view, n) for b, n in everything.places})} take harmless words")  # fmt: skip
    thread = Thread.objects.filter(area__consultation=open_one, group__isnull=False).first()
    posted = [payload for payload in payloads if not payload.is_size]
    said = fields.thread(posted, people, tally, thread.get_absolute_url(), pages.append)
    note("post: fragment and page", len(posted), said["wrong"], said["counts"])
    words, faults = papers.own_data(posted, people, thread, pages.append)
    note("own data: zip of JSON and page", len(posted), faults, words)
    faults = papers.public_record(posted, people, tally, open_one.slug, pages.append)
    note("public record", len(posted), faults)
    others(payloads, people, tally, open_one.slug, pages, files)
    everything.through(payloads, seconds)
    shares = everything.per_place.values()
    note("every form field in turn", sum(shares), everything.wrong, everything.counts)
    print(f"          {len(everything.per_place)} fields, each {min(shares)} to {max(shares)} inputs")
    if browser.there():
        looked = browser.look(pages)
        note("browser: dialogs, policy, other sites", len(pages), looked["wrong"], looked["counts"])
        blind = [] if looked["counts"]["planted faults seen"] == 3 else ["the browser did not notice what was planted"]
        note("browser: planted faults", 3, blind)
    else:
        print("No Chromium: the browser was left out.")
    note("server errors", tally.requests, tally.errors, f"{tally.mails} mails")
    note("split headers; mails that are more than text", tally.requests, tally.split_headers)
    close(payloads, counted)


def alone(payloads: list[corpora.Payload]) -> None:
    """Without a server: the cleaners, the cells, the names."""
    cleaned = sanitiser.run(payloads)
    note("cleaners: re-parse, idempotence, time", len(payloads), cleaned["wrong"], f"slowest {cleaned['slowest_s']} s")
    most, large = sanitiser.memory([payload for payload in payloads if payload.is_size or payload.kind == "redos"])
    note("cleaners: memory of the size recipes", len([p for p in payloads if p.is_size]), large, f"most {most:.0f} MB")
    counts, faults = cleaning.run(payloads)
    note("every text field of every form class", len(payloads), faults, counts)
    counts, faults = sanitiser.cells(payloads)
    note("cells of a CSV", len(payloads), faults, counts)
    unicode_ones = [payload for payload in payloads if payload.kind in ("unicode", "text", "xss")]
    counts, faults = sanitiser.names(unicode_ones)
    note("staff names", len(unicode_ones), faults, counts)


def others(payloads: list[Any], people: Any, tally: Tally, slug: str, pages: list[Any], files: list[str]) -> None:
    """The ways in and out beside forms."""
    small = [payload for payload in payloads if not payload.is_size]
    shown = outputs.markdown_pages(small, people, tally, slug, pages.append)
    note("staff Markdown on a briefing", shown["count"], shown["wrong"])
    told = outputs.live(small)
    note("live messages", told["count"], told["wrong"])
    published = Consultation.objects.filter(report__state="published").first()
    printed = outputs.report(small, people, tally, published.slug, pages.append)
    note("report: page and PDF", printed["count"], printed["wrong"], f"{printed['pdfs']} PDFs")
    kinds, faults = outputs.files(files, people, tally)
    note("files met on the walk", len(files), faults, kinds)
    note("CSV of invitations", len(small), outputs.tables(small, people, tally, slug))
    draft = Consultation.objects.get(title=scene.DRAFT).slug
    counts, faults = outputs.question_sets(small, people, tally, draft)
    note("JSON in and out: question sets", len(small), faults, counts)
    note("addresses and queries", 2 * len(payloads), [], doors.addresses(payloads, people, tally, slug))
    lines = [payload for payload in payloads if payload.kind in ("crlf", "redirect")]
    note("split headers tried", 5 * len(lines), [], doors.split_headers(lines, people, tally))
    leads = [payload for payload in payloads if payload.kind in ("redirect", "crlf")]
    counts, faults = doors.next_pages(leads, people, tally)
    note("next: whole sign-ins", len(leads), faults, f"{sum(counts.values()):,} answers, {len(counts)} places")
    counts, faults = mails.run(small, tally)
    note("e-mail: the letters as sent", len(small), faults, counts)
    taken = importers.words(small, people, slug)
    note("importers", len(small), taken["wrong"], taken["counts"])
    counts, faults = importers.uploads(people, tally)
    note("uploads and disguised files", sum(counts.values()), faults, counts)


def close(payloads: list[Any], counted: Any) -> None:
    print()
    harness.table(["place", "inputs", "faults", "of which"], rows)
    for place, faults in wrong.items():
        for fault, times in Counter(faults).most_common(8):
            print(f"  {place}: {times} x {fault[:200]}")
    figures = {
        "inputs": len(payloads), "corpora": dict(counted), "seconds": round(time.monotonic() - BEGUN),
        "seconds_of_work": round(time.process_time()),
        "places": {place: {"inputs": inputs, "faults": faults} for place, inputs, faults, _ in rows},
    }  # fmt: skip
    harness.finish("bad_inputs", figures, {f"{place}: no fault": not faults for place, faults in wrong.items()})


BEGUN = time.monotonic()
if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
