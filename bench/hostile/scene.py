"""A house full of people and papers: the demonstration's stories in every stage, and a draft."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.management import call_command
from django.db import transaction
from django.urls import Resolver404, resolve

from bench.hostile.people import HTMX, Tally, Watched
from consultations import setup
from consultations.models import Consultation, Membership, Role, Stage
from deliberation import discussion, moderation
from deliberation.models import Thread
from outcomes.models import FindingsReport
from people.models import User

TEXT_KINDS = {"text", "search", "email", "url", "tel", "hidden", "password", ""}
#: Where nobody goes in this walk: leaving would end the scene, and the sample page is for developers.
CLOSED = ("/accounts/logout", "/style/", "/static/", "/accounts/sign-ins")

#: Fields that want their text in a form of their own.
PATTERNS = {"options": "{}\nAnother answer", "agenda": "10 {}\n20 Talking"}
DEFAULTS = {"name": "Ana Okafor"}
MOST = {"moss": 130, "visitor": 30}  # pages to look at; whoever prepares a draft sees most


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


def furnish() -> dict[str, User | None]:
    """Tell the stories, start a draft, and return everybody who looks around, by name."""
    call_command("seed_demo", stdout=StringIO())
    people: dict[str, User | None] = {user.email.split("@")[0]: user for user in User.objects.exclude(name="")[:200]}
    cast = {key: people[key] for key in ("moss", "finch", "hale", "okoro", "reyes") if key in people}
    for key in ("amina", "bilal"):
        cast[key] = User.objects.get(email=f"{key}@demo.example")
    moss = cast["moss"]
    User.objects.filter(pk=moss.pk).update(can_start_consultations=True)  # type: ignore[union-attr]
    moss.refresh_from_db()  # type: ignore[union-attr]
    draft = setup.start(by=moss, title="A draft to try things on", starter="lfr")
    lead = Consultation.objects.get(pk=draft.pk)
    for key, role in [("finch", Role.FACILITATOR), ("hale", Role.OVERSIGHT), ("okoro", Role.OFFICER)]:
        person = cast.get(key)
        if person is not None and not Membership.objects.filter(user=person, consultation=lead).exists():
            Membership.objects.create(consultation=lead, user=person, role=role, pseudonym=person.name)
    _disagree(cast)
    return {**cast, "visitor": None}


def _disagree(cast: dict[str, Any]) -> None:
    """Something that waits for a facilitator, and a removal that is appealed against."""
    member = Membership.objects.filter(user=cast["amina"], consultation__stage=Stage.OPEN, group__isnull=False).first()
    thread = Thread.objects.filter(group=member.group, closed_at=None).first() if member else None
    if thread is None:
        return
    discussion.post(thread, "Ring me on 07700 900123 about it.", by=cast["amina"])
    said = discussion.post(thread, "This one will be hidden.", by=cast["amina"])
    moderation.remove(said, by=cast["moss"], reason=moderation.REASONS_TO_REMOVE[0])
    said = discussion.post(thread, "And this one as well.", by=cast["amina"])
    moderation.remove(said, by=cast["finch"], reason=moderation.REASONS_TO_REMOVE[0])
    moderation.appeal(said.decisions.last(), by=cast["amina"], grounds="It was only a question.")


def moments() -> list[tuple[str, str, list[str]]]:
    """(consultation, stage, who looks around) beside everything as told: before, while findings are written, after."""
    told = dict(Consultation.objects.filter(is_demonstration=True).values_list("stage", "slug"))
    opened, done = told.get(Stage.OPEN, ""), told.get(Stage.COMPLETED) or told.get(Stage.FOLLOW_UP, "")
    return [
        (opened, Stage.DRAFT, ["moss", "hale", "okoro"]), (opened, Stage.IN_REVIEW, ["hale", "moss"]),
        (opened, Stage.ANALYSIS, ["moss", "amina"]), (done, Stage.ANALYSIS, ["moss", "hale", "reyes", "amina"]),
    ]  # fmt: skip


def enter(slug: str, stage: str) -> None:
    """Put a story into another stage: while findings are written, its report is a draft again."""
    Consultation.objects.filter(slug=slug).update(stage=stage, findings_published_at=None)
    FindingsReport.objects.filter(consultation__slug=slug).update(state=FindingsReport.State.DRAFT)


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
        elif self._box is not None and given.get("name", "csrfmiddlewaretoken") != "csrfmiddlewaretoken":
            if "disabled" not in given:
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


def discover(people: dict[str, User | None], tally: Tally) -> tuple[list[Box], list[str], int]:
    """All forms that anybody is offered, one of each (view, person, fields); addresses of files; pages seen."""
    found: dict[tuple[Any, ...], Box] = {}
    files: set[str] = set()
    pages = 0
    for slug, stage, who in [("", "", list(people)), *moments()]:
        start = [f"/consultations/{slug}/", f"/consultations/{slug}/desk/"] if slug else ["/", "/desk/"]
        with transaction.atomic():
            if slug:
                enter(slug, stage)
            for name in who:
                boxes, met, others = walk(name, Watched(people[name], tally), start, 60 if slug else MOST.get(name, 45))
                pages += met
                files |= set(others)
                for box in boxes:
                    box.moment = (slug, stage)
                    found.setdefault((box.view, name, tuple(sorted(box.texts))), box)
            transaction.set_rollback(True)
    return list(found.values()), sorted(files), pages


def put(box: Box) -> None:
    """Bring the story into the moment in which the form was met."""
    slug, stage = box.moment
    if slug:
        enter(slug, stage)


def fill(box: Box, name: str, text: str) -> dict[str, Any]:
    """What the form sends with `text` in one of its fields."""
    data: dict[str, Any] = {key: values if len(values) != 1 else values[0] for key, values in box.values.items()}
    data[name] = PATTERNS.get(name, "{}").replace("{}", text)
    return data


def send(box: Box, watched: Watched, name: str, text: str) -> Any:
    return watched.post(box.action, fill(box, name, text), **(HTMX if box.htmx else {}))
