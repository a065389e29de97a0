"""Bad inputs from a folder of corpora: whatever JSON or text files lie there, of whatever make.

Known by the file's name: xss, csv, redirect, crlf, markdown, pathological, redos, unicode, upload; anything else is
text. A file may be a list of strings, a list of objects, or objects of these. Recipes (`parts`) are built.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import outside

KINDS = ["xss", "csv", "redirect", "crlf", "markdown", "pathological", "redos", "unicode", "upload"]
#: Where the input stands in an object; the other fields say what it is or what others make of it.
FIELDS = ["payload", "markdown", "code", "input", "text", "string", "url", "data", "content", "body", "name_shown"]


@dataclass(frozen=True)
class Payload:
    file: str
    kind: str
    text: str
    label: str = ""
    dangerous: bool | None = None  # csv: must it be marked, or must it stay?

    @property
    def is_size(self) -> bool:
        return self.kind == "pathological"


def folder() -> Path | None:
    """BAD_INPUTS, or shared/corpora beside the project."""
    place = outside("BAD_INPUTS", "corpora")
    return place if place.is_dir() else None


def load(place: Path) -> list[Payload]:
    """Every input of every file, each text once a file."""
    found: dict[tuple[str, str], Payload] = {}
    for path in sorted([*place.rglob("*.json"), *place.rglob("*.txt")]):
        for payload in _of(path):
            found.setdefault((payload.file, payload.text), payload)
    return list(found.values())


def _of(path: Path) -> Iterator[Payload]:
    kind = next((kind for kind in KINDS if kind in path.name.lower()), "text")
    text = path.read_text(encoding="utf-8", errors="surrogatepass")
    if path.suffix == ".txt":
        items: Any = [line for line in text.splitlines() if line and not line.startswith("#")]
    else:
        items = json.loads(text)
    for label, inner, dangerous in _texts(items):
        if kind != "upload":
            yield Payload(path.name, kind, inner, label, dangerous)


def _texts(item: Any, label: str = "") -> Iterator[tuple[str, str, bool | None]]:
    if isinstance(item, str):
        yield label, _sign_of(item), None
    elif isinstance(item, list):
        for inner in item:
            yield from _texts(inner, label)
    elif isinstance(item, dict) and "parts" in item:
        yield str(item.get("name", label)), "".join(part * times for part, times in item["parts"]), None
    elif isinstance(item, dict):
        yield from _of_object(item)


def _of_object(item: dict[str, Any]) -> Iterator[tuple[str, str, bool | None]]:
    named = [name for name in FIELDS if isinstance(item.get(name), str)]
    for name in named:
        yield str(item.get("id", "")), item[name], item.get("dangerous")
    if not named:  # an object of lists or of names
        for key, inner in item.items():
            yield from _texts(inner, key)


def _sign_of(text: str) -> str:
    """`U+200B ZERO WIDTH SPACE` is that character, between two letters."""
    match = re.match(r"^U\+([0-9A-F]{4,6})\b", text)
    return f"a{chr(int(match[1], 16))}b" if match else text


def postable(text: str) -> str:
    """As a browser can send it: halves of a surrogate pair become a question mark."""
    return text.encode("utf-8", "replace").decode()
