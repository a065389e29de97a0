"""manage.py import_transcript FILE --consultation SLUG --group NAME --by EMAIL: bring in a recorded room."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.access import NotAllowed
from deliberation.importing.rooms import Plan, import_transcript, plan_transcript
from deliberation.importing.target import add_target, target
from deliberation.transcripts.model import TranscriptError
from deliberation.transcripts.reading import read_transcript
from people.errors import Refused
from people.text.dates import day

SHOWN = 5


class Command(BaseCommand):
    help = (
        "Read a focus-group record (text “Speaker: words”, WebVTT or DOCX) into contributions with pseudonyms. "
        "Shows what it would do; add --write to do it. A note “Area 2” moves to the second discussion area."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        add_target(parser)
        parser.add_argument("--group", required=True, help="the group whose record this is, by its name")
        parser.add_argument("--area", type=int, help="the discussion area the record begins with (default: the first)")
        parser.add_argument(
            "--facilitator", action="append", default=[], metavar="LABEL", help="a speaker who facilitated; repeat"
        )
        parser.add_argument(
            "--may-quote", action="store_true", help="the people in the room agreed to be quoted without their names"
        )
        parser.add_argument("--write", action="store_true", help="do it; without this nothing is written")

    def handle(self, *args: object, **options: Any) -> None:
        consultation, user = target(options)
        group = consultation.groups.filter(name=options["group"]).first()
        if group is None:
            names = ", ".join(consultation.groups.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no group “{options['group']}” here. The groups are: {names}.")
        try:
            transcript = read_transcript(options["file"], facilitators=options["facilitator"])
            plan = plan_transcript(group, transcript, area=options["area"])
            self._preview(plan)
            if plan.done_before:
                self.stdout.write(f"This record was imported on {day(plan.done_before.imported_at)}. Nothing to do.")
            elif options["write"]:
                kept = import_transcript(plan, by=user, may_quote=options["may_quote"])
                self.stdout.write(self.style.SUCCESS(f"Imported: {kept.contributions_count} contributions."))
            else:
                self.stdout.write("Nothing has been written. Run it again with --write to import.")
        except OSError as error:
            raise CommandError(f"The file could not be opened: {error.strerror or error}.") from error
        except TranscriptError as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.problems)) from refusal
        except NotAllowed as error:
            raise CommandError("Only a facilitator of the consultation can import a record.") from error

    def _preview(self, plan: Plan) -> None:
        write = self.stdout.write
        write(f"{plan.transcript.title or 'Record'} → {plan.group}")
        write(f"  people:        {len(plan.participants)}, each given a new pseudonym; their labels are not kept")
        for kind, count in sorted(plan.counts.items()):
            write(f"  {kind:<14} {count}")
        for area in dict.fromkeys(line.area for line in plan.lines):
            write(f"  area {area.order}:        {sum(line.area == area for line in plan.lines)} contributions")
        for line in plan.held[:SHOWN]:
            write(f"  will wait for a facilitator: line {line.line}. {line.held_because}")
        if len(plan.held) > SHOWN:
            write(f"  … and {len(plan.held) - SHOWN} more will wait for a facilitator")
        for warning in plan.transcript.warnings:
            self.stderr.write(f"  look at: {warning}")
