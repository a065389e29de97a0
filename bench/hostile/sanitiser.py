"""Every input through the cleaners themselves: safe on re-parse, the same when cleaned again, quick, small."""

import time
import tracemalloc
from collections import Counter
from typing import Any

from bench.hostile.corpora import Payload, postable
from bench.hostile.judge import unsafe
from people.errors import Refused
from people.text.names import checked_name
from people.text.sanitising import MAX_MARKDOWN, clean, one_line, plain, render_markdown, tidy
from people.text.spreadsheets import csv_cell, csv_text

SLOW, LARGE = 1.0, 100_000_000


def run(payloads: list[Payload]) -> dict[str, Any]:
    tried: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    for payload in payloads:
        text = postable(payload.text)
        tried[payload.file] += 1
        written, rendering = _timed(_rendered, text, wrong, payload)
        once, cleaning = _timed(clean, text[:MAX_MARKDOWN])
        _, tidying = _timed(plain, text)
        slowest = max(slowest, rendering, cleaning, tidying)
        if max(rendering, cleaning, tidying) > SLOW:
            wrong.append(f"slow: {payload.file} {payload.label} {rendering:.1f} {cleaning:.1f} {tidying:.1f} s")
        for markup in (written, once):
            if len(markup) < 40_000:  # the re-parse, not the cleaner, is what takes long beyond this
                wrong += [f"{payload.file} {payload.label}: {fault}" for fault in unsafe(markup)[:3]]
            if clean(markup) != markup:
                wrong.append(f"not the same when cleaned again: {payload.file} {payload.label}")
        if (
            plain(plain(text)) != plain(text)
            or one_line(one_line(text)) != one_line(text)
            or tidy(tidy(text)) != tidy(text)
        ):
            wrong.append(f"not the same when tidied again: {payload.file} {payload.label}")
    return {"tried": tried, "wrong": wrong, "slowest_s": round(slowest, 2)}


def _timed(call: Any, *given: Any) -> tuple[Any, float]:
    """The result, and this thread's own seconds: other programs on the machine do not count."""
    begun = time.thread_time()
    result = call(*given)
    return result, time.thread_time() - begun


def _rendered(text: str, wrong: list[str], payload: Payload) -> str:
    try:
        return render_markdown(text)
    except ValueError:
        if len(text) <= MAX_MARKDOWN:
            wrong.append(f"refused though short: {payload.file} {payload.label}")
        return render_markdown(text[:MAX_MARKDOWN])


def memory(payloads: list[Payload]) -> tuple[float, list[str]]:
    """Most megabytes any size recipe takes, and those over the bar."""
    worst, wrong = 0.0, []
    for payload in payloads:
        text = postable(payload.text)
        tracemalloc.start()
        plain(text)
        render_markdown(text[:MAX_MARKDOWN])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        worst = max(worst, peak / 1e6)
        if peak > LARGE:
            wrong.append(f"{payload.label}: {peak / 1e6:.0f} MB")
    return worst, wrong


def cells(payloads: list[Payload]) -> tuple[Counter[str], list[str]]:
    """Every input as a cell: as its corpus expects where it says so, and back again unchanged."""
    counts: Counter[str] = Counter()
    wrong = []
    for payload in payloads:
        cell = csv_cell(payload.text)
        counts["marked" if cell != payload.text else "kept"] += 1
        if payload.dangerous is not None:
            counts["dangerous" if payload.dangerous else "harmless"] += 1
            if (cell != payload.text) != payload.dangerous:
                wrong.append(f"{payload.dangerous}: {payload.text!r}")
        if csv_text(cell) != payload.text:
            wrong.append(f"does not come back: {payload.text!r}")
    return counts, wrong


def names(payloads: list[Payload]) -> tuple[Counter[str], list[str]]:
    """Every input as a staff name; those a corpus says must work do, those it calls a spoof do not."""
    counts: Counter[str] = Counter()
    wrong = []
    for payload in payloads:
        try:
            checked_name(payload.text)
            accepted = True
        except Refused:
            accepted = False
        counts["accepted" if accepted else "refused"] += 1
        if "must work" in payload.label and not accepted:
            wrong.append(f"{payload.label} refused")
        if any(word in payload.label for word in ("spoof", "only invisible", "combining flood")) and accepted:
            wrong.append(f"{payload.label} accepted")
    return counts, wrong
