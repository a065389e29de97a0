"""Bringing in what was said elsewhere: recorded rooms, and Polis conversations. All or nothing, and once only."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count

from audit import clock
from audit.record import record
from consultations import access, joining
from consultations.access import Do
from consultations.models import (
    Consent,
    Consultation,
    DiscussionArea,
    Group,
    Membership,
    ParticipantProfile,
    ParticipationToken,
)
from deliberation import screening
from deliberation.models import (
    Ballot,
    Contribution,
    ContributionRevision,
    ImportedRecord,
    Option,
    Poll,
    Question,
    Thread,
    Wave,
)
from deliberation.polis import MISSING, PolisExport
from deliberation.transcripts import Transcript, Utterance
from people.errors import Refused
from people.text import one_line, plain

THREAD_TITLE = "What was said in the room"
AREA_MARK = re.compile(r"^area\s+(\d+)\b", re.IGNORECASE)
VOTES = {1: "Agree", -1: "Disagree", 0: "Pass"}
BATCH = 2000


# --- A recorded room ----------------------------------------------------------------------------
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
    plan = Plan(group, transcript, done_before=_imported(group.consultation, transcript.fingerprint))
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
        found = [] if notes else screening.findings(body)
        because = f"It may contain {', '.join(found)}." if found else ""
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


def _imported(consultation: Consultation, fingerprint: str) -> ImportedRecord | None:
    return ImportedRecord.objects.filter(consultation=consultation, fingerprint=fingerprint).first()


@transaction.atomic
def import_transcript(plan: Plan, *, by: Any, may_quote: bool) -> ImportedRecord:
    """Carry out a plan: new pseudonyms, one contribution a turn, the speakers' labels forgotten.

    `may_quote`: the people in the room agreed to be quoted without their names. That they agreed to take part
    is what the facilitator states by importing. The same record a second time is left as it is.
    """
    consultation = plan.group.consultation
    member = access.require(by, consultation, Do.IMPORT_RECORD)
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    known = _imported(consultation, plan.transcript.fingerprint)
    if known:
        return known
    people = {speaker: _take_part(consultation, plan.group, may_quote) for speaker in plan.participants}
    kept = ImportedRecord.objects.create(
        consultation=consultation, group=plan.group, title=one_line(plan.transcript.title)[:200],
        fingerprint=plan.transcript.fingerprint, contributions_count=len(plan.lines),
    )  # fmt: skip
    _store(plan, kept, people, member)
    record(
        "record_imported", actor=member, subject=kept, consultation=consultation.slug,
        summary=f"{plan.group}: {len(plan.lines)} contributions of {len(people)} people",
        fingerprint=plan.transcript.fingerprint,
    )  # fmt: skip
    return kept


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
                thread=threads[line.area.pk], membership=people.get(line.speaker, member), body=line.body,
                source_kind=line.kind, record=kept, line=line.line, created_at=now, held_because=line.held_because,
                state=Contribution.State.HELD if line.held_because else Contribution.State.VISIBLE,
            )
        )  # fmt: skip
    made = Contribution.objects.bulk_create(rows, batch_size=BATCH)
    ContributionRevision.objects.bulk_create(
        (ContributionRevision(contribution=c, number=1, body=c.body, at=now) for c in made), batch_size=BATCH
    )


# --- A Polis conversation -----------------------------------------------------------------------
def polis_fingerprint(export: PolisExport) -> str:
    """SHA-256 over statements, people and votes: the same conversation again is recognised."""
    digest = hashlib.sha256(export.votes.tobytes())
    digest.update(repr([(s.id, s.text, s.moderated) for s in export.statements]).encode())
    digest.update(repr(export.participants).encode())
    return digest.hexdigest()


@transaction.atomic
def import_polis(consultation: Consultation, export: PolisExport, *, by: Any, title: str, progress: Any = None) -> Wave:
    """Statements with agree, disagree and pass, as a closed wave of self-selected people. Whole or not at all.

    Statements rejected by that conversation's moderators keep their votes but are not shown.
    The same export a second time is left as it is. `progress(rows written, rows in all)` is called as it goes.
    """
    member = access.require(by, consultation, Do.IMPORT_RECORD)
    title = one_line(title)[:160] or "Imported conversation"
    fingerprint = polis_fingerprint(export)
    known = _imported(consultation, fingerprint)
    if known:
        return Wave.objects.get(poll__consultation=consultation, title=known.title)
    if Wave.objects.filter(poll__consultation=consultation, title=title).exists():
        raise Refused(f"There is already a poll called “{title}” here. Give this one another title.")
    _refuse_long_statements(export)
    group, _ = Group.objects.get_or_create(
        consultation=consultation, name=title[:60], defaults={"is_open": True, "target_size": 0}
    )
    wave = _statements(consultation, export, title)
    _ballots(wave, export, _tokens(consultation, group, len(export.participants)), progress)
    kept = ImportedRecord.objects.create(
        consultation=consultation, group=group, title=title, fingerprint=fingerprint,
        contributions_count=len(export.statements),
    )  # fmt: skip
    record(
        "polis_imported", actor=member, subject=kept, consultation=consultation.slug,
        summary=f"{title}: {len(export.statements)} statements, {len(export.participants)} people",
        fingerprint=fingerprint,
    )  # fmt: skip
    return wave


def _refuse_long_statements(export: PolisExport) -> None:
    """A statement is kept whole or the import is refused: nobody voted on the first thousand characters."""
    most = Question._meta.get_field("text").max_length or 0
    long = [f"Statement {s.id} is {len(plain(s.text)):,} characters long." for s in export.statements
            if len(plain(s.text)) > most]  # fmt: skip
    if long:
        raise Refused("Some statements are too long.", [*long, f"The most is {most:,}. Nothing was imported."])


def _statements(consultation: Consultation, export: PolisExport, title: str) -> Wave:
    """The poll, its statements with their three options, and the closed wave that shows the accepted ones."""
    poll = Poll.objects.create(consultation=consultation, title=title)
    now = clock.now()
    wave = Wave.objects.create(
        poll=poll, kind=Wave.Kind.PULSE, title=title, state=Wave.State.CLOSED, opened_at=now, closed_at=now
    )
    questions = Question.objects.bulk_create(
        Question(
            poll=poll, order=order, key=f"statement-{s.id}", kind=Question.Kind.STATEMENT,
            text=plain(s.text) or "(no text)", author_ref=str(s.author_id),
        )
        for order, s in enumerate(export.statements)
    )  # fmt: skip
    Option.objects.bulk_create(
        Option(question=q, order=order, text=text) for q in questions for order, text in enumerate(VOTES.values())
    )
    shown = [q for q, s in zip(questions, export.statements, strict=True) if s.moderated >= 0]
    wave.questions.add(*shown)
    return wave


def _tokens(consultation: Consultation, group: Group, count: int) -> list[ParticipationToken]:
    """A token a person, with a profile that says only where they came from. Linked to nobody."""
    made = (ParticipationToken(consultation=consultation) for _ in range(count))
    tokens = ParticipationToken.objects.bulk_create(made, batch_size=BATCH)
    ParticipantProfile.objects.bulk_create(
        (ParticipantProfile(token=token, group=group) for token in tokens), batch_size=BATCH
    )
    return tokens


def _ballots(wave: Wave, export: PolisExport, tokens: list[ParticipationToken], progress: Any) -> None:
    """One ballot a cell of the matrix, written in batches so that memory stays with the matrix."""
    options: dict[int, dict[str, int]] = {}
    for option in Option.objects.filter(question__poll=wave.poll):
        options.setdefault(option.question_id, {})[option.text] = option.pk
    questions = list(Question.objects.filter(poll=wave.poll).order_by("order"))
    total, written = int((export.votes != MISSING).sum()), 0
    for batch in _batches(_cells(wave, export, tokens, questions, options)):
        written += len(Ballot.objects.bulk_create(batch))
        if progress:
            progress(written, total)


def _cells(
    wave: Wave, export: PolisExport, tokens: list[ParticipationToken], questions: list[Question], options: Any
) -> Iterator[Ballot]:
    today = clock.today()
    choices = [{vote: str(options[q.pk][text]) for vote, text in VOTES.items()} for q in questions]
    for row, token in enumerate(tokens):
        for column, question in enumerate(questions):
            vote = int(export.votes[row, column])
            if vote != MISSING:
                yield Ballot(
                    token_id=token.pk, question_id=question.pk, wave_id=wave.pk, choice=choices[column][vote],
                    cast_on=today,
                )  # fmt: skip


def _batches(ballots: Iterable[Ballot]) -> Iterator[list[Ballot]]:
    batch: list[Ballot] = []
    for ballot in ballots:
        batch.append(ballot)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def tallies(wave: Wave) -> dict[str, tuple[int, int, int]]:
    """(agree, disagree, pass) by question key, counted from the stored ballots in one GROUP BY."""
    texts = {str(o.pk): o.text for o in Option.objects.filter(question__poll=wave.poll)}
    keys = dict(Question.objects.filter(poll=wave.poll).values_list("pk", "key"))
    counted: dict[str, Counter[str]] = {key: Counter() for key in keys.values()}
    rows = Ballot.objects.filter(wave=wave).values_list("question", "choice").annotate(people=Count("pk"))
    for question, choice, people in rows:
        counted[keys[question]][texts[choice]] += people
    return {key: (c["Agree"], c["Disagree"], c["Pass"]) for key, c in counted.items()}
