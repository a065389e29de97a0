"""A transcript that was sent, from its first look to the import: kept with every decision, so that nothing is lost."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Group
from deliberation import numbers
from deliberation.importing import before, carrying, correcting, rooms, team
from deliberation.importing.choices import Choices, about_what
from deliberation.importing.planning import Plan, plan_transcript
from deliberation.importing.records import known_record
from deliberation.models import ImportedRecord, RecordDraft
from deliberation.polis.sent import is_part
from deliberation.transcripts.model import Transcript, TranscriptError
from deliberation.transcripts.reading import read_transcript_bytes
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import one_line, shortened

LARGEST = numbers.RECORD_MEGABYTES * 1_000_000  # bytes
OF_A_CONVERSATION = (
    "This is part of a Polis export: statements or votes, not what was said in a room. Send all its files together, "
    "under “Send a conversation of statements”."
)


@transaction.atomic
def keep(consultation: Consultation, data: bytes, name: str, *, by: Person) -> RecordDraft:
    """Store a file that waits. The same file again is the same draft. Raises Refused for what is no transcript."""
    member = access.require(by, consultation, Do.IMPORT_RECORD)
    if len(data) > LARGEST:
        raise Refused(f"The file is larger than {numbers.RECORD_MEGABYTES} MB. Take the pictures out, or split it.")
    if is_part(name, data):
        raise Refused(OF_A_CONVERSATION)
    transcript = understood(data, name)
    if known := known_record(consultation, transcript.fingerprint):
        raise Refused(
            f"This record was brought in on {day(known.imported_at)}. Nothing has changed, so nothing was done."
        )
    waiting = RecordDraft.objects.filter(consultation=consultation)
    for draft in waiting:
        if bytes(draft.file) == data:
            return draft
    refuse_more(waiting)
    groups = list(consultation.groups.all()[:2])
    return RecordDraft.objects.create(
        consultation=consultation,
        member=member,
        group=groups[0] if len(groups) == 1 else None,
        name=shortened(one_line(name) or "Pasted words", 200),
        file=data,
        choices=_first_choices(consultation, transcript).as_json(),
    )


def refuse_more(waiting: QuerySet[RecordDraft]) -> None:
    """Raise Refused where as many wait already as may."""
    if waiting.count() >= numbers.RECORD_DRAFTS:
        raise Refused(f"{numbers.RECORD_DRAFTS} records wait already. Bring some in or delete them first.")


def understood(data: bytes, name: str) -> Transcript:
    """What a file says. Raises Refused with the reader's sentences."""
    try:
        return read_transcript_bytes(data, name=name)
    except TranscriptError as error:
        raise Refused(
            "This could not be read as a transcript.", [str(problem) for problem in error.problems]
        ) from error


def transcript_of(draft: RecordDraft) -> Transcript:
    """The draft's file, read again."""
    return understood(bytes(draft.file), draft.name)


DAYS = ("%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%B %d, %Y", "%A %d %B %Y", "%A, %d %B %Y")


def _first_choices(consultation: Consultation, transcript: Transcript) -> Choices:
    """What the head of the file says of the meeting is proposed, and that whoever is of the team led it."""
    top = dict(transcript.top)
    about = {"place": top.get("place") or top.get("venue") or top.get("location") or ""}
    about["lasted"] = transcript.lasted
    for shape in DAYS:
        try:
            about["held_on"] = datetime.strptime(top.get("date", "").strip(), shape).date().isoformat()
        except ValueError:
            continue
    led = team.led(consultation, transcript)
    return Choices(who=led, about={name: value for name, value in about.items() if value and len(value) <= 200})


@transaction.atomic
def decide(
    draft: RecordDraft, choices: Choices, *, by: Person, group: Group | None, corrects: ImportedRecord | None = None
) -> None:
    """Store what was decided so far; of a record it newly corrects, with what was decided of that one."""
    access.require(by, draft.consultation, Do.IMPORT_RECORD)
    if corrects is not None and corrects.pk != draft.corrects_id:
        choices = carrying.over(corrects, transcript_of(draft), choices)
    rooms.about(choices)  # too long is refused before it is stored
    draft.choices, draft.group, draft.corrects = choices.without_idle().as_json(), group, corrects
    draft.changed_at = clock.now()
    draft.save(update_fields=["choices", "group", "corrects", "changed_at"])


def plan_of(draft: RecordDraft, transcript: Transcript | None = None) -> Plan:
    """What bringing the draft in would do. Raises Refused without a group, or without a topic guide."""
    if draft.group is None:
        raise Refused("Say first which group this is.")
    choices = Choices.from_json(draft.choices)
    return plan_transcript(draft.group, transcript or transcript_of(draft), choices=choices)


HERE_ALREADY = (
    "Much of this is here already, in the record “{}” of {}. Choose it under “Is it a corrected record of one that is "
    "here already?”, or tick that it is another meeting. Else everybody in it is counted twice."
)
MET_BEFORE = "This group has met before. Say under “Who is who” who of this record was there, then bring it in."
COMPARE = "Look at what the corrected file changes, then bring it in."


def alike(draft: RecordDraft, plan: Plan) -> ImportedRecord | None:
    """The record much of which the file is, in whatever group, where nobody said that it corrects one."""
    return None if draft.corrects_id else correcting.corrected_record(plan.group, plan, anywhere=True)


def refuse_unasked(draft: RecordDraft, plan: Plan) -> None:
    """Raise Refused until somebody has said of whom this group’s earlier records are, and that nothing is doubled.

    Each holds for one group and one record: who changes them in the press that brings it in has not looked.
    """
    here = alike(draft, plan)
    if here is not None and here.pk != plan.choices.apart_from:
        raise Refused(HERE_ALREADY.format(here, here.group))
    has_looked = plan.choices.looked == about_what(draft.group_id, draft.corrects_id)
    if draft.corrects_id and not has_looked:
        raise Refused(COMPARE)
    if not has_looked and before.people_before(plan.group).exists():
        raise Refused(MET_BEFORE)


@transaction.atomic
def bring_in(draft: RecordDraft, *, by: Person, may_quote: bool, reason: str = "") -> ImportedRecord:
    """Carry the draft out and delete it, with the file and every label in it. `reason`: see `correcting.correct`."""
    access.require(by, draft.consultation, Do.IMPORT_RECORD)
    draft = RecordDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    plan = plan_of(draft)
    refuse_unasked(draft, plan)
    if draft.corrects is not None:
        correcting.correct(plan, draft.corrects, by=by, may_quote=may_quote, reason=reason)
        kept = draft.corrects
    else:
        kept = rooms.import_transcript(plan, by=by, may_quote=may_quote)
    kept.brought_by.add(draft.member)  # who sent it, where somebody else brings it in
    draft.delete()
    return kept


def throw_away(draft: RecordDraft, *, by: Person) -> None:
    """Delete a draft before anything came of it."""
    access.require(by, draft.consultation, Do.IMPORT_RECORD)
    draft.delete()


def too_old(now: datetime) -> QuerySet[RecordDraft]:
    """Drafts that nobody has touched for their time."""
    return RecordDraft.objects.filter(changed_at__lte=now - timedelta(days=numbers.RECORD_DRAFT_DAYS))
