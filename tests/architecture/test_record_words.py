"""Whatever is recorded has words: the public extract never shows the bare name of an action."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from consultations.record_words import WORDS
from consultations.stages import TRANSITIONS
from deliberation.models import Appeal
from deliberation.moderation import DONE

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("audit", "people", "consultations", "deliberation", "outcomes")
#: Made of parts in the code.
PUT_TOGETHER = {
    *(f"stage_{transition.name}" for transition in TRANSITIONS),
    *(f"contribution_{done}" for done in DONE.values()),
    *(f"appeal_{outcome}" for outcome in Appeal.Outcome.values),
}


def trees() -> list[ast.Module]:
    files = (file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    return [ast.parse(f.read_text()) for f in files if "migrations" not in f.parts and f.name != "record_words.py"]


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.expr]:
    """The first argument of every call of these functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in names:
            yield node.args[0]


def recorders(found: list[ast.Module]) -> set[str]:
    """`record`, and the functions that hand their first argument on to it."""
    names = {"record"}
    for _ in range(2):
        for tree in found:
            for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
                first = function.args.args[0].arg if function.args.args else None
                if any(isinstance(given, ast.Name) and given.id == first for given in calls(function, names)):
                    names.add(function.name)
    return names


@functools.cache
def actions() -> set[str]:
    found = trees()
    names = recorders(found)
    given = [argument for tree in found for argument in calls(tree, names)]
    whole = [argument for argument in given if isinstance(argument, ast.Constant | ast.IfExp)]
    texts = (node.value for argument in whole for node in ast.walk(argument) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str)} | PUT_TOGETHER


def test_every_action_has_words() -> None:
    assert len(actions()) > 150
    assert actions() - set(WORDS) == set()


def test_no_words_are_left_over() -> None:
    named = {node.value for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set(WORDS) - PUT_TOGETHER - named == set()
