"""The erasure ledger: a file outside the database that says who was erased, without saying who they were; and who left
a consultation or took a consent back.

A backup is older than the erasures after it. After a restore the database has carried out fewer lines than the file
holds, and `replay` carries out the rest. A line is written before its transaction commits: if the machine dies in
between, the person is erased at the next replay, as they asked. Each line holds keyed hashes; the key is not in the
database either.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from audit import clock
from audit.wiring import wired_map
from people.models import User
from people.models.privacy import LedgerPosition

log = logging.getLogger(__name__)
Line = dict[str, Any]
ACCOUNT = "account"


class Damaged(Exception):
    """The ledger cannot be read as it should be. Says what to do."""


# --- Writing -----------------------------------------------------------------------------------------
@transaction.atomic
def write(kind: str, **content: object) -> None:
    """Add a line and count it in the database. Call last in the act's transaction, or after it."""
    line = {"kind": kind, "at": clock.now().isoformat(), "key": _key_name(), **content}
    _append(json.dumps(line, sort_keys=True))
    LedgerPosition.objects.get_or_create(pk=1)
    LedgerPosition.objects.filter(pk=1).update(lines=F("lines") + 1)


def _append(text: str) -> None:
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A crash may have left half a line: never write onto it.
    start = "\n" if path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n") else ""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{start}{text}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    copy()


def copy() -> None:
    """Keep the copy on another disk (ERASURE_LEDGER_COPY) as long as the ledger: a copy of the database is older than
    the last erasures, and this machine may be lost. A copy that is longer is never cut."""
    own, other = Path(settings.ERASURE_LEDGER), Path(settings.ERASURE_LEDGER_COPY or os.devnull)
    if not settings.ERASURE_LEDGER_COPY or not own.exists():
        return
    try:
        held, there = own.read_bytes(), other.read_bytes() if other.exists() else b""
        if len(held) <= len(there):
            return
        aside = other.with_name(other.name + ".part")
        aside.touch(mode=0o600)
        aside.write_bytes(held)
        aside.replace(other)
    except OSError as error:  # nobody's erasure waits for another disk; tick tries again, and the doctor says it
        log.error("The copy of the erasure ledger cannot be written: %s", error.strerror)


# --- Who is meant ------------------------------------------------------------------------------------
def marks(user: User) -> list[str]:
    """Two keyed hashes of an account: with its address, and with its first moment, should the address have changed."""
    first = user.date_joined.isoformat()
    return [_hash(f"{user.pk} {part}") for part in (user.email, first) if part]


def address_mark(email: str) -> str:
    """Keyed, and without the account: tells whether an address is the one of an account that was erased."""
    return _hash(f"address {email}")[:24]


def _hash(text: str) -> str:
    return hmac.new(key(), text.encode(), hashlib.sha256).hexdigest()


def _key_name() -> str:
    """Tells lines written with another key apart; says nothing about the key."""
    return _hash("which key")[:8]


def key() -> bytes:
    if settings.ERASURE_KEY:
        return str(settings.ERASURE_KEY).encode()
    path = Path(settings.ERASURE_LEDGER).with_suffix(".key")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_bytes()


# --- Reading and carrying out again -----------------------------------------------------------------
def lines() -> Iterator[Line]:
    """Every whole line. Raises Damaged where a line other than the last is not whole, or the key is another one."""
    path = Path(settings.ERASURE_LEDGER)
    texts = path.read_text().splitlines() if path.exists() else []
    for number, text in enumerate(texts, start=1):
        try:
            line = json.loads(text)
        except ValueError as error:
            if number == len(texts):
                return  # cut off by a crash, before its transaction was committed
            raise Damaged(f"Line {number} of {path} cannot be read. Take the ledger from its copy.") from error
        if line["key"] != _key_name():
            raise Damaged(f"Line {number} of {path} was written with another ERASURE_KEY. Set that one again.")
        yield line


def is_behind() -> bool:
    """True when this database has carried out fewer lines than the ledger holds: after a restore, or a crash."""
    return sum(1 for _ in lines()) > _position()


def _position() -> int:
    return LedgerPosition.objects.filter(pk=1).values_list("lines", flat=True).first() or 0


def replay() -> int:
    """Carry out again whatever the database has forgotten. Returns how many lines found something to do."""
    held, again = list(lines()), wired_map("CARRIED_OUT_AGAIN")
    done: int = sum(again[line["kind"]](line) for line in held)
    LedgerPosition.objects.update_or_create(pk=1, defaults={"lines": len(held)})
    return done


def accounts_of(line: Line, among: QuerySet[User] | None = None) -> list[User]:
    """The accounts a line is about (`among` those that can be). A later account of the same person is not meant."""
    at = datetime.fromisoformat(line["at"])
    meant = set(line["marks"])
    people = (User.objects.all() if among is None else among).filter(date_joined__lte=at).iterator(chunk_size=2000)
    return [user for user in people if meant & set(marks(user))]
