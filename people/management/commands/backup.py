"""manage.py backup: a copy of everything, tried out, encrypted, and old ones deleted."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.errors import Refused
from people.operating import copying


class Command(BaseCommand):
    help = "Copy database, ledger, keys, made files and published heads into one archive. The site may run meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", default=settings.BACKUP_FOLDER)
        parser.add_argument(
            "--ledger-to",
            metavar="FOLDER",
            default=settings.BACKUP_LEDGER_FOLDER or None,
            help="where ledger and key go when nothing is encrypted: another place",
        )
        parser.add_argument("--recipient", metavar="KEY", default=settings.BACKUP_RECIPIENT)
        parser.add_argument("--include", metavar="FILE", action="append", default=[], help="a file with secrets, too")
        parser.add_argument("--verify", action="store_true", help="restore it into a scratch database and compare")
        parser.add_argument(
            "--keep-days", metavar="N", type=int, default=settings.BACKUP_DAYS, help="delete older copies (0: none)"
        )

    def handle(self, *args: object, **options: Any) -> None:
        to, apart = Path(options["to"]), options["ledger_to"] and Path(options["ledger_to"])
        include = [Path(name) for name in options["include"]]
        try:
            made = copying.backup(to, apart, options["recipient"], include, verify=options["verify"])
        except Refused as error:
            raise CommandError(f"No copy was made. {error}") from error
        for path in made:
            self.stdout.write(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
        if options["verify"]:
            self.stdout.write("Tried out: tables, the end of the record and the totals of votes are the same.")
        if options["keep_days"]:
            for old in copying.thin_out([folder for folder in (to, apart) if folder], options["keep_days"]):
                self.stdout.write(f"deleted {old}, older than {options['keep_days']} days")
