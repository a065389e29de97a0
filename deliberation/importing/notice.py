"""Whether a meeting stood in public before it took place, and what follows where it did not.

A record that two people agreed to invent looks like any other. A meeting that was announced could have been visited, so
one that was not is told apart: in public, to the panel, in the base, and in every finding that would not hold without.
docs/decisions/records.md
"""

from datetime import date

from django.db.models import QuerySet

from audit import clock
from consultations.models import Consultation, Group, Role
from consultations.stages.stages import Missing
from consultations.telling import telling
from consultations.telling.working_days import working_days_after
from deliberation import numbers
from deliberation.models import Contribution, ImportedRecord, MeetingNotice, RecordStanding, Session
from people.text.dates import day, local_day


def announced_on(group: Group, held_on: date | None) -> date | None:
    """Since when a meeting of this group on this day stands on the public page; None where it does not."""
    planned = Session.objects.filter(consultation=group.consultation, starts_at__isnull=False)
    planned = planned.select_related("consultation").prefetch_related("also")
    on_that_day = [one for one in planned if one.starts_at is not None and local_day(one.starts_at) == held_on]
    return min((since for one in on_that_day if one.admits(group.pk) and (since := one.announced_on)), default=None)


def settle(kept: ImportedRecord) -> list[str]:
    """As a record comes in or is corrected: whether its meeting was announced. Returns the fields to save."""
    kept.announced_on = announced_on(kept.group, kept.held_on)
    kept.notice = MeetingNotice.ANNOUNCED if kept.announced_on else MeetingNotice.NOT
    unannounced = kept.is_unannounced
    kept.object_until = working_days_after(clock.today(), numbers.RECORD_OBJECTION_DAYS) if unannounced else None
    return ["announced_on", "notice", "object_until"]


def tell_panel(kept: ImportedRecord) -> None:
    """Of a record whose meeting nobody could have visited, as it comes in and whenever it is corrected."""
    if kept.object_until is not None:
        title = f"A record of a meeting that was not announced: object until {day(kept.object_until)}"
        key = f"record {kept.pk} {kept.fingerprint}"
        telling.tell(kept.consultation, telling.PANEL, key, title, "record_of_meeting", kept.pk)


def said(kept: ImportedRecord) -> str:
    """For everybody; empty of a record from before this was kept."""
    if kept.announced_on is not None:
        return f"Announced beforehand, since {day(kept.announced_on)}"
    return str(MeetingNotice.NOT.label) if kept.is_unannounced else ""


def people_unannounced(consultation: Consultation) -> QuerySet[Contribution, int]:
    """Keys of the standings of people who count and are known only from records of such meetings."""
    said_there = Contribution.objects.filter(
        record__consultation=consultation, record__notice=MeetingNotice.NOT, membership__role=Role.PARTICIPANT
    )
    said_there = said_there.exclude(record__standing=RecordStanding.WAITS)
    return said_there.order_by().values_list("membership", flat=True).distinct()


def panel_had_time_to_object(consultation: Consultation) -> list[Missing]:
    """Gate: some working days after such a record came in. It passes by itself, so nobody holds anything up with it."""
    waiting = ImportedRecord.objects.filter(consultation=consultation, object_until__gte=clock.today())
    waiting = waiting.exclude(standing=RecordStanding.WAITS).select_related("group").order_by("object_until", "pk")
    return [
        Missing(
            f"The panel can object until {day(one.object_until)} to the record of {one.group}, "
            f"{day(one.held_on) or one}: that meeting was not announced beforehand.",
            "records",
        )
        for one in waiting
    ]
