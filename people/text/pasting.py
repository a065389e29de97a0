"""A text out of a word processor as the small Markdown that staff write: headings, lists, links and emphasis stay."""

import re
from html.parser import HTMLParser

from people.text.sanitising import pasted, plain

MAX_PASTED = 400_000  # characters of markup: Word says a page in forty thousand
_HEADING = re.compile(r"h[1-6]")
_BULLET = re.compile(r"^\s*(?:[·•▪§o\-–*]|(?P<number>[0-9]{1,3}|[a-z]|[ivx]+)[.)])[\s\xa0]+")
_SPECIAL = re.compile(r"([*`])")


def to_markdown(markup: str) -> str:
    """`markup` as Markdown. What is none of headings, lists, links, emphasis is left as its words.

    Raises ValueError over MAX_PASTED characters.
    """
    if len(markup) > MAX_PASTED:
        raise ValueError(f"At most {MAX_PASTED:,} characters.")
    writer = _Writer()
    writer.feed(pasted(markup))
    writer.close()
    return writer.written()


class _Writer(HTMLParser):
    """Blocks as they close; a list's lines stand together."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []  # (what it is, its words)
        self.words: list[str] = []
        self.lists: list[list[int]] = []  # of each open list: [-1] for bullets, else the last number
        self.kind = "p"
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"ul", "ol"}:
            self._end()
            self.lists.append([0 if tag == "ol" else -1])
        elif tag == "li":
            self._end("li")
        elif _HEADING.fullmatch(tag):
            self._end("h")
        elif tag in {"p", "div", "tr", "td", "th"} and not self._in_item():
            self._end("word" if "MsoList" in (given.get("class") or "") else "p")
        elif tag == "br":
            self.words.append(" ")
        elif tag == "a":
            self.links.append(given.get("href") or "")
            self.words.append("[" if self.links[-1] else "")
        elif tag in {"strong", "b"}:
            self.words.append("\x01")
        elif tag in {"em", "i"}:
            self.words.append("\x02")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._end()
            if self.lists:
                self.lists.pop()
        elif tag == "li" or _HEADING.fullmatch(tag) or (tag in {"p", "div", "tr", "td", "th"} and not self._in_item()):
            self._end()
        elif tag == "a" and self.links:
            address = self.links.pop()
            self.words.append(f"]({address})" if address else "")
        elif tag in {"strong", "b"}:
            self.words.append("\x01")
        elif tag in {"em", "i"}:
            self.words.append("\x02")

    def handle_data(self, data: str) -> None:
        self.words.append(_SPECIAL.sub(r"\\\1", data))

    def _in_item(self) -> bool:
        return self.kind == "li" and bool(self.lists)

    def _end(self, begins: str = "p") -> None:
        text = _marked(" ".join("".join(self.words).replace("\xa0", " ").split()))
        if text:
            self.blocks.append(self._block(text))
        self.words, self.kind = [], begins

    def _block(self, text: str) -> tuple[str, str]:
        if self.kind == "h":
            return "h", f"### {text.strip('*')}"
        if self.kind == "li" and self.lists:
            counter = self.lists[-1]
            counter[0] += counter[0] >= 0
            return "li", "  " * (len(self.lists) - 1) + (f"{counter[0]}. " if counter[0] > 0 else "- ") + text
        found = _BULLET.match(text) if self.kind == "word" else None
        if found is not None:
            number = found["number"]
            return "li", (f"{number}. " if number and number.isdecimal() else "- ") + text[found.end() :]
        return "p", text

    def written(self) -> str:
        self._end()
        lines: list[str] = []
        for place, (kind, text) in enumerate(self.blocks):
            if place and not (kind == "li" and self.blocks[place - 1][0] == "li"):
                lines.append("")
            lines.append(text)
        return plain("\n".join(lines))


def _marked(text: str) -> str:
    """Emphasis as asterisks, with the spaces outside; marks around nothing go."""
    for mark, stars in (("\x01", "**"), ("\x02", "*")):
        text = re.sub(f"{mark}(\\s*){mark}", r"\1", text)
        text = re.sub(f"{mark}(\\s*)(.+?)(\\s*){mark}", rf"\1{stars}\2{stars}\3", text)
        text = text.replace(mark, "")
    return text.strip()
