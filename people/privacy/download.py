"""Handing somebody their data: a link for one session, once, within minutes; a file that is never stored."""

import hashlib
import json
import secrets
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import IO

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from audit import clock
from people import limits, numbers
from people.models import Person, User
from people.models.privacy import DownloadLink
from people.privacy import registry
from people.privacy.my_data import laid_out
from people.privacy.registry import Row
from people.text.dates import when

LIFE = timedelta(minutes=numbers.LINK_MINUTES)
TRIES = 6  # links in a quarter of an hour
IN_MEMORY = 5_000_000  # bytes; what is larger goes through an unnamed file on disk
BATCH = 500  # rows laid out at a time


# --- The link ----------------------------------------------------------------------------------------
def offer(user: User, session_key: str) -> str:
    """The code of a new link. Links made before stop working. Raises TooMany after a few in a short time."""
    limits.take("my-data", keys=[user.pk], tries=TRIES)
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        DownloadLink.objects.filter(user=user, used_at=None).delete()
        DownloadLink.objects.create(
            user=user, code_hash=_hash(code), session_hash=_session(session_key), expires_at=clock.now() + LIFE
        )
    return code


def claim(code: str, user: Person, session_key: str | None) -> bool:
    """Use the link up. False for a used, old, unknown or somebody else's link, and in any other session."""
    if not user.is_authenticated or not session_key:
        return False
    links = DownloadLink.objects.filter(code_hash=_hash(code), user=user, session_hash=_session(session_key))
    return links.filter(used_at=None, expires_at__gt=clock.now()).update(used_at=clock.now()) == 1


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _session(key: str) -> str:
    return salted_hmac("people.privacy.download", key, algorithm="sha256").hexdigest()


# --- The file ----------------------------------------------------------------------------------------
def pack(user: User) -> IO[bytes]:
    """A zip with data.json and data.html, at its beginning. Rows are read and written one after the other."""
    archive: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed with the response
    context = {"made": when(clock.now()), "who": user.email or "a participant without an account"}
    with (
        tempfile.SpooledTemporaryFile(IN_MEMORY) as page,
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        _write(page, render_to_string("people/privacy/data_head.html", context))
        with packed.open("data.json", "w") as file:
            _sections(user, file, page)
        _write(page, "</main></body></html>\n")
        page.seek(0)
        with packed.open("data.html", "w") as file:
            for part in iter(lambda: page.read(65_536), b""):
                file.write(part)
    archive.seek(0)
    return archive


def _sections(user: User, file: IO[bytes], page: IO[bytes]) -> None:
    _write(file, f'{{"made": {json.dumps(clock.now().isoformat())}, "sections": {{')
    for number, section in enumerate(registry.sections()):
        about = {"title": section.title, "why": section.why, "kept": section.kept}
        _write(file, f'{"," if number else ""}\n{json.dumps(section.key)}: {json.dumps(about)[:-1]}, "rows": [')
        _write(page, render_to_string("people/privacy/data_section.html", {"section": section}))
        first = True
        for batch in _batches(section.rows(user)):
            columns, rows = laid_out(batch)
            _write(page, render_to_string("people/privacy/data_rows.html", {"columns": columns, "rows": rows}))
            for row in batch:
                _write(file, ("" if first else ",") + "\n  " + json.dumps(row, ensure_ascii=False))
                first = False
        if first:
            _write(page, "<p>Nothing.</p>\n")
        _write(file, "]}")
    _write(file, "\n}}\n")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    reading = iter(rows)
    while batch := list(islice(reading, BATCH)):
        yield batch


def _write(file: IO[bytes], text: str) -> None:
    file.write(text.encode("utf-8", "surrogatepass"))
