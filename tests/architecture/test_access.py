"""A permission is answered in one place: every line of the table is asked for somewhere, so none misleads."""

import ast
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


LOCK = "Consultation.objects.select_for_update"


def judged_before_held(source: str) -> list[str]:
    """Functions that ask who may on a consultation as it was handed in, and hold its row only afterwards: here, or by
    another function of the module. By then somebody may have moved it on."""
    functions = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef)]
    calls = {one.name: [call for call in ast.walk(one) if isinstance(call, ast.Call)] for one in functions}
    holding = {name for name, made in calls.items() if any(ast.unparse(call).startswith(LOCK) for call in made)}
    found = []
    for name, made in calls.items():
        asked = [call.lineno for call in made if ast.unparse(call.func) in {"access.require", "require"}]
        held = [call.lineno for call in made if ast.unparse(call).startswith(LOCK) or ast.unparse(call.func) in holding]
        if asked and held and min(asked) < min(held):
            found.append(name)
    return found


def test_who_may_is_judged_on_the_row_that_is_held() -> None:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert {path: found for path in paths if (found := judged_before_held(path.read_text()))} == {}


def test_the_check_sees_who_is_judged_too_early() -> None:
    early = f"def act(c, by):\n    access.require(by, c, Do.X)\n    {LOCK}().get(pk=c.pk)\n"
    helped = (
        f"def act(c, by):\n    m = access.require(by, c, Do.X)\n    held(c)\ndef held(c):\n    {LOCK}().get(pk=c.pk)\n"
    )
    right = f"def act(c, by):\n    locked = {LOCK}().get(pk=c.pk)\n    access.require(by, locked, Do.X)\n"
    assert [judged_before_held(source) for source in (early, helped, right)] == [["act"], ["act"], []]
