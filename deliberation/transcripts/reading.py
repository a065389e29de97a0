"""One file in, one whole transcript out. Decides the format by what is in the file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from deliberation.transcripts import cues, decoding, delimited, furniture, labels, numbered, pages, panes, word
from deliberation.transcripts.decoding import refusal
from deliberation.transcripts.model import LARGEST_FILE, Findings, Transcript, Utterance, Words, fingerprint, shortened
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.turns import Turns
from deliberation.transcripts.wording import count

LONGEST_TITLE = 200
ASKS = "Such a label mostly stands for whoever asks. Say whether this one facilitated."
BEGINS = "It is how “{}” begins, who leads. Say whether it is the same person."
ASKS_MOST = "Most of what this speaker says are questions. Say whether they facilitated."


def read_transcript(path: str | os.PathLike[str], *, facilitators: Iterable[str] = ()) -> Transcript:
    """Read a transcript file whole, or raise `TranscriptError` for what is no text at all.

    `facilitators` are labels as they stand in the file; capitals do not matter.
    """
    where = Path(path)
    try:
        with where.open("rb") as handle:
            data = handle.read(LARGEST_FILE + 1)
    except FileNotFoundError as fault:
        raise refusal("There is no such file.") from fault
    except OSError as fault:
        raise refusal(f"The file cannot be opened ({fault.strerror}).") from fault
    return read_transcript_bytes(data, name=where.name, facilitators=facilitators)


def read_transcript_bytes(data: bytes, *, name: str, facilitators: Iterable[str] = ()) -> Transcript:
    """The same for an upload. `name` is the file's name: it gives the title when nothing else does."""
    if len(data) > LARGEST_FILE:
        raise refusal(f"The file is larger than {LARGEST_FILE:,} bytes.")
    if not data.strip():
        raise refusal("The file is empty.")
    findings = Findings()
    title, form, lines, flowing = _source(data, findings)
    lines = lines if flowing else pages.without_pages(lines, findings)
    head, lines = furniture.without_front_matter(lines, findings)
    title = title or head
    lines = furniture.without_tools(lines, findings)
    if not flowing:
        lines = pages.times_at_ends(lines, findings)
        lines = furniture.unmarked(lines, findings)
        lines = panes.only_words(lines, findings)
        top, lines = furniture.top(lines, findings, apart=form == "Word")
        title = title or top
        lines = numbered.one_who_asks(lines, findings)
    utterances = _who_asks(Turns(findings, [*facilitators, *findings.leading], flowing=flowing).build(lines), findings)
    if not utterances and not findings.problems:
        findings.refuse(0, "", "Nobody says anything in this file.")
    findings.stop_if_refused()
    words = Words(findings.found, sum(count(u.text) for u in utterances), findings.names, findings.left_words)
    if words.missing:
        findings.warn(
            0, "", f"{abs(words.missing):,} words are not accounted for. Compare the file with what is shown."
        )
    speakers = {said.speaker for said in utterances}
    return Transcript(
        shortened(title or Path(name).stem or "Transcript", LONGEST_TITLE),
        tuple(utterances),
        fingerprint(utterances),
        tuple(sorted(findings.warnings, key=lambda warning: warning.line)),
        tuple(sorted(findings.left_out, key=lambda left: left.line)),
        words,
        form,
        tuple((who, why) for who, why in findings.asked.items() if who in speakers),
        tuple(findings.headings),
        tuple(findings.top),
    )


def _who_asks(utterances: list[Utterance], findings: Findings) -> list[Utterance]:
    """The same, where a letter such as I stands for whoever asks: proposed as facilitating, and asked."""
    turns: dict[str, list[bool]] = {}
    for said in utterances:
        if said.role == "participant":
            turns.setdefault(said.speaker, []).append("?" in said.text or "？" in said.text or "؟" in said.text)
    letters = {who for who, asks in turns.items() if labels.asks(who) and 2 * sum(asks) >= len(asks)}
    letters |= {who for who, asks in turns.items() if len(who) == 1 and len(asks) > 1 and all(asks)}
    leads = {said.speaker for said in utterances if said.role == "facilitator" and said.speaker}
    begins = {who: leader for leader in leads - letters for who in turns if labels.begins(who, leader)}
    letters |= {who for who in begins if 2 * sum(turns[who]) >= len(turns[who])}
    enough = 2 if leads | letters else 1  # turns: somebody asked, where nobody is known to
    findings.asked |= {who: ASKS for who in turns if labels.asks(who) or who in letters}
    findings.asked |= {
        who: ASKS_MOST
        for who, asks in turns.items()
        if len(asks) > enough and sum(asks) > 0.6 * len(asks) and who not in letters
    }
    findings.asked |= {who: BEGINS.format(leader) for who, leader in begins.items()}
    return [replace(said, role="facilitator") if said.speaker in letters else said for said in utterances]


def _source(data: bytes, findings: Findings) -> tuple[str, str, list[SourceLine], bool]:
    """Title, name of the format, lines, and whether they flow on from cue to cue."""
    if word.is_word(data):
        title, lines = word.source_lines(data, findings)
        return title, "Word", lines, False
    text = decoding.lines_of(data, findings)
    if not any(line.strip("\ufeff \t") for line in text):
        raise refusal("The file is empty.")
    if form := cues.is_cues(text):
        return cues.title_of(text), form, cues.source_lines(text, findings), True
    if delimiter := delimited.delimiter_of(text):
        return "", "CSV", delimited.source_lines(text, delimiter, findings), False
    findings.found += sum(map(count, text))
    return "", "plain text", [SourceLine(number, line) for number, line in enumerate(text, 1)], False
