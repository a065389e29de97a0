"""A recorded room brought in: first planned and shown, then carried out whole."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.joining import joining
from consultations.models import Consent, Consultation, DiscussionArea, Group, Membership, Role
from deliberation.discussion import screening
from deliberation.importing.records import BATCH, known_record
from deliberation.models import Contribution, ContributionRevision, ImportedRecord, Thread
from deliberation.transcripts.model import Transcript, Utterance
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain

THREAD_TITLE = "What was said in the room"
AREA_MARK = re.compile(r"^area\s+(\d+)\b", re.IGNORECASE)


@dataclass
class Line:
    """One contribution to be."""

    area: DiscussionArea
    speaker: str
    body: str
    line: int
    kind: str
    held_because: str = ""


@dataclass
class Plan:
    """What an import would do, before it does it."""

    group: Group
    transcript: Transcript
    lines: list[Line] = field(default_factory=list)
    done_before: ImportedRecord | None = None

    @property
    def participants(self) -> list[str]:
        spoken = (line.speaker for line in self.lines if line.kind == Contribution.Source.TRANSCRIPT)
        return list(dict.fromkeys(speaker for speaker in spoken if speaker))

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.kind for line in self.lines)

    @property
    def held(self) -> list[Line]:
        return [line for line in self.lines if line.held_because]


def plan_transcript(group: Group, transcript: Transcript, *, area: int | None = None) -> Plan:
    """What importing `transcript` into `group` would do. Writes nothing.

    A note that begins "Area 2" moves to the second discussion area; `area` is where the record begins.
    Raises Refused when an area does not exist.
    """
    areas = {a.order: a for a in group.consultation.areas.all()}
    if not areas:
        raise Refused("This consultation has no discussion areas yet. Write its topic guide first.")
    start = min(areas) if area is None else area
    if start not in areas:
        raise Refused(f"There is no discussion area {start}. There are: {', '.join(map(str, sorted(areas)))}.")
    plan = Plan(group, transcript, done_before=known_record(group.consultation, transcript.fingerprint))
    here = areas[start]
    for said in transcript.utterances:
        moved = AREA_MARK.match(said.text) if said.is_note else None
        if moved:
            number = int(moved[1])
            if number not in areas:
                raise Refused(f"Line {said.line} moves to area {number}, which does not exist.")
            here = areas[number]
            continue
        plan.lines += _lines(said, here)
    return plan


def _lines(said: Utterance, area: DiscussionArea) -> Iterator[Line]:
    notes = said.is_note or said.role == "facilitator"
    kind = Contribution.Source.FACILITATOR_NOTE if notes else Contribution.Source.TRANSCRIPT
    for body in _pieces(plain(said.text)):
        because = "" if notes else screening.why_hold(body)
        yield Line(area, "" if notes else said.speaker, body, said.line, kind, because)


def _pieces(body: str, limit: int = Contribution.MAX_LENGTH) -> Iterator[str]:
    """Long speeches in parts, cut after a sentence where there is one."""
    while len(body) > limit:
        cut = max(body.rfind(". ", 0, limit) + 1, body.rfind("? ", 0, limit) + 1) or body.rfind(" ", 0, limit)
        cut = cut if cut > 0 else limit
        yield body[:cut].strip()
        body = body[cut:].strip()
    if body:
        yield body


@transaction.atomic
def import_transcript(plan: Plan, *, by: Person, may_quote: bool) -> ImportedRecord:
    """Carry out a plan: new pseudonyms, one contribution a turn, the speakers' labels forgotten.

    `may_quote`: the people in the room agreed to be quoted without their names. That they agreed to take part
    is what the facilitator states by importing. The same record a second time is left as it is.
    """
    consultation = plan.group.consultation
    member = access.require(by, consultation, Do.IMPORT_RECORD)
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    known = known_record(consultation, plan.transcript.fingerprint)
    if known:
        return known
    people = {speaker: _take_part(consultation, plan.group, may_quote) for speaker in plan.participants}
    kept = ImportedRecord.objects.create(
        consultation=consultation,
        group=plan.group,
        title=line_within(plan.transcript.title, 200, "The title of the record"),
        fingerprint=plan.transcript.fingerprint,
        contributions_count=len(plan.lines),
    )
    _store(plan, kept, people, member)
    record(
        "record_imported",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=f"{plan.group}: {len(plan.lines)} contributions of {len(people)} people",
        fingerprint=plan.transcript.fingerprint,
    )
    return kept


def brought_in(consultation: Consultation) -> QuerySet[Any]:
    """The people whose words came in a record, by the key of their standing."""
    said = Contribution.objects.filter(record__consultation=consultation, membership__role=Role.PARTICIPANT)
    return said.order_by().values_list("membership", flat=True).distinct()


def _take_part(consultation: Consultation, group: Group, may_quote: bool) -> Membership:
    consents = {Consent.Item.TAKE_PART} | ({Consent.Item.QUOTES} if may_quote else set())
    return joining.join(consultation, by=None, group=group, consents=consents)


def _store(plan: Plan, kept: ImportedRecord, people: dict[str, Membership], member: Membership) -> None:
    threads: dict[int, Thread] = {}
    now = clock.now()
    rows = []
    for line in plan.lines:
        if line.area.pk not in threads:
            threads[line.area.pk], _ = Thread.objects.get_or_create(
                area=line.area, group=plan.group, title=THREAD_TITLE, defaults={"order": 99}
            )
        rows.append(
            Contribution(
                thread=threads[line.area.pk],
                membership=people.get(line.speaker, member),
                body=line.body,
                source_kind=line.kind,
                record=kept,
                line=line.line,
                created_at=now,
                held_because=line.held_because,
                state=Contribution.State.HELD if line.held_because else Contribution.State.VISIBLE,
            )
        )
    made = Contribution.objects.bulk_create(rows, batch_size=BATCH)
    ContributionRevision.objects.bulk_create(
        (ContributionRevision(contribution=c, number=1, body=c.body, at=now) for c in made), batch_size=BATCH
    )
