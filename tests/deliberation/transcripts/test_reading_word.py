"""Word documents: paragraphs, bold names, tables, and files that are not what they say."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from deliberation.transcripts import container
from deliberation.transcripts import word as reader
from deliberation.transcripts.model import TranscriptError
from deliberation.transcripts.reading import read_transcript_bytes


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_lines(*lines: str):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def read(document, **more):
    data = document if isinstance(document, bytes) else saved(document)
    return read_transcript_bytes(data, name="talk.docx", **more)


def said(document):
    return [(u.speaker, u.text) for u in read(document).utterances]


def problems(document):
    with pytest.raises(TranscriptError) as caught:
        read(document)
    return [(p.line, p.problem) for p in caught.value.problems]


def repacked(data: bytes, change) -> bytes:
    """The same file with its parts (name → bytes) changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return buffer.getvalue()


def test_paragraphs_title_and_headings():
    document = docx.Document()
    document.add_paragraph("Night two", style="Title")
    document.add_heading("Welcome", level=1)
    for line in ("[00:00:04] MOSS (facilitator): Hello.", "Amina: Hi.\nand more", "", "Note: laughter", "", "so"):
        document.add_paragraph(line)
    transcript = read(document)
    assert transcript.title == "Night two"
    assert [(u.speaker, u.text, u.line) for u in transcript.utterances] == [
        ("MOSS (facilitator)", "Hello.", 3),
        ("Amina", "Hi.\nand more", 4),
        ("", "laughter", 6),
        ("Amina", "so", 8),
    ]
    assert transcript.headings == ((2, "Welcome"),)
    assert [(left.line, left.text) for left in transcript.left_out] == [(1, "Night two"), (2, "Welcome")]


def test_the_same_words_in_word_and_in_text_have_one_fingerprint():
    lines = ("Amina: Hello.", "more", "", "Ben: Hi.")
    text = read_transcript_bytes("\n".join(lines).encode(), name="x.txt")
    assert read(with_lines(*lines)).fingerprint == text.fingerprint


def bold_lines(*lines: tuple[str, str]):
    document = docx.Document()
    for bold, words in lines:
        paragraph = document.add_paragraph()
        paragraph.add_run(bold).bold = True
        paragraph.add_run(words)
    return document


def test_bold_names():
    document = bold_lines(("Pink jumper:", " Hello."), ("Amina", ": Hi."))
    assert said(document) == [("Pink jumper", "Hello."), ("Amina", "Hi.")]
    assert read(document).warnings == ()
    assert said(bold_lines(("Amina:", " One.\nand two."))) == [("Amina", "One.\nand two.")]
    twice = bold_lines(("Amina", " Hello.\nGo on."), ("Ben", " Hi."), ("Amina", " Bye."), ("Ben ", "Bye."))
    assert said(twice)[::3] == [("Amina", "Hello.\nGo on."), ("Ben", "Bye.")]
    assert [w.line for w in read(twice).warnings] == [1, 2]


def test_an_emphasised_word_is_no_name():
    document = bold_lines(("Amina:", " Hello."), ("Nobody", " asked us."), ("Important:", " be kind."))
    assert said(document) == [("Amina", "Hello.\nNobody asked us.\nImportant: be kind.")]
    assert [w.line for w in read(document).warnings] == [2, 3]


def with_table(*rows: tuple[str, ...]):
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return document


def test_tables():
    rows = [("Speaker", "Words"), ("the woman at back:", "Ben: he said\nso"), ("Note", "laughter"), ("Moss", "Hi.")]
    transcript = read(with_table(*rows), facilitators={"moss"})
    assert [(u.speaker, u.text, u.line, u.role) for u in transcript.utterances] == [
        ("the woman at back", "Ben: he said\nso", 2, "participant"),
        ("", "laughter", 3, "facilitator"),
        ("Moss", "Hi.", 4, "facilitator"),
    ]


def test_tables_of_other_shapes():
    assert said(with_table(("Amina", "Hi"), ("", "Ho"))) == [("Amina", "Hi"), ("Amina", "Ho")]
    rows = (("1", "00:01", "Amina", "Hi"), ("2", "00:05", "Ben", "Ho"))
    transcript = read(with_table(*rows))
    assert [(u.speaker, u.text, u.start_seconds) for u in transcript.utterances] == [
        ("Amina", "Hi", 1),
        ("Ben", "Ho", 5),
    ]
    assert transcript.words.missing == 0
    assert said(with_table(("A" * 41, "Hi")))[0] == ("A" * 41, "Hi")
    nested = with_table(("Amina", "Hi"))
    nested.tables[0].cell(0, 1).add_table(1, 1).cell(0, 0).text = "hidden"
    assert said(nested) == [("Amina", "Hi\nhidden")]


BOXES = {
    "tracked": f"<w:p {nsdecls('w')}><w:r><w:t>Amina: I do</w:t></w:r><w:ins w:id='1' w:author='x'><w:r><w:t>"
    " not</w:t></w:r></w:ins></w:p>",
    "deleted": f"<w:p {nsdecls('w')}><w:r><w:t>Amina: I do</w:t></w:r><w:del w:id='1' w:author='x'><w:r><w:delText>"
    " not</w:delText></w:r></w:del></w:p>",
    "control": f"<w:p {nsdecls('w')}><w:r><w:t>Amina: I do</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t> not</w:t></w:r>"
    "</w:sdtContent></w:sdt></w:p>",
    "block": f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Amina: not</w:t></w:r></w:p></w:sdtContent></w:sdt>",
}


@pytest.mark.parametrize(
    ("kind", "words"),
    [("tracked", "I do not"), ("deleted", "I do"), ("control", "I do not"), ("block", "not")],
)
def test_words_in_boxes_and_changes_are_read(kind, words):
    document = with_lines("Amina: Hello.", "Ben: Hi.")
    document.element.body.insert(1, parse_xml(BOXES[kind]))
    assert said(document)[:2] == [("Amina", "Hello."), ("Amina", words)]
    transcript = read(document)
    assert transcript.words.missing == 0
    assert [left.text for left in transcript.left_out] == ([" not".strip()] if kind == "deleted" else [])


def test_words_before_anybody_are_held_and_long_ones_kept():
    transcript = read(with_lines("before", "Amina: " + "y" * 10_001, "[00:99] Ben: hi"))
    assert [(u.speaker, bool(u.held), len(u.text)) for u in transcript.utterances] == [
        ("", True, 6),
        ("Amina", False, 10_001),
        ("Ben", False, 2),
    ]


def test_damaged_and_protected_files():
    good = saved(with_lines("Amina: Hello."))
    assert "password" in problems(reader.OLD_OFFICE + b"rest")[0][1]
    assert "damaged" in problems(good[: len(good) // 2])[0][1]
    assert "damaged" in problems(b"PK\x03\x04 nothing")[0][1]
    assert "damaged" in problems(repacked(good, lambda p: p.update({"word/document.xml": b"<w:broken"})))[0][1]
    assert "damaged" in problems(repacked(good, lambda p: p.update({"[Content_Types].xml": b"<x/>"})))[0][1]
    assert "not a Word document" in problems(repacked(good, lambda p: p.pop("word/document.xml")))[0][1]
    assert "Nobody says anything" in problems(docx.Document())[0][1]
    flipped = bytearray(good)
    place = good.index(b"word/document.xml") + 60
    flipped[place : place + 20] = bytes(20)
    assert "damaged" in problems(bytes(flipped))[0][1]


def test_a_part_under_a_password():
    data = bytearray(saved(with_lines("Amina: Hello.")))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "password" in problems(bytes(data))[0][1]


def test_bombs_and_definitions(monkeypatch):
    good = saved(with_lines("Amina: Hello."))
    bomb = repacked(good, lambda p: p.update({"word/media/x.xml": b" " * 3_000_000}))
    assert "far more than its own size" in problems(bomb)[0][1]
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "DTD" in problems(repacked(good, lambda p: p.update({"word/document.xml": evil})))[0][1]
    wide = evil.decode().encode("utf-16")
    assert "DTD" in problems(repacked(good, lambda p: p.update({"word/document.xml": wide})))[0][1]
    monkeypatch.setattr(container, "LARGEST_UNPACKED", 1000)
    assert "unpacks to more than 1,000 bytes" in problems(good)[0][1]
    monkeypatch.setattr(container, "LARGEST_UNPACKED", 10**9)
    monkeypatch.setattr(container, "MOST_PARTS", 3)
    assert "3 parts" in problems(good)[0][1]
