"""The report on two sides of paper: one sentence, five findings as people, what was asked, what was answered."""

from typing import Any

from outcomes.report import pdf
from people.text.emails import written

PAGES = 2
TEMPLATE = "outcomes/report/exports/summary.html"
#: How much of each list is printed, until it fits: (points, things asked for).
AS_MUCH = [(9, 30), (7, 15), (5, 8), (3, 4)]


def as_pdf(shown: dict[str, Any], address: str) -> bytes:
    """At most two pages: what does not fit is said to be in the report. Raises pdf.NotHere."""
    for points, asked in AS_MUCH:
        content, pages = pdf.laid_out(page(shown, address, points, asked), base_url=address)
        if pages <= PAGES:
            break
    return content


def page(shown: dict[str, Any], address: str, points: int = 9, asked: int = 30) -> str:
    report = shown["report"]
    lists = {
        "points": report.summary[:points],
        "asked": report.recommendations[:asked],
        "more_points": max(0, len(report.summary) - points),
        "more_asked": max(0, len(report.recommendations) - asked),
    }
    return written(TEMPLATE, {**shown, **lists, "address": address, "on_paper": True})
