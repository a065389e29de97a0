"""The clock and the steps say where a consultation stands, computed from its dates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit import clock
from consultations.models import Consultation, Stage
from consultations.stages import timeline

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=ZoneInfo("Europe/London"))


def consultation(stage: Stage, **fields: object) -> Consultation:
    return Consultation(slug="x", title="X", stage=stage, **fields)


def words(c: Consultation) -> tuple[str, str]:
    with clock.travel(NOON):
        found = timeline.clock_of(c)
    return found["text"], found["tone"]


@pytest.mark.parametrize(
    ("stage", "fields", "text", "tone"),
    [
        (Stage.DRAFT, {}, "Draft – not public", "calm"),
        (Stage.ANNOUNCED, {"opens_at": NOON + timedelta(days=10)}, "Opening on 12 November 2026", "calm"),
        (Stage.ANNOUNCED, {}, "Opening soon", "calm"),
        (Stage.OPEN, {"closes_at": NOON + timedelta(days=12)}, "Open – closes in 12 days", "calm"),
        (Stage.OPEN, {"closes_at": NOON + timedelta(days=1)}, "Open – closes tomorrow", "soon"),
        (Stage.OPEN, {"closes_at": NOON + timedelta(hours=5)}, "Open – closes today at 5pm", "soon"),
        (Stage.OPEN, {"closes_at": NOON + timedelta(hours=12)}, "Open – closes at the end of today", "soon"),
        (Stage.OPEN, {"closes_at": NOON + timedelta(hours=36)}, "Open – closes tomorrow", "soon"),
        (Stage.OPEN, {"closes_at": NOON - timedelta(hours=1)}, "Closed – being analysed", "calm"),
        (Stage.ANALYSIS, {"findings_due": NOON.date()}, "Closed – findings due by 2 November 2026", "calm"),
        (Stage.ANALYSIS, {"findings_due": NOON.date() - timedelta(days=1)}, "Closed – findings 1 day late", "late"),
        (Stage.FINDINGS_PUBLISHED, {"response_due": NOON.date() + timedelta(days=32)},
         "Findings out – police answer due by 4 December 2026", "calm"),
        (Stage.FINDINGS_PUBLISHED, {"response_due": NOON.date()},
         "Findings out – police answer due by 2 November 2026", "soon"),
        (Stage.FINDINGS_PUBLISHED, {"response_due": NOON.date() - timedelta(days=1)},
         "Police answer overdue by 1 day", "late"),
        (Stage.RESPONSE_PUBLISHED, {}, "Police have answered", "done"),
        (Stage.COMPLETED, {}, "Completed", "done"),
        (Stage.PAUSED, {"stage_before_pause": Stage.OPEN}, "Paused", "soon"),
        (Stage.PAUSED, {"stage_before_pause": Stage.FINDINGS_PUBLISHED,
                        "response_due": NOON.date() - timedelta(days=3)},
         "Paused – police answer overdue by 3 days", "late"),
        (Stage.PAUSED, {"stage_before_pause": Stage.ANNOUNCED, "opens_at": NOON - timedelta(days=5)},
         "Paused – not opened, 5 days late", "late"),
        (Stage.PAUSED, {"stage_before_pause": Stage.ANALYSIS, "findings_due": NOON.date() - timedelta(days=30)},
         "Paused – findings 30 days late", "late"),
        *[(stage, {"stage_before_pause": Stage.FOLLOW_UP, "response_due": NOON.date() - timedelta(days=12),
                   "response_published_at": NOON}, text, "soon")
          for stage, text in [(Stage.PAUSED, "Paused – answered, 12 days late"),
                              (Stage.FOLLOW_UP, "Answered, 12 days late – being followed up"),
                              (Stage.COMPLETED, "Completed – answered, 12 days late")]],
        (Stage.WITHDRAWN, {}, "Withdrawn", "soon"),
    ],
)  # fmt: skip
def test_clock_words(stage: Stage, fields: dict[str, object], text: str, tone: str) -> None:
    assert words(consultation(stage, **fields)) == (text, tone)


def test_every_stage_has_words() -> None:
    for stage in Stage:
        assert words(consultation(stage))[0]


def states(c: Consultation) -> dict[str, str]:
    return {step["label"]: step["state"] for step in timeline.steps(c)}


def test_findings_that_came_late_stay_said_to_be_late() -> None:
    came = consultation(
        Stage.FINDINGS_PUBLISHED,
        findings_due=NOON.date() - timedelta(days=95),
        findings_published_at=NOON - timedelta(days=5),
    )
    notes = {step["label"]: step["note"] for step in timeline.steps(came)}
    rows = {row["key"]: row["value"] for row in timeline.timetable(came)}
    assert notes["Findings out"].endswith(", 90 days late") and rows["Findings published"].endswith(", 90 days late")


def test_rail_of_an_open_consultation() -> None:
    found = states(consultation(Stage.OPEN))
    assert found["Announced"] == "done"
    assert found["Open"] == "current"
    assert found["Being analysed"] == "todo"


def test_when_findings_are_out_the_turn_is_with_the_police() -> None:
    late = consultation(Stage.FINDINGS_PUBLISHED, response_due=NOON.date() - timedelta(days=8))
    found = states(late)
    assert found["Findings out"] == "done"
    assert found["Police answer"] == "current"
    with clock.travel(NOON):
        notes = {step["label"]: step["note"] for step in timeline.steps(late)}
    assert notes["Police answer"] == "Overdue by 8 days"


def test_a_pause_leaves_the_rail_what_is_late() -> None:
    def note(label: str, stage: Stage, **fields: object) -> str:
        paused = consultation(Stage.PAUSED, stage_before_pause=stage, **fields)
        with clock.travel(NOON):
            return next(step["note"] for step in timeline.steps(paused) if step["label"] == label)

    due = NOON.date() - timedelta(days=9)
    assert note("Police answer", Stage.FINDINGS_PUBLISHED, response_due=due) == "Paused. Overdue by 9 days"
    assert note("Findings out", Stage.ANALYSIS, findings_due=due) == "By 24 October 2026, 9 days late"
    assert note("Police answer", Stage.FINDINGS_PUBLISHED, response_due=NOON.date()) == "Paused"


def test_rail_has_one_current_step_until_it_is_completed() -> None:
    for stage in set(Stage) - {Stage.COMPLETED, Stage.WITHDRAWN, Stage.PAUSED}:
        assert list(states(consultation(stage)).values()).count("current") == 1, stage
    assert set(states(consultation(Stage.COMPLETED)).values()) == {"done"}


def test_a_pause_keeps_its_place() -> None:
    found = states(consultation(Stage.PAUSED, stage_before_pause=Stage.ANALYSIS))
    assert found["Being analysed"] == "current"


def test_hidden_steps_are_only_on_hidden_rails() -> None:
    assert "Draft" in states(consultation(Stage.DRAFT))
    assert "Draft" not in states(consultation(Stage.ANNOUNCED))


def test_timetable_shows_a_moved_date_with_its_reason() -> None:
    moved = consultation(
        Stage.FINDINGS_PUBLISHED,
        response_due=NOON.date() + timedelta(days=20),
        response_due_before=NOON.date(),
        extension_reason="A new chief officer.",
    )
    with clock.travel(NOON):
        rows = {row["key"]: row["value"] for row in timeline.timetable(moved)}
    assert "22 November 2026" in rows["Police answer due by"]
    assert "Moved from 2 November 2026. The reason given: A new chief officer." in rows["Police answer due by"]
