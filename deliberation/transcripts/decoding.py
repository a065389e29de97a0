"""From the bytes of a text file to lines. What had to be guessed is said, line by line."""

from __future__ import annotations

import json
import re

from deliberation.transcripts.model import (
    LARGEST_TEXT,
    LONGEST_LINE,
    MOST_LINES,
    Findings,
    LineProblem,
    TranscriptError,
)

UTF8_MARK = b"\xef\xbb\xbf"
MARKED = {  # the longer mark first
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
FOREIGN = {
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"ID3\2": "a sound recording",
    b"ID3\3": "a sound recording",
    b"ID3\4": "a sound recording",
    b"OggS": "a sound recording",
    b"RIFF": "a sound or video recording",
    b"\x1f\x8b": "a compressed file",
}
SURELY_UTF8 = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]")
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
OLD_WINDOWS = "This is not UTF-8. It was read as Windows-1252: check the accents and quotation marks."
HOW_TO_SAVE = "Save it as plain text in UTF-8."


def lines_of(data: bytes, findings: Findings) -> list[str]:
    """The lines of a text file, whatever its line endings and (known) encoding."""
    for start, name in FOREIGN.items():
        if data.startswith(start):
            raise refusal(f"This is {name}, not a transcript. Use plain text, WebVTT or Word (.docx).")
    if len(data) > LARGEST_TEXT:
        raise refusal(f"The file holds more than {LARGEST_TEXT:,} bytes of text. Split it.")
    text = LINE_ENDS.sub("\n", _decoded(data, findings).removeprefix("\ufeff"))
    if program := _for_programs(text):
        raise refusal(f"This is {program}, which programs read. Export it as plain text, WebVTT, SRT or Word (.docx).")
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise refusal(f"The file has more than {MOST_LINES:,} lines. Split it.")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise TranscriptError([LineProblem(number, "", f"The line is longer than {LONGEST_LINE:,} characters.")])
        if NOT_TEXT.search(line):
            findings.warn(number, line, "Signs that nobody can see were taken out of this line.")
            lines[number - 1] = NOT_TEXT.sub("", line)
    return lines


def refusal(problem: str) -> TranscriptError:
    """A refusal of the whole file, ready to raise."""
    return TranscriptError([LineProblem(0, "", problem)])


def _for_programs(text: str) -> str:
    """What kind of file for programs this is, or nothing: read as lines it would make names of its marks."""
    start = text.lstrip()[:200].casefold()
    if start.startswith(("<?xml", "<tt ", "<tt>")):
        return "an XML file"
    if start.startswith(("<!doctype html", "<html")):
        return "a web page"
    try:
        return "a JSON file" if start[:1] in ("{", "[") and isinstance(json.loads(text), dict | list) else ""
    except (ValueError, RecursionError):
        return ""


def _decoded(data: bytes, findings: Findings) -> str:
    """UTF-8 or UTF-16 and -32 (with or without a mark), else Windows-1252; a line that is none of them is said."""
    for mark, name in MARKED.items():
        if data.startswith(mark):
            return _wide(data[len(mark) :], name, findings)
    if name := _unmarked(data):
        return _wide(data, name, findings)
    if b"\0" in data:
        raise refusal(f"The file is not text (it holds NUL bytes). {HOW_TO_SAVE}")
    data = data.removeprefix(UTF8_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _line_by_line(data, findings)


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark: spaces and plain letters have a nought, always on one side."""
    start = data[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    enough = max(3, len(start) // 50)
    return "utf-16-le" if odd >= enough and not even else "utf-16-be" if even >= enough and not odd else ""


def _wide(data: bytes, name: str, findings: Findings) -> str:
    text = data.decode(name, "replace")
    if "\ufffd" in text:
        line = len(re.findall(r"\r\n|\r|\n", text[: text.index("\ufffd")])) + 1
        findings.warn(line, "", "The file is cut or damaged here: look for � in the words.")
    return text


def _line_by_line(data: bytes, findings: Findings) -> str:
    """Each line as what it is: UTF-8, or else Windows-1252, or both in one line. Whatever is no letter becomes �."""
    made: list[str] = []
    told = False
    lines = re.split(rb"\r\n|\r|\n", data)
    kinds = [_kind(line) for line in lines]
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True), start=1):
        if kind in ("plain", "utf-8"):
            made.append(line.decode())
            continue
        text = _both(line) if kind == "mixed" else line.decode("cp1252", "replace")
        made.append(text)
        if "\ufffd" in text:
            findings.warn(number, text, "A letter here cannot be read: look for � in the words.")
        elif kind == "mixed" or "utf-8" in kinds or not told:
            findings.warn(number, text, OLD_WINDOWS)
            told = True
    return "\n".join(made)


def _both(line: bytes) -> str:
    """A line that holds letters of both kinds."""
    made: list[str] = []
    while line:
        try:
            return "".join([*made, line.decode()])
        except UnicodeDecodeError as fault:
            made.append(line[: fault.start].decode() + line[fault.start : fault.start + 1].decode("cp1252", "replace"))
            line = line[fault.start + 1 :]
    return "".join(made)


def _kind(line: bytes) -> str:
    if line.isascii():
        return "plain"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "mixed" if SURELY_UTF8.search(line) else "old"
    return "utf-8"
