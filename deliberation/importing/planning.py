"""What an import would do, before it does it: whose words each turn is, where it belongs, what is replaced in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from consultations.models import DiscussionArea, Group
from deliberation.discussion import screening
from deliberation.importing import areas as guide
from deliberation.importing import names
from deliberation.importing.choices import ABOVE, LED, NEW, NOBODY, PERSON, ROOM, WAITS, Choices
from deliberation.importing.records import known_record
from deliberation.models import Contribution, ImportedRecord
from deliberation.transcripts import labels
from deliberation.transcripts.model import Transcript, Utterance
from people.errors import Refused
from people.text.sanitising import plain

Source = Contribution.Source


@dataclass
class Line:
    """One contribution to be. `speaker` is the key of a label; empty for notes and for words of the room."""

    area: DiscussionArea
    speaker: str
    body: str
    line: int
    kind: str
    held_because: str = ""
    to_check: str = ""
    turn: int = 0
    names: tuple[str, ...] = ()


PLACES = 3  # of each name, to decide by


@dataclass(frozen=True)
class Place:
    """Where a name stands: the sentence around it."""

    line: int
    before: str
    text: str
    after: str


@dataclass
class Plan:
    """What an import would do, before it does it."""

    group: Group
    transcript: Transcript
    choices: Choices = field(default_factory=Choices)
    lines: list[Line] = field(default_factory=list)
    done_before: ImportedRecord | None = None
    labels: dict[str, str] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[Place]] = field(default_factory=dict)
    areas_proposed: dict[int, int] = field(default_factory=dict)

    @property
    def participants(self) -> list[str]:
        """Labels of the people whose words these are, as the file spells them, in order of first word."""
        spoken = (line.speaker for line in self.lines if line.kind == Source.TRANSCRIPT)
        return [self.labels.get(key, key) for key in dict.fromkeys(key for key in spoken if key)]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.kind for line in self.lines)

    @property
    def not_found(self) -> list[str]:
        """Names that somebody typed and nobody says so: spelt otherwise, perhaps."""
        there = {part for name in self.names for part in name.split()}
        return [name for name in self.choices.also if not names.said_to_be([name]) & there]

    @property
    def held(self) -> list[Line]:
        return [line for line in self.lines if line.held_because]

    @property
    def to_check(self) -> list[Line]:
        return [line for line in self.lines if line.to_check]


def plan_transcript(
    group: Group, transcript: Transcript, *, area: int | None = None, choices: Choices | None = None
) -> Plan:
    """What importing `transcript` into `group` would do. Writes nothing.

    A note or heading that begins "Area 2" moves to the second discussion area, and so does a facilitator's question
    that is one of its prompts; `area` is where the record begins. Raises Refused when an area does not exist.
    """
    found = list(group.consultation.areas.prefetch_related("prompts"))
    by_order = {one.order: one for one in found}
    if not by_order:
        raise Refused("This consultation has no discussion areas yet. Write its topic guide first.")
    start = min(by_order) if area is None else area
    if start not in by_order:
        raise Refused(f"There is no discussion area {start}. There are: {', '.join(map(str, sorted(by_order)))}.")
    choices = choices or Choices()
    proposed = guide.proposed(transcript, found)
    plan = Plan(group, transcript, choices, done_before=known_record(group.consultation, transcript.fingerprint))
    plan.areas_proposed = proposed
    begins = choices.areas if choices.areas_chosen else proposed
    plan.labels = choices.added | {labels.key(label): label for label in reversed(transcript.speakers)}
    parts = parts_of(transcript, choices)
    here, above = by_order[start], ""
    for number, said in enumerate(transcript.utterances):
        moved = guide.AREA_MARK.match(said.text) if said.is_note else None
        order = int(moved[1]) if moved else begins.get(number)
        if order is not None:
            if order not in by_order:
                raise Refused(f"Line {said.line} moves to area {order}, which does not exist.")
            here = by_order[order]
        if moved:
            continue
        speaker, kind, text, why = _whose(said, number, choices, above)
        above = speaker if kind == Source.TRANSCRIPT else above
        plan.lines += _lines(plan, here, speaker, kind, text, why, said, number, parts)
    return plan


def parts_of(transcript: Transcript, choices: Choices) -> set[str]:
    """The parts of everybody’s name, as they are looked for; and of those that somebody typed."""
    added = filter(_like_a_name, choices.added.values())
    return names.parts_of([*_named(transcript), *added]) | names.said_to_be(choices.also)


def called(transcript: Transcript, choices: Choices) -> str:
    """What the record is called: as somebody said, or as its file does; with […] for names of its people."""
    title = choices.about.get("title") or transcript.title
    return names.out_of_a_title(title, parts_of(transcript, choices), choices.keep)


def read_as(transcript: Transcript) -> dict[str, str]:
    """Key of a label → who it is, as far as the file says."""
    kinds = {"facilitator": LED, "nobody": NOBODY}
    found = reversed([said for said in transcript.utterances if said.speaker])
    return {labels.key(said.speaker): kinds.get(said.role, PERSON) for said in found}


def forms_of(said: Utterance) -> list[str]:
    """The words of a turn as they may have been brought in: without a label that was not understood, or with […]."""
    return list(dict.fromkeys([said.text, _without_label(said), _hidden(said)] if said.held else [said.text]))


def without_names(body: str, parts: set[str]) -> str:
    """The words with […] for every name, whatever was kept: the same with and without it."""
    return names.replaced(body, names.find(body, parts), set())


def _named(transcript: Transcript) -> Iterator[str]:
    """Everybody whose name the file holds: speakers, what looks like one, and who is listed at its head."""
    yield from transcript.speakers
    yield from (said.looks_like for said in transcript.held if _like_a_name(said.looks_like))
    for name, text in transcript.top:
        if name in ("present", "attendees", "participants", "attending", "absent", "apologies", "speakers"):
            yield from (one.strip() for one in text.replace(";", ",").split(",") if _like_a_name(one.strip()))


def _like_a_name(label: str) -> bool:
    few = 0 < len(label.split()) < 5
    return few and not labels.thing(label) and not labels.opener(label) and labels.name_like(label)


def _whose(said: Utterance, number: int, choices: Choices, above: str) -> tuple[str, str, str, str]:
    """(key of the speaker, kind, words, why they wait)."""
    if said.is_note:
        return "", Source.FACILITATOR_NOTE, said.text, ""
    chosen = choices.turns.get(number, WAITS if said.held else "")
    if said.held and chosen == WAITS:
        return "", Source.ROOM, _hidden(said), said.held
    if chosen == ROOM:
        return "", Source.ROOM, _hidden(said), ""
    if chosen == ABOVE and above:
        return above, Source.TRANSCRIPT, said.text, ""
    text = _without_label(said) if said.held and chosen not in ("", ABOVE) else said.text
    label = said.looks_like if chosen == NEW else chosen if chosen and chosen != ABOVE else said.speaker
    if not label:
        return "", Source.ROOM, text, ""
    person = choices.person(label)
    decided = choices.who.get(person, "")
    read_as_leader = said.role == "facilitator" and (not chosen or chosen == labels.key(said.speaker))
    if decided == LED or (not decided and read_as_leader and person == labels.key(said.speaker)):
        return "", Source.FACILITATOR_NOTE, text, ""
    is_nobody = not person or decided == NOBODY or (not decided and labels.is_nobody(label))
    if is_nobody and decided != PERSON:
        return "", Source.ROOM, text, ""
    return person, Source.TRANSCRIPT, text, ""


def _hidden(said: Utterance) -> str:
    """Words of the room, with […] for what may be somebody's name before them."""
    if not said.looks_like or labels.thing(said.looks_like) or not said.text.startswith(said.looks_like):
        return said.text
    return names.GONE + said.text[len(said.looks_like) :]


def _without_label(said: Utterance) -> str:
    """The words after a label that was not understood, once a person says that it is one."""
    place = said.text.find(said.looks_like) if said.looks_like else -1
    return said.text[place + len(said.looks_like) :].lstrip(" :：-–—\t") if place == 0 else said.text


def _lines(
    plan: Plan,
    area: DiscussionArea,
    speaker: str,
    kind: str,
    text: str,
    why: str,
    said: Utterance,
    number: int,
    parts: set[str],
) -> Iterator[Line]:
    whole = plain(text)
    found = names.find(whole, parts)
    plan.names.update(one.name for one in found)
    for one in found:
        places = plan.places.setdefault(one.name, [])
        if len(places) < PLACES:
            before, after = names.around(whole, one)
            places.append(Place(said.line, before, one.text, after))
    kept = [one.text for one in found if one.name in plan.choices.keep]
    body_whole = names.replaced(whole, found, plan.choices.keep)
    for body in pieces(body_whole):
        notes = kind == Source.FACILITATOR_NOTE
        because = why or ("" if notes else screening.why_hold(body))
        check = "" if notes else names.check_note(body, [name for name in kept if name in body])
        yield Line(area, speaker, body, said.line, kind, because, check, number, tuple(one.name for one in found))


def pieces(body: str, limit: int = Contribution.MAX_LENGTH) -> Iterator[str]:
    """Long speeches in parts, cut after a sentence where there is one."""
    while len(body) > limit:
        cut = max(body.rfind(". ", 0, limit) + 1, body.rfind("? ", 0, limit) + 1) or body.rfind(" ", 0, limit)
        cut = cut if cut > 0 else limit
        yield body[:cut].strip()
        body = body[cut:].strip()
    if body:
        yield body
