"""The words of a Word paragraph, in order: what was inserted and what stands in fields and controls belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

GONE = {"del", "moveFrom", "Fallback", "instrText", "delText", "rPrChange", "pPrChange"}
AS_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
OFF = {"0", "false", "off", "none"}


def tag(element: Element) -> str:
    """An element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element) -> Iterator[Element]:
    """What lies directly inside, and inside wrappers that say nothing themselves."""
    for child in element.iterchildren():
        if tag(child) in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"):
            yield from children(child)
        elif tag(child) not in GONE:
            yield child


class Styles:
    """Names of styles, and which of them are bold."""

    def __init__(self, element: Element) -> None:
        self._names: dict[str, str] = {}
        self._bold: set[str] = set()
        for style in element.iterchildren():
            key = _attribute(style, "styleId")
            for part in style.iterchildren():
                if tag(part) == "name":
                    name = _attribute(part, "val")
                    self._names.setdefault(key, name[:1].upper() + name[1:])
                elif tag(part) == "rPr" and _on(part, "b"):
                    self._bold.add(key)

    def name(self, paragraph_: Element) -> str:
        for part in paragraph_.iterchildren():
            if tag(part) == "pPr":
                for one in part.iterchildren():
                    if tag(one) == "pStyle":
                        return self._names.get(_attribute(one, "val"), "")
        return ""

    def is_bold(self, run: Element) -> bool:
        for part in run.iterchildren():
            if tag(part) == "rPr":
                if (said := _on(part, "b")) is not None:
                    return said
                return any(tag(one) == "rStyle" and _attribute(one, "val") in self._bold for one in part.iterchildren())
        return False


@dataclass(slots=True)
class Paragraph:
    """Its text, the bold words it starts with (None when all or nothing is bold), and the words in boxes on it."""

    text: str
    bold: str | None
    boxes: list[str] = field(default_factory=list)


def paragraph(element: Element, styles: Styles) -> Paragraph:
    """What a paragraph says."""
    boxes: list[str] = []
    runs = [(_run(run, boxes), styles.is_bold(run)) for run in _runs(element)]
    return Paragraph("".join(text for text, _ in runs), _bold(runs), boxes)


def _runs(element: Element) -> Iterator[Element]:
    for child in children(element):
        if tag(child) == "r":
            yield child
        elif tag(child) not in ("pPr", "rPr"):
            yield from _runs(child)


def _run(run: Element, boxes: list[str]) -> str:
    found = []
    for part in children(run):
        kind = tag(part)
        if kind == "t":
            found.append(part.text or "")
        elif kind in AS_TEXT:
            found.append(AS_TEXT[kind])
        elif kind not in ("rPr", "instrText"):
            boxes += [words for box in part.iter() if tag(box) == "txbxContent" and (words := words_in(box))]
    return "".join(found)


def _bold(runs: list[tuple[str, bool]]) -> str | None:
    found = ""
    for text, is_bold in runs:
        if text.strip() and not is_bold:
            return found.strip().split("\n")[0] or None
        found += text
    return None


def words_in(element: Element) -> str:
    """All the words inside an element, a paragraph a line."""
    lines, current = [], ""
    for part in _walk(element):
        kind = tag(part)
        if kind == "p":
            lines.append(current)
            current = ""
        elif kind == "t":
            current += part.text or ""
        else:
            current += AS_TEXT.get(kind, "")
    return "\n".join(line for line in [*lines, current] if line.strip())


def _walk(element: Element) -> Iterator[Element]:
    waiting = [element]
    while waiting:
        part = waiting.pop()
        if tag(part) in GONE:
            continue
        yield part
        waiting += reversed(list(part.iterchildren()))


def removed(element: Element) -> list[str]:
    """The words that tracked changes took out."""
    return ["".join(found) for found in [[p.text or "" for p in element.iter() if tag(p) == "delText"]] if found]


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _on(properties: Element, name: str) -> bool | None:
    for part in properties.iterchildren():
        if tag(part) == name:
            return _attribute(part, "val").casefold() not in OFF
    return None
