"""From the bytes of a text file to lines. Never guesses where the bytes contradict each other."""

from __future__ import annotations

import re

from deliberation.transcripts.model import (
    LARGEST_TEXT,
    LONGEST_LINE,
    MOST_LINES,
    Findings,
    LineProblem,
    TranscriptError,
)

UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
UTF32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
FOREIGN = {
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"ID3": "a sound recording",
    b"OggS": "a sound recording",
    b"RIFF": "a sound or video recording",
    b"\x1f\x8b": "a compressed file",
}
SURELY_UTF8 = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]")
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
HOW_TO_SAVE = "Save it as plain text in UTF-8."


def lines_of(data: bytes, findings: Findings) -> list[str]:
    """The lines of a text file, whatever its line endings and (known) encoding."""
    for start, name in FOREIGN.items():
        if data.startswith(start):
            raise refusal(f"This is {name}, not a transcript. Use plain text, WebVTT or Word (.docx).")
    if len(data) > LARGEST_TEXT:
        raise refusal(f"The file holds more than {LARGEST_TEXT:,} bytes of text. Split it.")
    lines = _decoded(data, findings).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise refusal(f"The file has more than {MOST_LINES:,} lines. Split it.")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise TranscriptError([LineProblem(number, "", f"The line is longer than {LONGEST_LINE:,} characters.")])
        if bad := NOT_TEXT.search(line):
            findings.refuse(number, line, f"The line holds a control character (code {ord(bad[0])}).")
    return lines


def refusal(problem: str) -> TranscriptError:
    """A refusal of the whole file, ready to raise."""
    return TranscriptError([LineProblem(0, "", problem)])


def _decoded(data: bytes, findings: Findings) -> str:
    if data.startswith(UTF32_MARKS):
        raise refusal(f"The file is in UTF-32. {HOW_TO_SAVE}")
    if data.startswith(UTF16_MARKS):
        return _utf16(data)
    if b"\0" in data:
        raise refusal(f"The file is not text (it holds NUL bytes). {HOW_TO_SAVE}")
    data = data.removeprefix(UTF8_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _old_windows(data, findings)


def _utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as fault:
        before = data[2 : fault.start].decode("utf-16-le" if data[0] == 0xFF else "utf-16-be", "ignore")
        line = len(re.findall(r"\r\n|\r|\n", before)) + 1
        problem = f"The file starts as UTF-16 but breaks off here. {HOW_TO_SAVE}"
        raise TranscriptError([LineProblem(line, "", problem)]) from fault


def _old_windows(data: bytes, findings: Findings) -> str:
    """Windows-1252, but only when no line is clearly UTF-8 as well."""
    lines = re.split(rb"\r\n|\r|\n", data)
    kinds = [_kind(line) for line in lines]
    if "mixed" in kinds or {"utf-8", "old"} <= set(kinds):
        for number, (line, kind) in enumerate(zip(lines, kinds, strict=True), start=1):
            if kind in ("old", "mixed"):
                shown = line.decode("utf-8", "replace")
                problem = f"This line is in another encoding than the rest of the file. {HOW_TO_SAVE}"
                findings.refuse(number, shown, problem)
        findings.stop_if_refused()
    return _decoded_old(lines, kinds, findings)


def _decoded_old(lines: list[bytes], kinds: list[str], findings: Findings) -> str:
    for number, line in enumerate(lines, start=1):
        try:
            line.decode("cp1252")
        except UnicodeDecodeError as fault:
            problem = f"Byte {line[fault.start]:#x} is no letter in UTF-8 or in Windows-1252. {HOW_TO_SAVE}"
            findings.refuse(number, line.decode("cp1252", "replace"), problem)
    findings.stop_if_refused()
    first = kinds.index("old")
    problem = "The file is not UTF-8. It was read as Windows-1252: check the accents and quotation marks."
    findings.warn(first + 1, lines[first].decode("cp1252"), problem)
    return "\n".join(line.decode("cp1252") for line in lines)


def _kind(line: bytes) -> str:
    if line.isascii():
        return "plain"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "mixed" if SURELY_UTF8.search(line) else "old"
    return "utf-8"
