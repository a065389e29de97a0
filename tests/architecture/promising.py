"""Finds sentences with a word of promise in what people read: templates, and strings of Python that are no refusals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ["audit", "people", "consultations", "deliberation", "outcomes"]
WORD = re.compile(r"\b(never|cannot|always|nobody|no one|only you|no list|is lost|was lost)\b", re.IGNORECASE)
#: What a page says of what goes, stays and binds: a promise as well, in templates.
BINDING = re.compile(
    r"\b(is deleted|are deleted|stays? in print|goes? into the report|must answer|until [^.]{0,60} accepts?)\b"
    r"|\bonly\b[^.]{0,60}\bcan\b",
    re.IGNORECASE,
)
#: Tags within a sentence; every other tag of HTML ends one.
INLINE = r"</?(?:a|abbr|b|bdi|cite|code|em|i|q|s|small|span|strong|time)\b[^>]*>"
#: What a string of Python is handed to where it refuses, reports or raises: said to whoever just tried, about that try.
REFUSING = {"Refused", "CommandError", "ValidationError", "ImproperlyConfigured", "ValueError", "Fault", "Damaged"}
#: A pattern that texts are searched for, read by nobody.
PATTERN = re.compile(r"\\[bswd]|\(\?")


def sentences(text: str, *, binding: bool = False) -> Iterator[str]:
    """Sentences with a word of promise, on one line each; `binding`: those too that say what goes, stays or binds."""
    for piece in re.split(r"\|", text):
        for sentence in re.split(r"(?<=[.!?…])\s+(?=[A-Z“…])", re.sub(r"\s+", " ", piece)):
            if WORD.search(sentence) or (binding and BINDING.search(sentence)):
                yield sentence.strip(" ,;:·–")


def words_of(template: str) -> str:
    """What a reader gets of a template: variables as …, ends of sentences of the page as |."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<script.*?</script>", "", template, flags=re.DOTALL)
    said = [
        said for tag in re.findall(r"\{%.*?%\}", text, re.DOTALL) for said in re.findall(r'"([^"{}]* [^"{}]*)"', tag)
    ]
    said += re.findall(r'(?:aria-label|alt|title|placeholder|content|data-[\w-]+)="([^"]* [^"]*)"', text)
    text = re.sub(
        r"\{\{.*?\}\}|\{% (?:number|url|static|plural|blocktranslate count)\b.*?%\}", "…", text, flags=re.DOTALL
    )
    text = re.sub(r"\{%.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(INLINE, "", text)
    return "|".join([re.sub(r"<[^>]*>", "|", text), *said])


def _spoken(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def strings_of(source: str) -> Iterator[str]:
    """Strings of a module that are neither docstrings nor handed to what refuses."""

    def walk(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # a docstring
            if isinstance(child, ast.Call):
                name = getattr(child.func, "id", getattr(child.func, "attr", ""))
                if name in REFUSING:
                    continue
            if isinstance(child, ast.expr) and (spoken := _spoken(child)) is not None:
                if not PATTERN.search(spoken):
                    yield spoken
                continue
            yield from walk(child)

    yield from walk(ast.parse(source))


def found() -> dict[str, set[str]]:
    """Each place → its sentences with a word of promise."""
    places: dict[str, set[str]] = {}
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            places[str(path.relative_to(ROOT))] = set(sentences(words_of(path.read_text()), binding=True))
    for path in sorted((ROOT / "static/js").rglob("*.js")):
        written = re.findall(r'"([^"\n]* [^"\n]*)"|`([^`]* [^`]*)`', path.read_text())
        places[str(path.relative_to(ROOT))] = {one for said in written for one in sentences("".join(said))}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "commands", "transcripts", "importing", "polis", "demo"} & set(path.parts):
                said = (one for spoken in strings_of(path.read_text()) for one in sentences(spoken))
                places[str(path.relative_to(ROOT))] = set(said)
    return {place: said for place, said in places.items() if said}
