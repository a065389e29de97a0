"""manage.py import_transcript FILE --consultation SLUG --group NAME --by EMAIL: bring in a recorded room."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.access import NotAllowed
from consultations.models import Group
from deliberation.importing import correcting, names, rooms, team
from deliberation.importing.choices import LED, NOBODY, PERSON, SAME, Choices
from deliberation.importing.names import folded
from deliberation.importing.planning import Plan, called, plan_transcript
from deliberation.importing.target import add_target, target, tell
from deliberation.models import ImportedRecord, RecordMode
from deliberation.transcripts import labels
from deliberation.transcripts.model import TranscriptError
from deliberation.transcripts.reading import read_transcript
from people.errors import Refused
from people.models import User
from people.text.dates import day
from people.text.sentences import many

SHOWN = 5
ABOUT = {"date": "held_on"}
OF_THE_MEETING = ("title", "date", "lasted", "place", "recorder", "present", "absent", "asked", "facts")


class Command(BaseCommand):
    help = (
        "Read a transcript (Teams, Zoom, Otter, Meet, captions, Word, plain text) into contributions with pseudonyms. "
        "Shows what it would do; add --write to do it. A note “Area 2”, a heading or a question of the topic guide "
        "moves to another area. A corrected file changes only what differs."
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
            "--who",
            action="append",
            default=[],
            metavar="LABEL=…",
            help="what a label is: person, led, nobody, or the label of whom it is the same as; repeat",
        )
        parser.add_argument(
            "--keep-name",
            action="append",
            default=[],
            metavar="NAME",
            help="a name that stays in what was said; repeat",
        )
        parser.add_argument(
            "--also-name",
            action="append",
            default=[],
            metavar="NAME",
            help="a name in no label that is replaced in what was said too; repeat",
        )
        for name in OF_THE_MEETING:
            parser.add_argument(f"--{name}", default="", help="of the meeting; all but the title is printed")
        parser.add_argument("--mode", default="", choices=["", *RecordMode.values], help="how people met")
        parser.add_argument(
            "--may-quote", action="store_true", help="the people in the room agreed to be quoted without their names"
        )
        parser.add_argument("--reason", default="", help="why a corrected file takes words out; it is public")
        parser.add_argument("--separate", action="store_true", help="another meeting, though its words are much alike")
        parser.add_argument("--take-out", action="store_true", help="take this file's record out again, whole")
        parser.add_argument("--write", action="store_true", help="do it; without this nothing is written")

    def handle(self, *args: object, **options: Any) -> None:
        consultation, user = target(options)
        group = consultation.groups.filter(name=options["group"]).first()
        if group is None:
            names = ", ".join(consultation.groups.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no group “{options['group']}” here. The groups are: {names}.")
        try:
            self._handle(group, user, options)
        except OSError as error:
            raise CommandError(f"The file could not be opened: {error.strerror or error}.") from error
        except TranscriptError as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.problems)) from refusal
        except NotAllowed as error:
            raise CommandError("Only a facilitator of the consultation can import a record.") from error

    def _handle(self, group: Group, user: User, options: dict[str, Any]) -> None:
        transcript = read_transcript(options["file"], facilitators=options["facilitator"])
        choices = _choices(options)
        choices.who = team.led(group.consultation, transcript) | choices.who
        plan = plan_transcript(group, transcript, area=options["area"], choices=choices)
        if options["take_out"]:
            self._take_out(plan, user, options)
            return
        self._preview(plan)
        kept = None if options["separate"] else correcting.corrected_record(group, plan)
        if plan.done_before:
            self.stdout.write(f"This record was imported on {day(plan.done_before.imported_at)}. Nothing to do.")
        elif kept:
            self._correct(plan, kept, user, options)
        elif options["write"]:
            made = rooms.import_transcript(plan, by=user, may_quote=options["may_quote"])
            tell(group.consultation, user, "A record of a meeting was brought in")
            self.stdout.write(self.style.SUCCESS(f"Imported: {made.contributions_count} contributions."))
        else:
            self.stdout.write("Nothing has been written. Run it again with --write to import.")

    def _correct(self, plan: Plan, kept: ImportedRecord, user: User, options: dict[str, Any]) -> None:
        found = correcting.changes(plan, kept)
        self.stdout.write(
            f"  This corrects the record of {day(kept.imported_at)}. With --separate it is imported beside that one."
        )
        same, changed = len(found.same), len(found.changed)
        self.stdout.write(f"  the same {same}, changed {changed}, new {len(found.added)}, gone {len(found.gone)}")
        for contribution, line in found.changed[:SHOWN]:
            self.stdout.write(f"    line {line.line}: “{contribution.body}” becomes “{line.body}”")
        if options["write"]:
            correcting.correct(plan, kept, by=user, may_quote=options["may_quote"], reason=options["reason"])
            tell(kept.consultation, user, "A record of a meeting was corrected")
            self.stdout.write(self.style.SUCCESS("Corrected. What did not change keeps its coding."))
        else:
            self.stdout.write("Nothing has been written. Run it again with --write to correct the record.")

    def _take_out(self, plan: Plan, user: User, options: dict[str, Any]) -> None:
        if plan.done_before is None:
            raise Refused("This file was not imported here, so there is nothing to take out.")
        if why := rooms.why_it_stays(plan.done_before):
            raise Refused(f"This record cannot be taken out any more. {why}")
        if options["write"]:
            consultation = plan.done_before.consultation
            rooms.take_out(plan.done_before, by=user)
            tell(consultation, user, "A record of a meeting was taken out")
            self.stdout.write(self.style.SUCCESS("Taken out, with its people and their words."))
        else:
            self.stdout.write("Nothing has been written. Run it again with --write to take the record out.")

    def _preview(self, plan: Plan) -> None:
        write, words = self.stdout.write, plan.transcript.words
        write(f"{called(plan.transcript, plan.choices) or 'Record'} → {plan.group} ({plan.transcript.form})")
        write(f"  words:         {words.found}: {words.said} said, {words.names} in names, {words.left_out} left out")
        write(f"  people:        {len(plan.participants)}, each given a new pseudonym; their labels are not kept")
        for kind, count in sorted(plan.counts.items()):
            write(f"  {kind:<14} {count}")
        for area in dict.fromkeys(line.area for line in plan.lines):
            write(f"  area {area.order}:        {sum(line.area == area for line in plan.lines)} contributions")
        if plan.names:
            told = ", ".join(f"{name} ({count})" for name, count in plan.names.most_common())
            write(f"  names in what was said, replaced by […] unless kept: {told}")
        for name, places in plan.places.items():
            for place in places:
                write(f"    {name}, line {place.line}: “{place.before}{place.text}{place.after}”")
        for name in plan.not_found:
            self.stderr.write(f"  nobody says “{name}”: look how the file spells it")
        if plan.to_check:
            write(
                f"  {many(len(plan.to_check), 'contribution')} may give somebody away: marked for the check of quotes"
            )
        for line in plan.held[:SHOWN]:
            write(f"  will wait for a facilitator: line {line.line}. {line.held_because}")
        if len(plan.held) > SHOWN:
            write(f"  … and {len(plan.held) - SHOWN} more will wait for a facilitator")
        for left in plan.transcript.left_out:
            self.stderr.write(f"  left out: {left}")
        asked = dict(plan.transcript.asked) | team.asked(plan.group.consultation, plan.transcript)
        for label, reason in asked.items():
            self.stderr.write(f"  is this right? {label}: {reason} Say so with --who.")
        for warning in plan.transcript.warnings:
            self.stderr.write(f"  look at: {warning}")


def _choices(options: dict[str, Any]) -> Choices:
    who = {}
    for given in options["who"]:
        label, _, said = given.rpartition("=")
        if not label or not said:
            raise Refused(f"“{given}” should be LABEL=person, LABEL=led, LABEL=nobody or LABEL=ANOTHER LABEL.")
        plain = said.strip()
        who[labels.key(label)] = plain if plain in (PERSON, LED, NOBODY) else f"{SAME}{labels.key(plain)}"
    who |= {labels.key(label): LED for label in options["facilitator"]}
    about = {
        ABOUT.get(name, name): options[name] for name in (*OF_THE_MEETING, "mode") if name != "lasted" or options[name]
    }
    choices = Choices(who=who, keep={_folded(name) for name in options["keep_name"]}, about=about)
    choices.also = [name for given in options["also_name"] for name in names.typed(given)]
    if about["held_on"] and choices.held_on is None:
        raise Refused(f"“{about['held_on']}” is not a date such as 2026-05-04.")
    return choices


def _folded(name: str) -> str:
    return " ".join(folded(part) for part in name.split())
