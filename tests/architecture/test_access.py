"""A permission is answered in one place: every line of the table is asked for somewhere, so none misleads."""

import re
from pathlib import Path

from consultations.access import Do

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["consultations", "deliberation", "outcomes"]


def asked_for(source: str) -> set[str]:
    return set(re.findall(r"\bDo\.([A-Z_]+)", source))


def test_every_line_of_the_table_is_asked_for() -> None:
    source = "\n".join(path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    assert set(Do.__members__) - asked_for(source) == set()


def test_the_check_sees_what_is_asked_for() -> None:
    assert asked_for("access.require(by, c, Do.VOTE); access.Do.PAUSE.roles; DoNot.ASK") == {"VOTE", "PAUSE"}
