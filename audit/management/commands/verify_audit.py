"""manage.py verify_audit: recompute the whole record and say where it is broken."""

from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import heads, texts
from audit.chain import PublishedDay, PublishedHead, check
from audit.models import Head

MOST_READ = 20_000_000


class Command(BaseCommand):
    help = "Recompute the record and the fingerprints of published texts; exits 1 and names every fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            metavar="FILE",
            action="append",
            help="published heads to hold the record against: a heads file, a saved feed, or the https address of one. "
            "May be given more than once. Without it: the heads file of this installation, if there is one.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        published = self._published(options["heads"])
        checked = check(published)
        for notice in checked.notices:
            self.stdout.write(notice)
        compared = texts.compare()
        faults = checked.faults + compared.faults
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The record does not hold: {len(faults)} fault(s).")
        self.stdout.write(f"The record holds: {Head.now().number} entries, every hash matches.")
        self.stdout.write(f"Every published text is what was published: {compared.same} checked.")
        for text in compared.unmarked:
            self.stdout.write(f"No fingerprint was noted when it was published: {text.title}.")
        if published:
            but = ", or was lost in a restore that is declared" if checked.notices else ""
            self.stdout.write(f"Every published head lies on the chain{but}: {len(published)} checked.")
        heads.publish()

    def _published(self, sources: list[str] | None) -> list[PublishedHead | PublishedDay]:
        if sources:
            return [head for source in sources for head in _read(source)]
        path = Path(settings.AUDIT_HEADS_FILE)
        if path.exists():
            return _read(str(path))
        self.stdout.write(f"No published heads at {path}: a cut end cannot be seen. It is begun now.")
        return []


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
