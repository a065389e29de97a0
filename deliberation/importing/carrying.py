"""What was decided as a record first came in, for its corrected file: read off the words that are stored.

The file and its labels were deleted. So each turn of the new file is held against the contributions: under whose name
those words stand now, in which area, with which names. What the new file says itself is left to it: a line that it
gives to another label is not given back. What somebody decides on the page goes before all of this.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from deliberation.importing import areas as guide
from deliberation.importing import names, planning, rooms, team
from deliberation.importing.choices import ABOUT, LED, NEW, NOBODY, PERSON, ROOM, SAME, WAITS, Choices
from deliberation.models import Contribution, ImportedRecord
from deliberation.transcripts import labels
from deliberation.transcripts.model import Transcript, Utterance
from people.errors import Refused
from people.text.sanitising import plain

Source, State = Contribution.Source, Contribution.State
Pairs = list[tuple[int, Contribution]]
MOST_GONE = 4  # names in one contribution that are looked for: with more it takes too long
ALIKE = 0.6  # of the letters: the same words, changed


def over(kept: ImportedRecord, transcript: Transcript, chosen: Choices) -> Choices:
    """`chosen`, with what was decided of `kept` wherever nobody decided otherwise since."""
    stored = kept.contributions.exclude(state=State.WITHDRAWN).select_related("thread__area").order_by("line", "pk")
    parts = planning.parts_of(transcript, chosen)
    pairs, replaced = _pairs(transcript, list(stored), parts)
    said, people = _who(transcript, pairs)
    now = Choices.from_json(chosen.as_json())
    read, team_led = planning.read_as(transcript), team.led(kept.consultation, transcript)
    proposed = {key: (None, who, team_led.get(key)) for key, who in read.items()}
    now.who |= {key: who for key, who in said.items() if chosen.who.get(key) in proposed[key]}
    turns = dict(_turns(transcript, pairs, people))
    now.turns = turns | {n: who for n, who in chosen.turns.items() if who != WAITS or n not in turns}
    if not chosen.areas_chosen and pairs:
        now.areas, now.areas_chosen = _areas(kept, transcript, pairs), True
    now.keep = chosen.keep | _names_kept(transcript, pairs, parts)
    now.also = list(dict.fromkeys([*chosen.also, *replaced]))
    now.about = _about(kept, transcript, chosen)
    return now


def _pairs(transcript: Transcript, stored: list[Contribution], parts: set[str]) -> tuple[Pairs, list[str]]:
    """(number of a turn, the contribution it is), and names that were replaced and stand in no label."""
    old = [planning.without_names(one.body, parts) for one in stored]
    there = set(old)
    new: list[tuple[int, str]] = []
    for number, said in enumerate(transcript.utterances):
        forms = [planning.without_names(plain(form), parts) for form in planning.forms_of(said)]
        hidden = next((form for form in forms if form in there), forms[0])
        new += [(number, piece) for piece in planning.pieces(hidden)]
    pairs: Pairs = []
    replaced: list[str] = []
    matcher = SequenceMatcher(None, old, [hidden for _, hidden in new], autojunk=False)
    for kind, i, j, a, b in matcher.get_opcodes():
        if kind == "equal":
            pairs += [(number, one) for one, (number, _) in zip(stored[i:j], new[a:b], strict=True)]
            continue
        for one in stored[i:j]:
            for place in range(a, b):
                number, hidden = new[place]
                gone, like = _replaced(one.body, hidden), SequenceMatcher(None, one.body, hidden, autojunk=False)
                if gone or like.quick_ratio() >= ALIKE <= like.ratio():
                    pairs.append((number, one))
                    replaced += gone
                    a = place + 1
                    break
    return pairs, replaced


def _replaced(body: str, hidden: str) -> list[str]:
    """The words for which […] stands in `body`, where the two are the same but for names."""
    if not hidden.count(names.GONE) < body.count(names.GONE) <= MOST_GONE:
        return []
    shape = "(.{1,30}?)".join(re.escape(piece) for piece in body.split(names.GONE))
    found = re.fullmatch(shape, hidden, re.DOTALL)
    words = [word for word in found.groups() if word != names.GONE] if found else []
    return words if all(_like_a_name(word) for word in words) else []


def _like_a_name(word: str) -> bool:
    """A few words, with a capital where the script has any."""
    return word[0].isalpha() and not word[0].islower() and len(word.split()) < 4


def _who(transcript: Transcript, pairs: Pairs) -> tuple[dict[str, str], dict[int, str]]:
    """Key of a label → who it was; key of a person → the label that said most of their words."""
    votes: dict[str, Counter[int | str]] = defaultdict(Counter)
    for number, one in pairs:
        said = transcript.utterances[number]
        if said.speaker and not said.is_note and not said.held:
            whose = one.membership_id if one.source_kind == Source.TRANSCRIPT else one.source_kind
            votes[labels.key(said.speaker)][whose] += 1
    most = {key: counted.most_common(1)[0] for key, counted in votes.items()}
    people: dict[int, str] = {}
    for key, (was, _) in sorted(most.items(), key=lambda row: -row[1][1]):
        if isinstance(was, int):
            people.setdefault(was, key)
    kinds = {Source.FACILITATOR_NOTE: LED, Source.ROOM: NOBODY}
    who = {}
    for key, (was, _) in most.items():
        first = people.get(was, key) if isinstance(was, int) else ""
        who[key] = kinds.get(was, PERSON) if not first else PERSON if first == key else f"{SAME}{first}"  # type: ignore[call-overload]
    return who, people


def _turns(transcript: Transcript, pairs: Pairs, people: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Whose words a turn is that the file names nobody for."""
    for number, one in pairs:
        said = transcript.utterances[number]
        if said.is_note or (said.speaker and not said.held):
            continue
        if one.source_kind == Source.ROOM:
            if said.held and one.held_because != said.held:
                yield number, ROOM
        elif one.source_kind == Source.TRANSCRIPT:
            yield from _of_somebody(said, number, people.get(one.membership_id, ""))


def _of_somebody(said: Utterance, number: int, label: str) -> Iterator[tuple[int, str]]:
    if label:
        yield number, label
    elif said.held and said.looks_like:
        yield number, NEW


def _areas(kept: ImportedRecord, transcript: Transcript, pairs: Pairs) -> dict[int, int]:
    """Where each area begins: by the words that are here, and by what the file says of those that are new."""
    found = list(kept.consultation.areas.prefetch_related("prompts"))
    proposed = guide.proposed(transcript, found)
    was = {number: one.thread.area.order for number, one in reversed(pairs)}
    begins: dict[int, int] = {}
    now = min((area.order for area in found), default=0)
    for number, said in enumerate(transcript.utterances):
        moved = guide.AREA_MARK.match(said.text) if said.is_note else None
        order = int(moved[1]) if moved else was.get(number) or proposed.get(number) or now
        if order != now and not moved:
            begins[number] = order
        now = order
    return begins


def _names_kept(transcript: Transcript, pairs: Pairs, parts: set[str]) -> set[str]:
    """Names that stand in the record as it is; not those of labels that are new."""
    known = {labels.key(transcript.utterances[number].speaker) for number, _ in pairs}
    new = names.parts_of(label for label in transcript.speakers if labels.key(label) not in known)
    found = {name.name for _, one in pairs for name in names.find(one.body, parts)}
    return {name for name in found if not set(name.split()) & new}


def may_stand(name: str, words: str) -> bool:
    """Whether it may still be printed: it may be from before what is printed was looked at."""
    try:
        rooms.about(Choices(about={name: words}))
    except Refused:
        return False
    return True


def _about(kept: ImportedRecord, transcript: Transcript, chosen: Choices) -> dict[str, str]:
    """What was said of the meeting, where nobody has written anything but what the file proposes."""
    proposed = {"title": planning.called(transcript, Choices(also=chosen.also)), "lasted": transcript.lasted}
    about = dict(chosen.about)
    for name in ABOUT:
        said = about.get(name, "")
        if (was := getattr(kept, name)) and may_stand(name, str(was)):
            about[name] = str(was) if said in ("", proposed.get(name, "")) else said
    return about
