"""What was recorded of the meetings whose words were brought in: for the method annex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from consultations.models import Consultation, Role
from deliberation.models import Contribution, ImportedRecord

NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class RecordFacts:
    """One meeting. Empty words and None were not recorded (`said` says so)."""

    group: str
    title: str
    held_on: date | None
    place: str
    mode: str
    recorder: str
    present: str
    absent: str
    people: int
    contributions: int
    of_the_room: int
    imported_at: datetime

    def said(self, name: str) -> str:
        """A field in words, or that it was not recorded."""
        return str(getattr(self, name) or NOT_RECORDED)


def records_of(consultation: Consultation) -> Sequence[RecordFacts]:
    """Every record that was brought in, by group and day. People are counted by whose words they are."""
    spoken = Q(contributions__membership__role=Role.PARTICIPANT)
    room = Q(contributions__source_kind=Contribution.Source.ROOM)
    found = (
        ImportedRecord.objects.filter(consultation=consultation, contributions__isnull=False)
        .select_related("group")
        .annotate(
            people=Count("contributions__membership", filter=spoken, distinct=True),
            said=Count("contributions", filter=spoken, distinct=True),
            room=Count("contributions", filter=room, distinct=True),
        )
        .order_by("group__name", "held_on", "pk")
    )
    return [
        RecordFacts(
            r.group.name,
            r.title,
            r.held_on,
            r.place,
            r.get_mode_display(),
            r.recorder,
            r.present,
            r.absent,
            r.people,
            r.said,
            r.room,
            r.imported_at,
        )
        for r in found
    ]
