"""What was recorded of the meetings whose words were brought in: for the method annex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from consultations.models import Consent, Consultation, Role
from deliberation.importing import before, meeting, notice
from deliberation.models import Contribution, ImportedRecord, RecordStanding, TakenBackObjection
from people.text.dates import day
from people.text.sentences import listed

NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class RecordFacts:
    """One meeting. Empty words and None were not recorded (`said` says so)."""

    group: str
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
    standing: str = ""
    may_be_quoted: bool = False  # as was stated when it came in
    notice: str = ""  # whether it stood in public beforehand; empty: not known
    lasted: str = ""
    asked: str = ""  # and what of the topic guide was left out
    facts: str = ""  # put to people there, beyond the briefing
    before: tuple[str, ...] = ()  # what was said of it until it was put right

    @property
    def called(self) -> str:
        """Not by its title: that is mostly the name of a file, and such a name is often somebody’s."""
        on = f" on {day(self.held_on)}" if self.held_on else ""
        return f"{self.group}, a meeting elsewhere{on}"

    def said(self, name: str) -> str:
        """A field in words, or that it was not recorded."""
        return str(getattr(self, name) or NOT_RECORDED)


def how_it_stands(kept: ImportedRecord) -> str:
    """Whether it counts, and who says so: "Yes: confirmed by Ade Finch, who was there"; and what was taken back."""
    return ". ".join([_how_it_stands(kept), *map(_taken_back, kept.taken_back.all())])


def _with_others(stands: str, told: str) -> str:
    """What is said of people who may be in another record of the group stands beside it."""
    return f"{stands}. {told}" if told else stands


def _taken_back(one: TakenBackObjection) -> str:
    said = f"{one.name} of the panel objected: “{one.objection}”"
    return f"{said}, and took it back on {day(one.on)}: “{one.words}”"


def _how_it_stands(kept: ImportedRecord) -> str:
    objected = f"{kept.objector} of the panel objected: “{kept.objection}”" if kept.objection else ""
    if kept.standing == RecordStanding.WAITS and objected:
        return f"No. {objected}"
    if kept.standing == RecordStanding.WAITS:
        return "No: no second person has confirmed it, so it counts nowhere"
    if kept.standing == RecordStanding.BEFORE:
        return "Yes, unconfirmed: it was brought in before records had to be"
    who = kept.confirmed_by.public_name if kept.confirmed_by else "a second person"
    confirmed = f"Yes: confirmed by {who}, who {kept.get_confirmed_how_display()}"
    return f"{confirmed}. Before, {objected}" if objected else confirmed


def records_of(consultation: Consultation) -> Sequence[RecordFacts]:
    """Every record that was brought in, by group and day. People are counted by whose words they are."""
    spoken = Q(contributions__membership__role=Role.PARTICIPANT)
    room = Q(contributions__source_kind=Contribution.Source.ROOM)
    quotes = Consent.objects.filter(membership__contributions__record=OuterRef("pk"), item=Consent.Item.QUOTES)
    found = (
        ImportedRecord.objects.filter(consultation=consultation, contributions__isnull=False)
        .select_related("group", "confirmed_by__user", notice.GROUP_OF_MEETING)
        .prefetch_related("taken_back", notice.ALSO_OF_MEETING, notice.RECORDS_OF_MEETING)
        .annotate(
            people=Count("contributions__membership", filter=spoken, distinct=True),
            said=Count("contributions", filter=spoken, distinct=True),
            room=Count("contributions", filter=room, distinct=True),
            quotes=Exists(quotes),
        )
        .order_by("group__name", "held_on", "pk")
    )
    records = list(found)
    is_again = len({one.group_id for one in records}) < len(records)
    twice = before.told(consultation) if is_again else {}
    before_it_was = meeting.said_before(consultation) if records else {}
    return [
        RecordFacts(
            r.group.name,
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
            _with_others(how_it_stands(r), twice.get(r.pk, "")),
            r.quotes,
            notice.said(r),
            r.lasted,
            r.asked,
            r.facts,
            tuple(before_it_was.get(r.pk, ())),
        )
        for r in records
    ]


@dataclass(frozen=True)
class ConversationFacts:
    """A conversation of statements that was held elsewhere and brought in."""

    title: str
    begun: date | None  # the day of its first statement or vote, as the export says
    statements: int
    notice: str  # whether it stood in public here beforehand
    brought: str  # by whom and when
    objections: str
    lacks: str = ""  # what its files did not agree on, as it came in

    @property
    def told(self) -> str:
        """In a few sentences, beside its results."""
        held = f"This conversation was held elsewhere. {self.brought}."
        said = f"{self.notice}." if self.notice else "Whether it was announced here beforehand is not known."
        lacks = f"{self.lacks}." if self.lacks else ""
        return " ".join(filter(None, [held, said, lacks, f"{self.objections}." if self.objections else ""]))


def conversations_of(consultation: Consultation, title: str = "") -> list[ConversationFacts]:
    """Every conversation that was brought in, or the one of this title."""
    found = ImportedRecord.objects.filter(consultation=consultation, is_conversation=True).order_by("pk")
    if title:
        found = found.filter(title=title)
    return [
        ConversationFacts(
            one.title,
            one.held_on,
            one.contributions_count,
            notice.said(one),
            f"Brought in{_by(one)} on {day(one.imported_at)}",
            objections_to(one),
            lacking(one),
        )
        for one in found.prefetch_related("brought_by__user", "taken_back")
    ]


def _by(kept: ImportedRecord) -> str:
    names = listed([one.public_name for one in kept.brought_by.all()])
    return f" by {names}" if names else ""


def lacking(kept: ImportedRecord) -> str:
    """That its files did not agree, and somebody brought it in all the same; empty where they did."""
    return f"Its files did not agree: {kept.lacks.rstrip('.')}" if kept.lacks else ""


def objections_to(kept: ImportedRecord) -> str:
    """What the panel said against it, and what of that was taken back."""
    stands = [f"{kept.objector} of the panel objected: “{kept.objection}”"] if kept.objection else []
    return ". ".join([*map(_taken_back, kept.taken_back.all()), *stands])
