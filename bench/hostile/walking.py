"""Following links from page to page, and noting every form on the way."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from bench.hostile.people import Watched

TOKEN = "csrfmiddlewaretoken"
TEXT_KINDS = {"text", "search", "email", "url", "tel", "hidden", "password", ""}
#: Where nobody goes in this walk: leaving would end the scene, and the sample page is for developers.
CLOSED = ("/accounts/logout", "/style/", "/static/", "/accounts/sign-ins")

#: Fields that want their text in a form of their own.
PATTERNS = {"options": "{}\nAnother answer", "agenda": "10 {}\n20 Talking"}
DEFAULTS = {"name": "Ana Okafor"}


@dataclass
class Box:
    """One form on one page, as one person sees it."""

    person: str
    page: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    htmx: bool = False
    moment: tuple[str, str] = ("", "")  # consultation and stage it was met in; empty: as told

    @property
    def view(self) -> str:
        try:
            return resolve(urlsplit(self.action).path).url_name or self.action
        except Resolver404:
            return self.action


def walk(person: str, watched: Watched, start: list[str], most: int) -> tuple[list[Box], int, list[str]]:
    """Follow links from `start`, a few of each kind. Returns the forms met, how many pages, and what was no page."""
    waiting, seen, boxes, files, met = deque(start), set(start), [], [], 0
    per_view: Counter[str] = Counter()
    while waiting and met < most:
        path = waiting.popleft()
        view = _view_of(path)
        per_view[view] += 1
        if per_view[view] > 2:
            continue
        met += 1
        answer = watched.get(path)
        links = [answer["Location"]] if answer.status_code in (301, 302) else []
        if not links and "html" in answer.get("Content-Type", ""):
            page = Page(person, path)
            page.feed(answer.content.decode())
            boxes += [box for box in page.boxes if box.texts]
            links = page.links
        elif not links:
            files.append(path)
        for link in (urljoin(path, link).partition("#")[0] for link in links):
            if link.startswith("/") and link not in seen and not link.startswith(CLOSED):
                seen.add(link)
                waiting.append(link)
    return boxes, met, files


def _view_of(path: str) -> str:
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return path
    return f"{match.url_name} {match.kwargs.get('slug', '')}"


class Page(HTMLParser):
    """The links and the forms of one of our own pages."""

    def __init__(self, person: str, path: str) -> None:
        super().__init__()
        self.person, self.path = person, path
        self.links: list[str] = []
        self.boxes: list[Box] = []
        self._box: Box | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._box = self._opened(given)
        elif self._box is not None and tag == "option" and self._select:
            chosen = "selected" in given
            if given.get("value") and (chosen or not self._box.values[self._select]):
                self._box.values[self._select] = [given["value"]]
        elif self._box is not None and given.get("name", TOKEN) != TOKEN and "disabled" not in given:
            self._take(self._box, tag, given)

    def handle_data(self, data: str) -> None:
        if self._box is not None and self._area:
            self._box.values[self._area] = [
                data.strip() or PATTERNS.get(self._area, "{}").format("Some fine words here")
            ]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._box = None
        elif tag in ("textarea", "select"):
            self._area = self._select = ""

    def _opened(self, given: dict[str, str]) -> Box | None:
        if given.get("method", "get").lower() != "post":
            return None
        action = urljoin(self.path, given.get("action") or given.get("hx-post") or self.path)
        self.boxes.append(Box(self.person, self.path, action, htmx="hx-post" in given))
        return self.boxes[-1]

    def _take(self, box: Box, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given["name"], given.get("type", "").lower(), given.get("value", "")
        if tag == "textarea":
            box.values[name], self._area = [PATTERNS.get(name, "{}").format("Some fine words here")], name
            box.texts.append(name)
        elif tag == "select":
            box.values[name], self._select = [], name
        elif tag == "button":
            box.values.setdefault(name, [value])
        elif kind == "radio":
            if "checked" in given or not box.values.get(name):
                box.values[name] = [value] if value else []
        elif kind == "checkbox":
            box.values.setdefault(name, [])
            if "checked" in given or "required" in given:
                box.values[name].append(value or "on")
        elif kind in TEXT_KINDS:
            box.values[name] = [value or DEFAULTS.get(name, _default(kind))]
            box.texts.append(name)
        else:
            empty = {"date": "2031-05-01", "datetime-local": "2031-05-01T10:00"}.get(kind, given.get("min", "1"))
            box.values[name] = [value or (empty if "required" in given else "")]


def _default(kind: str) -> str:
    return {"email": "new.person@example.org", "url": "https://example.org/a", "hidden": ""}.get(kind, "Some words")
