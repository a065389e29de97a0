"""Forms as a browser reads them off a page: what stands in them, and what would be sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TEXTS = {"text", "search"}


@dataclass
class Form:
    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)  # what would be sent
    texts: dict[str, str] = field(default_factory=dict)  # boxes for words, with what stands in them
    buttons: dict[str, list[str]] = field(default_factory=dict)  # name → values
    controls: set[str] = field(default_factory=set)  # names of whatever can be filled, ticked or chosen in it
    can_be_sent: bool = False  # it has a button

    @property
    def marks(self) -> list[str]:
        return [name for name in self.values if name.startswith("seen")]

    @property
    def is_filled(self) -> bool:
        return any(text.strip() for text in self.texts.values())

    @property
    def sends(self) -> dict[str, list[str]]:
        """With the button that saves."""
        saves = {"do": ["write"]} if "write" in self.buttons.get("do", []) else {}
        return {name: list(values) for name, values in self.values.items()} | saves


def forms_of(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.box: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(at.get("method", "get").lower(), at.get("action", ""))
            self.found.append(self.form)
        if self.form is not None and tag == "button":
            self.form.can_be_sent = True
        if self.form is None or (tag != "option" and not at.get("name")):
            return
        if tag in {"textarea", "select"} or (tag == "input" and at.get("type", "text") != "hidden"):
            self.form.controls.add(at["name"])
        if tag == "input":
            self._input(self.form, at)
        elif tag == "textarea":
            self.box = at["name"]
            self.form.texts[self.box] = ""
        elif tag == "select":
            self.select = at["name"]
        elif tag == "option" and self.select and "selected" in at:
            self.form.values.setdefault(self.select, []).append(at.get("value", ""))
        elif tag == "button":
            self.form.buttons.setdefault(at["name"], []).append(at.get("value", ""))

    def _input(self, form: Form, at: dict[str, str]) -> None:
        kind = at.get("type", "text")
        is_box = kind in {"checkbox", "radio"}
        if is_box and "checked" not in at:
            return
        form.values.setdefault(at["name"], []).append(at.get("value", "on" if is_box else ""))
        if kind in TEXTS:
            form.texts[at["name"]] = at.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.box and self.form:
            self.form.texts[self.box] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.box and self.form:
            self.form.values[self.box] = [self.form.texts[self.box].removeprefix("\n")]
            self.box = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None


def sent_from(client: Any, address: str, typed: dict[str, Any]) -> Any:
    """What somebody sends who opened the page just before: `typed`, with the marks that its forms carry."""
    page = client.get(address).content.decode()
    marks = {name: form.values[name][0] for form in forms_of(page) for name in form.marks}
    return client.post(address, marks | typed)
