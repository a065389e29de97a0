"""One file that holds a copy: a tar with a manifest of fingerprints, encrypted where a recipient is named."""

import json
import shutil
import subprocess
import tarfile
from hashlib import file_digest
from pathlib import Path
from typing import Any

from people.errors import Refused
from people.operating.databases import run

MANIFEST = "manifest.json"
Manifest = dict[str, Any]


def pack(folder: Path, to: Path, about: Manifest) -> None:
    """Everything in `folder`, with its manifest first, as one file that only its owner may read."""
    files = {str(path.relative_to(folder)): _fingerprint(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    (folder / MANIFEST).write_text(json.dumps({**about, "files": files}, indent=1, sort_keys=True))
    to.touch(mode=0o600)
    with tarfile.open(to, "w") as tar:
        for name in (MANIFEST, *files):
            tar.add(folder / name, arcname=name)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Its files in `folder`, each held against the manifest. Refused if anything is missing, changed or cut off."""
    try:
        with tarfile.open(archive, "r:") as tar:
            tar.extractall(folder, filter="data")
        manifest: Manifest = json.loads((folder / MANIFEST).read_text())
        expected: dict[str, str] = manifest["files"]
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        raise Refused(f"{archive.name} is damaged, cut off or no copy of ours: {error}. Take another one.") from error
    for name, fingerprint in expected.items():
        if not (folder / name).is_file() or _fingerprint(folder / name) != fingerprint:
            raise Refused(f"{archive.name} is damaged: {name} is not as it was written. Take another one.")
    return manifest


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


# --- Encryption -------------------------------------------------------------------------------------
def suffix(recipient: str) -> str:
    return "" if not recipient else ".age" if is_age(recipient) else ".gpg"


def is_age(recipient: str) -> bool:
    """A key of age or SSH; anything else is a GnuPG key by its fingerprint or address."""
    return recipient.startswith(("age1", "ssh-"))


def encrypt(archive: Path, to: Path, recipient: str) -> None:
    """For `recipient` alone: this machine cannot read it afterwards. Written aside first, so that no half stays."""
    aside = to.with_name(to.name + ".part")
    if is_age(recipient):
        command = ["age", "--encrypt", "--recipient", recipient, "--output", str(aside), str(archive)]
    else:
        options = ["--batch", "--yes", "--trust-model", "always", "--recipient", recipient]
        command = ["gpg", *options, "--output", str(aside), "--encrypt", str(archive)]
    try:
        run(command)
        aside.chmod(0o600)
        aside.replace(to)
    finally:
        aside.unlink(missing_ok=True)


def decrypted(archive: Path, folder: Path, identity: str) -> Path:
    """The archive as a plain tar: itself, or opened with age's `identity` file or GnuPG's keyring."""
    plain = folder / "archive.tar"
    if archive.suffix == ".age":
        if not identity:
            raise Refused("Name the file with the private key: --identity FILE.")
        command = ["age", "--decrypt", "--identity", identity, "--output", str(plain), str(archive)]
    elif archive.suffix == ".gpg":
        command = ["gpg", "--batch", "--yes", "--output", str(plain), "--decrypt", str(archive)]
    else:
        return archive
    try:
        run(command)
    except Refused as error:
        raise Refused(f"{archive.name} cannot be opened: damaged, cut off, or for another key. {error}") from error
    return plain


def forget(folder: Path) -> None:
    """Nothing that was opened stays."""
    shutil.rmtree(folder, ignore_errors=True)


def has(program: str) -> bool:
    return shutil.which(program) is not None


def key_is_known(recipient: str) -> bool:
    if is_age(recipient):
        return has("age")
    known = subprocess.run(["gpg", "--batch", "--list-keys", recipient], capture_output=True) if has("gpg") else None
    return known is not None and known.returncode == 0
