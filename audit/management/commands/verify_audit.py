"""manage.py verify_audit: recompute the whole record and say where it is broken."""

from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit import heads, verifying
from audit.chain import PublishedDay, PublishedHead
from audit.models import Head
from audit.record import record

MOST_READ = 20_000_000


class Command(BaseCommand):
    help = "Recompute the record and the fingerprints of published texts; exits 1 and names every fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            metavar="FILE",
            action="append",
            help="published heads to hold the record against: a heads file, a saved feed, or the https address of one. "
            "May be given more than once. Without it: the heads file of this installation, which must be there.",
        )
        parser.add_argument(
            "--without-heads",
            action="store_true",
            help="hold it against none: for a copy that came without a heads file. A cut end cannot be seen.",
        )
        parser.add_argument(
            "--begin-heads",
            action="store_true",
            help="the heads file of this installation is lost, and begins anew: the public record tells it for good.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["begin_heads"]:
            self._begin()
        published = [head for source in options["heads"] or [] for head in _read(source)]
        found = verifying.verify(published if options["heads"] or options["without_heads"] else None)
        for notice in found.notices:
            self.stdout.write(notice)
        for fault in found.faults:
            self.stderr.write(fault)
        if found.faults:
            raise CommandError(f"The record does not hold: {len(found.faults)} fault(s).")
        self.stdout.write(f"The record holds: {found.entries} entries, every hash matches.")
        self.stdout.write(f"Every published text is what was published: {found.texts} checked.")
        for title in found.taken_in:
            self.stdout.write(f"It had no fingerprint until an upgrade: {title}.")
        if found.heads:
            but = ", or was lost in a restore that is declared" if found.notices else ""
            self.stdout.write(f"Every published head lies on the chain{but}: {found.heads} checked.")
        else:
            self.stdout.write("It was held against no published head: a cut end cannot be seen.")
        heads.publish()

    @transaction.atomic
    def _begin(self) -> None:
        record(verifying.HEADS_BEGUN, actor=None, subject=Head(pk=1), summary="Its ends from before are kept no more")


def _read(source: str) -> list[PublishedHead | PublishedDay]:
    """The heads in a file or at an address. A source that is missing or holds none is a fault, not a pass."""
    try:
        text = _fetch(source) if source.startswith(("https://", "http://")) else _text_of(Path(source))
    except (OSError, ValueError) as error:
        raise CommandError(f"Published heads could not be read from {source}: {error}") from error
    found = heads.read(text)
    if not found:
        raise CommandError(f"{source} holds no published head: a number or a day, a space and a fingerprint.")
    return found


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _fetch(address: str) -> str:
    with urlopen(address, timeout=20) as answer:  # noqa: S310 (the operator types it, http and https only)
        return bytes(answer.read(MOST_READ)).decode("utf-8", "replace")
