"""manage.py import_polis DIR --consultation SLUG --by EMAIL: bring in a Polis conversation."""

import sys
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.access import NotAllowed
from deliberation.importing.polis import import_polis
from deliberation.importing.target import add_target, target
from deliberation.polis.export import read_export
from deliberation.polis.model import PolisError
from people.errors import Refused


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
        "disagree and pass. The last vote of each person counts. A damaged export is refused whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir")
        add_target(parser)
        parser.add_argument("--title", default="", help="what to call the poll (default: the folder's name)")

    def handle(self, *args: object, **options: Any) -> None:
        consultation, user = target(options)
        title = options["title"] or options["dir"].rstrip("/").rsplit("/", 1)[-1]
        bar = Bar()
        try:
            export = read_export(options["dir"], progress=bar)
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
        for warning in export.warnings:
            self.stderr.write(f"Note: {warning}")
        shown = wave.questions.count()
        self.stdout.write(
            f"“{wave.title}”: {len(export.statements)} statements ({shown} shown), {len(export.participants)} people, "
            f"{wave.ballots.count():,} ballots."
        )
