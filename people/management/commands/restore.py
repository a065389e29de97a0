"""manage.py restore FILE: bring a copy back, erase again whoever was erased since, and check all of it."""

import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.errors import Refused
from people.operating import copying


class Command(BaseCommand):
    help = "Restore an archive of `backup` into this installation's database, which must be empty. Stop the site first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--identity", metavar="FILE", default="", help="the private key of age")
        parser.add_argument(
            "--ledger",
            metavar="FILE",
            help="the newest erasure ledger: ERASURE_LEDGER_COPY, or the archive that --ledger-to made",
        )
        parser.add_argument("--replace", action="store_true", help="what is in the database now is lost")
        parser.add_argument("--check", action="store_true", help="only try it out in a scratch database")

    def handle(
        self, *args: object, file: str, identity: str, ledger: str | None, replace: bool, check: bool, **options: object
    ) -> None:
        source, apart = Path(file), Path(ledger) if ledger else None
        try:
            if check:
                return self._check(source, identity)
            steps = copying.restore(source, identity=identity, ledger_from=apart, replace=replace)
            for said in steps:
                self.stdout.write(said)
        except Refused as error:
            raise CommandError(f"{error}") from error
        self.stdout.write("Restored. Start the site, then run “manage.py doctor”.")

    def _check(self, source: Path, identity: str) -> None:
        with tempfile.TemporaryDirectory(prefix="answerable-check-") as folder:
            manifest = copying.try_out(copying.opened(source, identity, Path(folder)))
        self.stdout.write(f"{source.name} is whole: made {manifest['made_at']}, and it can be restored.")
