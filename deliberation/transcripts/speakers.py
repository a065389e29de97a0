"""Which of the possible names in a file are speakers. Decided over the whole file, so that labels agree.

A verdict is `SPEAKER`, `ASKED` (taken for a speaker, to be confirmed), `DOUBT` (looks like a name and is not
understood: the line is held and shown) or `WORDS`. Dashes, tabs, dots and names alone on a line count only where much
of the file is written so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from deliberation.transcripts import labels
from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import ADDRESS, Form, Opening
from deliberation.transcripts.vocabulary import ALSO_NAMES, OWN, PERSONS, PREPOSITIONS, SENTENCE

LOOKS_ONCE = "This name comes only once. Check that it is a person and not part of a sentence."
LOOKS_LOWER = "This was taken for a speaker because it comes more than once. Check it."
NOT_TAKEN = "This was read as words, not as a speaker's name. If it is a name, write it like “Amina:” or “P3:”."
DOUBTFUL = "It begins like a speaker's name that was not understood."
SOFT: tuple[Form, ...] = ("tab", "dash", "dot", "alone")
SHARES = {"tab": 0.3, "dash": 0.4, "dot": 0.6, "alone": 0.25}  # of the lines with words
IN_BRACKETS = 0.4  # so many of the lines begin with a name in brackets: they are turns, also of whoever speaks once


class Verdict(Enum):
    SPEAKER = "speaker"
    ASKED = "asked"
    DOUBT = "doubt"
    WORDS = "words"


@dataclass(slots=True)
class Candidate:
    """One possible name, wherever it comes: on which lines in which form."""

    label: str
    lines: dict[str, list[int]] = field(default_factory=dict)
    marked: bool = False
    speaks: bool = False  # something other than a web address stands behind it: “Slides: https://…” is a link

    def times(self, *forms: str) -> int:
        return sum(len(self.lines.get(form, ())) for form in forms)


class Speakers:
    """Collects candidates line by line, then settles which are speakers."""

    def __init__(self, facilitators: Iterable[str]) -> None:
        self._facilitators = {labels.key(label) for label in facilitators}
        self._seen: dict[str, Candidate] = {}
        self._role: set[str] = set()
        self._above: dict[str, bool] = {}
        self._soft: dict[str, dict[str, Verdict]] = {}
        self._verdicts: dict[str, Verdict] = {}
        self.known: dict[str, str] = {}
        self.certain = False
        self.spoken_lines = 0  # lines with words

    def fixed(self, label: str) -> None:
        """A label that needs no rule: a voice tag or the speaker column of a table."""
        self._note_role(label)
        self.certain = True
        self.known.setdefault(labels.key(label), labels.tidy(label))

    def possible(self, line: int, opening: Opening) -> None:
        """A label that the rule must settle."""
        key = labels.key(opening.label)
        seen = self._seen.setdefault(key, Candidate(opening.label))
        self._note_role(opening.label)
        where = seen.lines.setdefault(opening.form, [])
        if not where or where[-1] != line or opening.form == "inner":
            where.append(line)
        seen.marked |= opening.marked
        seen.speaks |= not ADDRESS.fullmatch(opening.rest)

    def above_a_time(self, label: str, *, asked: bool) -> None:
        """It stands where others' names stand: `asked` or held, and never words of whoever spoke before."""
        self._above[labels.key(label)] = asked

    def settle(self, findings: Findings) -> None:
        """Decide every candidate, with a warning on each line that a person should look at."""
        patterns = Counter(labels.pattern(seen.label) for seen in self._seen.values())
        for key, seen in self._seen.items():
            self._verdicts[key] = self._above_times(key, self._strong(key, seen, patterns))
            if not seen.speaks and self._verdicts[key] in (Verdict.SPEAKER, Verdict.ASKED):
                self._verdicts[key] = Verdict.DOUBT
            if self._verdicts[key] in (Verdict.SPEAKER, Verdict.ASKED):
                self.known.setdefault(key, seen.label)
            self._say(key, seen, findings)
        for form in SOFT:
            if form != "alone" or not self.known:
                self._settle_soft(form, findings)

    def _above_times(self, key: str, found: Verdict) -> Verdict:
        if key not in self._above or (found is Verdict.DOUBT and not self._above[key]):
            return found
        if found is Verdict.WORDS or not self._above[key]:
            return Verdict.ASKED if self._above[key] and key in OWN | ALSO_NAMES else Verdict.DOUBT
        return Verdict.ASKED

    def verdict(self, opening: Opening) -> Verdict:
        """What this opening is, once all is settled."""
        key = labels.key(opening.label)
        if opening.form in SOFT:
            return self._soft.get(opening.form, {}).get(key, Verdict.WORDS)
        if key in self.known:
            return Verdict.SPEAKER
        found = self._verdicts.get(key, Verdict.WORDS)
        return Verdict.WORDS if found in (Verdict.SPEAKER, Verdict.ASKED) else found

    def is_facilitator(self, label: str) -> bool:
        """Listed by the caller, or said so by any spelling of the label in the file."""
        return labels.key(label) in self._facilitators | self._role

    def _note_role(self, label: str) -> None:
        if labels.is_facilitator(label):
            self._role.add(labels.key(label))

    def _say(self, key: str, seen: Candidate, findings: Findings) -> None:
        verdict = self._verdicts[key]
        line = min(where[0] for where in seen.lines.values())
        if verdict == Verdict.ASKED:
            once = sum(map(len, seen.lines.values())) == 1
            reason = LOOKS_ONCE if once else LOOKS_LOWER
            findings.asked.setdefault(seen.label, reason)
            findings.warn(line, seen.label, reason)
        elif verdict == Verdict.DOUBT:
            findings.warn(line, seen.label, f"{DOUBTFUL} It waits to be read, whole.")
        elif verdict == Verdict.WORDS and seen.times("colon", "bold") and _worth_a_look(seen.label):
            for where in (*seen.lines.get("colon", ()), *seen.lines.get("bold", ())):
                findings.warn(where, seen.label, NOT_TAKEN)

    def _strong(self, key: str, seen: Candidate, patterns: Counter[str | None]) -> Verdict:
        """The verdict on a label with a colon, a time, brackets or in bold."""
        label = seen.label
        times = seen.times("colon", "time", "bracket", "round", "bold", "inner", "tight")
        if not times:
            return Verdict.WORDS
        if key in self._facilitators:
            return Verdict.SPEAKER
        if labels.too_long(label):
            return Verdict.WORDS
        if not any(map(str.isalpha, label)):
            return Verdict.SPEAKER if labels.PHONE.fullmatch(label) else _of_figures(label, times)
        capital = len(label) == 1 and label.isupper()
        if labels.opener(label) and not capital:
            return Verdict.ASKED if seen.marked and key in OWN else Verdict.WORDS
        sentence, role = labels.sentence_like(label), labels.role_word(label)
        if role and not sentence and seen.times("colon", "time", "bracket", "inner", "bold"):
            return Verdict.SPEAKER
        if times == seen.times("time") == 1 and labels.of_sentences(label):
            return Verdict.WORDS  # “So I [00:12:00] got laid off”
        if sentence:
            if not labels.shaped(label) or not (_about_a_person(label) or _with_a_place(label)):
                return Verdict.WORDS
            return Verdict.ASKED if times > 1 else Verdict.DOUBT
        if not labels.shaped(label):
            return _odd(label, times)
        return self._shaped(seen, times, patterns)

    def _shaped(self, seen: Candidate, times: int, patterns: Counter[str | None]) -> Verdict:
        label = seen.label
        like, series = labels.name_like(labels.PRONOUNS.sub("", label)), labels.pattern(label)
        in_series = series is not None and patterns[series] > 1
        if seen.times("inner") == times:
            return self._only_inside(label, like, times, in_series)
        if seen.times("time") == times and not seen.marked:
            return Verdict.SPEAKER if like and times > 1 else Verdict.DOUBT if like else Verdict.WORDS
        if seen.times("tight") == times:
            return Verdict.WORDS if not like else Verdict.ASKED if times > 1 else Verdict.DOUBT
        if seen.times("bracket", "round") == times and not seen.marked:
            return self._in_brackets(seen, times) if like or in_series else Verdict.WORDS
        if seen.times("bold") == times and not seen.marked:
            return Verdict.WORDS if not like else Verdict.ASKED if times > 1 else Verdict.DOUBT
        if seen.marked and seen.times("colon", "bold"):
            return Verdict.SPEAKER
        if (seen.marked or labels.ROLE.search(label)) and (like or times > 1):
            return Verdict.SPEAKER
        if like and (times > 1 or in_series):
            return Verdict.ASKED if labels.thing(label) and not in_series else Verdict.SPEAKER
        if like:
            return Verdict.DOUBT if labels.thing(label) else Verdict.ASKED
        if "," in label or len(label.split()) > 4:
            return Verdict.WORDS
        return Verdict.ASKED if times > 1 else Verdict.DOUBT

    def _in_brackets(self, seen: Candidate, times: int) -> Verdict:
        """A name in brackets, without a time or a colon. Round ones also hold asides."""
        form = "bracket" if seen.times("bracket") else "round"
        opened = [
            one.times(form)
            for one in self._seen.values()
            if labels.name_like(one.label) or labels.pattern(one.label) is not None
        ]
        if sum(opened) >= max(2, IN_BRACKETS * self.spoken_lines):
            return Verdict.SPEAKER if times > 1 else Verdict.ASKED
        if form == "round":
            return Verdict.WORDS
        return Verdict.SPEAKER if times > 1 else Verdict.DOUBT if max(opened) > 1 else Verdict.WORDS

    def _only_inside(self, label: str, like: bool, times: int, in_series: bool) -> Verdict:
        """A label that never stands at the start of a line: sure in a file with many turns on a line."""
        if not like or (labels.thing(label) and times == 1):
            return Verdict.WORDS
        inside = sum(seen.times("inner") for seen in self._seen.values())
        if times > 1 or in_series:
            return Verdict.SPEAKER
        return Verdict.ASKED if inside >= self.spoken_lines else Verdict.DOUBT

    def _settle_soft(self, form: Form, findings: Findings) -> None:
        mine = {key: seen for key, seen in self._seen.items() if seen.times(form) and _could_be(seen.label, form)}
        sure = {
            key: seen
            for key, seen in mine.items()
            if seen.times(form) > 1 or labels.role_word(seen.label) or labels.short(seen.label)
        }
        opened = sum(seen.times(form) for seen in sure.values())
        if opened < max(2, SHARES[form] * self.spoken_lines) or (form == "dot" and len(sure) < 2):
            return
        verdicts = self._soft.setdefault(form, {})
        for key, seen in mine.items():
            verdicts[key] = Verdict.SPEAKER if key in sure else Verdict.ASKED
            self.known.setdefault(key, seen.label)
            if key not in sure:
                findings.asked[seen.label] = LOOKS_ONCE
                findings.warn(seen.lines[form][0], seen.label, LOOKS_ONCE)
        for key, seen in self._seen.items():
            if key not in mine and seen.times(form) and form in ("dash", "tab") and _near(seen.label):
                verdicts[key] = Verdict.DOUBT


def _could_be(label: str, form: Form) -> bool:
    if not labels.shaped(label) or labels.sentence_like(label) or labels.too_long(label) or labels.thing(label):
        return False
    if labels.opener(label) and not (len(label) == 1 and label.isupper()):
        return False
    if form == "alone" and (len(label.split()) > 6 or label[-1] in ",;"):
        return False
    return labels.short(label) or labels.name_like(label) or labels.role_word(label)


def _near(label: str) -> bool:
    """Close enough to a name that somebody should look."""
    return labels.shaped(label) and not labels.sentence_like(label) and not labels.opener(label)


def _of_figures(label: str, times: int) -> Verdict:
    if labels.is_nobody(label) and not any(map(str.isalnum, label)):
        return Verdict.SPEAKER if set(label) <= set("?¿- ") and "?" in label else Verdict.WORDS
    return Verdict.ASKED if times > 1 and label.isdecimal() else Verdict.WORDS


def _odd(label: str, times: int) -> Verdict:
    """A label with a sign that names do not have."""
    if any(sign in label for sign in "!;…") or "? " in label or len(label.split()) > 4 or not label[0].isalnum():
        return Verdict.WORDS
    if re.search(r"\w{4,}\.\s", label) or (". " in label and not labels.name_like(label)):
        return Verdict.WORDS
    return Verdict.ASKED if times > 1 else Verdict.DOUBT


def _about_a_person(label: str) -> bool:
    """ "The woman at the back" reads like a sentence, but may be somebody."""
    return len(label.split()) < 7 and any(word in PERSONS for word in labels.words_of(label))


def _with_a_place(label: str) -> bool:
    """ "Maria from the flats": no word of a sentence but an article, and not at the start."""
    words = [word.casefold() for word in label.split()]
    said = [word for word in words if word in SENTENCE]
    return len(words) < 6 and set(said) <= {"the", "a", "our"} and words[0] not in SENTENCE | PREPOSITIONS


def _worth_a_look(label: str) -> bool:
    return labels.opener(label) or label.isdecimal()
