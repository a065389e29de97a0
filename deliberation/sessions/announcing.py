"""The meetings that are to come or took place, for everybody: their day and their groups, and what they close.

No place and no hour: those who are invited read them, and nobody waits outside for people who talk about the police.
A day that was announced stays on the list, whatever becomes of it: else announcing every day would cost nothing.
docs/decisions/records.md
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from audit import clock
from consultations.access import Do
from consultations.models import Consultation, Group, Stage
from consultations.stages import pauses
from deliberation.models import AgendaSegment, Ballot, FormerDay, ImportedRecord, RecordStanding, Session, Wave
from people.errors import Refused
from people.text.dates import day, local_day
from people.text.sentences import many

ENDS_FIRST = "When the second poll begins there, the first closes for everybody."
HAS_RECORD = "A record of this meeting was brought in, so its day and its groups stay as they were announced."
NOTHING = "Nothing is recorded of it."
PAUSED = "It was paused then, by the panel."
BECAME = {
    FormerDay.Became.MOVED: "Taken off this day",
    FormerDay.Became.OTHERS: "Other groups were said instead",
    FormerDay.Became.CALLED_OFF: "Called off",
}


@dataclass(frozen=True)
class Days:
    """Announced days: how many of which something is recorded, how many of which nothing is, how many taken back."""

    held: int = 0
    empty: int = 0
    taken_back: int = 0

    def __str__(self) -> str:
        """ "nothing is recorded of 3 announced days; 1 announced day was moved or called off"; empty where none."""
        told = [f"nothing is recorded of {many(self.empty, 'announced day')}"] if self.empty else []
        if self.taken_back:
            were = "was" if self.taken_back == 1 else "were"
            told.append(
                f"{many(self.taken_back, 'announced day')} {were} moved, called off or given to other groups before"
            )
        return "; ".join(told)


@dataclass(frozen=True)
class _Meeting:
    """A session with a day, and what is known of it: a part that closes the first poll, answers, a record."""

    session: Session
    ends_first: bool
    was_answered: bool
    is_counted: bool
    record_waits: bool
    came: int  # records that were brought in of it, one a group
    was_paused: bool  # as it was to begin: nobody could hold it

    @property
    def ran_on(self) -> str:
        """ " on 3 March 2026" where it ran on another day than was announced."""
        ran, planned = self.session.started_at, self.session.starts_at
        return f" on {day(ran)}" if ran and planned and local_day(ran) != local_day(planned) else ""

    @property
    def somebody_came(self) -> bool:
        """Pressing start and end is no meeting: people were noted in it, or answered in it."""
        return self.session.is_ended and (self.session.attended != 0 or self.was_answered)

    @property
    def is_held(self) -> bool:
        return self.is_counted or (self.somebody_came and not self.ran_on)

    @property
    def is_over(self) -> bool:
        """No more will come of it: it ended, its day has passed, or no session is run any more."""
        starts, stage = self.session.starts_at, self.session.consultation.stage
        past = starts is not None and local_day(starts) < clock.today()
        return self.session.is_ended or past or stage not in {*Do.PLAN_SESSION.stages, Stage.PAUSED}

    @property
    def became(self) -> str:
        """What came of it; empty while it is to come."""
        if self.session.is_live:
            begun = self.session.started_at
            over = begun is not None and local_day(begun) < clock.today()
            return f"It was started on {day(begun)} and not ended." if over else "It is running."
        if self.is_counted and self.came > 1:
            return f"{many(self.came, 'record')} came of this one meeting."
        if self.is_counted:
            return "Its record counts."
        if self.record_waits:
            return "It has a record that counts nowhere yet."
        if self.somebody_came:
            return f"It took place{self.ran_on}."
        if not self.is_over:
            return ""
        return PAUSED if self.was_paused else NOTHING

    @property
    def said(self) -> str:
        session = self.session
        announced = session.announced_on
        told = f"announced here on {day(announced)}" if announced else "not announced beforehand"
        if session.is_planned:
            told = f"announced here on {day(session.dated_at)}"
        ends = ENDS_FIRST if self.ends_first and not self.is_over else ""
        return " ".join(part for part in (f"{session.names}, {told}.", self.became, ends) if part)


def _meetings(consultation: Consultation) -> list[_Meeting]:
    leads = AgendaSegment.objects.filter(session=OuterRef("pk"), poll__kind=Wave.Kind.AFTER)
    brought = ImportedRecord.objects.filter(meeting=OuterRef("pk"))
    waits = Q(standing=RecordStanding.WAITS, is_conversation=False)
    found = Session.objects.filter(consultation=consultation, starts_at__isnull=False).annotate(
        leads=Exists(leads),
        answered=Exists(Ballot.objects.filter(wave__session=OuterRef("pk"))),
        counts=Exists(brought.exclude(waits)),
        waits=Exists(brought.filter(waits)),
        came=Count("records"),
    )
    sessions = list(found.select_related("group").prefetch_related("also").order_by("starts_at", "pk"))
    for session in sessions:
        session.consultation = consultation
    spans = pauses.of(consultation) if sessions else []
    return [
        _Meeting(one, one.leads, one.answered, one.counts, one.waits, one.came, _was_paused(one, spans))
        for one in sessions
    ]


def _was_paused(session: Session, spans: list[pauses.Span]) -> bool:
    starts = session.starts_at
    return starts is not None and any(at <= starts < (to or clock.now()) for at, to in pauses.taking_time(spans))


def public_rows(consultation: Consultation) -> list[dict[str, str]]:
    """Every day that was ever announced, as rows of a summary list; none while the consultation is not public."""
    if not consultation.is_public:
        return []
    days = [(local_day(one.session.starts_at), one.said) for one in _meetings(consultation) if one.session.starts_at]
    days += [(one.day, _said_of_former(one)) for one in consultation.former_days.all()]
    return [{"key": day(when), "value": words} for when, words in sorted(days, key=lambda one: one[0])]


def _said_of_former(one: FormerDay) -> str:
    became = f"{BECAME[FormerDay.Became(one.became)]} on {day(one.gone_on)}."
    said = f"{one.names}, announced here on {day(one.since)}. {became}"
    return said if one.was_taken_back else f"{said} {NOTHING}"


def days_of(consultation: Consultation) -> Days:
    """What came of the days that were announced in time."""
    announced = [one for one in _meetings(consultation) if one.session.announced_on]
    over = [one for one in announced if one.is_held or (one.is_over and not one.was_paused)]
    held = sum(one.is_held for one in over)
    former = list(consultation.former_days.all())
    taken_back = sum(one.was_taken_back for one in former)
    return Days(held, len(over) - held + len(former) - taken_back, taken_back)


def keep_day(session: Session, became: FormerDay.Became) -> None:
    """Before a session is moved or called off: the day that readers were told stays on the list.

    What was put right on the day on which it was written stays on no list: nobody could have planned by it.
    """
    if session.records.exists():
        raise Refused(HAS_RECORD)
    public = session.consultation.announced_at
    if session.starts_at is None or public is None or not session.consultation.is_public:
        return
    when, since = local_day(session.starts_at), local_day(max(session.dated_at, public))
    if since == clock.today() < when:
        return
    FormerDay.objects.create(
        consultation=session.consultation,
        day=when,
        names=session.names[:1000],
        since=since,
        became=became,
        gone_on=clock.today(),
    )


def why_group_stays(group: Group) -> str:
    """A group with a meeting is not taken out, and its meeting's day with it; empty where there is none."""
    found = _on_the_list(group)
    if any(one.is_planned for one in found):
        return "A meeting of this group stands on the list. Call it off first."
    return "A meeting of this group stands on the list, and so does the group." if found else ""


def why_name_stays(group: Group) -> str:
    """Under another name it is another meeting to whoever read of it; what is put right on the same day is not."""
    public = group.consultation.announced_at
    if public is None or not group.consultation.is_public:
        return ""
    if all(one.is_planned and local_day(max(one.dated_at, public)) == clock.today() for one in _on_the_list(group)):
        return ""
    return f"A meeting of “{group}” stands on the list under this name, so the name stays. Add a group for another one."


def _on_the_list(group: Group) -> list[Session]:
    of_it = Session.objects.filter(Q(group=group) | Q(also=group), starts_at__isnull=False)
    return list(of_it.distinct())
