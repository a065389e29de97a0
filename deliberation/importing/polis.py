"""A Polis conversation brought in: statements, people and votes, as a closed wave."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Group, ParticipantProfile, ParticipationToken
from deliberation.counting import disclosure
from deliberation.importing import facts, notice
from deliberation.importing.records import BATCH, known_record
from deliberation.models import Ballot, ImportedRecord, Option, Poll, Question, Wave
from deliberation.polis.model import MISSING, PolisExport
from deliberation.questions.kinds.registry import STATEMENT
from people.errors import Refused
from people.models import Person
from people.text.dates import local_day
from people.text.sanitising import line_within, plain, shortened
from people.text.sentences import many

VOTES = dict(zip((1, -1, 0), STATEMENT.choices, strict=True))


def polis_fingerprint(export: PolisExport) -> str:
    """SHA-256 over statements, people and votes: the same conversation again is recognised."""
    digest = hashlib.sha256(export.votes.tobytes())
    digest.update(repr([(s.id, s.text, s.moderated) for s in export.statements]).encode())
    digest.update(repr(export.participants).encode())
    return digest.hexdigest()


#: Told as it goes: (rows written, rows in all).
Progress = Callable[[int, int], object]


@transaction.atomic
def import_polis(
    consultation: Consultation, export: PolisExport, *, by: Person, title: str, progress: Progress | None = None
) -> Wave:
    """Statements with agree, disagree and pass, as a closed wave of self-selected people. Whole or not at all.

    Statements rejected by that conversation's moderators keep their votes but are not shown.
    The same export a second time is left as it is. `progress(rows written, rows in all)` is called as it goes.
    """
    member = access.require(by, consultation, Do.IMPORT_RECORD)
    title = called(title)
    fingerprint = polis_fingerprint(export)
    known = known_record(consultation, fingerprint)
    if known:
        return known.wave or Wave.objects.get(poll__consultation=consultation, title=known.title)
    if problems := why_not(consultation, export, title):
        raise Refused(problems[0], problems)
    group, is_new = Group.objects.get_or_create(
        consultation=consultation, name=shortened(title, 60), defaults={"is_open": True, "target_size": 0}
    )
    wave = _statements(consultation, export, title)
    _ballots(wave, export, _tokens(consultation, group, len(export.participants)), progress)
    kept = ImportedRecord.objects.create(
        consultation=consultation,
        group=group,
        title=title,
        fingerprint=fingerprint,
        contributions_count=len(export.statements),
        is_conversation=True,
        wave=wave,
        made_group=is_new,
        lacks=shortened(export.lacks, 400),
        held_on=local_day(export.begun) if export.begun else None,
    )
    kept.save(update_fields=notice.settle(kept))
    kept.brought_by.add(member)
    notice.tell_panel(kept)
    told = [
        many(len(export.statements), "statement"),
        disclosure.at_least(len(export.participants), consultation.min_answer),
    ]
    record(
        "polis_imported",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=f"{title}: {len(export.statements)} statements, {len(export.participants)} people",
        fingerprint=fingerprint,
        in_public=". ".join(
            filter(None, [f"{title}: {', '.join(filter(None, told))}", notice.said(kept), facts.lacking(kept)])
        ),
    )
    return wave


def called(title: str) -> str:
    """What the conversation is called here. Raises Refused for a title that is too long."""
    return line_within(title, 160, "The title") or "Imported conversation"


def why_not(consultation: Consultation, export: PolisExport, title: str) -> list[str]:
    """Why it cannot come in under this title, in sentences; empty where it can.

    Whoever took part came by themselves: a group of invited people of the same name is not filled up with them. A
    statement is kept whole or not at all: nobody voted on the first thousand characters.
    """
    found = []
    if Wave.objects.filter(poll__consultation=consultation, title=title).exists():
        found.append(f"There is already a poll called “{title}” here. Give this one another title.")
    name = shortened(title, 60)
    if Group.objects.filter(consultation=consultation, name=name, is_open=False).exists():
        found.append(f"“{name}” is a group of invited people. Give the conversation another title.")
    most = Question._meta.get_field("text").max_length or 0
    long = [(one.id, len(plain(one.text))) for one in export.statements if len(plain(one.text)) > most]
    found += [f"Statement {number} is {length:,} characters long. The most is {most:,}." for number, length in long]
    return found


def _statements(consultation: Consultation, export: PolisExport, title: str) -> Wave:
    """The poll, its statements with their three options, and the closed wave that shows the accepted ones."""
    poll = Poll.objects.create(consultation=consultation, title=title)
    now = clock.now()
    wave = Wave.objects.create(
        poll=poll, kind=Wave.Kind.PULSE, title=title, state=Wave.State.CLOSED, opened_at=now, closed_at=now
    )
    questions = Question.objects.bulk_create(
        Question(
            poll=poll,
            order=order,
            key=f"statement-{s.id}",
            kind=STATEMENT.key,
            text=plain(s.text) or "(no text)",
            author_ref=str(s.author_id),
        )
        for order, s in enumerate(export.statements)
    )
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


def _ballots(wave: Wave, export: PolisExport, tokens: list[ParticipationToken], progress: Progress | None) -> None:
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
                    token_id=token.pk,
                    question_id=question.pk,
                    wave_id=wave.pk,
                    choice=choices[column][vote],
                    cast_on=today,
                )


def _batches(ballots: Iterable[Ballot]) -> Iterator[list[Ballot]]:
    batch: list[Ballot] = []
    for ballot in ballots:
        batch.append(ballot)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
