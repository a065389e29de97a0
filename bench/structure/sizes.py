"""How long things are, and habits that make code hard to read, counted."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.structure.tree import Tree

LONGEST_TEMPLATE_LINE = 160
EXPLICIT_ANY, FMT_SKIPS = 150, 60  # fewer than these
NOT_OURS = {".venv", ".oracle", ".git", "var", "node_modules", "migrations"}
DECLARATION = re.compile(r"[\w-]+\s*:\s*[^;{}]+(?:;|(?=\}))")


@dataclass(frozen=True, order=True)
class Length:
    lines: int
    what: str


def files(tree: Tree) -> list[Length]:
    """Modules that hold anything."""
    return sorted(Length(len(m.text.splitlines()), m.path) for m in tree.modules.values() if m.text.strip())


def functions(tree: Tree) -> list[Length]:
    """Functions and methods, their decorators aside; one inside another counts in both."""
    return sorted(
        Length((node.end_lineno or node.lineno) - node.lineno + 1, f"{module.path}:{node.lineno} {node.name}")
        for module in tree.modules.values()
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def explicit_any(tree: Tree) -> dict[str, int]:
    """Module → how many parameters, results and values have Any and nothing else for their type."""
    found = {}
    for module in tree.modules.values():
        types = [node.annotation for node in module.nodes if isinstance(node, ast.arg | ast.AnnAssign)]
        types += [node.returns for node in module.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        found[module.path] = sum(1 for each in types if each is not None and says_any(each))
    return {path: times for path, times in found.items() if times}


def says_any_at_all(tree: Tree) -> dict[str, int]:
    """Module → how often it says Any, also as a part such as dict[str, Any]; import lines aside."""
    found = {module.path: sum(1 for node in module.nodes if says_any(node)) for module in tree.modules.values()}
    return {path: times for path, times in found.items() if times}


def says_any(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) == "typing.Any"
    return isinstance(node, ast.Name) and node.id == "Any"


def untyped(tree: Tree, name: str) -> list[str]:
    """Parameters of this name, which stand for a person, that could be anything."""
    return [
        f"{module.path}:{node.lineno} {node.arg}: {ast.unparse(node.annotation)}"
        for module in tree.modules.values()
        for node in module.nodes
        if isinstance(node, ast.arg)
        and node.arg == name
        and node.annotation is not None
        and any(says_any(part) for part in ast.walk(node.annotation))
    ]


def fmt_skips(root: Path) -> list[str]:
    """In all Python of the project, tests and benches too."""
    return [
        f"{place}:{number}"
        for place, number, line in _lines(root, root, ["*.py"])
        if re.search(r"#\s*fmt:\s*(skip|off)\b", line)
    ]


def long_template_lines(root: Path) -> list[str]:
    """Promises that people agreed to aside: they stay byte for byte as they were agreed to."""
    return [
        f"{place}:{number} {len(line)} characters"
        for place, number, line in _lines(root, root / "templates", ["*.html", "*.txt"])
        if len(line) > LONGEST_TEMPLATE_LINE and "/promises/20" not in str(place)
    ]


#: One table of words and tones for a stored value, each: there the comparison is the point.
WORDS_OF_A_VALUE = {
    "templates/components/commitment_tag.html",
    "templates/components/error_summary.html",  # `kind` is the kind of a form's widget
    "templates/components/progress_steps.html",
    "templates/components/response_tag.html",
}
COMPARED = re.compile(r"""([a-z_]+(?:\.[a-z_]+)*)(?:\|[a-z:"]+)?\s*(?:==|!=|\bin\b)\s*(?:"[^"]*"|'[^']*')""")
#: What a dotted name may end with and still be no state of ours: Django's own, an address, the name of a field or an act.
NO_STATE = {"request.path", "field.widget_type", "bound.prefix", "row.name", "row.value", "transition.name"}
STATE_ALONE = {"status", "stage", "state", "role", "kind", "verdict"}


def compared_states(root: Path) -> list[str]:
    """Comparisons of a state, role, kind, outcome … with its stored value inside a template: a property says it."""
    return [
        f"{place}:{number} {name}"
        for place, number, line in _lines(root, root / "templates", ["*.html", "*.txt"])
        if place not in WORDS_OF_A_VALUE
        for tag in re.findall(r"\{%.*?(?:%\}|$)", line)
        for name in COMPARED.findall(tag)
        if (("." in name and name not in NO_STATE) or name in STATE_ALONE)
    ]


def crowded_css_lines(root: Path) -> list[str]:
    """Lines with more than one declaration, comments and strings aside."""
    found = []
    for path in sorted((root / "static/css").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), path.read_text(), flags=re.DOTALL)
        text = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|url\([^)]*\)", "x", text)
        for number, line in enumerate(text.splitlines(), start=1):
            inner = line.split("{", 1)[1] if "{" in line else line  # `a:hover {` declares nothing
            if len(DECLARATION.findall(inner + ("}" if "{" in line else ""))) > 1:
                found.append(f"{path.relative_to(root)}:{number}")
    return found


def _lines(root: Path, folder: Path, kinds: list[str]) -> Iterator[tuple[str, int, str]]:
    """(path below `root`, number, text) of every line of such files in `folder`."""
    for kind in kinds:
        for path in sorted(folder.rglob(kind)):
            place = path.relative_to(root)
            if not NOT_OURS & set(place.parts):
                for number, line in enumerate(path.read_text().splitlines(), start=1):
                    yield str(place), number, line


# --- Kinds of question ------------------------------------------------------------------------------------
def branching_on_kind(tree: Tree) -> dict[str, int]:
    """Module → how often it names or compares a kind of question; the model that defines them aside."""
    kinds = _question_kinds(tree)
    found = {module.path: sum(1 for n in module.nodes if _names_a_kind(n, kinds)) for module in tree.modules.values()}
    return {path: times for path, times in found.items() if times}


def _question_kinds(tree: Tree) -> set[str]:
    """The stored values, as Question.Kind gives them."""
    for module in tree.modules.values():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node.name == "Question":
                inner = [n for n in node.body if isinstance(n, ast.ClassDef) and n.name == "Kind"]
                rows = [n.value for n in (inner[0].body if inner else []) if isinstance(n, ast.Assign)]
                return {
                    str(part.value)
                    for row in rows
                    for part in (row.elts[:1] if isinstance(row, ast.Tuple) else [row])
                    if isinstance(part, ast.Constant)
                }
    return set()


def _names_a_kind(node: ast.AST, kinds: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) == "Question.Kind"
    if isinstance(node, ast.Compare) and re.search(r"\bkind\b", ast.unparse(node.left)):
        said = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        return bool(said & kinds)
    return False
