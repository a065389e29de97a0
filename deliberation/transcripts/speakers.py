"""Which of the possible names in a file are speakers. Decided over the whole file, so that labels agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from deliberation.transcripts import labels
from deliberation.transcripts.labels import Opening
from deliberation.transcripts.model import Findings

LOOKS_ONCE = "This name comes only once. Check that it is a person and not part of a sentence."
LOOKS_LOWER = "This was taken for a speaker because it comes more than once. Check it."
BOLD_ONLY = "This was taken for a speaker because it is in bold more than once. Check it."
NO_SPACE = "This was read as words. If it is a speaker's name, put a space after the colon."
NOT_TAKEN = "This was read as words, not as a speaker's name. If it is a name, write it like “Amina:” or “P3:”."


@dataclass(slots=True)
class Candidate:
    """One possible name, wherever it comes."""

    label: str
    lines: list[int] = field(default_factory=list)
    marked: bool = False
    bold: list[int] = field(default_factory=list)
    tight: list[int] = field(default_factory=list)


class Speakers:
    """Collects candidates line by line, then settles which are speakers."""

    def __init__(self, facilitators: set[str]) -> None:
        self._facilitators = facilitators
        self._seen: dict[str, Candidate] = {}
        self._role: set[str] = set()
        self.known: dict[str, str] = {}
        self.certain = False

    def fixed(self, label: str) -> None:
        """A label that needs no rule: a voice tag or the speaker column of a table."""
        self._note_role(label)
        self.certain = True
        self.known.setdefault(labels.key(label), labels.tidy(label))

    def possible(self, line: int, opening: Opening, *, bold: bool = False) -> None:
        """A label that the rule must settle. Without a space after the colon it proves nothing by itself."""
        seen = self._seen.setdefault(labels.key(opening.label), Candidate(opening.label))
        self._note_role(opening.label)
        if bold:
            seen.bold.append(line)
        elif opening.spaced:
            seen.lines.append(line)
            seen.marked |= opening.marked
        else:
            seen.tight.append(line)

    def settle(self, findings: Findings) -> None:
        """Decide every candidate, with a warning on each line that a person should look at."""
        patterns = Counter(labels.pattern(seen.label) for seen in self._seen.values() if seen.lines)
        for key, seen in self._seen.items():
            if key not in self.known and self._speaks(key, seen, patterns, findings):
                self.known[key] = seen.label

    def is_facilitator(self, label: str) -> bool:
        """Listed by the caller, or said so by any spelling of the label in the file."""
        return labels.key(label) in self._facilitators | self._role

    def _note_role(self, label: str) -> None:
        if labels.is_facilitator(label):
            self._role.add(labels.key(label))

    def _speaks(self, key: str, seen: Candidate, patterns: Counter[str | None], findings: Findings) -> bool:
        label, lines = seen.label, seen.lines
        if key in self._facilitators:
            return True
        if not labels.shaped(label) or labels.opener(label) or labels.sentence_like(label):
            doubtful = labels.opener(label) or labels.nearly(label) or _about_a_person(label)
            return self._words(seen, findings, doubtful)
        if not lines:
            return self._bold(seen, findings) if seen.bold else self._tight(seen, findings)
        if labels.has_role(label) or (seen.marked and not labels.too_long(label)):
            return True
        if labels.name_like(label):
            series = labels.pattern(label)
            alone = len(lines) == 1 and (series is None or patterns[series] < 2)
            if alone and not labels.too_long(label):
                findings.warn(lines[0], label, LOOKS_ONCE)
            return True
        if len(lines) > 1 and not labels.too_long(label):
            findings.warn(lines[0], label, LOOKS_LOWER)
            return True
        return self._words(seen, findings, not labels.too_long(label))

    @staticmethod
    def _words(seen: Candidate, findings: Findings, doubtful: bool) -> bool:
        for line in seen.lines if doubtful else ():
            findings.warn(line, seen.label, NOT_TAKEN)
        return False

    @staticmethod
    def _tight(seen: Candidate, findings: Findings) -> bool:
        """ "Ben:yes" alone proves nothing, but somebody should look."""
        if labels.name_like(seen.label) and not labels.too_long(seen.label):
            for line in seen.tight:
                findings.warn(line, seen.label, NO_SPACE)
        return False

    @staticmethod
    def _bold(seen: Candidate, findings: Findings) -> bool:
        """Bold without a colon: a speaker when it comes twice, else just an emphasised word."""
        if len(seen.bold) < 2 or labels.too_long(seen.label) or not labels.name_like(seen.label):
            for line in seen.bold:
                findings.warn(line, seen.label, NOT_TAKEN)
            return False
        findings.warn(seen.bold[0], seen.label, BOLD_ONLY)
        return True


def _about_a_person(label: str) -> bool:
    """ "The woman at the back" reads like a sentence, but may be somebody."""
    return labels.shaped(label) and labels.says_who(label) and not labels.too_long(label)
