"""Fingerprints of published texts: written into the record as a text becomes public, computed again by `verify_audit`.

Each app lists in PUBLISHED of its `wiring.py`, by the kinds that it yields, functions that yield what it has published.
A text has parts, and each part a fingerprint of its own, so that verification can name what differs. What is public and
has no fingerprint is a fault. What was public before its kind had fingerprints is taken in once, in an entry that
lists it (`begin`).
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from audit.models import Entry, Head
from audit.record import Actor, record
from audit.wiring import wired, wired_map

ACTION = "text_published"
BEGUN = "fingerprints_begun"


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


def publish(text: Text, *, by: Actor | None = None, **detail: object) -> str:
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
        **detail,
    )
    return text.fingerprint


@contextmanager
def moving(now: Callable[[], Text], *, by: Actor | None = None) -> Iterator[None]:
    """Around an act that changes a text in public: its entry also says what the text was before.

    So a change made by nobody between two acts is no part of the second one.
    """
    before = now().fingerprint
    yield
    moved(now(), before, by=by)


def moved(text: Text, before: str, *, by: Actor | None = None) -> None:
    """The same, where the fingerprint from before the act is at hand."""
    if text.fingerprint != before:
        publish(text, by=by, before=before)


def now_public() -> Iterator[Text]:
    """Everything published, as it stands in the database now."""
    for texts in wired_map("PUBLISHED").values():
        yield from texts()


def kinds() -> set[str]:
    """Every kind of text that has fingerprints."""
    return {kind for together in wired_map("PUBLISHED") for kind in together}


# --- Texts from before ------------------------------------------------------------------------------
@transaction.atomic
def begin() -> Entry | None:
    """Take in, once for each kind, what is public and has no fingerprint: after an upgrade that brings the kind.

    None where every kind was begun.
    """
    if not kinds() - _begun():
        return None
    Head.objects.select_for_update(no_key=True).get_or_create(pk=1)
    if not (new := kinds() - _begun()):
        return None
    marked = _marked()[0]
    found = [text for text in now_public() if text.kind in new and (text.kind, text.subject) not in marked]
    for text in found:
        publish(text, taken_in=True)
    summary = f"{len(found)} published before they had a fingerprint" if found else "Nothing was published before"
    return record(BEGUN, actor=None, subject=Head(pk=1), summary=summary, kinds=sorted(new))


def _begins() -> Iterator[Entry]:
    return Entry.objects.filter(consultation="", action=BEGUN).order_by("number").iterator()


def _begun() -> set[str]:
    return {str(kind) for entry in _begins() for kind in _listed(entry)}


def _listed(entry: Entry) -> list[object]:
    listed = entry.detail["kinds"]
    assert isinstance(listed, list)
    return listed


def _begun_again() -> list[str]:
    """A kind that was begun twice: somebody had taken in what was slipped in since."""
    seen: set[str] = set()
    faults = []
    for entry in _begins():
        again = sorted(seen & {str(kind) for kind in _listed(entry)})
        faults += [f"Entry {entry.number} takes in texts once more that had fingerprints: {kind}." for kind in again]
        seen |= {str(kind) for kind in _listed(entry)}
    return faults


# --- Held against the record ------------------------------------------------------------------------
@dataclass
class Compared:
    same: int = 0
    faults: list[str] = field(default_factory=list)
    taken_in: list[str] = field(default_factory=list)  # titles of what was published before it had a fingerprint


def compare() -> Compared:
    """Hold every published text against the newest fingerprint of it in the record, and what else HELD looks at."""
    marked, moved = _marked()
    found = Compared(faults=[*_begun_again(), *moved])
    for text in now_public():
        entry = marked.pop((text.kind, text.subject), None)
        if entry is None:
            found.faults.append(f"Public without having been published: {_small(text.title)}.")
        elif faults := _differences(text, entry):
            found.faults += faults
        else:
            found.same += 1
            found.taken_in += [text.title] if "taken_in" in entry.detail else []
    found.faults += [f"What was published on {_day(e)} is gone: {_title(e)}." for e in marked.values()]
    for differences in wired("HELD"):
        found.faults += differences()
    return found


def _marked() -> tuple[dict[tuple[str, str], Entry], list[str]]:
    """The newest entry of each text; and of each that was another before an act than after the one before it."""
    newest: dict[tuple[str, str], Entry] = {}
    faults = []
    for entry in Entry.objects.filter(action=ACTION).order_by("number").iterator(chunk_size=2000):
        key = (str(entry.detail["kind"]), entry.subject)
        was, before = newest.get(key), entry.detail.get("before")
        if was is not None and before is not None and before != was.detail["fingerprint"]:
            faults.append(f"Changed without an act between {_day(was)} and {_day(entry)}: {_small(_title(entry))}.")
        newest[key] = entry
    return newest, faults


def _title(entry: Entry) -> str:
    return entry.summary.rpartition(":")[0]


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def _differences(text: Text, entry: Entry) -> list[str]:
    noted: Any = entry.detail["parts"]
    names = [*text.marks, *(name for name in noted if name not in text.marks)]
    changed = [name for name in names if text.marks.get(name) != noted.get(name)]
    if not changed and text.fingerprint != entry.detail["fingerprint"]:
        changed = ["the fingerprint"]
    day, about = _day(entry), _small(text.title)
    differs, gone = f"differs from what was published on {day}", f"was published on {day} and is gone"
    return [
        f"{name[:1].upper()}{name[1:]} of {about} {gone if name in noted and name not in text.marks else differs}."
        for name in changed
    ]


def _day(entry: Entry) -> str:
    return timezone.localtime(entry.at).date().isoformat()
