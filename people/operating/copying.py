"""Making copies and reading them back. docs/decisions/backups.md says what goes where, and why.

With a recipient, everything is in one encrypted archive. Without, the erasure ledger and its key go to another place
than the database: who holds both could find out who was erased.
"""

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from audit import clock
from people.errors import Refused
from people.operating import archive, databases
from people.operating.contents import Contents, differences
from people.operating.databases import BY_ITSELF, manage, manage_each
from people.operating.heartbeats import beat
from people.privacy import ledger

PREFIX, LEDGER = "answerable-", "-ledger"
LEDGER_FILE, KEY_FILE, HEADS_FILE, MEDIA = "erasures.jsonl", "erasures.key", "audit-heads.log", "media"


# --- Making -----------------------------------------------------------------------------------------
def backup(to: Path, ledger_to: Path | None, recipient: str, include: list[Path], *, verify: bool) -> list[Path]:
    """Write a copy of everything into `to`. Returns the files. Refused where it would not be safe, or not be whole."""
    _refuse_bad_places(to, ledger_to, recipient, include)
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    with _folder() as folder:
        copy, secret = folder / "copy", folder / "secret"
        copy.mkdir()
        secret.mkdir()
        about = _about(databases.dump(copy / databases.file_name()))
        _take(Path(settings.AUDIT_HEADS_FILE), copy / HEADS_FILE)
        if settings.MEDIA_ROOT and Path(settings.MEDIA_ROOT).is_dir():
            shutil.copytree(settings.MEDIA_ROOT, copy / MEDIA)
        _take_ledger(copy if recipient else secret)
        for file in include:
            shutil.copy2(file, copy / file.name)
        plain = folder / "plain.tar"
        archive.pack(copy, plain, about)
        if verify:
            try_out(plain)
        made = [to / f"{PREFIX}{stamp}.tar{archive.suffix(recipient)}"]
        if recipient:
            archive.encrypt(plain, made[0], recipient)
        else:
            _put(plain, made[0])
            if ledger_to:
                ledger_to.mkdir(parents=True, exist_ok=True, mode=0o700)
                archive.pack(secret, folder / "ledger.tar", {"made_at": about["made_at"]})
                made.append(ledger_to / f"{PREFIX}{stamp}{LEDGER}.tar")
                _put(folder / "ledger.tar", made[1])
    beat("backup", "restored into a scratch database and compared" if verify else "not tried out")
    return made


def _refuse_bad_places(to: Path, ledger_to: Path | None, recipient: str, include: list[Path]) -> None:
    if recipient and not archive.key_is_known(recipient):
        raise Refused(f"Nothing can be encrypted for {recipient}: install age, or import its key into GnuPG.")
    if not recipient and ledger_to is None:
        raise Refused(
            "Set BACKUP_RECIPIENT and everything goes into one encrypted archive, or say --ledger-to: "
            "the erasure ledger and its key may not lie beside the database."
        )
    if not recipient and ledger_to is not None and _inside(ledger_to, to):
        raise Refused("--ledger-to must be another place than the copies of the database, best another disk.")
    if not recipient and include:
        raise Refused("--include is for secrets, and those are copied only encrypted. Set BACKUP_RECIPIENT.")


def _inside(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one == other or one in other.parents or other in one.parents


def _about(held: Contents) -> archive.Manifest:
    return {
        "made_at": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "python": platform.python_version(),
        "secret_key": key_name(),
        "contents": held,
    }


def key_name() -> str:
    """Tells another SECRET_KEY; says nothing about it."""
    return sha256(f"which key: {settings.SECRET_KEY}".encode()).hexdigest()[:12]


def _take(source: Path, to: Path) -> None:
    if source.exists():
        shutil.copy2(source, to)


def _take_ledger(folder: Path) -> None:
    _take(Path(settings.ERASURE_LEDGER), folder / LEDGER_FILE)
    (folder / KEY_FILE).write_bytes(ledger.key())


def _put(source: Path, to: Path) -> None:
    aside = to.with_name(to.name + ".part")
    shutil.copyfile(source, aside)
    aside.chmod(0o600)
    aside.replace(to)


def thin_out(folders: list[Path], days: int) -> list[Path]:
    """Delete copies older than `days`: what people asked to have erased must not live on in old ones."""
    before = clock.now() - timedelta(days=days)
    old = [path for folder in folders for path in copies(folder) if made_at(path) < before]
    for path in old:
        path.unlink()
    return old


def copies(folder: Path) -> list[Path]:
    """Copies in a folder, oldest first."""
    return sorted(path for path in folder.glob(f"{PREFIX}*.tar*") if path.suffix != ".part")


def made_at(path: Path) -> datetime:
    """When, by its name."""
    stamp = path.name.removeprefix(PREFIX)[:16]
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)


# --- Trying out -------------------------------------------------------------------------------------
def try_out(plain: Path) -> archive.Manifest:
    """Restore a plain archive into a scratch database and compare. Refused if it is not what the manifest says."""
    with _folder() as folder:
        manifest = archive.unpack(plain, folder / "opened")
        if manifest["database"] != connection.vendor:
            raise Refused(f"This is a copy of {manifest['database']}, and here {connection.vendor} is set.")
        heads = folder / "opened" / HEADS_FILE
        with databases.scratch(folder / "opened" / databases.file_name(), folder) as url:
            here = {"DATABASE_URL": url, "AUDIT_HEADS_FILE": str(folder / "heads.log"), **BY_ITSELF}
            verify = ["verify_audit", *(["--heads", str(heads)] if heads.exists() else ["--without-heads"])]
            found, _ = manage_each(["contents"], verify, **here)
            _refuse_other(manifest["contents"], json.loads(found))
    return manifest


def _refuse_other(expected: Contents, found: Contents) -> None:
    if wrong := differences(expected, found):
        raise Refused("The copy does not hold what was there: " + "; ".join(wrong[:10]) + ".")


# --- Reading back -----------------------------------------------------------------------------------
def opened(source: Path, identity: str, folder: Path) -> Path:
    """The plain archive. Refused if it is not there or cannot be opened."""
    if not source.is_file():
        raise Refused(f"There is no {source}.")
    return archive.decrypted(source, folder, identity)


def restore(source: Path, *, identity: str, ledger_from: Path | None, replace: bool) -> Iterator[str]:
    """Bring everything back, erase again whoever was erased since, and check. Says each step."""
    with _folder() as folder:
        manifest = archive.unpack(opened(source, identity, folder), folder / "opened")
        _refuse_unfit(manifest, replace=replace)
        inside, apart = folder / "opened", folder / "ledger"
        if ledger_from and ledger_from.name.endswith((".tar", ".age", ".gpg")):
            archive.unpack(opened(ledger_from, identity, folder), apart)
        elif ledger_from:
            apart.mkdir()
            _take(ledger_from, apart / LEDGER_FILE)
        yield f"The copy is whole: made {manifest['made_at']}, {manifest['contents']['head'][0]} entries in the record."
        yield _bring_ledger([apart, inside])
        databases.load(inside / databases.file_name())
        if settings.MIGRATE_DATABASE_URL:
            manage("grants", "--apply")
        _refuse_other(manifest["contents"], json.loads(manage("contents")))
        yield "The database is back: tables, the end of the record and the totals of votes are as they were copied."
        _bring_files(inside)
        yield from _afterwards(source)
        if manifest["secret_key"] != key_name():
            yield (
                "SECRET_KEY is another one than when the copy was made: second steps and guests’ return codes do not "
                "work until the old one stands in SECRET_KEY_FALLBACKS."
            )


def _refuse_unfit(manifest: archive.Manifest, *, replace: bool) -> None:
    if "database" not in manifest:
        raise Refused("This archive holds the ledger alone. Name the copy of the database, and this one with --ledger.")
    if manifest["database"] != connection.vendor:
        raise Refused(f"This is a copy of {manifest['database']}, and DATABASE_URL names {connection.vendor}.")
    if newer := sorted(set(manifest["contents"]["schema"]) - known_migrations()):
        raise Refused(f"The copy was made by a newer Answerable, which knows {newer[-1]}. Install that one first.")
    if not databases.is_empty() and not replace:
        raise Refused("The database is not empty. Name an empty one, or say --replace: what is in it is then gone.")
    if others := databases.others():
        raise Refused(f"The site is still running: {others} connections to the database. Stop it first.")


def known_migrations() -> set[str]:
    from django.db.migrations.loader import MigrationLoader

    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _bring_ledger(folders: list[Path]) -> str:
    """The longest ledger that is known wins, and must begin like the others: a line is never taken away."""
    own = Path(settings.ERASURE_LEDGER)
    texts = [path.read_bytes() for path in (own, *(f / LEDGER_FILE for f in folders)) if path.exists()]
    longest = max(texts, key=len, default=b"")
    if any(not longest.startswith(text.rstrip(b"\n")) for text in texts):
        raise Refused(f"Two erasure ledgers tell different stories: {own} and the one given. Find out which is right.")
    own.parent.mkdir(parents=True, exist_ok=True)
    key = own.with_suffix(".key")
    held = next((path.read_bytes() for f in folders if (path := f / KEY_FILE).exists()), b"")
    if held and not settings.ERASURE_KEY and not key.exists():
        key.touch(mode=0o600)
        key.write_bytes(held)
    if longest and (not own.exists() or own.read_bytes() != longest):
        own.touch(mode=0o600)
        own.write_bytes(longest)
    return f"The ledger of erasures holds {len(longest.splitlines())} lines."


def _bring_files(inside: Path) -> None:
    heads = Path(settings.AUDIT_HEADS_FILE)
    if not heads.exists() and (inside / HEADS_FILE).exists():
        heads.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(inside / HEADS_FILE, heads)
    if settings.MEDIA_ROOT and (inside / MEDIA).is_dir():
        shutil.copytree(inside / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)


def _afterwards(source: Path) -> Iterator[str]:
    """What has to happen before anybody may see a restored site."""
    manage("migrate", "--no-input", "--verbosity", "0")
    if settings.MIGRATE_DATABASE_URL:
        yield manage("grants", "--apply").strip()
    # The entry first: what follows writes entries of its own.
    restored = ["restored", "--from", source.name]
    entry, erased, _, emptied, held = manage_each(
        restored, ["replay_erasures"], ["purge"], ["empty_cache"], ["verify_audit"]
    )
    yield from (entry, erased, emptied, held)


@contextmanager
def _folder() -> Iterator[Path]:
    """A place that only its owner may read, gone afterwards: what lies in it is not encrypted."""
    before = os.umask(0o077)
    try:
        with tempfile.TemporaryDirectory(prefix="answerable-copy-") as folder:
            yield Path(folder)
    finally:
        os.umask(before)


def newest(folder: Path) -> dict[str, Any] | None:
    """The newest copy of the database in a folder, and when it was made."""
    found = [path for path in copies(folder) if LEDGER not in path.name]
    return {"file": found[-1], "at": made_at(found[-1])} if found else None
