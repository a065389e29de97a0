"""Small files that would take an hour or a gigabyte to read: refused in words, in a process with little of either."""

import io
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.test_settings import ROOT
from tests.deliberation.transcripts.test_reading_word import problems, read, repacked, said, saved, with_lines

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
READ = """
import resource, sys, time
from pathlib import Path
from deliberation.transcripts.model import TranscriptError
from deliberation.transcripts.reading import read_transcript
import docx
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    read_transcript(sys.argv[1])
    print("read")
except TranscriptError as error:
    print(str(error)[:200].replace(chr(10), " "))
print(int(time.process_time() - began), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
MOST_SECONDS, MOST_MEGABYTES = 15, 250  # of processor time: other work on the machine does not count


def document(body: str) -> bytes:
    text = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    whole, stored = io.BytesIO(with_part("word/document.xml", text.encode())), io.BytesIO()
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(stored, "w") as plain:  # or it is refused for its ratio
        for name in packed.namelist():
            plain.writestr(name, packed.read(name))
    return stored.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return repacked(saved(with_lines("Amina: Hello.")), lambda parts: parts.update({name: content}))


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def wide(value: str) -> bytes:
    return document(table(cell("Amina", f'<w:gridSpan w:val="{value}"/>') + cell("Hello.")))


def many_parts() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        for number in range(30_000):
            pack.writestr(f"{number}", "")
    return buffer.getvalue()


def lying() -> bytes:
    """A part that says it unpacks to 100 bytes and unpacks to 900,000."""
    data = bytearray(with_part("word/lie.xml", b"<x>" + b"y" * 900_000 + b"</x>"))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(b"word/lie.xml", data.rindex(mark) if mark.endswith(b"\x02") else 0)
        place = data.rindex(mark, 0, place) + offset
        data[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def many_styles() -> bytes:
    styles = "".join(f'<w:style w:styleId="s{n}"/>' for n in range(9_000))
    return f'<w:styles xmlns:w="{W}">{styles}</w:styles>'.encode()


def late_doctype() -> bytes:
    return b"<?xml version='1.0'?>" + b"<!-- x -->" * 5_000 + b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"


MERGED = '<w:vMerge w:val="continue"/>'
FILES = {
    "one huge span": (lambda: wide("10000000"), "63 columns wide"),
    "a span of a thousand figures": (lambda: wide("9" * 1000), "63 columns wide"),
    "a span below zero": (lambda: wide("-5"), "63 columns wide"),
    "many spans": (lambda: document(table(*[cell("A", '<w:gridSpan w:val="63"/>') * 40] * 400)), "read"),
    "a column merged to the bottom": (
        lambda: document(table(cell("Amina") + cell("Hi."), *[cell("", MERGED) + cell("Yes.")] * 15_000)), "read"
    ),
    "tens of thousands of rows": (lambda: document(table(*[cell("A") + cell("b")] * 25_000)), "table rows"),
    "many pieces": (lambda: document("<w:p/>" * 700_000), "pieces of text and layout"),
    "nested paragraphs": (lambda: document("<w:p>" * 5_000 + "</w:p>" * 5_000), "deep"),
    "nested tables": (lambda: document("<w:tbl><w:tr><w:tc>" * 90 + "</w:tc></w:tr></w:tbl>" * 90), "deep"),
    "a billion laughs": (
        lambda: with_part("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'), "DTD"
    ),
    "a late doctype": (
        lambda: with_part("word/document.xml", late_doctype()),
        "DTD",
    ),
    "a bomb": (lambda: with_part("word/media/a.png", bytes(40_000_000)), "far more than its own size"),
    "sixty small bombs": (
        lambda: repacked(
            saved(with_lines("Amina: Hi.")),
            lambda parts: parts.update({f"word/media/{n}.png": bytes(990_000) for n in range(60)}),
        ),
        "unpacks to more than",
    ),
    "XML under the name of a picture": (lambda: with_part("word/a.png", b"<a>" * 50_000), "deep"),
    "many parts": (many_parts, "parts"),
    "a lie about its size": (lying, "damaged"),
    "many styles": (
        lambda: with_part("word/styles.xml", many_styles()),
        "styles",
    ),
    "many properties": (
        lambda: document("<w:p " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"), "properties"
    ),
    "openings of tags": (lambda: b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + (b"<v.a" * 12_000 + b"\n") * 20, "read"),
    "a line without end": (lambda: b"Amina: " + b"x" * 2_000_000, "longer than 500,000"),
    "lines without end": (lambda: b"Amina: x\n" * 200_000, "120,000 lines"),
    "much text": (lambda: b"Amina: hello there\n" * 300_000, "5,000,000 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_costs_little_and_is_refused_in_words(name: str, tmp_path: Path) -> None:
    make, expected = FILES[name]
    path = tmp_path / "file.docx"
    path.write_bytes(make())
    assert path.stat().st_size < 6_000_000
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    said_, cost = done.stdout.splitlines()
    seconds, megabytes = map(int, cost.split())
    assert expected in said_
    assert seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES, cost


def test_a_cell_merged_with_the_one_above_says_the_same() -> None:
    body = table(cell("Amina", '<w:vMerge w:val="restart"/>') + cell("One."), cell("", "<w:vMerge/>") + cell("Two."))
    assert said(document(body)) == [("Amina", "One."), ("Amina", "Two.")]


def test_a_long_evening_is_read() -> None:
    """Three hours, each word a run of its own, as Word keeps them after editing."""
    run = "<w:r><w:rPr><w:lang w:val='en-GB'/></w:rPr><w:t>word </w:t></w:r>"
    body = "".join(f"<w:p><w:r><w:t>P{n % 12}: </w:t></w:r>{run * 30}</w:p>" for n in range(1_000))
    assert len(read(document(body)).utterances) == 1_000
    assert problems(document("<w:p/>"))
