"""Fingerprints of published texts: written into the record as a text becomes public, computed again by `verify_audit`.

Each app lists in PUBLISHED of its `wiring.py` functions that yield what it has published. A text has parts, and each
part a fingerprint of its own, so that verification can name what differs.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone

from audit.models import Entry
from audit.record import Actor, record
from audit.wiring import wired

ACTION = "text_published"


@dataclass(frozen=True)
class Text:
    """One published text. `title` as it is named to people; `parts` by the name of the part.

    `mark`: the fingerprint that its own model already has, where there is one.
    """

    kind: str
    of: models.Model
    title: str
    consultation: str
    parts: dict[str, Any] = field(hash=False)
    mark: str = ""

    @property
    def subject(self) -> str:
        return f"{self.of._meta.model_name}:{self.of.pk}"

    @cached_property
    def marks(self) -> dict[str, str]:
        return {name: fingerprint(part) for name, part in self.parts.items()}

    @property
    def fingerprint(self) -> str:
        return self.mark or fingerprint(self.marks)


def fingerprint(content: Any) -> str:
    """SHA-256 over the content as canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def publish(text: Text, *, by: Actor | None = None) -> str:
    """Write the fingerprint into the record, in the transaction that makes the text public. Returns it."""
    record(
        "text_published",
        actor=by,
        subject=text.of,
        consultation=text.consultation,
        summary=f"{text.title}: {text.fingerprint}",
        kind=text.kind,
        fingerprint=text.fingerprint,
        parts=text.marks,
    )
    return text.fingerprint


def now_public() -> Iterator[Text]:
    """Everything published, as it stands in the database now."""
    for texts in wired("PUBLISHED"):
        yield from texts()


@dataclass
class Compared:
    same: int = 0
    faults: list[str] = field(default_factory=list)
    unmarked: list[Text] = field(default_factory=list)  # published before there were fingerprints


def compare(texts: Iterable[Text] | None = None) -> Compared:
    """Hold every published text against the newest fingerprint of it in the record."""
    marked = _marked()
    found = Compared()
    for text in now_public() if texts is None else texts:
        entry = marked.pop((text.kind, text.subject), None)
        if entry is None:
            found.unmarked.append(text)
        elif faults := _differences(text, entry):
            found.faults += faults
        else:
            found.same += 1
    found.faults += [
        f"What was published on {_day(e)} is gone: {e.summary.rpartition(':')[0]}." for e in marked.values()
    ]
    return found


def _marked() -> dict[tuple[str, str], Entry]:
    """The newest entry of each text."""
    entries = Entry.objects.filter(action=ACTION).order_by("number").iterator(chunk_size=2000)
    return {(str(entry.detail["kind"]), entry.subject): entry for entry in entries}


def _differences(text: Text, entry: Entry) -> list[str]:
    noted: Any = entry.detail["parts"]
    names = [*text.marks, *(name for name in noted if name not in text.marks)]
    changed = [name for name in names if text.marks.get(name) != noted.get(name)]
    if not changed and text.fingerprint != entry.detail["fingerprint"]:
        changed = ["the fingerprint"]
    day, about = _day(entry), text.title[:1].lower() + text.title[1:]
    differs, gone = f"differs from what was published on {day}", f"was published on {day} and is gone"
    return [
        f"{name[:1].upper()}{name[1:]} of {about} {gone if name in noted and name not in text.marks else differs}."
        for name in changed
    ]


def _day(entry: Entry) -> str:
    return timezone.localtime(entry.at).date().isoformat()
