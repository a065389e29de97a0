"""manage.py restored: say in the record that a backup was restored, so that what was lost with it is no riddle."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit import heads
from audit.chain import RESTORED, PublishedHead
from audit.models import Entry, Head
from audit.record import record

LONGEST = 200


class Command(BaseCommand):
    help = "After restoring a backup: write an entry of its own that says so. Run it before the site is started."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="source",
            required=True,
            metavar="WHAT",
            help="what was restored, for everybody to read: “the backup of 27 November 2026, 02:00”",
        )
        parser.add_argument(
            "--heads",
            metavar="FILE",
            help="the heads file as it was before the restore. Without it: the heads file of this installation.",
        )

    @transaction.atomic
    def handle(self, *args: object, source: str, heads: str | None, **options: object) -> None:
        source = " ".join(source.split())
        if not source:
            raise CommandError("Say what was restored: --from “the backup of …”.")
        if len(source) > LONGEST:
            raise CommandError(f"--from is {len(source)} characters long. The most is {LONGEST}.")
        last = Entry.objects.order_by("number").last()
        if last is None:
            raise CommandError("The record is empty: nothing was restored into this database.")
        lost = max([last.number, *(head.number for head in self._noted(heads))])
        record(
            RESTORED,
            actor=None,
            subject=Head.now(),
            summary=f"Restored from {source}. The record goes on after entry {last.number}.",
            source=source,
            kept=last.number,
            kept_at=last.at.isoformat(),
            lost=lost,
        )
        self.stdout.write(
            f"Noted: restored from {source}. Entries {last.number + 1} to {lost} are not in this chain."
            if lost > last.number
            else f"Noted: restored from {source}. No later entry is known."
        )

    def _noted(self, path: str | None) -> list[PublishedHead]:
        try:
            found = heads.in_file() if path is None else heads.of_file(path)
        except OSError as error:
            raise CommandError(f"The heads could not be read from {path}: {error}") from error
        return [head for head in found if isinstance(head, PublishedHead)]
