"""Every text field of every form, and every page that shows what was typed."""

import time
from collections import Counter
from typing import Any

from django.db import transaction

from bench.hostile import scene, walking
from bench.hostile.corpora import Payload, postable
from bench.hostile.judge import added, shapes
from bench.hostile.people import HTMX, Stored, Tally, Watched
from people.text.sanitising import one_line, plain, tidy

WORDS = "Some fine words about cameras that anybody may read and nobody here will mind"


class Fields:
    def __init__(self, boxes: list[walking.Box], people: dict[str, Any], tally: Tally) -> None:
        self.tally = tally
        self.people = {name: Watched(user, tally) for name, user in people.items()}
        self.places = [(box, name) for box in boxes for name in box.texts]
        self.harmless: set[Any] = set()
        self.often: list[tuple[walking.Box, str]] = []  # fields that take harmless words get a double share
        self.accepts: set[tuple[str, str]] = set()
        self.counts: Counter[str] = Counter()
        self.per_place: Counter[str] = Counter()
        self.wrong: list[str] = []

    def learn(self) -> None:
        """Harmless words through every field first: what its answers look like, and whether it takes them."""
        known: set[tuple[str, str]] = set()
        for box, name in self.places:
            first = (box.view, box.person) not in known
            known.add((box.view, box.person))
            with transaction.atomic():
                answer, shown, _ = self._send(box, name, WORDS)
                if answer.status_code < 400:
                    self.accepts.add((box.view, name))
                    self.often.append((box, name))
                for page in (answer, shown) if first else ():
                    self.harmless |= self._of(page)
                transaction.set_rollback(True)
            if not first:
                continue
            with transaction.atomic():  # and what a refusal looks like
                answer, _, _ = self._send(box, name, "x" * 20_001)
                self.harmless |= self._of(answer)
                transaction.set_rollback(True)

    def _of(self, page: Any) -> set[Any]:
        if page is None or "html" not in page.get("Content-Type", ""):
            return set()
        text = page.content.decode()
        return shapes(text, whole=text.lstrip()[:9].lower() == "<!doctype")

    def _send(self, box: walking.Box, name: str, text: str) -> tuple[Any, Any, set[str]]:
        """Post, and open the page it leads to. Returns both answers and every text that was stored."""
        scene.put(box)
        watched = self.people[box.person]
        cookies = watched.client.cookies.copy()
        with Stored() as stored:
            answer = scene.send(box, watched, name, text)
        leads_to = answer.get("Location", "")
        shown = watched.get(leads_to) if answer.status_code in (301, 302) and leads_to.startswith("/") else None
        watched.client.cookies = cookies  # some forms sign people out; the block around takes back the rest
        return answer, shown, stored.texts

    def through(self, payloads: list[Payload], seconds: float, parse_every: int = 4) -> None:
        """Each input through one field, so that every field gets its share; then each through the next, and so on.

        The first round is always whole. With time enough (hours) every input goes through every field.
        """
        end, turns = time.monotonic() + seconds, [*self.places, *self.often]
        for later in range(len(turns)):
            for number, payload in enumerate(payloads):
                if later and time.monotonic() > end:
                    return
                box, name = turns[(number + later) % len(turns)]
                with transaction.atomic():
                    self._one(box, name, payload, parse=number % parse_every == 0)
                    transaction.set_rollback(True)

    def _one(self, box: walking.Box, name: str, payload: Payload, parse: bool) -> None:
        text = postable(payload.text)
        answer, shown, stored = self._send(box, name, text)
        self.per_place[f"{box.view} {name}"] += 1
        self._note_stored(f"{box.view}.{name}", text, answer, stored)
        for page in filter(None, (answer, shown)):
            raw = len(text) > 3 and "<" in text and text.strip().encode() in page.content
            if raw or parse:
                self.counts["pages parsed"] += 1
                faults = added(self._of(page), self.harmless)
                self.wrong += [f"{box.view}.{name}: {fault} from {text[:50]!r}" for fault in faults]

    def _note_stored(self, place: str, text: str, answer: Any, stored: set[str]) -> None:
        """Byte-identical (NFC, trimmed), tidied, refused with a message, or not kept at all: nothing else may happen."""
        exact = {text.strip(), text.replace("\r\n", "\n").replace("\r", "\n").strip()}
        wanted = {tidy(text), tidy(text).strip(), plain(text), one_line(text), one_line(text).rstrip(".")}
        if answer.status_code in (413, 414, 415, 422):
            self.counts["refused with a message"] += 1
        elif answer.status_code >= 400:
            self.counts[f"refused ({answer.status_code})"] += 1
        elif stored & wanted - {""}:
            self.counts["stored as typed" if stored & exact else "stored in order (NFC, hidden characters out)"] += 1
        else:
            self.counts["not kept as a text of its own"] += 1
        whole = one_line(text)
        for kept in stored:
            if 20 <= len(kept) < len(whole) and whole.startswith(kept) and kept not in wanted and len(kept) in CUTS:
                self.wrong.append(f"{place}: cut to {len(kept)} without a word")


#: Lengths of columns: a text that ends exactly there was cut.
CUTS = {40, 60, 80, 120, 160, 200, 240, 300, 400, 500, 600, 1000, 2000, 3000, 4000}


def thread(payloads: list[Payload], people: dict[str, Any], tally: Tally, address: str, keep: Any) -> dict[str, Any]:
    """Every input as a post in a thread: as an htmx answer, and on the page as others read it, word for word.

    `keep(page)` gets every page that was shown, for the browser.
    """
    from deliberation.models import Contribution

    writer, reader = Watched(people["moss"], tally), Watched(people["amina"], tally)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    page_shapes = set(shapes(reader.get(address).content.decode(), whole=True))
    with transaction.atomic():
        said = writer.post(address + "post/", {"body": WORDS, "key": "harmless"}, **HTMX)
        bit_shapes = set(shapes(said.content.decode(), whole=False))
        page_shapes |= shapes(reader.get(address, {"newest": "1"}).content.decode(), whole=True)
        page_shapes |= shapes(writer.get(address, {"newest": "1"}).content.decode(), whole=True)
        refused = writer.post(address + "post/", {"body": "", "key": "none"}, **HTMX)
        bit_shapes |= shapes(refused.content.decode(), whole=False)
        transaction.set_rollback(True)
    for start in range(0, len(payloads), 20):
        batch = payloads[start : start + 20]
        with transaction.atomic():
            made: list[tuple[Payload, int]] = []
            before = Contribution.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            for number, payload in enumerate(batch):
                text = postable(payload.text)
                answer = writer.post(address + "post/", {"body": text, "key": f"k{start}-{number}"}, **HTMX)
                bit = answer.content.decode()
                if len(bit) < 60_000:
                    wrong += [f"fragment {s} from {text[:50]!r}" for s in added(shapes(bit, whole=False), bit_shapes)]
                    counts["fragments parsed"] += 1
                found = Contribution.objects.filter(pk__gt=before).order_by("-pk").first()
                if found is None:
                    counts[f"refused ({answer.status_code})"] += 1
                    continue
                before = found.pk
                made.append((payload, found.pk))
                kept = found.body == plain(text)
                counts["stored as typed" if found.body == text.strip() else "stored in order"] += 1
                if not kept:
                    wrong.append(f"stored otherwise: {text[:50]!r}")
            Contribution.objects.filter(pk__in=[pk for _, pk in made]).update(state=Contribution.State.VISIBLE)
            page = reader.get(address, {"newest": "1"})
            keep(page)
            _read_page(page.content.decode(), made, page_shapes, wrong, counts)
            transaction.set_rollback(True)
    return {"counts": counts, "wrong": wrong}


def _read_page(page: str, made: list[tuple[Payload, int]], harmless: set[Any], wrong: list[str], counts: Any) -> None:
    import html5lib

    wrong += [f"page {shape}" for shape in added(shapes(page, whole=True), harmless)]
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    articles = {article.get("id"): article for article in tree.iter("article")}
    for payload, pk in made:
        article = articles.get(f"contribution-{pk}")
        shown = (
            next((p for p in article.iter("p") if p.get("class") == "said-words"), None)
            if article is not None
            else None
        )
        if shown is None:
            counts["not on the page"] += 1
        elif "".join(shown.itertext()) == plain(postable(payload.text)):
            counts["shown word for word"] += 1
        else:
            wrong.append(f"shown otherwise: {payload.text[:60]!r}")
