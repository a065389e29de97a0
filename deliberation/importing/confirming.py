"""A record counts only once a second person says that the meeting took place as it stands there.

Whoever brings a file in could have made it up: twenty speakers are a majority. So its people are in no label and no
base, and none of its words is quoted, until another facilitator or somebody of the panel has confirmed it. A corrected
file is another text, so it waits again. One that the panel objects to waits for somebody else of the panel. Records
from before this rule stay counted, and the annex says so.
docs/decisions/records.md
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consultation, Membership, ParticipantProfile, Role
from consultations.notifications import notifications
from consultations.record.public_record import IN_PUBLIC
from consultations.stages.stages import public_reason
from deliberation.importing import notice, words_out
from deliberation.importing.records import CORRECTED
from deliberation.importing.rooms import in_public
from deliberation.models import Contribution, HowKnown, ImportedRecord, RecordStanding, TakenBackObjection
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sentences import many

YOURS = (
    "You sent this record, brought it in, corrected it or took words out. Another facilitator, or somebody of the "
    "panel, confirms it."
)
CHANGED = "The record was changed after you opened this page. Read it as it stands now, then confirm it."
DONE = "This record is confirmed already."


class Overtaken(Refused):
    """Somebody confirmed or corrected the record between reading and saying yes: what they tried is noted."""


#: Words of a record that counts, and all that are of none.
COUNTS = ~Q(record__standing=RecordStanding.WAITS)


def why_not(kept: ImportedRecord, member: Membership) -> str:
    """Why this person does not confirm the record; empty when they may. Who brought one in before is not known."""
    if kept.standing == RecordStanding.CONFIRMED:
        return DONE
    if kept.standing == RecordStanding.BEFORE:
        return "This record was brought in before records were confirmed, and counts without."
    if kept.objection and (member.role != Role.OVERSIGHT or member.pk == kept.objected_by_id):
        return f"{kept.objector} of the panel objected to this record. Somebody else of the panel confirms it."
    brought = set(kept.brought_by.values_list("pk", flat=True))
    return YOURS if member.pk in brought else seating.why_not_second(member, brought)


@transaction.atomic
def confirm(kept: ImportedRecord, *, by: Person, how: str, seen: str) -> ImportedRecord:
    """Somebody who had no hand in it says that the meeting was as the record has it. `seen`: `words_out.as_read`."""
    consultation = kept.consultation
    member = access.require(by, consultation, Do.CONFIRM_RECORD)
    kept = ImportedRecord.objects.select_for_update(no_key=True).get(pk=kept.pk)
    if seen != words_out.as_read(kept):
        raise Overtaken(CHANGED)
    if why := why_not(kept, member):
        raise Overtaken(why) if why == DONE else Refused(why)
    if how not in HowKnown.values:
        raise Refused("Say how you know that it was so.")
    kept.standing, kept.confirmed_by, kept.confirmed_at = RecordStanding.CONFIRMED, member, clock.now()
    kept.confirmed_how = how
    kept.save(update_fields=["standing", "confirmed_by", "confirmed_at", "confirmed_how"])
    said = kept.contributions.all()
    people = said.filter(membership__role=Role.PARTICIPANT).values("membership").distinct().count()
    record(
        "record_confirmed",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=f"{kept.group}: {kept.get_confirmed_how_display()}",
        fingerprint=kept.fingerprint,
        in_public=in_public(consultation, said.count(), people) + _changed(kept),
    )
    return kept


def _changed(kept: ImportedRecord) -> str:
    """Of how many lines the words are not those of the file, whose fingerprint stands beside it."""
    lines = words_out.changed_lines(kept).count()
    return f". Taken out since, or words of it: {many(lines, 'line')}" if lines else ""


def why_not_object(kept: ImportedRecord, member: Membership) -> str:
    """Why this member of the panel does not object to it now; empty while they can.

    Once: then the panel itself has decided. What was taken back was not decided, so anybody else of it can object:
    else a friend of whoever brought the record in would object first, take it back, and nobody could any more.
    """
    if kept.objection:
        decided = "" if kept.standing == RecordStanding.WAITS else " It was decided since."
        return f"{kept.objector} of the panel has objected already.{decided}"
    if kept.taken_back.filter(by=member).exists() and not _is_another_text(kept, member):
        return "You objected to this record and took it back. Anybody else of the panel can still object."
    return ""


def _is_another_text(kept: ImportedRecord, member: Membership) -> bool:
    """It was corrected since this member took an objection back: they were convinced of other words."""
    acts = Entry.objects.filter(consultation=kept.consultation.slug, subject=f"importedrecord:{kept.pk}")
    theirs = Q(action="record_objection_taken_back", actor=member.audit_name)
    last = acts.filter(theirs | Q(action__in=CORRECTED)).order_by("number").last()
    return last is not None and last.action in CORRECTED


def may_take_back(kept: ImportedRecord, member: Membership) -> bool:
    """Whoever objected, until somebody else of the panel has confirmed the record."""
    return bool(kept.objection) and kept.objected_by_id == member.pk and kept.standing == RecordStanding.WAITS


@transaction.atomic
def take_back(kept: ImportedRecord, *, by: Person, words: str) -> ImportedRecord:
    """Whoever objected was convinced. The record waits for a second person as one that nobody doubts.

    The rest of the panel has its days anew: they may have kept quiet because one of them had objected.
    """
    member = access.require(by, kept.consultation, Do.OBJECT_TO_RECORD)
    kept = ImportedRecord.objects.select_for_update(no_key=True).get(pk=kept.pk)
    if not may_take_back(kept, member):
        raise Refused("Only whoever objected takes it back, until somebody else of the panel has confirmed the record.")
    words = public_reason(words, "record of the meeting")
    said = f"{kept.group}: {kept.objection} Taken back: {words}"
    TakenBackObjection.objects.create(
        record=kept, by=member, name=kept.objector, objection=kept.objection, words=words, on=clock.today()
    )
    kept.objection, kept.objector, kept.objected_by = "", "", None
    notice.give_days(kept)
    kept.save(update_fields=["objection", "objector", "objected_by", *notice.DAYS])
    slug = kept.consultation.slug
    record("record_objection_taken_back", actor=member, subject=kept, consultation=slug, summary=said, in_public=said)
    title = f"An objection to a record of a meeting was taken back. Object until {day(kept.object_until)}"
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        key = f"objection taken back {kept.pk} {member.pk}"
        notifications.tell(kept.consultation, kind, key, title, "record_of_meeting", kept.pk)
    return kept


@transaction.atomic
def object_to(kept: ImportedRecord, *, by: Person, reason: str) -> ImportedRecord:
    """Somebody of the panel doubts it. It counts nowhere then, until somebody else of the panel confirms it."""
    member = access.require(by, kept.consultation, Do.OBJECT_TO_RECORD)
    kept = ImportedRecord.objects.select_for_update(no_key=True).get(pk=kept.pk)
    if why := why_not_object(kept, member):
        raise Refused(why)
    kept.objection, kept.objector = public_reason(reason, "record of the meeting"), member.public_name
    kept.objected_by, kept.standing = member, RecordStanding.WAITS
    kept.confirmed_by, kept.confirmed_at, kept.confirmed_how = None, None, ""
    kept.save(
        update_fields=[
            "objection",
            "objector",
            "objected_by",
            "standing",
            "confirmed_by",
            "confirmed_at",
            "confirmed_how",
        ]
    )
    said = f"{kept.group}: {kept.objection}"
    slug = kept.consultation.slug
    record("record_objected_to", actor=member, subject=kept, consultation=slug, summary=said, **{IN_PUBLIC: said})
    title = "Somebody of the panel objected to a record of a meeting"
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        notifications.tell(
            kept.consultation, kind, f"objection {kept.pk} {member.pk}", title, "record_of_meeting", kept.pk
        )
    return kept


@transaction.atomic
def note_overtaken(kept: ImportedRecord, *, by: Person) -> None:
    """The one who came too late is in the record too. Called once what they tried is undone."""
    member = access.require(by, kept.consultation, Do.CONFIRM_RECORD)
    record("record_overtaken", actor=member, subject=kept, consultation=kept.consultation.slug)


def profiles_that_wait(consultation: Consultation) -> QuerySet[ParticipantProfile]:
    """What is counted of age and place of people in a conversation of statements that nobody confirmed: nothing at all.

    They came in with no more than the group that was made for them; people of a transcript have no such profile.
    """
    waiting = ImportedRecord.objects.filter(
        consultation=consultation, standing=RecordStanding.WAITS, contributions=None
    ).values("group")
    return ParticipantProfile.objects.filter(group__in=waiting, token__link=None, age_band="", borough="").order_by()


def people_who_wait(consultation: Consultation) -> QuerySet[Contribution, int]:
    """Keys of the standings of people whose words came only in records that count nowhere yet.

    Whoever is in one that counts as well stays counted: else a record of a second evening would take them out.
    """
    said = Contribution.objects.filter(record__consultation=consultation, membership__role=Role.PARTICIPANT).order_by()
    counted = said.exclude(record__standing=RecordStanding.WAITS).values("membership")
    waiting = said.filter(record__standing=RecordStanding.WAITS).exclude(membership__in=counted)
    return waiting.values_list("membership", flat=True).distinct()
