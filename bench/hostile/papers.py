"""What people take away or read about acts: their own data as a file, and the public record."""

import io
import json
import zipfile
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from audit.record import record
from bench.hostile.corpora import Payload, postable
from bench.hostile.judge import added, shapes
from bench.hostile.people import Tally, Watched
from consultations.models import Consultation
from deliberation.discussion import discussion
from deliberation.models import Thread
from people.errors import Refused
from people.privacy import download
from people.text.sanitising import one_line, plain


def own_data(payloads: list[Payload], people: dict[str, Any], thread: Thread, keep: Any) -> tuple[str, list[str]]:
    """Every input as something Moss said: in the zip of his data, word for word in the JSON, and harmless in the page."""
    moss, said = people["moss"], set()
    with transaction.atomic():
        discussion.post(thread, "Harmless words.", by=moss)
        _, page = _unpacked(moss)
        harmless = shapes(page, whole=True)
        for payload in payloads:
            cache.clear()
            try:
                discussion.post(thread, postable(payload.text), by=moss)
            except Refused:
                continue
            said.add(plain(postable(payload.text)))
        data, page = _unpacked(moss)
        transaction.set_rollback(True)
    keep(HttpResponse(page))
    wrong = [f"page {shape}" for shape in added(shapes(page, whole=True), harmless)]
    wrong += [f"not in the JSON: {text[:60]!r}" for text in said - _texts(json.loads(data))]
    return f"{len(said):,} texts in the JSON", wrong


def _unpacked(user: Any) -> tuple[bytes, str]:
    packed = zipfile.ZipFile(io.BytesIO(download.pack(user).read()))
    return packed.read("data.json"), packed.read("data.html").decode()


def _texts(item: Any) -> set[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(item, str):
        return {item}
    inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else []
    return set().union(*map(_texts, inner))


def public_record(payloads: list[Payload], people: dict[str, Any], tally: Tally, slug: str, keep: Any) -> list[str]:
    """Every input as the reason of an act on the page of the record."""
    consultation = Consultation.objects.get(slug=slug)
    reader, address = Watched(None, tally), f"/consultations/{slug}/record/"
    harmless: set[Any] = set()
    wrong: list[str] = []
    for start in range(-20, len(payloads), 20):
        texts = [one_line(postable(p.text))[:400] for p in payloads[max(start, 0) : start + 20]] or ["Harmless words."]
        with transaction.atomic():
            for text in texts:
                record("paused", actor=None, subject=consultation, consultation=slug, summary=text)
            page = reader.get(address)
            transaction.set_rollback(True)
        found = shapes(page.content.decode(), whole=True)
        harmless = harmless or found
        wrong += [f"record {shape}" for shape in added(found, harmless)]
        if start % 100 == 0:
            keep(page)
    return wrong
