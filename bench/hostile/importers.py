"""Importers and uploads: files of people's words, and files that are not what they seem."""

import io
import tempfile
import time
import tracemalloc
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from bench.hostile.corpora import Payload, postable
from bench.hostile.people import Tally, Watched
from deliberation.importing import planning, polis, rooms
from people.errors import Refused
from people.text.sanitising import one_line, plain


# --- Importers --------------------------------------------------------------------------------------
def words(payloads: list[Payload], people: dict[str, Any], slug: str) -> dict[str, Any]:
    """Every input as somebody's words in each kind of file, and as a whole file: read, or refused with a message."""
    from deliberation.transcripts.model import TranscriptError
    from deliberation.transcripts.reading import read_transcript_bytes

    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for payload in payloads:
        text = one_line(postable(payload.text)) or "nothing"
        for kind, data in {
            "said.txt": f"Amina: {text}\n\nBilal: Yes.\n".encode(),
            "said.vtt": f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Amina>{text}\n\n00:00:03.000 --> 00:00:04.000\n<v Bilal>Yes\n".encode(),
            "whole.txt": postable(payload.text).encode(),
            "whole.vtt": b"WEBVTT\n\n" + postable(payload.text).encode(),
            "whole.docx": b"PK\x03\x04" + postable(payload.text).encode(),
        }.items():  # fmt: skip
            try:
                found = read_transcript_bytes(data, name=kind)
                counts[f"{kind} read"] += 1
                if kind == "said.txt" and found.utterances and plain(found.utterances[0].text) != plain(text):
                    counts["said.txt read in parts"] += 1
            except TranscriptError:
                counts[f"{kind} refused"] += 1
            except Exception as error:
                wrong.append(f"{kind}: {error!r} from {payload.text[:50]!r}")
    for start in range(0, len(payloads), 100):
        _import_words(payloads[start : start + 100], people, slug, counts, wrong)
        _import_polis(payloads[start : start + 100], people, slug, counts, wrong)
    return {"counts": counts, "wrong": wrong}


def _import_words(payloads: list[Payload], people: dict[str, Any], slug: str, counts: Any, wrong: list[str]) -> None:
    """A Word file of many speakers' words, imported: what is stored is what was said, in order."""
    import docx

    from consultations.models import Consultation
    from deliberation.models import Contribution
    from deliberation.transcripts.model import TranscriptError
    from deliberation.transcripts.reading import read_transcript_bytes

    texts = [one_line(postable(p.text))[:3000] for p in payloads]
    texts = [text for text in texts if text and not text.startswith(("[", "Note", "("))]
    paper = docx.Document()
    table = paper.add_table(rows=0, cols=2)
    for number, text in enumerate(["Words", *texts]):
        row = table.add_row().cells
        row[0].text, row[1].text = ("Speaker", "Words") if number == 0 else (f"P{number % 5 + 1}", _for_xml(text))
    file = io.BytesIO()
    paper.save(file)
    consultation = Consultation.objects.get(slug=slug)
    with transaction.atomic():
        try:
            found = read_transcript_bytes(file.getvalue(), name="said.docx")
            plan = planning.plan_transcript(consultation.groups.first(), found)
            rooms.import_transcript(plan, by=people["moss"], may_quote=True)
            kept = set(
                Contribution.objects.filter(thread__area__consultation=consultation).values_list("body", flat=True)
            )
            counts["Word: stored word for word"] += sum(plain(text) in kept for text in texts)
            counts["Word: joined or left out"] += sum(plain(text) not in kept for text in texts)
        except (TranscriptError, Refused):
            counts["Word: file refused with its lines"] += 1
        except Exception as error:
            wrong.append(f"said.docx: {error!r}")
        transaction.set_rollback(True)


def _for_xml(text: str) -> str:
    return "".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff")


def _import_polis(payloads: list[Payload], people: dict[str, Any], slug: str, counts: Any, wrong: list[str]) -> None:
    """Statements of a Polis export."""
    import csv

    from consultations.models import Consultation
    from deliberation.models import Question
    from deliberation.polis.export import read_export
    from deliberation.polis.model import PolisError

    texts = [plain(postable(p.text))[:900] for p in payloads]
    texts = [text for text in texts if text]
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        with (folder / "comments.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(
                ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
            )
            rows.writerows([1_500_000_000_000, "x", n, 7, 0, 0, 1, text] for n, text in enumerate(texts))
        votes = "".join(f"{1_500_000_000_000 + n},x,{n},{n % 7},1\n" for n in range(len(texts)))
        (folder / "votes.csv").write_text("timestamp,datetime,comment-id,voter-id,vote\n" + votes)
        try:
            export = read_export(folder)
            consultation = Consultation.objects.get(slug=slug)
            wave = polis.import_polis(consultation, export, by=people["moss"], title="Imported")
            kept = set(Question.objects.filter(poll=wave.poll).values_list("text", flat=True))
            counts["Polis: stored word for word"] += sum(text in kept for text in texts)
            wrong += [f"Polis: stored otherwise {text[:50]!r}" for text in texts if text not in kept]
        except (PolisError, Refused):
            counts["Polis: file refused with its row"] += 1
        except Exception as error:
            wrong.append(f"polis: {error!r}")
        transaction.set_rollback(True)


# --- Uploads and files that are not what they seem ---------------------------------------------------
def uploads(people: dict[str, Any], tally: Tally) -> tuple[Counter[str], list[str]]:
    """Files of every bad kind sent to forms: refused at their heading. And those an importer might be given."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    bad = {
        "picture.png": svg, "x.gif": b"GIF89a/*" + b"x" * 100 + b"*/=1;alert(1)", "x.pdf": b"%PDF-1.4 /OpenAction /JS",
        "../../etc/x": b"x", "CON": b"x", "a" * 300: b"x", "evil\u202egnp.exe": b"MZ", "a\r\nSet-Cookie: crlf=1": b"x",
        "x.html": b"<script>alert(1)</script>", "big.bin": b"x" * 900_000, "x.zip": b"PK\x03\x04" + b"x" * 1000,
    }  # fmt: skip
    amina = Watched(people["amina"], tally)
    for name, content in bad.items():
        answer = amina.post("/join/", {"code": "x", "file": SimpleUploadedFile(name, content)})
        counts["upload refused" if answer.status_code == 415 else f"upload {answer.status_code}"] += 1
        if answer.status_code != 415:
            wrong.append(f"upload {name[:30]!r}: {answer.status_code}")
    for name, content in _importer_files().items():
        wrong += _read(name, content, counts)
    return counts, wrong


def _importer_files() -> dict[str, bytes]:
    words = "Amina: Good morning.\nBilal: And to you, naïve café.\n"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'
    return {
        "bomb.docx": _zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a>" + b"a" * 300_000_000}),
        "entity.docx": _zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": entity}),
        "slip.docx": _zipped({"../../x": b"x", "word/document.xml": b"<a/>"}),
        "utf16.txt": words.encode("utf-16"), "cp1252.txt": words.encode("cp1252"), "bom.txt": words.encode("utf-8-sig"),
        "nul.txt": words.encode().replace(b"morning", b"mor\x00ning"), "cr.txt": words.replace("\n", "\r").encode(),
        "columns.txt": b"Amina: " + b"x," * 1_000_000,
    }  # fmt: skip


def _zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def _read(name: str, content: bytes, counts: Counter[str]) -> list[str]:
    from deliberation.transcripts.model import TranscriptError
    from deliberation.transcripts.reading import read_transcript_bytes

    tracemalloc.start()
    begun = time.perf_counter()
    try:
        found = read_transcript_bytes(content, name=name)
        counts["file read"] += 1
        garbled = "Ã" in "".join(said.text for said in found.utterances)
        return [f"{name} came out garbled"] if garbled else []
    except TranscriptError:
        counts["file refused"] += 1
    except Exception as error:
        return [f"{name}: {error!r}"]
    finally:
        peak, taken = tracemalloc.get_traced_memory()[1] / 1e6, time.perf_counter() - begun
        tracemalloc.stop()
        if (peak > 50 and "bomb" in name) or taken > 3:
            counts[f"{name} took {peak:.0f} MB, {taken:.1f} s"] += 1
    return []
