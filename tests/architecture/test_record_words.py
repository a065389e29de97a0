"""Whatever is recorded has words: the public extract never shows the bare name of an action."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from consultations.record.words import WORDS
from consultations.stages.stages import TRANSITIONS
from deliberation.models import Appeal
from deliberation.moderation.moderation import DONE

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("audit", "people", "consultations", "deliberation", "outcomes")
#: Made of parts in the code.
PUT_TOGETHER = {
    *(f"stage_{transition.name}" for transition in TRANSITIONS),
    *(f"contribution_{done}" for done in DONE.values()),
    *(f"appeal_{outcome}" for outcome in Appeal.Outcome.values),
}


@functools.cache
def trees() -> list[ast.Module]:
    files = (file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    return [ast.parse(f.read_text()) for f in files if "migrations" not in f.parts and f.name != "record_words.py"]


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The function and the first argument of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            yield getattr(node.func, "id", ""), node.args[0]


def recorders() -> set[str]:
    """`record`, and the functions that hand their first argument on to it."""
    names = {"record"}
    functions = [node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    handing_on = [
        (function.name, called)
        for function in functions
        for called, given in calls(function)
        if function.args.args and isinstance(given, ast.Name) and given.id == function.args.args[0].arg
    ]
    while more := {name for name, called in handing_on if called in names} - names:
        names |= more
    return names


@functools.cache
def actions() -> set[str]:
    names = recorders()
    given = [argument for tree in trees() for called, argument in calls(tree) if called in names]
    whole = [argument for argument in given if isinstance(argument, ast.Constant | ast.IfExp)]
    texts = (node.value for argument in whole for node in ast.walk(argument) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str)} | PUT_TOGETHER


def test_every_action_has_words() -> None:
    assert len(actions()) > 150
    assert actions() - set(WORDS) == set()


def test_no_words_are_left_over() -> None:
    named = {node.value for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set(WORDS) - PUT_TOGETHER - named == set()
