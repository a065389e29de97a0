"""manage.py import_polis DIR --consultation SLUG --by EMAIL: bring in a Polis conversation."""

import sys
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations import access
from consultations.access import Do, NotAllowed
from consultations.models import Consultation
from deliberation.importing.polis import import_polis, polis_fingerprint
from deliberation.importing.records import known_record
from deliberation.importing.target import add_target, target, tell
from deliberation.polis.export import read_export
from deliberation.polis.model import MISSING, PolisError, PolisExport
from people.errors import Refused
from people.text.dates import day
from people.text.sanitising import shortened

SHOWN = 5


class Bar:
    """A progress bar a file or step, on a terminal only. Called as (label, done, of all)."""

    def __init__(self) -> None:
        self.label, self.done = "", 0
        self.bar: Any = None

    def __call__(self, label: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if label != self.label:
            self.close()
            self.label, self.done = label, 0
            self.bar = click.progressbar(length=total, label=f"{label:<26}", file=sys.stderr)
        self.bar.update(done - self.done)
        self.done = done

    def close(self) -> None:
        if self.bar is not None:
            self.bar.render_finish()
        self.bar = None


class Command(BaseCommand):
    help = (
        "Read a Polis export (comments.csv with votes.csv or participants-votes.csv) as statements with agree, "
        "disagree and pass. The last vote of each person counts. A damaged export is refused whole. Shows what it "
        "would do; add --write to do it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir")
        add_target(parser)
        parser.add_argument("--title", default="", help="what to call the poll (default: the folder's name)")
        parser.add_argument(
            "--accept-differences", action="store_true", help="import although the files disagree; you have looked"
        )
        parser.add_argument("--write", action="store_true", help="do it; without this nothing is written")

    def handle(self, *args: object, **options: Any) -> None:
        consultation, user = target(options)
        title = options["title"] or options["dir"].rstrip("/").rsplit("/", 1)[-1]
        bar = Bar()
        try:
            export = read_export(options["dir"], progress=bar, accept_differences=options["accept_differences"])
            bar.close()
            self._preview(consultation, export, title)
            access.require(user, consultation, Do.IMPORT_RECORD)
            if not options["write"]:
                self.stdout.write("Nothing has been written. Run it again with --write to import.")
                return
            wave = import_polis(
                consultation, export, by=user, title=title, progress=lambda done, total: bar("Ballots", done, total)
            )
        except PolisError as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.problems)) from refusal
        except NotAllowed as error:
            raise CommandError("Only a facilitator of the consultation can import a conversation.") from error
        finally:
            bar.close()
        tell(consultation, user, "A conversation was brought in")
        shown = wave.questions.count()
        self.stdout.write(
            f"“{wave.title}”: {len(export.statements)} statements ({shown} shown), {len(export.participants)} people, "
            f"{wave.ballots.count():,} ballots."
        )

    def _preview(self, consultation: Consultation, export: PolisExport, title: str) -> None:
        write = self.stdout.write
        shown = sum(statement.moderated >= 0 for statement in export.statements)
        votes = export.votes != MISSING
        write(f"{title} → {consultation}")
        write(f"  statements:    {len(export.statements)}, of which {shown} are shown; the others were rejected there")
        write(f"  people:        {len(export.participants)}, who chose to come; linked to nobody here")
        write(f"  votes:         {int(votes.sum()):,}, the last of each person, from {export.source}")
        unvoted = int((~votes.any(axis=0)).sum())
        if unvoted:
            write(f"  without votes: {unvoted} statements")
        tallies = export.tallies()
        for statement in [one for one in export.statements if one.moderated >= 0][:SHOWN]:
            agree, disagree, passed = tallies[statement.id]
            text = shortened(statement.text, 70)
            write(f"    {statement.id}: {agree} agree, {disagree} disagree, {passed} pass: {text}")
        if known := known_record(consultation, polis_fingerprint(export)):
            write(f"  imported before, on {day(known.imported_at)}: nothing would change")
        for warning in export.warnings:
            self.stderr.write(f"Note: {warning}")
