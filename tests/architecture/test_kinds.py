"""Nothing outside `deliberation/questions/kinds` asks which kind a question has: it asks the kind."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deliberation.questions.kinds import registry
from deliberation.questions.kinds.base import Kind

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "deliberation" / "questions" / "kinds"
APPS = ["audit", "people", "consultations", "deliberation", "outcomes", "config", "bench"]
KEYS = set(registry.KINDS)
#: Modules that sort other things into kinds whose names are the same: bench/hostile reads files of "text" and "xss"; a
#: paste may come from Word.
OF_FILES = {"bench/bad_inputs.py", "bench/hostile/corpora.py", "bench/hostile/walking.py", "people/text/pasting.py"}


def is_kind(node: ast.expr) -> bool:
    """`x.kind`, `kind` or `x["kind"]`."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        name = str(node.slice.value)
    return name == "kind"


def is_kind_of_question(node: ast.AST) -> bool:
    """`question.kind`, `step.question.kind`."""
    if not isinstance(node, ast.Attribute) or node.attr != "kind":
        return False
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name.endswith("question")


def names_a_kind(node: ast.AST) -> bool:
    """A key of the registry, alone or among others; or a row of it."""
    return any(
        (isinstance(part, ast.Constant) and part.value in KEYS and isinstance(part.value, str))
        or (isinstance(part, ast.Name | ast.Attribute) and ast.unparse(part).split(".")[-1] in {"SINGLE", "STATEMENT"})
        for part in ast.walk(node)
    )


def kinds_asked_for(source: str) -> list[str]:
    """What in a module depends on which kind a question has."""
    return [ast.unparse(node) for node in ast.walk(ast.parse(source)) if _asks(node)]


def _asks(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(map(is_kind, sides)) and any(map(names_a_kind, sides))
    if isinstance(node, ast.Match):
        return is_kind(node.subject) and any(names_a_kind(case.pattern) for case in node.cases)
    if isinstance(node, ast.keyword):  # filter(kind="scale"), question__kind__in=[…]; to create a question is none
        looks = (node.arg or "").startswith(("kind__", "question__kind"))
        return looks and names_a_kind(node.value)
    if isinstance(node, ast.Call):
        looks = isinstance(node.func, ast.Attribute) and node.func.attr in {"filter", "exclude", "get"}
        return looks and any(word.arg == "kind" and names_a_kind(word.value) for word in node.keywords)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(re.search(rf"\bkind\s*(=|<>|!=|(NOT )?IN)\s*\(?'({'|'.join(KEYS)})'", node.value))
    return is_kind_of_question(node) or (isinstance(node, ast.Attribute) and ast.unparse(node) == "Question.Kind")


def modules() -> Iterator[Path]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if HOME not in path.parents and "migrations" not in path.parts:
                yield path


def test_no_module_asks_which_kind() -> None:
    wrong = {}
    for path in modules():
        name = str(path.relative_to(ROOT))
        if name not in OF_FILES and (found := kinds_asked_for(path.read_text())):
            wrong[name] = found
    assert wrong == {}


def concrete_kinds_in(path: Path) -> list[str]:
    """The kinds a module imports by their class: to subclass or compare them is for the folder of kinds."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("deliberation.questions.kinds."):
            home = importlib.import_module(str(node.module))
            things = {alias.name: getattr(home, alias.name) for alias in node.names}
            found += [name for name, one in things.items() if inspect.isclass(one) and _is_concrete(one)]
    return found


def _is_concrete(one: type) -> bool:
    return issubclass(one, Kind) and bool(one.key)


def test_no_module_knows_a_kind_by_its_class() -> None:
    wrong = {str(path.relative_to(ROOT)): found for path in modules() if (found := concrete_kinds_in(path))}
    assert wrong == {}


#: In a template or a script: a question's kind, or a kind that is compared.
IN_PAGES = re.compile(
    r"question\.(kind|get_kind_display|Kind)\b|\bkind(\.key|\.stored|\.value)?\s*(==|!=|===|!==|in)\s*[\"\'\[]?\s*[\"\']?("
    + "|".join(sorted(KEYS))
    + r")\b"
)


def test_no_page_and_no_script_asks_which_kind() -> None:
    pages = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "templates").rglob("*.txt"),
        *(ROOT / "static").rglob("*.js"),
    ]
    assert len(pages) > 100
    assert [str(page.relative_to(ROOT)) for page in pages if IN_PAGES.search(page.read_text())] == []


@pytest.mark.parametrize("planted", [
    "if parent.kind == 'scale': pass",
    "if spec['kind'] in {'multi', 'ranking'}: pass",
    "if kind == SINGLE.key: pass",
    "x = question.kind",
    "x = {}[step.question.kind]",
    "x = Question.Kind.SCALE",
    "questions.exclude(kind='text')",
    "questions.filter(kind__in=['text', 'statement'])",
    "ballots.filter(question__kind=STATEMENT.key)",
    "match question.kind:\n    case 'scale': pass",
    "SQL = \"SELECT 1 WHERE s.kind = 'statement'\"",
])  # fmt: skip
def test_the_check_sees_what_asks(planted: str) -> None:
    assert kinds_asked_for(planted)


@pytest.mark.parametrize("harmless", [
    "if wave.kind == Wave.Kind.AFTER: pass",
    "if section.kind == SectionKind.SUMMARY: pass",
    "Question.objects.create(kind=STATEMENT.key)",
    "questions.filter(kinds.matching(lambda kind: kind.is_scale))",
])  # fmt: skip
def test_the_check_leaves_other_kinds_alone(harmless: str) -> None:
    assert kinds_asked_for(harmless) == []


@pytest.mark.parametrize("planted", [
    '{% if question.kind == "scale" %}', '{% if row.kind.key == "text" %}', "{{ question.get_kind_display }}",
    'if (kind === "ranking") move();',
])  # fmt: skip
def test_the_check_sees_a_page_that_asks(planted: str) -> None:
    assert IN_PAGES.search(planted)


def test_every_kind_has_a_row_a_name_and_its_parts_of_pages() -> None:
    rows = registry.KINDS.values()
    for kind in rows:
        assert kind.key and kind.name and len(kind.stored) <= 10
        for template in (kind.answer_template, kind.live_template, kind.sheet_template, kind.chart_template):
            assert (ROOT / "templates" / template).is_file()
    written = {
        one for path in HOME.glob("*.py")
        for one in vars(importlib.import_module(f"deliberation.questions.kinds.{path.stem}")).values()
        if inspect.isclass(one) and _is_concrete(one)
    }  # fmt: skip
    assert written == {type(kind) for kind in rows}
