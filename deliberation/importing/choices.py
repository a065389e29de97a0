"""What a facilitator decides about a record before it is brought in. Kept with the draft as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from deliberation.transcripts import labels
from deliberation.transcripts.model import Transcript

#: Who a label is: somebody who takes part, who led, nobody in particular, the same as another label, or somebody of an
#: earlier record (by key).
PERSON, LED, NOBODY, SAME, EARLIER = "person", "led", "nobody", "same:", "earlier:"
#: What becomes of a turn that was not understood: it waits, belongs to the room, or to the speaker above.
WAITS, ROOM, ABOVE, NEW = "waits", "room", "above", "new"
ABOUT = ("title", "held_on", "lasted", "place", "mode", "recorder", "present", "absent", "asked", "facts")


def about_what(group: int | None, corrects: int | None) -> str:
    """Of which group a page shows the people who were there before, and which record’s changes. By keys."""
    return f"{group or 0} {corrects or 0}"


@dataclass
class Choices:
    """`who`: label key → PERSON, LED, NOBODY, "same:<key>" or "earlier:<key of a person>". `turns`: number of a turn →
    WAITS, ROOM, ABOVE, NEW or a label key. `areas`: number of the turn where an area begins → its order. `keep`: names
    that stay; `also`: names in no label that are replaced too. All may be empty: then what was read stands.
    `apart_from`: a record that is here already and much alike, of which it is said that this is another meeting.
    `looked`: what the page they decided on was about (`about_what`). `added`: key → name of a speaker who has no
    label in the file, because two people are under one; their words are what `turns` gives them.
    """

    who: dict[str, str] = field(default_factory=dict)
    turns: dict[int, str] = field(default_factory=dict)
    areas: dict[int, int] = field(default_factory=dict)
    keep: set[str] = field(default_factory=set)
    also: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    areas_chosen: bool = False
    apart_from: int = 0
    looked: str = ""
    added: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As `as_json` gave it. What is missing is empty."""
        return cls(
            who={str(k): str(v) for k, v in data.get("who", {}).items()},
            turns={int(k): str(v) for k, v in data.get("turns", {}).items()},
            areas={int(k): int(v) for k, v in data.get("areas", {}).items()},
            keep=set(data.get("keep", ())),
            also=[str(name) for name in data.get("also", ())],
            about={k: str(v) for k, v in data.get("about", {}).items() if k in ABOUT},
            areas_chosen=bool(data.get("areas_chosen")),
            apart_from=int(data.get("apart_from") or 0),
            looked=str(data.get("looked") or ""),
            added={str(k): str(v) for k, v in data.get("added", {}).items()},
        )

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "keep": sorted(self.keep)}

    def person(self, label: str) -> str:
        """The key under which this label's words are counted, following “the same as”. Empty: nobody."""
        key, seen = labels.key(label), set()
        while (said := self.who.get(key, "")).startswith(SAME) and key not in seen:
            seen.add(key)
            key = said.removeprefix(SAME)
        return "" if self.who.get(key) == NOBODY else key

    def speakers(self, of_the_file: Iterable[str]) -> list[str]:
        """Everybody whose words a turn may be: the labels of the file, then whoever was split off one."""
        return [*of_the_file, *self.added.values()]

    def turns_of(self, transcript: Transcript) -> dict[str, list[int]]:
        """Key of a label → the turns that are its words, as decided so far."""
        found: dict[str, list[int]] = {}
        for number, said in enumerate(transcript.utterances):
            if not said.is_note and (
                key := self.turns.get(number) or (labels.key(said.speaker) if said.speaker else "")
            ):
                found.setdefault(key, []).append(number)
        return found

    def without_idle(self) -> Self:
        """Whoever was split off and has no words any more is nobody again."""
        named = {*self.turns.values(), *(who.removeprefix(SAME) for who in self.who.values() if who.startswith(SAME))}
        for key in [key for key in self.added if key not in named]:
            del self.added[key]
            self.who.pop(key, None)
        return self

    @property
    def held_on(self) -> date | None:
        try:
            return date.fromisoformat(self.about.get("held_on", ""))
        except ValueError:
            return None
