"""Whether a meeting stood in public before it took place, and what follows where it did not.

A record that two people agreed to invent looks like any other. A meeting that was announced could have been visited, so
one that was not is told apart: in public, to the panel, in the base, and in every finding that would not hold without.
One announcement covers one meeting: of a plenary each group, or table, may have its record, and that several came of
one announcement is said. Where most announced days came to nothing the panel is told as well.
docs/decisions/records.md
"""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from audit import clock
from consultations.access import Do
from consultations.models import Consultation, Group, Role
from consultations.notifications import notifications
from consultations.notifications.working_days import later_by_last_pause, working_days_after
from consultations.stages import pauses
from consultations.stages.stages import Missing
from deliberation import numbers
from deliberation.models import Contribution, ImportedRecord, MeetingNotice, RecordStanding, Session
from deliberation.sessions.announcing import Days, days_of
from people.text.dates import day, local_day
from people.text.sentences import many


def announced(group: Group, held_on: date | None) -> list[Session]:
    """The sessions that announced a meeting of this group on this day, the first announced first."""
    planned = Session.objects.filter(consultation=group.consultation, starts_at__isnull=False)
    planned = planned.select_related("consultation").prefetch_related("also")
    on_that_day = [one for one in planned if one.starts_at is not None and local_day(one.starts_at) == held_on]
    told = [(one.announced_on, one.pk, one) for one in on_that_day if one.admits(group.pk) and _ran_then(one, held_on)]
    return [one for since, _, one in sorted((since, pk, one) for since, pk, one in told if since is not None)]


def _ran_then(session: Session, held_on: date | None) -> bool:
    """A session that was run on another day than was announced announces nothing any more."""
    return session.started_at is None or local_day(session.started_at) == held_on


def meeting_of(group: Group, held_on: date | None, kept: ImportedRecord | None = None) -> Session | None:
    """The announced meeting of which this can be the record (`kept`: what it corrects); None where there is none.

    Each has one record a group, so whoever brings a second one in has no announcement left for it. From the second
    group on they are told apart (`beside`).
    """
    others = ImportedRecord.objects.filter(group=group, meeting__isnull=False)
    taken = {meeting for meeting, pk in others.values_list("meeting", "pk") if kept is None or pk != kept.pk}
    free = [one for one in announced(group, held_on) if one.pk not in taken]
    had = kept.meeting_id if kept else None
    return next((one for one in free if one.pk == had), free[0] if free else None)


def settle(kept: ImportedRecord) -> list[str]:
    """As a record comes in or is corrected: whether its meeting was announced. Returns the fields to save."""
    kept.meeting = meeting_of(kept.group, kept.held_on, kept)
    kept.announced_on = kept.meeting.announced_on if kept.meeting else None
    kept.notice = MeetingNotice.ANNOUNCED if kept.meeting else MeetingNotice.NOT
    if _is_looked_at(kept):
        give_days(kept)
    else:
        kept.object_until = kept.object_from = None
    return ["meeting", "announced_on", "notice", *DAYS]


def _is_looked_at(kept: ImportedRecord) -> bool:
    """Whether the panel has its days for it, as it stands now."""
    if kept.is_unannounced or kept.is_conversation or beside(kept):
        return True
    return is_one_of_many(days_of(kept.consultation))


def beside(kept: ImportedRecord) -> QuerySet[ImportedRecord]:
    """The other records that came of the same announced meeting: of its other groups, or its other tables."""
    if kept.meeting_id is None:
        return ImportedRecord.objects.none()
    return ImportedRecord.objects.filter(meeting=kept.meeting_id).exclude(pk=kept.pk).order_by("pk")


def others_of(meeting: Session, kept: ImportedRecord | None) -> bool:
    """Whether a record of another group came of this meeting (`kept`: what is corrected)."""
    others = meeting.records.all()
    return (others.exclude(pk=kept.pk) if kept else others).exists()


DAYS = ["object_until", "object_from"]


def give_days(kept: ImportedRecord) -> None:
    """The panel has its days for it from now on. Not saved: `DAYS` are the fields."""
    kept.object_until = working_days_after(clock.today(), numbers.RECORD_OBJECTION_DAYS)
    kept.object_from = clock.now()


def days_anew(kept: ImportedRecord) -> list[str]:
    """Another record than the panel had its days for: where it had any it has them again. Returns fields to save."""
    if kept.object_until is None:
        return []
    give_days(kept)
    return DAYS


def is_one_of_many(days: Days) -> bool:
    """Whether most announced days came to nothing: then an announcement tells little of what was held on its day."""
    gone = days.empty + days.taken_back
    return gone >= numbers.MANY_EMPTY_DAYS and gone > days.held


def lengthen(consultation: Consultation) -> None:
    """As a pause ends: the panel has the days on which nobody could object on top, of records and conversations."""
    began = consultation.paused_at
    assert began is not None
    spans = pauses.of(consultation)
    for kept in ImportedRecord.objects.filter(consultation=consultation, object_until__gte=local_day(began)):
        kept.object_until = later_by_last_pause(kept.object_until, spans, kept.object_from)  # type: ignore[arg-type]
        kept.save(update_fields=["object_until"])


def tell_panel(kept: ImportedRecord) -> None:
    """Of a record that the panel has days to look at, as it comes in and whenever it is corrected.

    Those that came of the same announced meeting before are looked at beside it: the invented one may be the first.
    """
    for other in beside(kept).filter(object_until=None):
        give_days(other)
        other.save(update_fields=DAYS)
        _tell(other)
    _tell(kept)


def _tell(kept: ImportedRecord) -> None:
    if kept.object_until is not None:
        was = "that is one of many announced"
        if kept.is_unannounced:
            was = "that was not announced"
        elif kept.is_conversation:
            was = "whose first day is its own word"
        elif beside(kept):
            was = "that is one of several of one announced meeting"
        what = "conversation held elsewhere" if kept.is_conversation else "record of a meeting"
        title = f"A {what} {was}: object until {day(kept.object_until)}"
        key = f"record {kept.pk} {kept.fingerprint}"
        notifications.tell(kept.consultation, notifications.PANEL, key, title, "record_of_meeting", kept.pk)


def look_again() -> list[str]:
    """By the clock: days come to nothing after a record came in. Then the panel has its days for that record too."""
    open_here = Consultation.objects.filter(stage__in=Do.OBJECT_TO_RECORD.stages, imported_records__in=_not_looked_at())
    done = []
    for consultation in open_here.distinct().order_by("pk"):
        if is_one_of_many(days_of(consultation)):
            for kept in _not_looked_at().filter(consultation=consultation).order_by("pk"):
                give_days(kept)
                kept.save(update_fields=DAYS)
                _tell(kept)
            done.append(f"{consultation.slug}: the panel looks at records of meetings that are among many announced")
    return done


def _not_looked_at() -> QuerySet[ImportedRecord]:
    return ImportedRecord.objects.filter(notice=MeetingNotice.ANNOUNCED, object_until=None)


def said(kept: ImportedRecord) -> str:
    """For everybody; empty of a record from before this was kept."""
    if kept.announced_on is not None:
        since = f"since {day(kept.announced_on)}"
        if kept.is_conversation:
            return f"Its first day was announced here, {since}. Which day was its first is {OWN_WORD}"
        return f"Announced beforehand, {since}{_of_one_meeting(kept)}"
    return str(MeetingNotice.NOT.label) if kept.is_unannounced else ""


#: Whoever brings an export in can have edited it, so what it says of days is nobody else’s.
OWN_WORD = "the export’s own word"


#: What `said` looks at, of many records at once: `select_related` and `prefetch_related` of a list of them.
GROUP_OF_MEETING = "meeting__group"
ALSO_OF_MEETING = "meeting__also"
RECORDS_OF_MEETING = Prefetch("meeting__records", ImportedRecord.objects.only("pk", "meeting"))


def _of_one_meeting(kept: ImportedRecord) -> str:
    """ ", as one meeting of 3 groups; 2 records came of it"; empty of a meeting of one group."""
    groups = len(kept.meeting.groups) if kept.meeting is not None else 1
    if groups < 2:
        return ""
    assert kept.meeting is not None
    came = kept.meeting.records.count()  # of itself, too; counted already where a list has them (RECORDS_OF_MEETING)
    told = f"; {many(came, 'record')} came of it" if came > 1 else ""
    return f", as one meeting of {many(groups, 'group')}{told}"


def people_unannounced(consultation: Consultation) -> QuerySet[Contribution, int]:
    """Keys of the standings of people who count and are known only from records of such meetings."""
    said = Contribution.objects.filter(record__consultation=consultation, membership__role=Role.PARTICIPANT)
    said = said.exclude(record__standing=RecordStanding.WAITS).order_by()
    elsewhere = said.exclude(record__notice=MeetingNotice.NOT).values("membership")
    only_there = said.filter(record__notice=MeetingNotice.NOT).exclude(membership__in=elsewhere)
    return only_there.values_list("membership", flat=True).distinct()


def panel_had_time_to_object(consultation: Consultation) -> list[Missing]:
    """Gate: some working days after such a record came in. It passes by itself, so nobody holds anything up with it."""
    looked_at = Q(object_until__gte=clock.today())
    not_yet = Q(notice=MeetingNotice.ANNOUNCED, object_until=None)
    found = ImportedRecord.objects.filter(looked_at | not_yet, _IS_SHOWN, consultation=consultation)
    found = found.select_related("group").order_by("object_until", "pk")
    waiting = [one for one in found if one.object_until is not None]
    missing = [
        Missing(
            f"The panel can object until {day(one.object_until)} to {_named(one)}: {why_looked_at(one)}",
            "records",
        )
        for one in waiting
    ]
    if len(found) > len(waiting) and is_one_of_many(days_of(consultation)):
        missing.append(Missing("The panel is told by tomorrow that most announced days came to nothing.", "records"))
    return missing


#: A record that waits is in nothing; a conversation is shown as soon as it came in.
_IS_SHOWN = ~Q(standing=RecordStanding.WAITS) | Q(is_conversation=True)


def _named(kept: ImportedRecord) -> str:
    """ "the record of Group 1, 3 March 2026", "the conversation “Signs”"."""
    if kept.is_conversation:
        return f"the conversation “{kept}”"
    return f"the record of {kept.group}, {day(kept.held_on) or kept}"


def why_looked_at(kept: ImportedRecord) -> str:
    """Why the panel has days to look at it."""
    if kept.is_unannounced:
        return f"that {'conversation' if kept.is_conversation else 'meeting'} was not announced beforehand."
    if kept.taken_back.exists():
        return "somebody of the panel objected to it and took that back."
    if kept.is_conversation:
        return f"the day on which it began is {OWN_WORD}."
    if came := beside(kept).count():
        return f"{many(came + 1, 'record')} came of one announced meeting."
    return "most announced days came to nothing."
