"""What leaves the house in other ways than a form's answer: live messages, staff Markdown, the report, its PDF, files."""

import csv
import io
import json
from collections import Counter
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from bench.hostile.corpora import Payload, postable
from bench.hostile.judge import added, as_browser, shapes, unsafe
from bench.hostile.people import Tally, Watched
from people.text.sanitising import one_line, plain, render_markdown
from people.text.spreadsheets import csv_cell, csv_text


def live(payloads: list[Payload]) -> dict[str, Any]:
    """Every input as the question or an answer of a live poll, in the message that goes to phones."""
    from deliberation.live import messages
    from deliberation.models import Option, Poll, Question, Session, Wave

    session = Session.objects.first()
    poll = Poll.objects.filter(consultation=session.consultation).first()
    wrong: list[str] = []
    harmless: set[Any] = set()
    for start in range(-6, len(payloads), 6):
        batch = [postable(p.text) for p in payloads[max(start, 0) : start + 6]] if start >= 0 else ["Harmless"] * 6
        with transaction.atomic():
            asked = Question.objects.create(poll=poll, text=one_line(batch[0])[:1000] or "?")
            for order, text in enumerate(batch[1:]):
                Option.objects.create(question=asked, order=order, text=one_line(text)[:300])
            wave = Wave.objects.create(poll=poll, session=session, kind=Wave.Kind.PULSE, state=Wave.State.OPEN)
            wave.questions.add(asked)
            Session.objects.filter(pk=session.pk).update(version=start + 100, state=Session.State.LIVE)
            latest = messages.read(session.pk, None)
            message = json.loads(latest.message("t", messages.News(0, {}), "phone"))
            found = shapes(message.get("html", latest.html), whole=False)
            harmless = found if start < 0 else harmless
            wrong += [f"live message {shape}" for shape in added(found, harmless)]
            transaction.set_rollback(True)
    return {"count": len(payloads), "wrong": wrong}


def markdown_pages(
    payloads: list[Payload], people: dict[str, Any], tally: Tally, slug: str, keep: Any
) -> dict[str, Any]:
    """Every input as staff Markdown in a briefing, forty on a page."""
    from consultations.models import BriefingSection

    reader = Watched(people["amina"], tally)
    address = f"/consultations/{slug}/briefing/"
    harmless = shapes(reader.get(address).content.decode(), whole=True)
    section = BriefingSection.objects.filter(version__consultation__slug=slug).first()
    wrong: list[str] = []
    for start in range(0, len(payloads), 40):
        texts = [postable(p.text)[:10_000] for p in payloads[start : start + 40]]
        with transaction.atomic():
            whole = "\n".join(render_markdown(text) for text in texts)
            BriefingSection.objects.filter(pk=section.pk).update(body_html=whole)
            page = reader.get(address)
            keep(page)
            found = shapes(page.content.decode(), whole=True)
            wrong += [f"briefing {shape}" for shape in added(found, harmless)]
            wrong += [f"briefing {fault}" for fault in unsafe(whole)]
            transaction.set_rollback(True)
    return {"count": len(payloads), "wrong": wrong}


def report(payloads: list[Payload], people: dict[str, Any], tally: Tally, slug: str, keep: Any) -> dict[str, Any]:
    """Every input in the published report: its page, and its PDF looked through for scripts and addresses."""
    from outcomes.models import Finding, FindingsReport

    reader = Watched(people["visitor"], tally)
    address = f"/consultations/{slug}/report"
    written = FindingsReport.objects.get(consultation__slug=slug)
    finding = Finding.objects.filter(report=written).first()
    harmless = shapes(reader.get(address + "/").content.decode(), whole=True)
    with transaction.atomic():  # words that are not those of the first version are marked so, whatever they are
        FindingsReport.objects.filter(pk=written.pk).update(conditions=["Plain words."])
        Finding.objects.filter(pk=finding.pk).update(said="Plain words.", title="Plain words")
        cache.clear()
        harmless |= shapes(reader.get(address + "/").content.decode(), whole=True)
        transaction.set_rollback(True)
    wrong, made = list[str](), 0
    for start in range(0, len(payloads), 300):
        texts = [plain(postable(p.text))[:400] for p in payloads[start : start + 300]]
        with transaction.atomic():
            FindingsReport.objects.filter(pk=written.pk).update(conditions=texts[:150])
            Finding.objects.filter(pk=finding.pk).update(said="\n\n".join(texts[150:]), title=(texts[0] or "A")[:200])
            cache.clear()  # nothing of this is recorded, so what was known of the page would still count
            page = reader.get(address + "/")
            keep(page)
            found = shapes(page.content.decode(), whole=True)
            wrong += [f"report {shape}" for shape in added(found, harmless)]
            paper = reader.get(address + ".pdf")
            if paper.status_code == 200 and paper["Content-Type"] == "application/pdf":
                made += 1
                wrong += [f"PDF {fault}" for fault in in_pdf(paper.content)]
            transaction.set_rollback(True)
    return {"count": len(payloads), "wrong": wrong, "pdfs": made}


def in_pdf(content: bytes) -> list[str]:
    """Names in a PDF that run or open something, and addresses that are none."""
    from pypdf import PdfReader
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    wrong: list[str] = []
    reader = PdfReader(io.BytesIO(content))

    def look(item: Any, seen: set[int]) -> None:
        if isinstance(item, IndirectObject):
            item = item.get_object()
        if id(item) in seen:
            return
        seen.add(id(item))
        if isinstance(item, DictionaryObject):
            wrong.extend(
                str(name) for name in ("/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/OpenAction") if name in item
            )
            if "/URI" in item and as_browser(str(item["/URI"]), "none:").scheme not in ("http", "https", "mailto"):
                wrong.append(str(item["/URI"]))
        if isinstance(item, DictionaryObject | ArrayObject):
            for inner in item.values() if isinstance(item, DictionaryObject) else item:
                look(inner, seen)

    for page in reader.pages:
        look(page.get("/Annots"), set())
    for name in ("/OpenAction", "/AA", "/Names", "/AcroForm"):
        if name in reader.trailer["/Root"]:
            look(reader.trailer["/Root"][name], set())
    return wrong


def tables(payloads: list[Payload], people: dict[str, Any], tally: Tally, slug: str) -> list[str]:
    """Every input as a label in the table of invitations: a CSV in which nothing runs and everything comes back."""
    from consultations.models import Group, InvitationCode

    group = Group.objects.filter(consultation__slug=slug).first()
    labels = [one_line(postable(p.text))[:80] for p in payloads]
    with transaction.atomic():
        InvitationCode.objects.bulk_create(
            InvitationCode(
                consultation=group.consultation, group=group, label=label, batch="bench", code=f"B{number:08}"
            )
            for number, label in enumerate(labels)
        )
        answer = Watched(people["moss"], tally).get(reverse("letters_csv", args=[slug, group.pk, "bench"]))
        transaction.set_rollback(True)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    back = [csv_text(row[3]) for row in rows[1:]]
    runs = [cell for row in rows for cell in row if csv_cell(cell) != cell and cell[:1] != "'"]
    return [f"runs: {cell[:60]}" for cell in runs] + ([] if back == labels else ["labels do not come back"])


def question_sets(
    payloads: list[Payload], people: dict[str, Any], tally: Tally, slug: str
) -> tuple[Counter[str], list[str]]:
    """Every input as a question in a pasted JSON file, and out again as JSON."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    moss = Watched(people["moss"], tally)
    for start in range(0, len(payloads), 25):
        texts = {one_line(postable(p.text))[:250] for p in payloads[start : start + 25]} - {""}
        asked = [{"text": f"Which? {t}", "kind": "single", "options": [t, "Other"], "waves": ["before"]} for t in texts]
        with transaction.atomic():
            answer = moss.post(reverse("bring_questions", args=[slug]), {"pasted": json.dumps({"questions": asked})})
            counts[str(answer.status_code)] += 1
            if answer.status_code == 302:
                saved = moss.get(reverse("save_questions", args=[slug]))
                found = {one["text"] for one in json.loads(saved.content)["questions"]}
                wrong += [f"comes out otherwise: {one['text'][:60]!r}" for one in asked if one["text"] not in found]
                if saved.get("X-Content-Type-Options") != "nosniff" or "json" not in saved["Content-Type"]:
                    wrong.append("JSON that may be taken for a page")
            transaction.set_rollback(True)
    return counts, wrong


def files(addresses: list[str], people: dict[str, Any], tally: Tally) -> tuple[Counter[str], list[str]]:
    """Whatever the walk met that is no page: every cell of a CSV marked, JSON as JSON, nothing sniffed."""
    kinds: Counter[str] = Counter()
    wrong: list[str] = []
    reader = Watched(people["moss"], tally)
    for address in addresses:
        answer = reader.get(address)
        kind = answer.get("Content-Type", "none").partition(";")[0]
        kinds[kind] += 1
        if answer.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{address}: no nosniff")
        if kind == "text/csv":
            rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
            wrong += [
                f"{address}: {cell[:60]}" for row in rows for cell in row if csv_cell(cell) != cell and cell[:1] != "'"
            ]
        if kind == "application/json":
            json.loads(answer.content)
    return kinds, wrong
