"""manage.py bounced [--maildir PATH]: count reports that letters could not be delivered, one from standard input.

A mail server hands them over: an alias that pipes (`|answerable bounced`), or a folder that fetchmail fills.
"""

import sys
from mailbox import Maildir
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.outbox import bounced


class Command(BaseCommand):
    help = "Count reports that letters could not be delivered; the mailbox of letters that come back is paused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path, help="read what is new in this folder, and mark it as seen")

    def handle(self, *args: object, maildir: Path | None, **options: object) -> None:
        if maildir is None:
            self.stdout.write(bounced.read(sys.stdin.buffer.read(bounced.LONGEST)))
            return
        if not (maildir / "new").is_dir():
            raise CommandError(f"{maildir} is no Maildir: it has no folder “new”.")
        folder = Maildir(maildir, create=False)
        for key in sorted(folder.keys()):
            letter = folder[key]
            if "S" in letter.get_flags():
                continue
            self.stdout.write(bounced.read(folder.get_bytes(key)))
            letter.add_flag("S")
            letter.set_subdir("cur")
            folder[key] = letter
