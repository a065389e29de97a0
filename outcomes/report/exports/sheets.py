"""The tables of a published report: exactly what its page prints, and no figure that the page withholds."""

from typing import Any

from outcomes.models import RecommendationResponse
from outcomes.report.exports import findings_sheets, other_sheets, poll_sheets
from outcomes.report.exports.sheet import Sheet
from outcomes.report.report import Report


def of(shown: dict[str, Any]) -> list[Sheet]:
    """All tables. `shown`: what the page of the report prints (outcomes/report/context.py)."""
    report: Report = shown["report"]
    slots: list[RecommendationResponse] = shown["slots"]
    charts = poll_sheets.charts_of(report)
    return [
        *findings_sheets.of(report),
        *other_sheets.asked(report, slots, shown["errata"]),
        *poll_sheets.of(report, charts),
        *other_sheets.met(report),
    ]
