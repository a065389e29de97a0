"""manage.py import_polis DIR --consultation SLUG --by EMAIL: bring in a Polis conversation."""

import sys
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations import access
from consultations.access import Do, NotAllowed
from deliberation.importing.conversation_drafts import Preview, preview
from deliberation.importing.conversation_undo import take_out
from deliberation.importing.polis import import_polis
from deliberation.importing.target import add_target, target, tell
from deliberation.polis.export import DIFFER, read_export
from deliberation.polis.model import PolisError
from people.errors import Refused
from people.models import User
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
        "would do; add --write to do it, or --take-out to undo it while nothing rests on it. Facilitators do the same "
        "in the browser, under Records of meetings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir")
        add_target(parser)
        parser.add_argument("--title", default="", help="what to call the poll (default: the folder's name)")
        parser.add_argument(
            "--accept-differences", action="store_true", help="you have looked: import although the files differ"
        )
        parser.add_argument("--take-out", action="store_true", help="take it out again, while nothing rests on it")
        parser.add_argument("--write", action="store_true", help="do it; without this nothing is written")

    def handle(self, *args: object, **options: Any) -> None:
        consultation, user = target(options)
        title = options["title"] or options["dir"].rstrip("/").rsplit("/", 1)[-1]
        bar = Bar()
        try:
            accepts = options["accept_differences"] or options["take_out"]
            export = read_export(options["dir"], progress=bar, accept_differences=accepts)
            bar.close()
            given = preview(consultation, export, title)
            self._show(given)
            access.require(user, consultation, Do.IMPORT_RECORD)
            if options["take_out"]:
                self._take_out(given, user)
                return
            if not options["write"]:
                self.stdout.write("Nothing has been written. Run it again with --write to import.")
                return
            wave = import_polis(
                consultation, export, by=user, title=title, progress=lambda done, total: bar("Ballots", done, total)
            )
        except PolisError as error:
            how = " (--accept-differences)" if error.file == DIFFER else ""
            raise CommandError(f"Nothing was imported. {error}{how}") from error
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

    def _take_out(self, given: Preview, user: User) -> None:
        if given.known is None:
            raise Refused("This conversation is not here, so there is nothing to take out.")
        take_out(given.known, by=user)
        tell(given.consultation, user, "A conversation was taken out")
        self.stdout.write(f"“{given.known}” is taken out, with its people and their votes.")

    def _show(self, given: Preview) -> None:
        write = self.stdout.write
        write(f"{given.title} → {given.consultation}")
        for row in given.rows:
            write(f"  {row['key']}: {row['value']}")
        for statement in given.shown[:SHOWN]:
            agree, disagree, passed = given.tallies[statement.id]
            text = shortened(statement.text, 70)
            write(f"    {statement.id}: {agree} agree, {disagree} disagree, {passed} pass: {text}")
        if given.known:
            write(f"  imported before, on {day(given.known.imported_at)}: nothing would change")
        for warning in [given.export.lacks, *given.export.warnings, *([] if given.known else given.problems)]:
            if warning:
                self.stderr.write(f"Note: {warning}")
