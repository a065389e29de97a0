"""manage.py record_fingerprint FILE: the fingerprint that the public record prints of the record of a meeting."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliberation.transcripts.model import TranscriptError, lines_of_fingerprint
from deliberation.transcripts.reading import read_transcript


class Command(BaseCommand):
    help = "Reads a transcript as the import does and prints its fingerprint, or what it is taken over."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--facilitator", action="append", default=[], metavar="NAME")
        parser.add_argument("--lines", action="store_true", help="print the lines, for sha256sum")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = read_transcript(options["file"], facilitators=options["facilitator"])
        except TranscriptError as error:
            raise CommandError(str(error)) from error
        if options["lines"]:
            for line in lines_of_fingerprint(found.utterances):
                self.stdout.write(line.decode("utf-8", "surrogatepass"), ending="")
        else:
            self.stdout.write(found.fingerprint)
