"""A recorded room brought in, whole or not at all, and taken out again while nothing rests on it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.joining import joining
from consultations.models import Consent, Consultation, DiscussionArea, Group, Membership, ParticipationToken, Role
from deliberation.counting import disclosure
from deliberation.discussion import printed
from deliberation.importing import before, notice
from deliberation.importing.choices import ABOUT, Choices
from deliberation.importing.planning import Line, Plan, called
from deliberation.importing.records import BATCH, known_record, why_it_is_kept
from deliberation.models import Contribution, ContributionRevision, ImportedRecord, Thread
from deliberation.transcripts.model import Transcript
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, within
from people.text.sentences import listed, many

THREAD_TITLE = "What was said in the room"
State = Contribution.State
#: What the report prints of a meeting, and how each is looked at: facts and places lead somewhere, and count nobody.
PRINTED: dict[str, printed.Looked] = {
    "present": {}, "absent": {}, "asked": {}, "recorder": {},
    "lasted": {"counts": False},
    "place": {"besides": printed.OF_PLACES, "counts": False},
    "facts": {"besides": printed.OF_SOURCES, "counts": False},
}  # fmt: skip


@transaction.atomic
def import_transcript(plan: Plan, *, by: Person, may_quote: bool) -> ImportedRecord:
    """Carry out a plan: new pseudonyms, one contribution a turn, the speakers' labels forgotten.

    `may_quote`: the people in the room agreed to be quoted without their names. That they agreed to take part
    is what the facilitator states by importing. The same record a second time is left as it is.
    """
    consultation = plan.group.consultation
    member = access.require_held(by, consultation, Do.IMPORT_RECORD)
    known = known_record(consultation, plan.transcript.fingerprint)
    if known:
        return known
    if not plan.lines:
        raise Refused("Nothing would be brought in: no words are left.")
    speakers = dict.fromkeys(line.speaker for line in plan.lines if line.speaker)
    again = before.known(plan.group, plan.choices, speakers, may_quote=may_quote)
    people = {speaker: again.get(speaker) or take_part(consultation, plan.group, may_quote) for speaker in speakers}
    kept = ImportedRecord.objects.create(
        consultation=consultation,
        group=plan.group,
        fingerprint=plan.transcript.fingerprint,
        contributions_count=len(plan.lines),
        **about(plan.choices, plan.transcript),
    )
    kept.save(update_fields=notice.settle(kept))
    kept.brought_by.add(member)
    notice.tell_panel(kept)
    store(plan.lines, kept, people, member)
    record(
        "record_imported",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=f"{plan.group}: {len(plan.lines)} contributions of {len(people)} people{_also_before(again)}",
        fingerprint=plan.transcript.fingerprint,
        in_public=". ".join(
            [
                in_public(consultation, len(plan.lines), len(people)),
                *([before.SOME_ARE] if again else []),
                notice.said(kept),
            ]
        ),
    )
    return kept


def _also_before(again: dict[str, Membership]) -> str:
    names = listed(sorted(person.pseudonym for person in again.values()))
    return f", of whom an earlier record has {names}" if names else ""


def about(choices: Choices, transcript: Transcript | None = None) -> dict[str, Any]:
    """What was said of the meeting, ready to be stored. Raises Refused over a field's length, or its words.

    How long it took, where nobody was asked, is taken from the times in the file; what it is called, from its title.
    """
    said = {name: choices.about.get(name, "") for name in ABOUT if name != "held_on"}
    if transcript is not None and "lasted" not in choices.about:
        said["lasted"] = transcript.lasted
    if transcript is not None:
        said["title"] = called(transcript, choices)
    most = {field.name: field.max_length or 0 for field in ImportedRecord._meta.concrete_fields if field.name in said}
    whole = {
        "present": "Who was there",
        "absent": "Who was not there",
        "asked": "What was asked",
        "facts": "The facts that were put to people",
    }
    lines = {
        "title": "What the record is called",
        "place": "The place",
        "lasted": "How long it took",
        "recorder": "How it was recorded",
        "mode": "How people met",
    }
    for name, what in (whole | lines).items():
        if name in PRINTED:
            printed.refuse(what, said[name], **PRINTED[name])
    return {
        "held_on": choices.held_on,
        **{name: line_within(said[name], most[name], what) for name, what in lines.items()},
        **{name: within(said[name], most[name], what) for name, what in whole.items()},
    }


def brought_in(consultation: Consultation) -> QuerySet[Any]:
    """The people whose words came in a record, by the key of their standing."""
    said = Contribution.objects.filter(record__consultation=consultation, membership__role=Role.PARTICIPANT)
    return said.order_by().values_list("membership", flat=True).distinct()


def take_part(consultation: Consultation, group: Group, may_quote: bool) -> Membership:
    """A new person of the room, with a pseudonym and their consents."""
    consents = {Consent.Item.TAKE_PART} | ({Consent.Item.QUOTES} if may_quote else set())
    return joining.join(consultation, by=None, group=group, consents=consents)


def thread_for(area: DiscussionArea, group: Group) -> Thread:
    """Where the words of a room stand."""
    thread, _ = Thread.objects.get_or_create(area=area, group=group, title=THREAD_TITLE, defaults={"order": 99})
    return thread


def store(lines: Sequence[Line], kept: ImportedRecord, people: dict[str, Membership], member: Membership) -> None:
    """One contribution a line. Notes, and words of nobody in particular, stand under whoever brings them in."""
    threads = {area.pk: thread_for(area, kept.group) for area in {line.area.pk: line.area for line in lines}.values()}
    now = clock.now()
    rows = [
        Contribution(
            thread=threads[line.area.pk],
            membership=people.get(line.speaker, member),
            body=line.body,
            source_kind=line.kind,
            record=kept,
            line=line.line,
            created_at=now,
            held_because=line.held_because,
            to_check=line.to_check,
            state=State.HELD if line.held_because else State.VISIBLE,
        )
        for line in lines
    ]
    made = Contribution.objects.bulk_create(rows, batch_size=BATCH)
    ContributionRevision.objects.bulk_create(
        (ContributionRevision(contribution=c, number=1, body=c.body, at=now) for c in made), batch_size=BATCH
    )


def in_public(consultation: Consultation, lines: int, people: int) -> str:
    """How much a record holds, as the public record says it: one that somebody made up is seen by its size."""
    told = [many(lines, "line"), disclosure.at_least(people, consultation.min_answer)]
    return ", ".join(filter(None, told))


def why_it_stays(kept: ImportedRecord) -> str:
    """Why a record cannot be taken out any more, in a sentence; empty while it can."""
    if why := why_it_is_kept(kept):
        return why
    said = kept.contributions.all()
    for in_use in wired("RECORD_IN_USE"):
        if why := in_use(said):
            return str(why)
    if Contribution.objects.filter(reply_to__in=said).exclude(record=kept).exists():
        return "Somebody has answered it."
    return ""


@transaction.atomic
def take_out(kept: ImportedRecord, *, by: Person) -> None:
    """Undo an import whole: words, people and all, as if it had never come. Refused once something rests on it."""
    consultation = kept.consultation
    member = access.require_held(by, consultation, Do.IMPORT_RECORD)
    if why := why_it_stays(kept):
        raise Refused(f"This record cannot be taken out any more. {why}")
    said = kept.contributions.all()
    people = list(said.filter(membership__user=None).values_list("membership", flat=True).distinct())
    summary = f"{kept.group}: {said.count()} contributions of {len(people)} people"
    pk = kept.pk
    record(
        "record_taken_out",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=summary,
        fingerprint=kept.fingerprint,
        in_public=in_public(consultation, said.count(), len(people)),
    )
    try:
        said.delete()
        forget(people)
    except ProtectedError as error:
        raise Refused("This record cannot be taken out any more. Something else points to its words.") from error
    ImportedRecord.objects.filter(pk=pk).delete()
    Thread.objects.filter(group=kept.group, title=THREAD_TITLE, contributions=None).delete()


def forget(people: Iterable[int]) -> None:
    """Take out people of a room who have no words left here."""
    gone = Membership.objects.filter(pk__in=list(people), user=None, role=Role.PARTICIPANT, contributions=None)
    ParticipationToken.objects.filter(link__membership__in=gone).delete()
    gone.delete()
